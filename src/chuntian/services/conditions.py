"""
On what a question of a scale depends: `${walk} = '1' and ${steps} >= 3`, the simple part of an XLSForm's `relevant`.

A condition is kept as plain lists: a question is asked where every one of its conditions holds (its own, and those of the
groups around it); a condition holds where one of its rows holds; a row holds where all its parts do, each `[question,
sign, value]`. `or` binds less than `and`, as in XPath. An unanswered question equals nothing but the empty text.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

Part = list[Any]
Condition = list[list[Part]]
PART = re.compile(
    r"selected\(\s*\$\{\s*(?P<of>[A-Za-z_][\w.-]*)\s*\}\s*,\s*'(?P<chosen>[^']*)'\s*\)"
    r"|\$\{\s*(?P<name>[A-Za-z_][\w.-]*)\s*\}\s*(?P<sign><=|>=|!=|=|<|>)\s*(?:'(?P<text>[^']*)'|(?P<number>-?\d+(?:\.\d+)?))"
)
JOIN = re.compile(r"(and|or)(?=[\s$])")
# What a word processor makes of a quotation mark.
QUOTES = str.maketrans(dict.fromkeys('‘’“”"＇＂', "'"))
MOST_PARTS = 20


class Unreadable(ValueError):
    """The condition is not of the simple kind."""


def parse(text: str) -> Condition:
    """
    Read a condition.

    :raises Unreadable
    """
    rest, rows = text.translate(QUOTES).strip(), [[]]  # type: list[list[Part]]
    for _ in range(MOST_PARTS):
        found = PART.match(rest)
        if found is None:
            raise Unreadable(text)
        rows[-1].append(_part(found))
        rest = rest[found.end() :].lstrip()
        if not rest:
            return rows
        join = JOIN.match(rest)
        if join is None:
            raise Unreadable(text)
        if join[1] == "or":
            rows.append([])
        rest = rest[join.end() :].lstrip()
    raise Unreadable(text)


def _part(found: re.Match[str]) -> Part:
    if found["of"]:
        return [found["of"], "=", found["chosen"]]
    value = found["text"] if found["number"] is None else found["number"]
    if found["sign"] not in ("=", "!=") and _number(value) is None:
        raise Unreadable(found[0])
    return [found["name"], found["sign"], value]


def names_in(conditions: Sequence[Condition]) -> set[str]:
    """Give the questions that conditions speak of."""
    return {part[0] for condition in conditions for row in condition for part in row}


def hold(conditions: Sequence[Condition], answers: Mapping[str, Any]) -> bool:
    """Say whether all conditions hold for what was answered so far."""
    return all(any(all(_holds(part, answers) for part in row) for row in condition) for condition in conditions)


def _holds(part: Part, answers: Mapping[str, Any]) -> bool:
    name, sign, value = part
    said = str(answers.get(name, ""))
    one, other = _number(said), _number(value)
    if sign in ("=", "!="):
        equal = one == other if one is not None and other is not None else said == value
        return equal if sign == "=" else not equal
    if one is None or other is None:
        return False
    return {"<": one < other, "<=": one <= other, ">": one > other, ">=": one >= other}[sign]


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
