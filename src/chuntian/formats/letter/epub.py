"""
The EPUB 3 form of a letter, with the metadata of EPUB Accessibility 1.1.

By hand, since the one kept library (ebooklib) is under the AGPL and writes none of that metadata (docs/decisions/0018).
"""

import io
import re
import zipfile
from html import escape
from uuid import UUID

from chuntian.formats.letter.page import body
from chuntian.formats.letter.source import Heading, Letter

FIXED = (1980, 1, 1, 0, 0, 0)  # the same letter gives the same bytes
CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>\
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
"""
ACCESSIBILITY = {
    "schema:accessMode": ("textual",),
    "schema:accessModeSufficient": ("textual",),
    "schema:accessibilityFeature": (
        "structuralNavigation",
        "tableOfContents",
        "readingOrder",
        "displayTransformability",
    ),
    "schema:accessibilityHazard": ("none",),
    "schema:accessibilitySummary": (
        "全文为文字，有标题层次和目录，按阅读顺序排列，可放大、可朗读、可转盲文；没有图片、声音和动画。",
    ),
}
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
CSS = "body{line-height:1.6;text-align:left}h1{font-size:1.4em}.mark{border:2px solid;padding:.4em;font-weight:bold}\n"


def to_epub(letter: Letter) -> bytes:
    """Write the letter as EPUB 3; the same letter gives the same bytes."""
    files = {
        "META-INF/container.xml": CONTAINER,
        "EPUB/package.opf": _package(letter),
        "EPUB/nav.xhtml": _navigation(letter),
        "EPUB/letter.xhtml": _document(letter),
        "EPUB/style.css": CSS,
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as book:
        book.writestr(zipfile.ZipInfo("mimetype", FIXED), "application/epub+zip", zipfile.ZIP_STORED)
        for name, text in files.items():
            book.writestr(zipfile.ZipInfo(name, FIXED), NOT_IN_XML.sub("", text).encode(), zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _package(letter: Letter) -> str:
    told = "".join(
        f'<meta property="{name}">{escape(value)}</meta>' for name, values in ACCESSIBILITY.items() for value in values
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="{escape(letter.language)}" \
prefix="schema: http://schema.org/">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:{UUID(letter.sha256[:32])}</dc:identifier>
<dc:title>{escape(letter.title)}</dc:title><dc:language>{escape(letter.language)}</dc:language>
<dc:creator>{escape(letter.office)}</dc:creator><dc:publisher>{escape(letter.office)}</dc:publisher>
<meta property="dcterms:modified">{_day(letter)}T00:00:00Z</meta>
{told}
</metadata>
<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>\
<item id="letter" href="letter.xhtml" media-type="application/xhtml+xml"/><item id="style" href="style.css" media-type="text/css"/></manifest>
<spine><itemref idref="letter"/></spine>
</package>
"""


def _day(letter: Letter) -> str:
    """Give the letter's own day; the day before all letters where it names none."""
    match = re.search(r"(\d{4})年(\d{1,2})月(\d{1,2})日", letter.day)
    return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}" if match else "2000-01-01"


def _document(letter: Letter) -> str:
    return f"""{_head(letter, letter.title)}<body><main role="main">{body(letter, heading_ids=True)}</main></body></html>
"""


def _navigation(letter: Letter) -> str:
    headings = [block.text for block in letter.blocks if isinstance(block, Heading)]
    links = "".join(f'<li><a href="letter.xhtml#s{at}">{escape(text)}</a></li>' for at, text in enumerate(headings, 1))
    below = f"<ol>{links}</ol>" if links else ""
    return f"""{_head(letter, "目录")}<body><nav epub:type="toc" role="doc-toc" aria-labelledby="toc"><h1 id="toc">目录</h1>\
<ol><li><a href="letter.xhtml">{escape(letter.title)}</a>{below}</li></ol></nav></body></html>
"""


def _head(letter: Letter, title: str) -> str:
    language = escape(letter.language)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="{language}" xml:lang="{language}">
<head><title>{escape(title)}</title><link rel="stylesheet" type="text/css" href="style.css"/></head>
"""
