"""Files that somebody sends to do harm: what each is called, its bytes, and what may become of it."""

import io
import stat
import zipfile
from dataclasses import dataclass

from tests.exchange.builders import csv_bytes, resident_id, xlsx_bytes

ROWS = [["姓名", "身份证号", "城乡类别"], *(["张三", resident_id(n), "农村"] for n in range(1, 6))]
SHEET = "xl/worksheets/sheet1.xml"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
GIF = b"GIF89a/*" + b"\0" * 16 + b"*/=1;alert(1)//"
PDF = b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n"
HTML = "<!doctype html><script>alert(1)</script><table><tr><td>姓名</td><td>身份证号</td></tr></table>".encode()
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096
XXE = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
DEFUSED = ""  # taken as a list of plain values; whatever else it holds is neither run nor kept readable


@dataclass(frozen=True)
class Attack:
    """`page`: the upload page itself refuses it. `codes`: how the reading refuses it; DEFUSED where it may be read."""

    what: str
    name: str
    content: bytes
    codes: tuple[str, ...] = (DEFUSED,)
    page: bool = False


def workbook(
    add: dict[str, bytes] | None = None,
    change: dict[str, tuple[bytes, bytes]] | None = None,
    whole: dict[str, str] | None = None,
) -> bytes:
    """Write a good list, with parts added, with a text in a part changed, or with a part in another encoding."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(ROWS))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            before, after = (change or {}).get(name, (b"", b""))
            part = old.read(name).replace(before, after, 1) if before else old.read(name)
            new.writestr(name, part.decode().encode(whole[name]) if name in (whole or {}) else part)
        for name, content in (add or {}).items():
            new.writestr(name, content)
    return out.getvalue()


def with_entry(name: str, content: bytes, mode: int = 0) -> bytes:
    """Write a good list with one more entry, of whatever name and kind."""
    out = io.BytesIO(workbook())
    with zipfile.ZipFile(out, "a") as package:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = mode << 16
        package.writestr(entry, content)
    return out.getvalue()


def null_in_entry() -> bytes:
    return with_entry("xl/abcX.xml", b"<a/>").replace(b"xl/abcX.xml", b"xl/abc\0.xml")


def formula(text: str) -> bytes:
    return xlsx_bytes(ROWS, lambda book, sheet: sheet.write_formula("C2", text, None, "农村"))


def external_link() -> bytes:
    return workbook({
        "xl/externalLinks/externalLink1.xml": b'<externalLink xmlns="x"/>',
        "xl/externalLinks/_rels/externalLink1.xml.rels": b'<Relationships xmlns="x"><Relationship Id="r" Type="externalLinkPath" '
        b'Target="http://127.0.0.1:9/x" TargetMode="External"/></Relationships>',
    })  # fmt: skip


def encrypted() -> bytes:
    content = bytearray(workbook())
    place = content.find(b"PK\x01\x02")
    content[place + 8] |= 1
    return bytes(content)


GOOD_CSV = csv_bytes(ROWS)
NAMES = (
    "\u202exslx.cod.名单.xlsx",
    "名单\u2066gpj\u2069.xlsx",
    "长" * 240 + ".xlsx",
    "名单.php.xlsx",
    "CON.xlsx",
    "名单\u200b\u0007.xlsx",
)
ATTACKS = [
    Attack("no byte", "名单.xlsx", b"", ("empty",), page=True),
    Attack("blanks only", "名单.csv", b" \r\n" * 40, ("empty",)),
    Attack("an old xls", "名单.xlsx", OLE, ("xls",)),
    Attack("an old xls by its name", "名单.xls", OLE, ("xls",), page=True),
    Attack("an ods", "名单.xlsx", (lambda out: (zipfile.ZipFile(out, "w").writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), out.getvalue())[1])(io.BytesIO()), ("broken",)),
    Attack("an ods by its name", "名单.ods", b"PK", ("broken",), page=True),
    Attack("a web page called xlsx", "名单.xlsx", HTML, ("format",)),
    Attack("a web page called csv", "名单.csv", b"\xef\xbb\xbf" + HTML, ("format", "heading_missing")),
    Attack("a picture that runs", "名单.svg.csv", SVG, ("format",)),
    Attack("a picture", "名单.csv", PNG, ("format", "encoding")),
    Attack("a script that is also a GIF", "名单.csv", GIF + GOOD_CSV, ("encoding", "heading_missing", "format")),
    Attack("a PDF before a workbook", "名单.xlsx", PDF + workbook(), ("format",)),
    Attack("a GIF before a workbook", "名单.xlsx", b"GIF89a" + workbook(), ("encoding", "heading_missing", "format")),
    Attack("a web page behind a workbook", "名单.xlsx", workbook() + HTML, (DEFUSED, "broken", "entries")),
    Attack("a program", "名单.csv", b"MZ\x90\0" + b"\0" * 200, ("encoding", "heading_missing", "format")),
    Attack("a program called like a list", "名单.xlsx.exe", workbook(), (DEFUSED,), page=True),
    Attack("macros by their name", "名单.xlsm", workbook({"xl/vbaProject.bin": OLE}), ("macro",), page=True),
    Attack("macros called xlsx", "名单.xlsx", workbook({"xl/vbaProject.bin": OLE}), ("macro",)),
    Attack("a macro sheet of 1992", "名单.xlsx", workbook({"xl/macrosheets/sheet1.xml": b"<a/>"}), ("macro",)),
    Attack("a program within", "名单.xlsx", workbook({"xl/media/image1.exe": b"MZ"}), ("macro",)),
    Attack("a way out of the package", "名单.xlsx", with_entry("../../../../tmp/out.xml", b"<a/>"), ("entries",)),
    Attack("a way out, as on Windows", "名单.xlsx", with_entry("..\\..\\out.xml", b"<a/>"), ("entries",)),
    Attack("a name from the root", "名单.xlsx", with_entry("/etc/cron.d/out", b"x"), ("entries",)),
    Attack("a name with a drive", "名单.xlsx", with_entry("C:/out.xml", b"<a/>"), ("entries",)),
    Attack("a name that ends early", "名单.xlsx", null_in_entry(), ("entries", "broken")),
    Attack("a link within", "名单.xlsx", with_entry("xl/media/link", b"/etc/passwd", stat.S_IFLNK | 0o777), ("entries",)),
    Attack("an entity that reads a file", "名单.xlsx", workbook(change={SHEET: (b"?>", b"?>" + XXE)}), ("entities",)),
    Attack("an entity in the shared texts", "名单.xlsx", workbook(change={"xl/sharedStrings.xml": (b"?>", b"?>" + XXE)}), ("entities",)),
    Attack("an entity in the relations", "名单.xlsx", workbook(change={"_rels/.rels": (b"?>", b"?>" + XXE)}), ("entities",)),
    Attack("a billion laughs", "名单.xlsx", workbook(change={"xl/workbook.xml": (b"?>", b"?>" + LAUGHS)}), ("entities",)),
    Attack("a sheet in UTF-16", "名单.xlsx", workbook(whole={SHEET: "utf-16"}), ("entities", "broken")),
    Attack("a call of a program", "名单.xlsx", formula("=cmd|'/c calc'!A1")),
    Attack("a formula that asks an address", "名单.xlsx", formula('=WEBSERVICE("http://127.0.0.1:9/x")')),
    Attack("a link to another workbook", "名单.xlsx", external_link()),
    Attack("an embedded object", "名单.xlsx", workbook({"xl/embeddings/oleObject1.bin": OLE})),
    Attack("a lock on the package", "名单.xlsx", encrypted(), ("encrypted",)),
    Attack("a package cut off", "名单.xlsx", workbook()[:-200], ("broken",)),
    Attack("a package within a package", "名单.xlsx", workbook({"xl/media/inner.zip": workbook()})),
    Attack("a csv with a null", "名单.csv", GOOD_CSV.replace("张三".encode(), "张\0三".encode(), 1), ("encoding",)),
    Attack("a csv whose quote never ends", "名单.csv", GOOD_CSV + b'"' + b"x\r\n" * 50, (DEFUSED, "quotes")),
    Attack("a csv with commands", "名单.csv", csv_bytes([*ROWS[:2], ["=cmd|'/c calc'!A1", resident_id(9), "农村"]])),
    Attack("a csv in GBK that hides a tag", "名单.csv", csv_bytes([*ROWS[:2], ["\u3e3cscript", resident_id(9), "农村"]], "gb18030"), (DEFUSED, "encoding")),
    *(Attack(f"the name {place}", name, workbook()) for place, name in enumerate(NAMES)),
]  # fmt: skip
