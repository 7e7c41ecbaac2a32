"""B35: no picture of the tree or of its history shows a personal number; one that does would be found."""

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from tools import read_pictures
from tools.read_pictures import NotRead, look, personal_numbers, pictures, texts
from tools.scan_secrets import history, tree

from chuntian.kernel.identity import resident_id_checksum

FONTS = Path("/usr/share/fonts")
SANS, CHINESE = "DejaVuSans.ttf", "NotoSansCJK-Regular.ttc"


def number(county: str = "6201" + "02", born: str = "19850704") -> str:
    first = f"{county}{born}123"
    return first + resident_id_checksum(first)


def drawn(
    text: str, *, font: str = CHINESE, size: int = 14, ink: str = "#1a1a1a", paper: str = "#fff", kind: str = "PNG"
) -> bytes:
    """Draw a line of a page among others, as a screenshot has it."""
    face = ImageFont.truetype(str(next(FONTS.rglob(font))), size)
    page = Image.new("RGB", (700, 200), paper)
    pen = ImageDraw.Draw(page)
    for row, line in enumerate(("姓名：马春花   女   视力一级", text, "办理情况 2024-03-15 已审批")):
        pen.text((30, 20 + row * 55), line, font=face, fill=ink)
    out = io.BytesIO()
    page.save(out, kind)
    return out.getvalue()


def packed(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/media/image1.jpg", content)
    return out.getvalue()


PLANTED = {
    "small": lambda: drawn(f"身份证号：{number()}", size=12),
    "usual": lambda: drawn(f"身份证号：{number()}"),
    "other type": lambda: drawn(number(), font=SANS, size=13),
    "large, in groups": lambda: drawn(f"{number()[:6]} {number()[6:14]} {number()[14:]}", size=22),
    "light on dark": lambda: drawn(f"号码 {number()}", ink="#ddd", paper="#1b2b22"),
    "pale": lambda: drawn(f"公民身份号码 {number()}", ink="#767676", size=16),
    "jpeg": lambda: drawn(f"身份证号：{number('1101' + '08', '19500101')}", kind="JPEG", size=16),
    "in a document": lambda: packed(drawn(f"身份证号：{number()}", kind="JPEG", size=16)),
}


@pytest.mark.parametrize("plant", PLANTED.values(), ids=PLANTED)
def test_B35_a_number_in_a_picture_is_found(plant):
    content = plant()

    assert look(iter([("plan.docx" if content[:2] == b"PK" else "desk.png", content)]))[1]


@pytest.mark.parametrize(
    "text", [f"身份证号：{number('620199')}", "身份证号：6201021985********", "批次 2024031500012"]
)
def test_B35_what_is_nobodys_number_in_a_picture_is_none(text):
    assert look(iter([("desk.png", drawn(text))])) == (1, [])


def test_B35_no_picture_of_the_tree_or_the_history_shows_a_number():
    listed = [name for name, content in tree() if list(pictures(name, content))]
    seen, found = look(history())

    assert "docs/images/desk.png" in listed
    assert found == []
    assert seen >= len(listed)
    assert look(tree())[1] == []  # what is not yet committed


def test_B35_the_page_in_the_picture_is_read():
    read = "".join(texts((Path(__file__).resolve().parents[2] / "docs" / "images" / "desk.png").read_bytes()))

    assert "English" in read


def test_B35_a_picture_that_cannot_be_read_is_red(monkeypatch):
    with pytest.raises(NotRead):
        look(iter([("broken.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 64)]))
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(NotRead):
        look(iter([("desk.png", drawn("nothing"))]))


def test_B35_signs_that_look_like_digits_are_taken_for_digits():
    misread = number().replace("0", "O").replace("1", "l")

    assert personal_numbers(f"No: {misread}") == [number()[:6]]
    assert read_pictures.NUMBER.search(number())
