"""The page form of a document: one HTML file that stands by itself, prints well and needs no script."""

from base64 import b64encode
from html import escape

from chuntian.formats.chart import picture
from chuntian.formats.document import BarChart, Block, Document, Heading, Paragraph, Reference, Table

STYLE = """
:root{color-scheme:light dark}
body{margin:0 auto;max-width:44rem;padding:2rem 1.25rem 4rem;font:1.125rem/1.8 "Noto Serif CJK SC","Songti SC",SimSun,serif;color:#1a241e;background:#fff}
h1,h2,h3{font-family:"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;line-height:1.35}
h1{text-align:center;font-size:1.9rem}.subtitle{text-align:center}
.warning{border:2px solid #8a5300;padding:.75rem 1rem;background:#fff6e5;color:#4a2d00}
p.text{text-indent:2em}sup a{color:#14532d}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:1rem;margin:.5rem 0 1.5rem}
caption{text-align:left;font-weight:600;padding:.4rem 0}th,td{border:1px solid #5d6f64;padding:.35rem .6rem;text-align:left;vertical-align:top}
img{max-width:100%;height:auto}
@media (prefers-color-scheme:dark){body{background:#131a16;color:#e8efe9}.warning{background:#3a2a0c;color:#ffe3b0}sup a{color:#9be0b3}img{background:#fff}}
@media print{body{max-width:none;font-size:12pt}}
"""


def to_page(document: Document) -> bytes:
    """Write the document as one UTF-8 HTML file."""
    language = "zh-CN" if document.language == "zh" else document.language
    head = f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    parts = [
        head,
        f"<title>{escape(document.title)}</title><style>{STYLE}</style></head><body><main>",
        f"<h1>{escape(document.title)}</h1>",
    ]
    if document.subtitle:
        parts.append(f'<p class="subtitle">{escape(document.subtitle)}</p>')
    if document.warning:
        parts.append(f'<p class="warning" role="note">{escape(document.warning)}</p>')
    parts += [_block(block) for block in document.blocks]
    return "\n".join([*parts, "</main></body></html>\n"]).encode()


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level + 1}>{escape(block.text)}</h{block.level + 1}>"
    if isinstance(block, Paragraph):
        return f'<p class="text">{"".join(_run(run) for run in block.runs)}</p>'
    if isinstance(block, Table):
        return _table(block)
    return _chart(block)


def _run(run: str | Reference) -> str:
    if isinstance(run, str):
        return escape(run)
    return f'<data value="{escape(run.slug)}">{escape(run.text)}</data><sup><a href="#figure-{run.note}" aria-label="数据来源 {run.note}">[{run.note}]</a></sup>'


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in table.headings)
    numbered = table.headings[0] == "序号"
    rows = []
    for first, *rest in table.rows:
        anchor = f' id="figure-{escape(first)}"' if numbered else ""
        rows.append(
            f'<tr{anchor}><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(text)}</td>" for text in rest)}</tr>'
        )
    note = f"<p>{escape(table.note)}</p>" if table.note else ""
    label = escape(table.caption)
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table><caption>{label}</caption><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>{note}'


def _chart(chart: BarChart) -> str:
    data = b64encode(picture(chart)).decode()
    rows = tuple(
        (label, *(f"{values[index]:,.2f}" for _, values in chart.series)) for index, label in enumerate(chart.labels)
    )
    table = Table(f"{chart.title}（{chart.unit}）", ("", *(name for name, _ in chart.series)), rows)
    return f'<figure><img src="data:image/png;base64,{data}" alt="{escape(chart.summary)}"><figcaption>{escape(chart.summary)}</figcaption></figure>{_table(table)}'
