"""The easy-reading forms of a letter, with our own pictures: a page and a PDF."""

import json
from functools import lru_cache
from html import escape

from chuntian.formats.letter.easy_words import Idea, parts
from chuntian.formats.letter.page import STYLE
from chuntian.formats.letter.pdf import LARGE, TEMPLATES, compiled
from chuntian.formats.letter.source import Letter

PICTURES = TEMPLATES / "pictures"
# What each picture shows, for whoever cannot see it.
SHOWN = {
    "letter": "一封信", "talk": "说话", "list": "一张单子", "yes": "对号", "no": "叉号", "question": "问号", "papers": "几张纸", "money": "钱",
    "calendar": "日历", "card": "证件", "write": "写字", "rest": "坐着等", "change": "变化", "helper": "两个人", "office": "办公楼",
    "place": "地点", "phone": "电话", "scale": "天平", "court": "法院",
}  # fmt: skip
EASY = "易读版"
FULL_TOO = "这是易读版。完整的信也会给您。有法律效力的是完整的信。"
MORE_STYLE = """
.ideas{list-style:none;padding:0}.ideas li{display:flex;gap:.8em;align-items:center;margin:.9em 0;break-inside:avoid}
.ideas svg{flex:none;width:3.4em;height:3.4em;background:#fff;border:2px solid #0b3d2e;border-radius:.4em;padding:.25em}
.ideas p{margin:0;overflow-wrap:anywhere;min-width:0}h2{font-size:1.25em}
"""


def to_easy_page(letter: Letter) -> bytes:
    """
    Write the letter in easy words as one HTML file.

    :raises NoGist: it does not carry its decision as data.
    """
    written = [
        f'<section><h2>{escape(part.heading)}</h2><ul class="ideas">{"".join(map(_idea, part.ideas))}</ul></section>'
        for part in parts(letter)
    ]
    title = f"{letter.title}（{EASY}）"
    style = STYLE.replace("{points}", str(LARGE)) + MORE_STYLE
    marks = (f'<p class="mark" role="note">{escape(mark)}</p>' for mark in letter.marks)
    return "\n".join([
        f'<!doctype html>\n<html lang="{escape(letter.language)}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title><style>{style}</style></head>",
        f"<body><main><h1>{escape(title)}</h1>", *marks, f"<p>{escape(letter.reader)}</p>", *written,
        f'<p class="sign">{escape(letter.office)}<br>{escape(letter.day)}</p><p>{escape(FULL_TOO)}</p></main></body></html>\n',
    ]).encode()  # fmt: skip


def to_easy_pdf(letter: Letter) -> bytes:
    """
    Write the letter in easy words as PDF/UA-1, 18 points.

    :raises NoGist: it does not carry its decision as data. :raises NoPdf: typst refused it.
    """
    told = {
        "title": f"{letter.title}（{EASY}）", "marks": list(letter.marks), "reader": letter.reader, "office": letter.office,
        "day": letter.day, "close": FULL_TOO, "parts": [
            {"heading": part.heading, "ideas": [{"picture": one.picture, "shown": SHOWN[one.picture], "text": one.text}
                                                for one in part.ideas]} for part in parts(letter)
        ],
    }  # fmt: skip
    return compiled("easy.typ", {"letter": json.dumps(told, ensure_ascii=False), "points": str(LARGE)})


def _idea(idea: Idea) -> str:
    label = f'<svg role="img" aria-label="{escape(SHOWN[idea.picture])}"'
    return f"<li>{_picture(idea.picture).replace('<svg', label, 1)}<p>{escape(idea.text)}</p></li>"


@lru_cache(maxsize=32)
def _picture(name: str) -> str:
    return (PICTURES / f"{name}.svg").read_text(encoding="utf-8").strip()
