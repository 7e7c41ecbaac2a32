"""Numbers as they are said: 120.00元 is 一百二十元, 2024年5月1日 is 二〇二四年五月一日, a telephone number goes figure by figure."""

import re

FIGURES = "〇一二三四五六七八九"
SAID = "零一二三四五六七八九"
PLACES = ("", "十", "百", "千")
GROUPS = ("", "万", "亿", "万亿")
# Before these, 2 is said 两.
MEASURES = "个次名位项种份处天户周家倍年笔条张件"
LONGEST = 4  # figures: what is longer is a number to dial or to copy, unless it has a point, a comma or a unit

AMOUNT = re.compile(r"(?<![\d.])(\d[\d,]*)(?:\.(\d{2}))元")
DATE = re.compile(r"(?<!\d)(\d{4})(?=年)")
CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])[:：]([0-5]\d)(?!\d)")
SHARE = re.compile(r"(\d[\d,]*(?:\.\d+)?)[%％]")
DASHED = re.compile(r"(?<!\d)(\d{3,4})-(\d{5,})(?!\d)")
MASKED = re.compile(r"(\d*)[*＊]+(\d*[Xx]?)")
PLAIN = re.compile(rf"(第?)(\d[\d,]*)(?:\.(\d+))?(?=([{MEASURES}]|元|万|亿|人)?)")
FULL_WIDTH = str.maketrans("０１２３４５６７８９．，：％", "0123456789.,:%")


def said_numbers(text: str) -> str:
    """Replace every number of a text with the words it is said with."""
    text = re.sub(r"[０-９][０-９．，：％]*", lambda one: one[0].translate(FULL_WIDTH), text)
    text = MASKED.sub(lambda one: f"{figures(one[1])}，中间略去，{figures(one[2])}", text)
    text = AMOUNT.sub(lambda one: amount(int(one[1].replace(",", "")), int(one[2])), text)
    text = DATE.sub(lambda one: figures(one[1], FIGURES), text)
    text = CLOCK.sub(lambda one: f"{whole(int(one[1]))}点{whole(int(one[2])) + '分' if int(one[2]) else '整'}", text)
    text = SHARE.sub(lambda one: f"百分之{_plain(one[1])}", text)
    text = DASHED.sub(lambda one: f"{figures(one[1])}，{figures(one[2])}", text)
    return PLAIN.sub(lambda one: one[1] + _number(one[2], one[3], one[4] or "", bool(one[1])), text)


def whole(number: int) -> str:
    """Say a whole number: 120 is 一百二十, 10,203 is 一万零二百零三."""
    if number == 0:
        return SAID[0]
    groups, rest = [], number
    while rest:
        rest, group = divmod(rest, 10_000)
        groups.append(group)
    said = ""
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if said and group and (group < 1000 or groups[place + 1] == 0) and not said.endswith(SAID[0]):
            said += SAID[0]
        said += _group(group) + (GROUPS[place] if group else "")
    return said.removeprefix("一") if said.startswith("一十") else said


def _group(group: int) -> str:
    said, gap = "", False
    for place in (3, 2, 1, 0):
        figure = group // 10**place % 10
        if figure:
            said += (SAID[0] if gap and said else "") + SAID[figure] + PLACES[place]
            gap = False
        else:
            gap = True
    return said


def amount(yuan: int, cents: int) -> str:
    """Say an amount: 130.50 is 一百三十元五角, 0.05 is 五分."""
    jiao, fen = divmod(cents, 10)
    said = f"{whole(yuan)}元" if yuan or not cents else ""
    if jiao:
        said += f"{SAID[jiao]}角"
    elif fen and said:
        said += SAID[0]
    return said + (f"{SAID[fen]}分" if fen else "")


def figures(text: str, words: str = SAID) -> str:
    """Say a number figure by figure."""
    return "".join(words[int(one)] if one.isdigit() else one for one in text)


def _plain(text: str) -> str:
    start, _, end = text.replace(",", "").partition(".")
    return whole(int(start)) + (f"点{figures(end)}" if end else "")


def _number(start: str, end: str | None, unit: str, ordinal: bool) -> str:
    bare = start.replace(",", "")
    if (
        end is None
        and "," not in start
        and ((bare.startswith("0") and len(bare) > 1) or (len(bare) > LONGEST and not unit))
    ):
        return figures(bare)
    if bare == "2" and end is None and unit and unit in MEASURES and not ordinal:
        return "两"
    return whole(int(bare)) + (f"点{figures(end)}" if end else "")
