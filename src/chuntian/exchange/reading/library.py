"""
What is not plain text is read by the library: numbers, days, entities, rich text.

The cells are written into a workbook of their own, in one column, with the styles and the date system of the sender's,
and each distinct one is read once. So a number or a day becomes the text that the library makes of it, and no other.
"""

import io
import zipfile
from typing import Any

import fastexcel
import polars as pl

from chuntian.exchange.reading.forms import Unusual

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
BATCH = 500_000
# Text that does not stand for itself: entities, line ends, and signs that the format writes as _x000D_.
CODED = r"[&\r]|_x[0-9A-Fa-f]{4}_"
MAY_BE_CODED = (b"&", b"\r", b"_x")
TO_RESOLVE = {"form": pl.String, "content": pl.String}
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPES}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{TYPES}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>',
}
BOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><workbookPr date1904="{{}}"/>'
    '<sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
NO_STYLES = f'<styleSheet xmlns="{MAIN}"/>'.encode()


class Library:
    """Reads single cells as they would be read in a workbook with these styles and this date system."""

    def __init__(self, styles: bytes, from_1904: bool) -> None:
        self.styles, self.from_1904 = styles or NO_STYLES, from_1904

    def values(self, cells: pl.DataFrame) -> pl.Series:
        """
        Give the text of each cell (`form`, its attributes; `content`, its XML), null where it has none.

        :raises Unusual: the library does not understand them.
        """
        distinct = cells.unique(maintain_order=True)
        found = [self._read(distinct[start : start + BATCH]) for start in range(0, distinct.height, BATCH)]
        known = distinct.with_columns(pl.concat([pl.Series([], dtype=pl.String), *found]).alias("value"))
        return cells.join(known, on=["form", "content"], how="left", maintain_order="left")["value"]

    def _read(self, cells: pl.DataFrame) -> pl.Series:
        # The first column is never empty, so that each cell keeps its row.
        line = pl.format(
            '<row r="{}"><c r="A{}" t="b"><v>1</v></c><c r="B{}"{}>{}</c></row>',
            "row", "row", "row", "form", "content",
        )  # fmt: skip
        rows = cells.with_row_index("row", offset=1).select(line.str.join("")).item()
        sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        frame = _frame(self._workbook(sheet.encode()))
        if frame.height != cells.height or frame.width > 2 or not (frame.to_series(0) == "true").all():
            raise Unusual
        return frame.to_series(1) if frame.width == 2 else pl.repeat(None, cells.height, dtype=pl.String, eager=True)

    def _workbook(self, sheet: bytes) -> bytes:
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as package:
            for name, text in PARTS.items():
                package.writestr(name, text)
            package.writestr("xl/workbook.xml", BOOK.format(int(self.from_1904)))
            package.writestr("xl/styles.xml", self.styles)
            package.writestr("xl/worksheets/sheet1.xml", sheet)
        return content.getvalue()


def _frame(content: bytes) -> Any:
    try:
        return fastexcel.read_excel(content).load_sheet(0, header_row=None, dtypes="string").to_polars()
    except BaseException as why:
        # The Rust reader reports some faults as panics, which are no Exception.
        if isinstance(why, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise Unusual from why
