"""The texts that the cells of a workbook share, in their order."""

import re
import zipfile
from dataclasses import dataclass, field

import polars as pl

from chuntian.exchange.reading.forms import RICH, Unusual
from chuntian.exchange.reading.library import CODED, MAY_BE_CODED, TO_RESOLVE, Library
from chuntian.exchange.reading.package import ahead, chunks_of, is_utf8

BEGIN, END, BETWEEN = b"<si><t>", b"</t></si>", b"</t></si><si><t>"
KEPT, TEXT = b'<t xml:space="preserve">', b"<t>"
ITEM = re.compile(rb"\s*<si>(.*?)</si>", re.DOTALL)
CONTENT = re.compile(RICH)
SIMPLE = re.compile(rb"<t>([^<]*)</t>")
HEAD = re.compile(rb"[^<]*(?:<\?xml[^<>]*\?>)?\s*<sst[^<>]*>\s*")
TAIL = re.compile(rb"\s*(?:<extLst>.*</extLst>\s*)?</sst>\s*", re.DOTALL)
ALONE = re.compile(rb"[^<]*(?:<\?xml[^<>]*\?>)?\s*<sst[^<>]*/>\s*")


@dataclass
class _Texts:
    count: int = 0
    pieces: list[pl.Series] = field(default_factory=list)
    odd: list[tuple[int, str]] = field(default_factory=list)

    def add(self, texts: pl.Series) -> None:
        self.pieces.append(texts)
        self.count += len(texts)


def shared_texts(package: zipfile.ZipFile, part: str, library: Library) -> pl.Series:
    """
    Read the shared texts; those with several runs or entities are read by the library.

    :raises Unusual: the part is of another form.
    """
    texts = _Texts()
    if part:
        with package.open(part) as stream:
            _read(texts, ahead(chunks_of(stream, b"</si>")))
    result = pl.concat([pl.Series([], dtype=pl.String), *texts.pieces], rechunk=True)
    if texts.odd:
        places, contents = zip(*texts.odd, strict=True)
        odd = pl.DataFrame(
            {"form": [' t="inlineStr"'] * len(places), "content": [f"<is>{one}</is>" for one in contents]},
            schema=TO_RESOLVE,
        )
        result = result.scatter(list(places), library.values(odd))
    return result


def _read(texts: _Texts, pieces) -> None:
    first = True
    for piece in pieces:
        body = piece
        if first:
            head = HEAD.match(piece)
            if head is None or not is_utf8(piece):
                raise Unusual
            if ALONE.fullmatch(piece):
                return
            body, first = piece[head.end() :], False
        if body.rstrip().endswith(b"</si>"):
            _items(texts, body)
        elif not TAIL.fullmatch(body):
            raise Unusual


def _items(texts: _Texts, body: bytes) -> None:
    simple = body.replace(KEPT, TEXT)
    if simple.startswith(BEGIN) and simple.endswith(END) and 4 * simple.count(BETWEEN) + 4 == simple.count(b"<"):
        _simple(texts, simple[len(BEGIN) : -len(END)].replace(BETWEEN, b"<"))
    else:
        _one_by_one(texts, body)


def _simple(texts: _Texts, joined: bytes) -> None:
    found = pl.Series([_decoded(joined)]).str.split("<").explode()
    if _may_be_coded(joined):
        places = found.str.contains(CODED).arg_true()
        texts.odd += [(texts.count + place, f'<t xml:space="preserve">{found[place]}</t>') for place in places]
    texts.add(found)


def _one_by_one(texts: _Texts, body: bytes) -> None:
    found: list[str | None] = []
    end = 0
    for match in ITEM.finditer(body):
        if match.start() != end or not CONTENT.fullmatch(match[1]):
            raise Unusual
        end = match.end()
        simple = SIMPLE.fullmatch(match[1].replace(KEPT, TEXT))
        plain = simple is not None and not _may_be_coded(match[1])
        if not plain:
            texts.odd.append((texts.count + len(found), _decoded(match[1])))
        found.append(_decoded(simple[1]) if plain and simple else None)
    if body[end:].strip():
        raise Unusual
    texts.add(pl.Series(found, dtype=pl.String))


def _may_be_coded(text: bytes) -> bool:
    return any(sign in text for sign in MAY_BE_CODED)


def _decoded(text: bytes) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError as why:
        raise Unusual from why
