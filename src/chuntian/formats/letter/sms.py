"""The text-message form of a letter: parts of at most 70 characters, without any number that names a person."""

import re

from chuntian.formats.letter.easy_words import NoGist, plain_yuan
from chuntian.formats.letter.gist import Gist, Says
from chuntian.formats.letter.source import Letter

LONGEST = 70  # places of one message in UCS-2 (3GPP TS 23.038), where 𬱖 takes two; each part is a message of its own
RESULT = {
    Says.APPROVED: "您申请的{matter}已批准",
    Says.REFUSED: "您申请的{matter}这次没有批准",
    Says.PAPERS: "您申请的{matter}还缺材料，请补交",
    Says.ENTITLED: "您可能符合{matter}的条件，可以申请",
    Says.RECEIVING: "您正在享受{matter}，不用再申请",
    Says.NOT_ENTITLED: "按现有资料您暂不符合{matter}的条件，仍可申请",
    Says.UNKNOWN: "还不能确定您是否符合{matter}的条件，请补充情况",
    Says.UPHELD: "您对{matter}申请的复核已办结，维持原决定",
    Says.CHANGED: "您对{matter}申请的复核已办结，原决定已撤销，会重新办理",
    Says.REVIEW_NOT_TAKEN: "您对{matter}申请的复核没有受理",
    Says.ANSWERED: "{matter}已经答复",
    Says.COMPLAINT_NOT_TAKEN: "{matter}没有受理",
}
NUMBER = re.compile(r"\d{6,}[\d*＊]*[\dXx]?|\d{4,}[*＊]+[\dXx]*")


def messages(letter: Letter) -> list[str]:
    """
    Give the messages, in order; where there are several each says which it is.

    :raises NoGist: the letter does not carry its decision as data.
    """
    if letter.gist is None:
        raise NoGist("这封信没有结构化的决定内容，写不出短信")
    told = [_safe(one) for one in _sentences(letter, letter.gist)]
    whole = "".join(told)
    if places(whole) <= LONGEST:
        return [whole]
    packed = _packed(told, LONGEST - len("(10/10)"))
    return [f"({place}/{len(packed)}){text}" for place, text in enumerate(packed, 1)]


def places(text: str) -> int:
    """Count the places that a text takes in a message."""
    return len(text.encode("utf-16-be")) // 2


def _packed(sentences: list[str], room: int) -> list[str]:
    """Put sentences together as long as they have room; one that has none alone is cut between characters."""
    packed: list[str] = []
    for sentence in sentences:
        if places(sentence) > room or not packed or places(packed[-1] + sentence) > room:
            packed.append("")
        for character in sentence:
            if places(packed[-1] + character) > room:
                packed.append("")
            packed[-1] += character
    return [one for one in packed if one]


def to_sms(letter: Letter) -> bytes:
    """
    Write the messages as UTF-8 text, one a line.

    :raises NoGist: the letter does not carry its decision as data.
    """
    return ("\n".join(messages(letter)) + "\n").encode()


def _sentences(letter: Letter, gist: Gist) -> list[str]:
    who = f"{letter.names[0]}您好，" if letter.names else ""
    said = RESULT[gist.says].format(matter=gist.matter)
    if gist.amount_fen is not None:
        said += f"，{plain_yuan(gist.amount_fen)}{gist.unit}"
    demo = ["【演示】"] if letter.marks else []
    way = "请上级复查" if gist.is_complaint else "申请行政复议"
    until = [f"不同意可{way}，{gist.object_until}前提出不晚。"] if gist.object_until else []
    return [*demo, f"{who}{said}。", *until, f"详见书面通知。咨询：{gist.office}，12385，也可书面询问。"]


def _safe(text: str) -> str:
    """Leave out whatever looks like an identity, card or telephone number, and what would break a line."""
    return NUMBER.sub("", " ".join(text.split()))
