"""
Lists of words beside themselves as a yes or no a word.

Looking through a list for everyone costs twenty times what a yes or no costs. So a snapshot holds, beside each list, a
column `fact.word` for each word the law asks about; a snapshot without them is read from its lists.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

import polars as pl

from chuntian.rules.checking import Typed
from chuntian.rules.kinds import Kind
from chuntian.rules.law import Law


def asked_words(law: Law) -> dict[str, list[str]]:
    """Give, fact by fact, the words of lists that some programme of a law asks about."""
    asked: dict[str, set[str]] = {}
    for one in law.checked.values():
        for tree in one.all_trees:
            for name, word in _asked(tree):
                asked.setdefault(name, set()).add(word)
    return {name: sorted(words) for name, words in sorted(asked.items())}


def with_flags(law: Law, frame: pl.DataFrame) -> pl.DataFrame:
    """Add to a snapshot a column `fact.word` for each word asked of its lists; unknown lists give unknown."""
    words = {name: found for name, found in asked_words(law).items() if name in frame.columns}
    return frame.with_columns(
        holds_any(pl.col(name), [word]).alias(flag(name, word)) for name, found in words.items() for word in found
    )


def flag(name: str, word: str) -> str:
    """Name the column that tells whether a list holds a word."""
    return f"{name}.{word}"


def flag_of(schema: Mapping[str, Any], contains: Typed) -> str | None:
    """Name the column that answers whether a list fact holds a word, if the snapshot has it."""
    (subject,) = contains.args
    name = flag(subject.data, contains.data) if subject.op == "fact" else ""
    return name if schema.get(name) == pl.Boolean else None


def some_flag(schema: Mapping[str, Any], name: str) -> str | None:
    """Name any one such column of a list fact: it is unknown exactly where the list is."""
    return next((column for column in schema if column.startswith(f"{name}.") and schema[column] == pl.Boolean), None)


def holds_any(held: pl.Expr, words: Sequence[str]) -> pl.Expr:
    """Tell whether a list holds one of these, in one walk over it."""
    return held.list.eval(reduce(or_, [pl.element().eq_missing(word) for word in words])).list.any()


def _asked(node: Typed) -> Iterator[tuple[str, str]]:
    if node.op == "contains" and node.args[0].op == "fact" and node.args[0].kind is Kind.SLUGS:
        yield node.args[0].data, node.data
    yield from _below(node.args)


def _below(nodes: Iterable[Typed]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        yield from _asked(node)
