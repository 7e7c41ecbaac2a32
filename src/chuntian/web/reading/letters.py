"""The forms of letters as pages name and offer them, and the names of their files."""

from typing import Any

from django.utils.translation import gettext_lazy

from chuntian.casework.models import Letter
from chuntian.formats.letter.forms import FILES, Form

NAMES = {
    Form.PDF: gettext_lazy("PDF，普通字（14 磅）"),
    Form.LARGE: gettext_lazy("大字（18 磅）"),
    Form.LARGEST: gettext_lazy("特大字（24 磅）"),
    Form.PAGE: gettext_lazy("网页（单个文件）"),
    Form.TEXT: gettext_lazy("纯文本（读屏软件）"),
    Form.BRAILLE: gettext_lazy("盲文（点显器，Unicode）"),
    Form.BRF: gettext_lazy("盲文（刻印机，BRF）"),
    Form.AUDIO: gettext_lazy("语音（普通话）"),
    Form.EASY: gettext_lazy("易读版（短句配图）"),
    Form.EPUB: gettext_lazy("电子书（EPUB）"),
    Form.SMS: gettext_lazy("短信（每条70字以内）"),
}
# How the files of a form are told apart where there are several.
PAGE = gettext_lazy("网页")
FILE_NAMES = {"mp3": "MP3", "wav": "WAV"} | dict.fromkeys(("18.pdf", "24.pdf", "easy.pdf"), "PDF")
FILE_NAMES |= dict.fromkeys(("18.html", "24.html", "easy.html"), PAGE)
TYPES = {
    "pdf": "application/pdf", "html": "text/html; charset=utf-8", "txt": "text/plain; charset=utf-8", "epub": "application/epub+zip",
    "brf": "text/plain; charset=us-ascii", "mp3": "audio/mpeg", "wav": "audio/wav",
}  # fmt: skip


def names_of(chosen: list[str]) -> list[str]:
    """Give the names of forms as people read them."""
    return [str(NAMES[Form(one)]) for one in chosen if one in set(Form)]


def offered(chosen: tuple[Form, ...]) -> list[dict[str, Any]]:
    """Give every form with its files, those the person chose first."""
    return [
        {
            "name": NAMES[one],
            "chosen": one in chosen,
            "files": [(file, str(FILE_NAMES.get(file, ""))) for file in FILES[one]],
        }
        for one in sorted(Form, key=lambda form: form not in chosen)
    ]


def file_name(letter: Letter, form: str) -> str:
    """Give the name of the file of a letter in one form: what it is (braille, easy, sms) and its kind, no size of type."""
    kind, ending = form.split(".")[0], form.split(".")[-1]
    return f"{letter.content['title']}-{letter.pk}.{ending if kind.isdecimal() else form}"


def file_type(form: str) -> str:
    """Give the type under which a form is handed out."""
    return TYPES[form.split(".")[-1]]
