"""The forms in which a letter can be had: what a person chooses among, and the files each choice is made of."""

from collections.abc import Callable
from enum import StrEnum

from chuntian.formats.letter.audio import to_mp3, to_wav
from chuntian.formats.letter.braille import to_braille, to_embosser
from chuntian.formats.letter.easy import to_easy_page, to_easy_pdf
from chuntian.formats.letter.epub import to_epub
from chuntian.formats.letter.page import to_page
from chuntian.formats.letter.pdf import LARGE, LARGEST, ORDINARY, to_pdf
from chuntian.formats.letter.sms import to_sms
from chuntian.formats.letter.source import Letter
from chuntian.formats.letter.text import to_text
from chuntian.formats.speech import Voice

Writer = Callable[[Letter], bytes]


class Form(StrEnum):
    """What a person chooses among."""

    PDF = "pdf"
    LARGE = "large"
    LARGEST = "largest"
    PAGE = "page"
    TEXT = "text"
    BRAILLE = "braille"
    BRF = "brf"
    AUDIO = "audio"
    EASY = "easy"
    EPUB = "epub"
    SMS = "sms"


FILES: dict[Form, tuple[str, ...]] = {
    Form.PDF: (f"{ORDINARY}.pdf",),
    Form.LARGE: (f"{LARGE}.pdf", f"{LARGE}.html"),
    Form.LARGEST: (f"{LARGEST}.pdf", f"{LARGEST}.html"),
    Form.PAGE: (f"{ORDINARY}.html",),
    Form.TEXT: ("txt",),
    Form.BRAILLE: ("braille.txt",),
    Form.BRF: ("brf",),
    Form.AUDIO: ("mp3", "wav"),
    Form.EASY: ("easy.pdf", "easy.html"),
    Form.EPUB: ("epub",),
    Form.SMS: ("sms.txt",),
}
ORDINARY_FORM = Form.PDF  # of whoever has chosen nothing
FALLBACK = (Form.PDF, Form.TEXT)  # where a chosen form cannot be made


def writers(voice: Voice | None = None) -> dict[str, Writer]:
    """Give what writes each file form; `voice` speaks in place of espeak-ng."""
    return {
        **{f"{points}.pdf": _pdf(points) for points in (ORDINARY, LARGE, LARGEST)},
        **{f"{points}.html": _page(points) for points in (ORDINARY, LARGE, LARGEST)},
        "txt": to_text,
        "braille.txt": to_braille,
        "brf": to_embosser,
        "mp3": lambda letter: to_mp3(letter, voice),
        "wav": lambda letter: to_wav(letter, voice),
        "easy.pdf": to_easy_pdf,
        "easy.html": to_easy_page,
        "epub": to_epub,
        "sms.txt": to_sms,
    }


def _pdf(points: int) -> Writer:
    return lambda letter: to_pdf(letter, points)


def _page(points: int) -> Writer:
    return lambda letter: to_page(letter, points)
