"""Names that nobody was asked for: surnames and given names put together by chance, rare characters included."""

import random

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
GIVEN_FEMALE = "秀兰英玉凤桂花梅芳霞红艳丽娟燕玲静敏婷雪琴菊莲珍香月云翠春淑慧巧娥萍彩银素琳雅倩悦瑶萱怡"
GIVEN_MALE = "国建华强军平文明志永海林勇刚辉伟杰峰波斌东成生福贵龙飞涛浩鹏宇轩俊凯博立德祥富全才旺根义忠顺"
GIVEN_EITHER = "小晓新安宁学兴家世天金元正光庆宝润泽子一思佳"
RARE = ("䶮", "㛃", "𠮷", "𬱖")  # in GB 18030 and Unicode, not in GBK
DOTTED_FIRST = ("阿依古丽", "买合木提", "古丽娜尔", "叶尔江", "努尔兰", "阿不都", "热依拉", "赛里克")
DOTTED_LAST = ("吐尔逊", "艾合买提", "哈山", "木拉提", "达吾提", "加尔肯", "卡德尔", "巴合提")
TWINS = {
    "晓": "小",
    "兰": "蓝",
    "英": "瑛",
    "霞": "侠",
    "国": "囯",
    "明": "铭",
    "珍": "真",
    "丽": "莉",
    "平": "萍",
    "辉": "晖",
    "龙": "隆",
    "成": "诚",
}


def personal_name(chance: random.Random, sex: str, surname: str | None = None) -> str:
    """Make up a name of someone of this sex, of the family `surname` if one is given."""
    kind = chance.random()
    if surname is None and kind < 0.006:
        return f"{chance.choice(DOTTED_FIRST)}·{chance.choice(DOTTED_LAST)}"
    surname = surname or SURNAMES[min(int(chance.expovariate(1 / 18)), len(SURNAMES) - 1)]
    own = GIVEN_FEMALE if sex == "female" else GIVEN_MALE
    if kind < 0.010:
        return surname + chance.choice(own) + chance.choice(RARE)
    if kind < 0.16:
        return surname + chance.choice(own)
    first = chance.choice(own) if chance.random() < 0.6 else chance.choice(GIVEN_EITHER)
    return surname + first + chance.choice(own)


def surname_of(name: str) -> str | None:
    """Give the surname of a Chinese name; a name with a dot has none to pass on."""
    return None if "·" in name else name[0]


def twin_of(name: str) -> str:
    """Write a name as a tired clerk might: with a character that sounds the same (or one character more)."""
    for sign, other in TWINS.items():
        if sign in name[1:]:
            return name[0] + name[1:].replace(sign, other, 1)
    return name[0] + "小" + name[1:] if len(name) == 2 else name[:2]


def fits(encoding: str, text: str) -> bool:
    """Tell whether `text` can be written in `encoding`."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
