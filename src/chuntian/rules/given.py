"""Facts as a question brings them (JSON): read strictly by their declarations, or refused with the fact's name."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from chuntian.kernel.components import Component, ComponentError, decode, encode, from_dicts
from chuntian.kernel.divisions import DivisionError, pad
from chuntian.rules.declare import FactDeclaration
from chuntian.rules.kinds import Kind

INT_LIMIT = 2**31
FEN_LIMIT = 2**53


class FactError(ValueError):
    """A fact of a question has no such name, or its value is not what the declaration asks for."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


def _boolean(given: Any) -> bool:
    if not isinstance(given, bool):
        raise ValueError
    return given


def _whole(given: Any, limit: int = INT_LIMIT) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not -limit <= given < limit:
        raise ValueError
    return int(given)


def _fen(given: Any) -> int:
    return _whole(getattr(given, "fen", given), FEN_LIMIT)


def _day(given: Any) -> date:
    if isinstance(given, str) and len(given) == 10:
        return date.fromisoformat(given)
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    raise ValueError


def _text(given: Any) -> str:
    if not isinstance(given, str) or not given:
        raise ValueError
    return str(given)


def _division(given: Any) -> str:
    return pad(_text(getattr(given, "value", given)))


def _components(given: Any) -> int:
    if isinstance(given, int) and not isinstance(given, bool):
        return encode(decode(given))
    if not isinstance(given, list | tuple):
        raise ValueError
    if all(isinstance(one, Component) for one in given):
        return encode(given)
    return encode(from_dicts(given))


def _slugs(given: Any) -> tuple[str, ...]:
    if isinstance(given, str) or not isinstance(given, list | tuple | set | frozenset):
        raise ValueError
    return tuple(sorted(_text(one) for one in given))


def _ratio(given: Any) -> Fraction:
    if isinstance(given, bool) or not isinstance(given, str | int | Fraction):
        raise ValueError
    return Fraction(given)


_READERS: dict[Kind, tuple[Callable[[Any], Any], str]] = {
    Kind.BOOL: (_boolean, "true、false 或 null"),
    Kind.INT: (_whole, "整数"),
    Kind.FEN: (_fen, "以分为单位的整数"),
    Kind.DATE: (_day, "YYYY-MM-DD 形式的日期"),
    Kind.TEXT: (_text, "文字"),
    Kind.DIVISION: (_division, "6、9 或 12 位行政区划代码"),
    Kind.COMPONENTS: (_components, "{category, grade, part} 的列表"),
    Kind.SLUGS: (_slugs, "文字列表"),
    Kind.RATIO: (_ratio, "精确的数，写成文字，如 \"61/2\" 或 \"30.5\""),
}  # fmt: skip


class FactReader:
    """Reads one fact; made once per declaration so that a question costs microseconds."""

    __slots__ = ("choices", "expected", "label", "name", "read")

    def __init__(self, declaration: FactDeclaration) -> None:
        self.name = declaration.name
        self.label = declaration.label_zh
        self.read, self.expected = _READERS[declaration.kind]
        choices = declaration.choices
        self.choices = None if choices is None or declaration.kind is Kind.BOOL else frozenset(choices)

    def __call__(self, given: Any) -> Any:
        """
        Read a value that is not null.

        :raises FactError: the value is not of the kind, or is none of the choices.
        """
        try:
            value = self.read(given)
        except (ValueError, TypeError, ZeroDivisionError, ComponentError, DivisionError) as why:
            raise FactError(self.name, f"事实 {self.name}（{self.label}）应为{self.expected}，收到 {given!r}") from why
        if self.choices is not None and not self._allowed(value):
            allowed = "、".join(str(one) for one in sorted(self.choices, key=str))
            raise FactError(self.name, f"事实 {self.name}（{self.label}）只能是 {allowed}，收到 {given!r}")
        return value

    def _allowed(self, value: Any) -> bool:
        choices = self.choices or frozenset()
        return choices.issuperset(value) if isinstance(value, tuple) else value in choices


def read_facts(readers: Mapping[str, FactReader], given: Mapping[str, Any]) -> dict[str, Any]:
    """
    Read every fact of a question; null stays unknown.

    :raises FactError: a name that is not declared, or a value that is not of its kind.
    """
    facts = {}
    for name, value in given.items():
        reader = readers.get(name)
        if reader is None:
            raise FactError(name, f"没有名为 {name} 的事实")
        if value is not None:
            facts[name] = reader(value)
    return facts
