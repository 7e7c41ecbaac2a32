"""The workbook's own list of sheets: name, whether it is hidden, and the part that holds it."""

import posixpath
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import dataclass

from chuntian.exchange.reading.package import read_part
from chuntian.exchange.reading.refused import FileRefused

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(frozen=True)
class SheetPart:
    name: str
    hidden: bool
    part: str
    index: int


@dataclass(frozen=True)
class Book:
    """The worksheets, the parts of shared texts and styles (empty where there is none), and the date system."""

    sheets: list[SheetPart]
    shared: str
    styles: str
    from_1904: bool


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _xml(package: zipfile.ZipFile, part: str) -> ET.Element:
    try:
        return ET.fromstring(read_part(package, part))  # no DOCTYPE gets here, see package.read_part
    except (ET.ParseError, KeyError, ValueError, LookupError) as why:
        raise FileRefused("broken", part) from why


def _relations(package: zipfile.ZipFile, of: str) -> dict[str, tuple[str, str]]:
    folder, name = posixpath.split(of)
    root = _xml(package, posixpath.join(folder, "_rels", name + ".rels"))
    found = {}
    for relation in root:
        target = relation.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], path)
    return found


def book_of(package: zipfile.ZipFile) -> Book:
    """
    Read the workbook: its worksheets in their order, and the parts they share.

    :raises FileRefused: the workbook's parts do not fit together.
    """
    path = next(
        (path for kind, path in _relations(package, "").values() if kind == "officeDocument"), "xl/workbook.xml"
    )
    relations = _relations(package, path)
    names = set(package.namelist())
    root = _xml(package, path)
    found = []
    for index, sheet in enumerate(element for element in root.iter() if _local(element.tag) == "sheet"):
        key = sheet.get(RELATION) or sheet.get(STRICT_RELATION) or ""
        kind, part = relations.get(key, ("", ""))
        if kind != "worksheet":
            continue
        if part not in names:
            raise FileRefused("broken", part or "工作表")
        found.append(SheetPart(sheet.get("name", ""), sheet.get("state", "visible") != "visible", part, index))
    if not found:
        raise FileRefused("broken", "没有工作表")
    parts = {kind: part for kind, part in relations.values() if part in names}
    settings = next((element for element in root.iter() if _local(element.tag) == "workbookPr"), None)
    from_1904 = settings is not None and settings.get("date1904", "0").lower() in ("1", "true")
    return Book(found, parts.get("sharedStrings", ""), parts.get("styles", ""), from_1904)
