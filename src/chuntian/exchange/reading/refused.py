"""A whole file that is refused, with the reason and what the sender can do."""

FILE_MESSAGES = {
    "empty": ("文件是空的，或没有数据行", "请核对是否选错了文件"),
    "format": ("不是 xlsx 或 csv 文件", "请另存为 xlsx（Excel 工作簿）或 csv 后重新报送"),
    "xls": (
        "是旧版 xls 文件：它只能保存 65,536 行，超出的行会被悄悄丢掉",
        "请在 Excel 或 WPS 中另存为 xlsx 后重新报送，并核对行数",
    ),
    "encrypted": ("文件设有打开密码", "请去掉密码后重新报送"),
    "broken": ("文件已损坏，无法打开", "请在 Excel 或 WPS 中打开原文件，另存为新的 xlsx 后重新报送"),
    "macro": ("文件带有宏（程序）", "请在 Excel 或 WPS 中另存为不带宏的 xlsx 后重新报送"),
    "entries": ("文件里夹有表格软件不会写出的内容", "请把数据复制到新工作簿，另存为 xlsx 后重新报送"),
    "bomb": ("文件解压后异常庞大", "请把数据复制到新工作簿，另存后重新报送"),
    "entities": ("文件内含 DOCTYPE 或实体定义，Excel 不会写出这样的文件", "请用 Excel 或 WPS 另存后重新报送"),
    "resources": ("读取时超出内存或时间限制", "请删去空白的格式行列，或按乡镇拆分后重新报送"),
    "encoding": ("文字编码无法确定或夹有乱码", "请在 Excel 中另存为“CSV UTF-8（逗号分隔）”或 xlsx 后重新报送"),
    "heading_missing": (
        "找不到必需的列",
        "请改成该种名单的表头后重新报送；可用的写法在“名单”页该种名单之下，也可用 chuntian lists 查看",
    ),
    "heading_twice": ("有两列的表头指同一内容", "请只保留一列，或改写表头以示区别"),
    "hidden_sheet": ("隐藏的工作表里有同样表头的数据", "请取消隐藏，或删除该表后重新报送"),
    "quotes": ("引号不成对，从某一行起无法分列", "请用 Excel 另存为 csv 或 xlsx 后重新报送"),
    "unusual": ("工作表的内部写法不常见，且含公式，无法给出位置", "请用 Excel 打开，粘贴为数值后另存为 xlsx"),
    "changed": ("读取过程中文件被改动", "请重新报送"),
}


class FileRefused(Exception):
    """The file as a whole cannot be taken; `code` is a key of FILE_MESSAGES, `detail` says where."""

    def __init__(self, code: str, detail: str = "") -> None:
        what, to_do = FILE_MESSAGES[code]
        super().__init__(f"{what}{f'（{detail}）' if detail else ''}。{to_do}")
        self.code = code
        self.detail = detail
