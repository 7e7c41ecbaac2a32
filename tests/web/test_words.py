"""Every text of the pages has its English, and the compiled file is that of the source."""

import gettext
import re
from pathlib import Path

import pytest

import chuntian.web

ROOM = Path(chuntian.web.__file__).parent
CATALOGUE = ROOM / "locale" / "en" / "LC_MESSAGES"
IN_TEMPLATE = re.compile(r"""(?:translate|_\()\s*["']([^"']*[\u4e00-\u9fff][^"']*)["']""")
IN_PYTHON = re.compile(r"""(?:\b_|gettext_lazy|gettext)\(\s*"([^"]*[\u4e00-\u9fff][^"]*)\"""")
ENTRY = re.compile(r'^msgid "(.+)"\nmsgstr "(.*)"$', re.M)


@pytest.fixture(scope="module")
def english() -> gettext.GNUTranslations:
    with (CATALOGUE / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def texts() -> set[str]:
    found = set()
    for path in ROOM.rglob("*.html"):
        found |= set(IN_TEMPLATE.findall(path.read_text("utf-8")))
    for path in ROOM.rglob("*.py"):
        found |= set(IN_PYTHON.findall(path.read_text("utf-8")))
    return found


def test_every_text_has_its_english(english):
    missing = sorted(
        text
        for text in texts()
        if english.gettext(text.replace("%", "%%")) == text.replace("%", "%%") and english.gettext(text) == text
    )

    assert len(texts()) > 300
    assert not missing


def test_the_compiled_catalogue_is_that_of_the_source(english):
    said = ENTRY.findall((CATALOGUE / "django.po").read_text("utf-8"))

    differing = [zh for zh, en in said if english.gettext(zh.replace('\\"', '"')) != en.replace('\\"', '"')]

    assert len(said) > 300
    assert not differing


def test_the_page_speaks_english_when_asked(client, db):
    client.post("/language/", {"language": "en", "next": "/sign-in/"})

    page = client.get("/sign-in/").content.decode()

    assert '<html lang="en"' in page
    assert "Sign in" in page
