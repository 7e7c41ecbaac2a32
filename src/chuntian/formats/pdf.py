"""The PDF form of a document, through typst: PDF/UA-1, or no PDF at all (typst refuses what is not accessible)."""

import tempfile
from pathlib import Path

from chuntian.formats.chart import picture
from chuntian.formats.document import BarChart, Block, Document, Heading, Paragraph, Reference, Table

SETTINGS = """
#set document(title: {title}, author: "春天 Chuntian", date: none)
#set page(paper: "a4", margin: (x: 2.7cm, y: 2.5cm), numbering: "1 / 1")
#set text(lang: "zh", region: "cn", font: ("Noto Serif CJK SC", "Noto Serif CJK JP", "SimSun"), size: 12pt)
#set par(leading: 0.9em, first-line-indent: (amount: 2em, all: true), justify: false)
#show heading: set text(font: ("Noto Sans CJK SC", "Noto Sans CJK JP", "SimHei"))
#set table(stroke: 0.5pt + rgb("#5d6f64"), inset: 5pt)
#show table: set text(size: 9.5pt)
#show table: set par(first-line-indent: 0pt)
#show figure: set block(breakable: true)
#show figure.caption: set block(sticky: true)
"""


class NoPdf(RuntimeError):
    """typst refused the document; the message is its own."""


def to_pdf(document: Document) -> bytes:
    """
    Write the document as PDF/UA-1.

    :raises NoPdf: the document is not accessible (an empty title, a picture without text), or fonts are missing.
    """
    import typst

    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "document.typ"
        parts = [SETTINGS.replace("{title}", _string(document.title)), _front(document)]
        parts += [_block(block, Path(folder), index) for index, block in enumerate(document.blocks)]
        source.write_text("\n".join(parts), encoding="utf-8")
        try:
            return typst.compile(str(source), format="pdf", pdf_standards=["ua-1"], root=folder)
        except Exception as why:  # typst raises its own type, which the wheel does not export by a stable name
            raise NoPdf(str(why)) from why


def _string(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _front(document: Document) -> str:
    parts = [
        f'#align(center)[#block(text(size: 20pt, weight: "bold", font: ("Noto Sans CJK SC", "Noto Sans CJK JP"), {_string(document.title)}))]'
    ]
    if document.subtitle:
        parts.append(f"#align(center)[#text({_string(document.subtitle)})]")
    if document.warning:
        parts.append(
            f'#block(stroke: 1.5pt + rgb("#8a5300"), inset: 8pt, width: 100%)[#text({_string(document.warning)})]'
        )
    return "\n".join(parts)


def _block(block: Block, folder: Path, index: int) -> str:
    if isinstance(block, Heading):
        return f"#heading(level: {block.level}, {_string(block.text)})"
    if isinstance(block, Paragraph):
        return "#par[" + "".join(_run(run) for run in block.runs) + "]"
    if isinstance(block, Table):
        return _table(block)
    return _chart(block, folder, index)


def _run(run: str | Reference) -> str:
    if isinstance(run, str):
        return f"#text({_string(run)})"
    return f"#text({_string(run.text)})#super[#text({_string(f'[{run.note}]')})]"


def _table(table: Table) -> str:
    head = ", ".join("[#strong(" + _string(text) + ")]" for text in table.headings)
    cells = [f"table.header({head})"]
    cells += ["[#text(" + _string(_breakable(text)) + ")]" for row in table.rows for text in row]
    widths = [f"{width}fr" for width in table.widths] or ["auto", *["1fr"] * (len(table.headings) - 1)]
    columns = ", ".join(widths)
    note = f"\n#par[#text(size: 9.5pt, {_string(table.note)})]" if table.note else ""
    return f"#figure(kind: table, supplement: none, caption: figure.caption(position: top)[#text({_string(table.caption)})], table(columns: ({columns},), align: left, {', '.join(cells)})){note}"


def _breakable(text: str) -> str:
    """Let a code such as nursing_subsidy.months_paid break at its joints."""
    is_code = text.isascii() and text.islower() and " " not in text
    return text.replace("_", "_\u200b").replace(".", ".\u200b") if is_code else text


def _chart(chart: BarChart, folder: Path, index: int) -> str:
    name = f"chart-{index}.png"
    (folder / name).write_bytes(picture(chart))
    return f"#figure(image({_string(name)}, width: 100%, alt: {_string(chart.summary)}), supplement: none, caption: [#text({_string(chart.summary)})])"
