"""The programmes in plain words, as `words/programmes.yaml` gives them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.safestring import SafeString, mark_safe

from chuntian.web.portal.voices import words

WORDS = Path(__file__).parent / "words"
DRAWN = re.compile(r'<symbol id="([^"]+)" viewBox="0 0 64 64">(.*?)</symbol>', re.DOTALL)


@dataclass(frozen=True)
class Plain:
    """A programme in the reader's language: what it gives, how and where to apply, what to bring."""

    gives: str = ""
    at: str = ""
    how: tuple[str, ...] = ()
    bring: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Idea:
    """One idea in easy words, the lines of the picture beside it and the picture in a word."""

    text: str
    picture: SafeString
    shows: str


@cache
def kept(name: str = "programmes") -> Mapping[str, Mapping[str, Any]]:
    """Read a file of words once."""
    return dict(yaml.safe_load((WORDS / f"{name}.yaml").read_text("utf-8")))


def plain(slug: str) -> Plain:
    """Give a programme in plain words; an empty one where nobody has written them yet."""
    row = kept().get(slug)
    if row is None:
        return Plain()
    return Plain(
        gives=words(row["gives"]),
        at=row["at"],
        how=tuple(words(one) for one in row["how"]),
        bring=tuple(words(one) for one in row.get("bring", ())),
        source=row["source"],
    )


@cache
def pictures() -> Mapping[str, SafeString]:
    """Read the pictures once: they stand in the page itself, so that no second file and no reference is needed."""
    return {name: mark_safe(lines) for name, lines in DRAWN.findall((WORDS / "pictures.svg").read_text("utf-8"))}


def easy(slug: str) -> tuple[Idea, ...]:
    """Give a programme in easy words (易读) with pictures, one idea after another; none where nobody has written them."""
    file = kept("easy")
    shown, rows = file["pictures"], file["programmes"].get(slug, ())
    return tuple(Idea(words(row), pictures()[row["picture"]], words(shown[row["picture"]])) for row in rows)


def everyday_words(slug: str) -> tuple[str, ...]:
    """Give the everyday words by which people look for a programme."""
    return tuple(str(one) for one in kept().get(slug, {}).get("say", ()))


def domain_name(domain: str) -> str:
    """Give a field of the catalogue as people call it."""
    return words(kept("domains").get(domain, {}))


def domain_words(domain: str) -> tuple[str, ...]:
    """Give the everyday words of a field."""
    row = kept("domains").get(domain, {})
    return (row["zh"], row["en"], *(str(one) for one in row["say"])) if row else ()
