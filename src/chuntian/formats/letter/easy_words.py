"""
The easy words of a letter: one idea a sentence, short sentences, a picture for each (trust.md C24).

They say what was decided, how much, what to do and where to ask. They are words of our own for the same decision, and take
nothing away from it: the full letter comes with them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from chuntian.formats.letter.gist import Gist, Says
from chuntian.formats.letter.source import Letter


class NoGist(ValueError):
    """The letter was issued before letters carried their decision as data."""


@dataclass(frozen=True)
class Idea:
    """One sentence and its picture."""

    picture: str
    text: str


@dataclass(frozen=True)
class Part:
    """A question as the reader would ask it, and the ideas that answer it."""

    heading: str
    ideas: tuple[Idea, ...]


RESULTS = {
    Says.APPROVED: [("yes", "我们同意了。")],
    Says.REFUSED: [("no", "这次我们没有同意。")],
    Says.PAPERS: [("papers", "您的材料还不够。")],
    Says.ENTITLED: [("yes", "您可能可以领。"), ("write", "这要您先申请。")],
    Says.RECEIVING: [("yes", "您已经在领了。"), ("rest", "您不用再申请。")],
    Says.NOT_ENTITLED: [("no", "您现在还不能领。")],
    Says.UNKNOWN: [("question", "我们还不能确定。"), ("papers", "有的情况我们不知道。")],
    Says.UPHELD: [("no", "我们再看了一次。"), ("letter", "原来的决定不变。")],
    Says.CHANGED: [("yes", "我们再看了一次。"), ("change", "原来的决定不算了。"), ("write", "我们会重新办。")],
    Says.REVIEW_NOT_TAKEN: [("no", "您请我们再看一次。"), ("no", "这次我们没有再看。")],
    Says.ANSWERED: [("yes", "您说的事，我们查过了。"), ("letter", "答复写在完整的信里。")],
    Says.COMPLAINT_NOT_TAKEN: [("no", "这件事我们没有受理。"), ("letter", "原因写在完整的信里。")],
}
WHYS = {
    Says.REFUSED: "这一条不符合：{why}。",
    Says.NOT_ENTITLED: "这一条不符合：{why}。",
    Says.UNKNOWN: "这一条不清楚：{why}。",
}
STEPS = {
    Says.APPROVED: [("change", "情况变了，请告诉我们。"), ("card", "残疾人证快到期，请去换。")],
    Says.REFUSED: [("change", "我们弄错了，请告诉我们。"), ("write", "以后还可以再申请。")],
    Says.PAPERS: [("papers", "请把材料交来。"), ("helper", "家人可以帮您交。"), ("calendar", "您的申请日期不变。")],
    Says.ENTITLED: [("office", "请到{office}申请。"), ("card", "请带残疾人证。"), ("card", "请带身份证。"), ("money", "申请不要钱。")],
    Says.RECEIVING: [("change", "情况变了，请告诉我们。")],
    Says.NOT_ENTITLED: [("change", "我们弄错了，请告诉我们。"), ("write", "您还是可以申请。")],
    Says.UNKNOWN: [("talk", "请把情况告诉我们。"), ("write", "您现在就可以申请。")],
    Says.UPHELD: [("change", "情况变了，请告诉我们。"), ("write", "以后还可以再申请。")],
    Says.CHANGED: [("rest", "您不用再申请。"), ("letter", "结果会再写信给您。")],
    Says.REVIEW_NOT_TAKEN: [("change", "情况变了，请告诉我们。"), ("write", "以后还可以再申请。")],
    Says.ANSWERED: [("talk", "不清楚的，请来问。"), ("helper", "请人念给您听也行。")],
    Says.COMPLAINT_NOT_TAKEN: [("talk", "不清楚的，请来问。"), ("helper", "请人念给您听也行。")],
}  # fmt: skip


def parts(letter: Letter) -> list[Part]:
    """
    Give the letter in easy words.

    :raises NoGist: it does not carry its decision as data.
    """
    gist = letter.gist
    if gist is None:
        raise NoGist("这封信没有结构化的决定内容，写不出易读版")
    found = [
        Part("这是什么信", (Idea("letter", "这封信是给您的。"), Idea("talk", "信里说一件事。"), Idea("list", f"这件事是{gist.matter}。"))),
        Part("结果是什么", tuple(_result(gist, demo=bool(letter.marks)))),
        Part("您要做什么", tuple(_todo(gist))),
    ]  # fmt: skip
    if gist.object_until:
        found.append(Part("您不同意怎么办", tuple(_objecting(gist))))
    return [*found, Part("找谁问", tuple(_asking(gist)))]


def sentences(letter: Letter) -> list[str]:
    """Give every sentence, for whoever measures them."""
    return [idea.text for part in parts(letter) for idea in part.ideas]


def _result(gist: Gist, demo: bool) -> Iterator[Idea]:
    yield from (Idea(*one) for one in RESULTS[gist.says])
    if gist.amount_fen is not None:
        yield Idea("money", f"{_per(gist.unit)}{plain_yuan(gist.amount_fen)}元。")
        if demo:
            yield Idea("question", "这个钱数只是演示。")
    if gist.first_month:
        yield Idea("calendar", f"从{gist.first_month}开始算。")
    for why in gist.why if gist.says in WHYS else ():
        yield Idea("list", WHYS[gist.says].format(why=why))


def _todo(gist: Gist) -> Iterator[Idea]:
    if gist.says == Says.PAPERS:
        yield Idea("list", f"还缺的：{gist.asked.rstrip('。')}。")
    yield from (Idea(picture, text.format(office=gist.office)) for picture, text in STEPS[gist.says])


def _objecting(gist: Gist) -> Iterator[Idea]:
    yield Idea("scale", "您可以请上级再看一次。")
    yield Idea("list", "这叫复查。" if gist.is_complaint else "这叫行政复议。")
    yield Idea("calendar", "您有30天时间。" if gist.is_complaint else "您有60天时间。")
    first = gist.says in (Says.UPHELD, Says.REVIEW_NOT_TAKEN)  # the days of the decision itself run on
    yield Idea("letter", "从您收到原来的信算。" if first else "从您收到信那天算。")
    yield Idea(
        "calendar", f"{gist.object_until}前提出就不晚。"
    )  # the last day of whoever got it on its date; others have longer
    if not gist.is_complaint:
        yield Idea("court", "您也可以去法院。")
    yield Idea("helper", "法律援助可以帮您。")


def _asking(gist: Gist) -> Iterator[Idea]:
    yield Idea("office", "您可以去这里问。")
    yield Idea("office", f"{gist.office}。")
    if gist.address:
        yield Idea("place", f"地址：{gist.address}。")
    if gist.phone:
        yield Idea("phone", f"电话：{gist.phone}。")
    yield Idea("phone", "残联电话：12385。")
    yield Idea("write", "您也可以写下来问。")
    yield Idea("helper", "您可以请人一起来。")


def _per(unit: str) -> str:
    return {"元/月": "每个月", "元/年": "每年", "元/次": "每次", "元/天": "每天"}.get(unit, "一共")


def plain_yuan(fen: int) -> str:
    """Write an amount without needless figures: 130, 130.5, 130.05."""
    yuan = Fraction(fen, 100)
    return str(yuan.numerator) if yuan.denominator == 1 else f"{fen // 100}.{fen % 100:02d}".rstrip("0")
