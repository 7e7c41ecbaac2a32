"""What pyxform says most often of a file that is no XLSForm, in Chinese; anything else is given as it said it."""

import re

ROW = re.compile(r"^\[row : (\d+)\]\s*")
SHEET = re.compile(r"On the '(\w+)' sheet, the '(\w+)' value (?:'([^']*)' )?is invalid\.\s*")
SAID = (
    (r"Question with no type", "缺 type（问题的类型）"),
    (r"Question or group with no name", "缺 name（问题的代号）"),
    (r"List name not in choices sheet: (\S+)", "choices 表里没有选项组“{0}”"),
    (r"There should be a choices sheet", "缺 choices 表，须有 list_name、name、label 三列"),
    (r"You must have a sheet named 'survey'", "缺 survey 表，问题写在那里"),
    (r"Names must begin with a letter", "name 须以字母开头，只能有字母、数字、下划线、连字符和点"),
    (r"must be unique within their nearest parent group", "同一组里有两个问题同名"),
    (r"Choice names must be unique", "同一选项组里有两个选项的 name 相同"),
    (r"Choices must have a name", "选项缺 name"),
    (r"Choices should have a label", "选项缺 label（选项的文字）"),
    (r"Unmatched 'begin_(?:group|repeat)'", "有 begin_group 而没有 end_group"),
    (r"Unmatched 'end_(?:group|repeat)'", "有 end_group 而没有 begin_group"),
    (r"required column headers were not found: (.+?)\. Learn", "缺这些列：{0}"),
    (r"may be due a missing header row", "第一行须是列名（type、name、label 等）"),
    (r"different names for the same column were found", "有两列的列名指同一内容"),
    (r"Could not find the name '([^']*)'", "引用的问题“{0}”不在 survey 表里"),
    (r"Reference variables must start with", "引用问题须写成 ${{问题代号}}"),
    (r"Reference variables names must be unique", "引用的问题有两个同名"),
    (r"Missing calculation", "缺 calculation"),
    (r"Choice names with spaces", "选项的 name 不能有空格"),
    (r"Parameters must be in the form", "parameters 一列写得不对"),
    (r"Error reading \.xlsx file", "表格文件读不出，请另存为新的 xlsx"),
)  # fmt: skip


def in_chinese(said: str) -> str:
    """Say in Chinese where and what pyxform refuses; what we have no words for follows its name."""
    row, sheet = ROW.match(said), SHEET.search(said)
    named = re.search(r"for sheet: '(\w+)'", said)
    where = f"{(sheet or named)[1]} 表" if sheet or named else ("survey 表" if row else "")  # type: ignore[index]
    where += f"第 {row[1]} 行" if row else ""
    where += f"的 {sheet[2]}" if sheet else ""
    where += f"“{sheet[3]}”" if sheet and sheet[3] else ""
    for pattern, words in SAID:
        if found := re.search(pattern, said):
            return f"{where}：{words.format(*found.groups())}" if where else words.format(*found.groups())
    rest = " ".join(ROW.sub("", said).split())[:300]
    return f"{where}：pyxform 说：{rest}" if where else f"pyxform 说：{rest}"
