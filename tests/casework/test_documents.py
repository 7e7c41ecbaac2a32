"""Papers of a case: sealed as sent, drawn anew for looking at, refused with a sentence that helps."""

import io
from datetime import date

import pytest
from PIL import Image
from tests.casework.county import moment

from chuntian.casework import store
from chuntian.casework.models import CaseDocument
from chuntian.casework.operations import (
    DocumentRefused,
    ReasonMissing,
    act,
    add_document,
    apply,
    document_page,
    document_text,
    take_out_document,
)
from chuntian.casework.verify import _documents
from chuntian.kernel.crypto import Tampered
from chuntian.trail.models import Entry

DAY = date(2024, 1, 10)


def photograph() -> bytes:
    """Draw a photograph that says where it was taken."""
    out, drawn, said = io.BytesIO(), Image.new("RGB", (300, 200), "teal"), Image.Exif()
    said.get_ifd(0x8825).update({1: "N", 2: (36.0, 3.0, 38.0), 3: "E", 4: (103.0, 49.0, 3.0)})
    drawn.save(out, "JPEG", exif=said)
    return out.getvalue()


def scan(pages: int = 2) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (200, 280), "white").save(
        out, "PDF", save_all=True, append_images=[Image.new("RGB", (200, 280), "pink")] * (pages - 1)
    )
    return out.getvalue()


@pytest.fixture
def town(county):
    return county.staff("township_clerk")[0]


@pytest.fixture
def case(county, town):
    return apply(person=county.person("阿一"), programme="nursing_subsidy", applied_on=DAY, channel="window", by=town,
                 at=moment(DAY), law=county.law)  # fmt: skip


def add(case, town, content, name="照片.jpg", kind="guardian"):
    return add_document(case=case, kind=kind, file=io.BytesIO(content), name=name, by=town, at=moment(DAY, 11))


def test_a_photograph_is_sealed_as_sent_and_shown_without_its_place(case, town):
    document = add(case, town, photograph(), name="../../监护\u202e证明.jpg")

    shown = document_page(document=document, page=1, by=town, at=moment(DAY, 12))
    raw = store.path_of(document, store.AS_SENT).read_bytes()

    assert document.file_name == "监护证明.jpg"
    assert not Image.open(io.BytesIO(shown)).getexif()
    assert b"JFIF" not in raw
    assert store.part_of(document, store.AS_SENT) == photograph()
    assert Entry.objects.filter(action="document.view", subject_id=str(case.person_id)).count() == 1
    assert [action.kind for action in case.actions.all()] == ["apply", "document_in"]


def test_each_page_of_a_scan_is_drawn(case, town):
    document = add(case, town, scan(3), name="证明.pdf")

    assert (document.media, document.pages, document_text(document)) == ("application/pdf", 3, "")
    assert document_page(document=document, page=3, by=town, at=moment(DAY)).startswith(b"\xff\xd8\xff")
    with pytest.raises(IndexError):
        document_page(document=document, page=4, by=town, at=moment(DAY))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"), (b"\xff\xd8\xff" + b"0" * 100, "damaged"), (b"%PDF-1.7 nothing", "damaged"), (b"MZ\x90", "kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind"), (b"x" * (10 * 1024 * 1024 + 1), "size"),
        (scan(41), "pages"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_not_kept(case, town, content, code):
    with pytest.raises(DocumentRefused) as why:
        add(case, town, content)

    assert why.value.code == code
    assert not CaseDocument.objects.exists()


def test_a_flood_of_pixels_is_refused(case, town):
    out = io.BytesIO()
    Image.new("1", (12000, 12000)).save(out, "PNG")

    with pytest.raises(DocumentRefused, match="像素"):
        add(case, town, out.getvalue())


def test_the_same_paper_is_taken_once_until_it_is_taken_out(case, town):
    document = add(case, town, photograph())
    with pytest.raises(DocumentRefused, match="已经交过"):
        add(case, town, photograph())
    with pytest.raises(ReasonMissing):
        take_out_document(document=document, by=town, at=moment(DAY), why=" ")

    take_out_document(document=document, by=town, at=moment(DAY), why="别人的材料")

    assert add(case, town, photograph()).pk != document.pk


def test_a_closed_case_takes_no_papers(case, town):
    act(case=case, kind="withdraw", by=town, at=moment(DAY), why="本人撤回")
    case.refresh_from_db()

    with pytest.raises(DocumentRefused, match="办结"):
        add(case, town, photograph())


def test_a_changed_file_is_found(case, town):
    document = add(case, town, photograph())
    assert _documents() == []
    path = store.path_of(document, store.AS_SENT)
    path.write_bytes(path.read_bytes()[:-1] + b"x")

    assert _documents() == [f"材料 {document.pk}：文件内容已改变"]
    with pytest.raises(Tampered):
        store.part_of(document, store.AS_SENT)
    path.unlink()
    assert _documents() == [f"材料 {document.pk}：文件不存在"]
