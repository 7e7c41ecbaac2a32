"""A letter as data: what it says, in reading order. Every form is written from this and adds no words of its own."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from chuntian.formats.letter.gist import Gist, read_gist


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Items:
    """A list of short sentences; numbered where one may be asked for by its number."""

    texts: tuple[str, ...]
    numbered: bool = False


Block = Heading | Paragraph | Items


@dataclass(frozen=True)
class Letter:
    """
    One letter. `marks` (demo amounts, a draft) stand before the text and at the head of every page.

    Nothing in it is markup: each text is shown as it stands, in every form (trust.md B13). `names` are the persons it
    speaks of (a name reads otherwise than a word); `gist` is its decision as data. Letters issued before there were more
    forms have neither, and keep their hash.
    """

    title: str
    number: str
    reader: str
    about: str
    blocks: tuple[Block, ...]
    office: str
    day: str
    marks: tuple[str, ...] = ()
    language: str = "zh-CN"
    names: tuple[str, ...] = ()
    gist: Gist | None = None

    @property
    def data(self) -> dict[str, Any]:
        """Give the letter as JSON-ready data."""
        more: dict[str, Any] = {"names": list(self.names)} if self.names else {}
        if self.gist is not None:
            more["gist"] = self.gist.data
        return {
            **more,
            "title": self.title,
            "number": self.number,
            "reader": self.reader,
            "about": self.about,
            "blocks": [_block_data(block) for block in self.blocks],
            "office": self.office,
            "day": self.day,
            "marks": list(self.marks),
            "language": self.language,
        }

    @property
    def sha256(self) -> str:
        """Give the SHA-256 of the letter's words, however its data are laid out."""
        return digest(self.data)

    def marked(self, *marks: str) -> "Letter":
        """Give the letter with more marks, before its own."""
        return replace(self, marks=(*marks, *self.marks))


def digest(data: Mapping[str, Any]) -> str:
    """Give the SHA-256 of a letter's data, the same whatever the order of its keys."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def read(data: Mapping[str, Any]) -> Letter:
    """Read a letter back from its data."""
    words = {name: data[name] for name in ("title", "number", "reader", "about", "office", "day", "language")}
    gist = read_gist(data["gist"]) if "gist" in data else None
    blocks = tuple(_block(one) for one in data["blocks"])
    return Letter(**words, marks=tuple(data["marks"]), blocks=blocks, names=tuple(data.get("names", ())), gist=gist)


def _block_data(block: Block) -> dict[str, Any]:
    if isinstance(block, Items):
        return {"kind": "numbered" if block.numbered else "list", "items": list(block.texts)}
    return {"kind": "heading" if isinstance(block, Heading) else "paragraph", "text": block.text}


def _block(data: Mapping[str, Any]) -> Block:
    if data["kind"] in ("list", "numbered"):
        return Items(tuple(data["items"]), data["kind"] == "numbered")
    return (Heading if data["kind"] == "heading" else Paragraph)(data["text"])
