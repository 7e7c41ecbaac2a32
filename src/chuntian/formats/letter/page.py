"""The page form of a letter: one HTML file that stands by itself, prints well and needs no script."""

from collections.abc import Iterator
from html import escape

from chuntian.formats.letter.source import Block, Heading, Items, Letter

ORDINARY_POINTS = 14
STYLE = """
:root{color-scheme:light dark}
body{margin:0 auto;max-width:40em;padding:1.5em 1em 3em;font:{points}pt/1.6 "Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;color:#111;background:#fff;text-align:left}
h1{font-size:1.4em;line-height:1.4;margin:0 0 .3em}h2{font-size:1.1em;margin:1.4em 0 .4em;break-after:avoid}
p{margin:.5em 0}ul,ol{margin:.5em 0;padding-left:1.6em}li{margin:.35em 0;break-inside:avoid}
.mark{border:2px solid #8a5300;padding:.4em .7em;background:#fff6e5;color:#4a2d00;font-weight:700}
.sign{margin-top:1.6em;break-inside:avoid}
@media (prefers-color-scheme:dark){body{background:#131a16;color:#f0f4f1}.mark{background:#3a2a0c;color:#ffe3b0}}
@media print{@page{size:A4;margin:2cm}body{max-width:none;padding:0;color:#000;background:#fff}}
"""


def to_page(letter: Letter, points: int = ORDINARY_POINTS) -> bytes:
    """Write the letter as one UTF-8 HTML file, in letters of so many points."""
    parts = [
        f'<!doctype html>\n<html lang="{escape(letter.language)}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(letter.title)}</title><style>{STYLE.replace('{points}', str(points))}</style></head>",
        f"<body><main>{body(letter)}</main></body></html>\n",
    ]
    return "\n".join(parts).encode()


def body(letter: Letter, heading_ids: bool = False) -> str:
    """Write what the letter says, as HTML that is XML too; `heading_ids` lets a table of contents lead to its headings."""
    ids = iter(range(1, len(letter.blocks) + 1)) if heading_ids else None
    return "\n".join([
        f"<h1>{escape(letter.title)}</h1>",
        f"<p>{escape(letter.number)}</p>",
        *(f'<p class="mark" role="note">{escape(mark)}</p>' for mark in letter.marks),
        f"<p>{escape(letter.reader)}</p><p>{escape(letter.about)}</p>",
        *(_block(block, ids) for block in letter.blocks),
        f'<p class="sign">{escape(letter.office)}<br/>{escape(letter.day)}</p>',
    ])  # fmt: skip


def _block(block: Block, ids: Iterator[int] | None = None) -> str:
    if isinstance(block, Items):
        tag = "ol" if block.numbered else "ul"
        return f"<{tag}>{''.join(f'<li>{escape(text)}</li>' for text in block.texts)}</{tag}>"
    if isinstance(block, Heading) and ids is not None:
        return f'<h2 id="s{next(ids)}">{escape(block.text)}</h2>'
    tag = "h2" if isinstance(block, Heading) else "p"
    return f"<{tag}>{escape(block.text)}</{tag}>"
