"""
What the law asks of facts, laid ready in a snapshot as columns of yes or no.

A yes or no that is never unknown costs a tenth of a value that may be, to read and to write, and looking through a list
of words for everyone twenty times that. So beside a fact a snapshot holds `fact.unknown`, and

    a yes or no        fact.yes
    a word             fact.word, for each word the law compares it with
    a list of words    fact.word, for each word the law looks for
    a division         fact.county, its first six digits as a number, 0 where it is unknown

A snapshot without them, or a law that asks for other words, is read from the facts themselves.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

import polars as pl

from chuntian.rules.checking import Typed
from chuntian.rules.kinds import Kind
from chuntian.rules.law import Law

YES, UNKNOWN, COUNTY = "yes", "unknown", "county"


def asked_words(law: Law) -> dict[str, list[str]]:
    """Give, fact by fact, the words some programme of a law asks about; none for a fact that is a yes or no itself."""
    asked: dict[str, set[str]] = {}
    for one in law.checked.values():
        for tree in one.all_trees:
            for name, words in _asked(tree):
                asked.setdefault(name, set()).update(words)
    return {name: sorted(words - {YES, UNKNOWN}) for name, words in sorted(asked.items())}


def with_flags(law: Law, frame: pl.DataFrame) -> pl.DataFrame:
    """Lay ready what a law asks of the facts of a snapshot."""
    words = {name: found for name, found in asked_words(law).items() if name in frame.columns}
    return frame.with_columns(column for name, found in words.items() for column in _laid(frame, name, found))


def ready(schema: Mapping[str, Any], node: Typed) -> pl.Expr | None:
    """Give the column of a condition from what is laid ready; None if it is not."""
    asked = _question(node)
    if asked is None or node.op == "within":
        return None
    name, words = asked
    columns = [f"{name}.{word}" for word in words or [YES]]
    if any(schema.get(column) != pl.Boolean for column in (*columns, f"{name}.{UNKNOWN}")):
        return None
    held = reduce(or_, map(pl.col, columns))
    return pl.when(~pl.col(f"{name}.{UNKNOWN}")).then(~held if node.data == "!=" else held)


def county(schema: Mapping[str, Any], node: Typed) -> tuple[pl.Expr, pl.Expr] | None:
    """Give the county of a division and whether it is unknown, if that is laid ready."""
    name = f"{node.data}.{COUNTY}" if node.op == "fact" else ""
    if schema.get(name) != pl.UInt32 or schema.get(f"{node.data}.{UNKNOWN}") != pl.Boolean:
        return None
    return pl.col(name), pl.col(f"{node.data}.{UNKNOWN}")


def known(schema: Mapping[str, Any], node: Typed) -> pl.Expr | None:
    """Tell where a fact is known, if that is laid ready."""
    name = f"{node.data}.{UNKNOWN}" if node.op == "fact" else ""
    return ~pl.col(name) if schema.get(name) == pl.Boolean else None


def holds_any(held: pl.Expr, words: Sequence[str]) -> pl.Expr:
    """Tell whether a list holds one of these, in one walk over it."""
    return held.list.eval(reduce(or_, [pl.element().eq_missing(word) for word in words])).list.any()


def _laid(frame: pl.DataFrame, name: str, words: Sequence[str]) -> Iterator[pl.Expr]:
    column, kind = pl.col(name), frame.schema[name]
    yield column.is_null().alias(f"{name}.{UNKNOWN}")
    if kind == pl.Boolean:
        yield column.fill_null(value=False).alias(f"{name}.{YES}")
    if COUNTY in words:
        yield column.str.head(6).cast(pl.UInt32, strict=False).fill_null(0).alias(f"{name}.{COUNTY}")
        return
    for word in words:
        held = holds_any(column, [word]) if isinstance(kind, pl.List) else column == word
        yield held.fill_null(value=False).alias(f"{name}.{word}")


def _asked(node: Typed) -> Iterator[tuple[str, set[str]]]:
    asked = _question(node)
    if asked is not None:
        yield asked[0], set(asked[1])
    yield from _below(node.args)


def _below(nodes: Iterable[Typed]) -> Iterator[tuple[str, set[str]]]:
    for node in nodes:
        yield from _asked(node)


def _question(node: Typed) -> tuple[str, tuple[str, ...]] | None:
    """Give the fact a condition asks about and the words it asks for, if it is as simple as that."""
    if node.op == "fact" and node.kind is Kind.BOOL:
        return node.data, ()
    if node.op == "within" and node.args[0].op == "fact":
        return node.args[0].data, (COUNTY,)
    if not node.args or node.args[0].op != "fact" or node.args[0].kind not in (Kind.TEXT, Kind.SLUGS):
        return None
    name = node.args[0].data
    if node.op == "contains":
        return name, (node.data,)
    if node.op == "isin":
        return name, tuple(sorted(set(node.data)))
    if node.op == "compare" and node.args[1].op == "literal":
        return name, (node.args[1].data,)
    return None
