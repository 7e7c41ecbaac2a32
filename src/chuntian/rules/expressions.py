"""
The small language in which the law is written: `fact.grade.isin(1, 2) & ~fact.tekun`.

An expression is only data: an operation, its operands and some constants. It is checked against the declared facts and
parameters by `checking`, and then read as columns, as Python for one person, or as a sentence.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
PARTS = ("upper", "lower")


class ExpressionError(TypeError):
    """An expression was put together in a way that can never mean anything."""


class Expr:
    """An expression of the law: `op` names the node, `args` are its operands, `data` its constants."""

    __slots__ = ("args", "data", "op")

    def __init__(self, op: str, args: tuple["Expr", ...] = (), data: Any = None) -> None:
        self.op = op
        self.args = args
        self.data = data

    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        raise ExpressionError("an expression has no truth of its own: join with & | ~ instead of and, or, not")

    def __repr__(self) -> str:
        return canonical(self)

    def __and__(self, other: Any) -> "Expr":
        return _joined("and", self, other)

    def __rand__(self, other: Any) -> "Expr":
        return _joined("and", lift(other), self)

    def __or__(self, other: Any) -> "Expr":
        return _joined("or", self, other)

    def __ror__(self, other: Any) -> "Expr":
        return _joined("or", lift(other), self)

    def __invert__(self) -> "Expr":
        return Expr("not", (self,))

    def __eq__(self, other: object) -> "Expr":  # type: ignore[override]
        return Expr("compare", (self, lift(other)), "==")

    def __ne__(self, other: object) -> "Expr":  # type: ignore[override]
        return Expr("compare", (self, lift(other)), "!=")

    def __lt__(self, other: Any) -> "Expr":
        return Expr("compare", (self, lift(other)), "<")

    def __le__(self, other: Any) -> "Expr":
        return Expr("compare", (self, lift(other)), "<=")

    def __gt__(self, other: Any) -> "Expr":
        return Expr("compare", (self, lift(other)), ">")

    def __ge__(self, other: Any) -> "Expr":
        return Expr("compare", (self, lift(other)), ">=")

    def __add__(self, other: Any) -> "Expr":
        return Expr("arithmetic", (self, lift(other)), "+")

    def __radd__(self, other: Any) -> "Expr":
        return Expr("arithmetic", (lift(other), self), "+")

    def __sub__(self, other: Any) -> "Expr":
        return Expr("arithmetic", (self, lift(other)), "-")

    def __rsub__(self, other: Any) -> "Expr":
        return Expr("arithmetic", (lift(other), self), "-")

    def __mul__(self, other: Any) -> "Expr":
        return Expr("arithmetic", (self, lift(other)), "*")

    def __rmul__(self, other: Any) -> "Expr":
        return Expr("arithmetic", (lift(other), self), "*")

    def isin(self, *values: Any) -> "Expr":
        """Be true where the value is one of these constants."""
        if not values or any(isinstance(value, Expr) for value in values):
            raise ExpressionError("isin takes one or more constants")
        return Expr("isin", (self,), tuple(lift(value).data[1] for value in values))

    def within(self, place: "Expr | str") -> "Expr":
        """Be true where the division lies in (or is) the other one."""
        return Expr("within", (self, lift(place)))

    def has(
        self, categories: int | Iterable[int] = (), grades: int | Iterable[int] = (1, 2, 3, 4), part: str | None = None
    ) -> "Expr":
        """Be true where a component of one of these categories and grades (and, for physical, this part) is held."""
        wanted = _numbers(categories, "category", 6) or (1, 2, 3, 4, 5, 6)
        if part is not None and (part not in PARTS or wanted != (4,)):
            raise ExpressionError("part is 'upper' or 'lower', and only the physical category (4) has parts")
        return Expr("has", (self,), (wanted, _numbers(grades, "grade", 4), part))

    def contains(self, slug: str) -> "Expr":
        """Be true where the list of slugs names this one."""
        return Expr("contains", (self,), str(slug))

    def age(self) -> "Expr":
        """Give the full years from this date to the day asked about."""
        return Expr("age", (self,))

    def known(self) -> "Expr":
        """Be true where the value is known at all; never unknown itself."""
        return Expr("known", (self,))

    def in_yuan(self) -> "Expr":
        """Give an amount of fen as an exact ratio in yuan, to calculate further."""
        return Expr("in_yuan", (self,))

    def round_half_up(self) -> "Expr":
        """Give an exact ratio in yuan as fen, rounded once."""
        return Expr("round", (self,))


class _Facts:
    """`fact.grade`, `fact["grade"]`: the fact of that name."""

    def __getattr__(self, name: str) -> Expr:
        if name.startswith("__"):
            raise AttributeError(name)
        return Expr("fact", (), name)

    def __getitem__(self, name: str) -> Expr:
        return Expr("fact", (), name)


class _Parameters:
    """`param["sub.care.A"]`, `param.key("sub.care.A")`: the dated, regional value of that key."""

    def __getitem__(self, key: str) -> Expr:
        return Expr("param", (), key)

    def key(self, key: str) -> Expr:
        """Give the parameter of this key."""
        return Expr("param", (), key)


fact = _Facts()
param = _Parameters()
place = Expr("place")
today = Expr("today")


def yuan(text: str) -> Expr:
    """Give a constant amount written in yuan. Amounts of the law belong into parameters; this is for limits of form."""
    return Expr("literal", (), ("fen", int(Decimal(text) * 100)))


def case(*branches: tuple[Any, Any], otherwise: Any = None) -> Expr:
    """Give the value of the first branch whose condition is true; an unknown condition on the way makes it unknown."""
    if not branches:
        raise ExpressionError("case takes at least one (condition, value)")
    args = [lift(part) for branch in branches for part in branch]
    return Expr("case", (*args, lift(otherwise)) if otherwise is not None else tuple(args))


def min_of(first: Any, second: Any, *others: Any) -> Expr:
    """Give the smallest; unknown when any is unknown."""
    return Expr("extreme", tuple(lift(item) for item in (first, second, *others)), "min")


def max_of(first: Any, second: Any, *others: Any) -> Expr:
    """Give the largest; unknown when any is unknown."""
    return Expr("extreme", tuple(lift(item) for item in (first, second, *others)), "max")


def lift(value: Any) -> Expr:
    """Make a constant an expression; refuse what the language has no exact value for."""
    if isinstance(value, Expr):
        return value
    if isinstance(value, bool):
        return Expr("literal", (), ("bool", value))
    if isinstance(value, int):
        return Expr("literal", (), ("int", int(value)))
    if isinstance(value, Fraction | Decimal):
        return Expr("literal", (), ("ratio", Fraction(value)))
    if isinstance(value, date):
        return Expr("literal", (), ("date", value))
    if isinstance(value, str):
        return Expr("literal", (), ("text", str(value)))
    if hasattr(value, "fen"):
        return Expr("literal", (), ("fen", value.fen))
    raise ExpressionError(
        f"{value!r} cannot stand in an expression (a ratio is a Fraction or a Decimal, never a float)"
    )


def canonical(expr: Expr) -> str:
    """Write an expression in the one form that the version of the law is computed from."""
    if expr.op == "literal":
        return f"{expr.data[0]}:{expr.data[1]}"
    inner = [canonical(arg) for arg in expr.args]
    if expr.data is not None:
        inner.insert(0, repr(expr.data) if not isinstance(expr.data, str) else expr.data)
    return f"{expr.op}({', '.join(inner)})"


def names_in(expr: Expr, op: str) -> list[str]:
    """Name the facts (op 'fact') or parameters (op 'param') of an expression in reading order, each once."""
    found = [expr.data] if expr.op == op else []
    for arg in expr.args:
        found.extend(names_in(arg, op))
    return list(dict.fromkeys(found))


def _joined(op: str, left: Expr, right: Any) -> Expr:
    right = lift(right)
    parts: list[Expr] = []
    for side in (left, right):
        parts.extend(side.args if side.op == op else (side,))
    return Expr(op, tuple(parts))


def _numbers(given: int | Iterable[int], what: str, highest: int) -> tuple[int, ...]:
    numbers = tuple(sorted({given} if isinstance(given, int) else set(given)))
    if any(not 1 <= number <= highest for number in numbers):
        raise ExpressionError(f"a {what} is a number from 1 to {highest}, not {numbers}")
    return tuple(int(number) for number in numbers)
