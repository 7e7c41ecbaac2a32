"""A plain xlsx of one sheet of texts, written by columns: the same parts a spreadsheet program writes, in seconds."""

import zipfile
from pathlib import Path

import polars as pl

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DOCUMENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PARTS = {
    "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{DOCUMENT}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{DOCUMENT}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{DOCUMENT}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
    '<sheet name="名单" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
}
SLICE = 50_000


def write_sheet(frame: pl.DataFrame, target: Path) -> None:
    """Write a frame of texts (none of which needs escaping) with its headings in the first row."""
    table = pl.concat([pl.DataFrame([frame.columns], schema=frame.columns, orient="row"), frame])
    texts = pl.concat([table[name] for name in table.columns]).unique(maintain_order=True).rename("text")
    index = pl.DataFrame({"text": texts, "place": pl.int_range(len(texts), eager=True)})
    part = target.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as package:
        for name, content in PARTS.items():
            package.writestr(name, content)
        with package.open("xl/sharedStrings.xml", "w", force_zip64=True) as out:
            count = f'count="{table.height * table.width}" uniqueCount="{len(texts)}"'
            out.write(f'{HEAD}<sst xmlns="{MAIN}" {count}>'.encode())
            for piece in index.iter_slices(SLICE):
                out.write(_joined(piece.select(pl.format("<si><t>{}</t></si>", "text"))))
            out.write(b"</sst>")
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as out:
            last = f"{chr(64 + table.width)}{table.height}"
            out.write(f'{HEAD}<worksheet xmlns="{MAIN}"><dimension ref="A1:{last}"/><sheetData>'.encode())
            for piece in table.with_row_index("@row", offset=1).iter_slices(SLICE):
                out.write(_joined(_rows(piece, frame.columns, index)))
            out.write(b"</sheetData></worksheet>")
    part.replace(target)


def _rows(piece: pl.DataFrame, names: list[str], index: pl.DataFrame) -> pl.DataFrame:
    for name in names:
        known = index.rename({"text": name, "place": f"@{name}"})
        piece = piece.join(known, on=name, how="left", maintain_order="left")
    cells = [
        pl.format(f'<c r="{chr(65 + place)}{{}}" t="s"><v>{{}}</v></c>', "@row", f"@{name}")
        for place, name in enumerate(names)
    ]
    return piece.select(pl.format('<row r="{}">{}</row>', "@row", pl.concat_str(cells)))


def _joined(frame: pl.DataFrame) -> bytes:
    return "".join(frame.to_series().to_list()).encode()
