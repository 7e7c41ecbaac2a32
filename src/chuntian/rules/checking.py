"""
Check an expression against the declared facts and parameters, and give it kinds.

The result is a tree of `Typed` nodes in which every operand already has the kind its operation needs (whole numbers
widened to ratios, text read as a division). All readings start from this tree, so they cannot disagree about kinds.
"""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from chuntian.kernel.components import category_bit, part_bit
from chuntian.kernel.divisions import DivisionError, pad
from chuntian.rules.declare import FactDeclaration, Programme
from chuntian.rules.expressions import Expr
from chuntian.rules.kinds import EQUATABLE, NUMBERS, ORDERED, Kind
from chuntian.rules.parameters import ParameterBook


class Typed(NamedTuple):
    """A checked node: operation, kind of its value, operands, constants."""

    op: str
    kind: Kind
    args: tuple["Typed", ...] = ()
    data: Any = None


class LawError(TypeError):
    """A declaration does not fit the declared facts and parameters; the text names programme and condition."""


class _Wrong(Exception):
    """What is wrong inside one expression, before we know whose expression it is."""


class Checker:
    """Checks expressions against one set of facts and one book of parameters."""

    def __init__(self, facts: Mapping[str, FactDeclaration], book: ParameterBook) -> None:
        self.facts = facts
        self.book = book
        self.subject = "person"

    def condition(self, programme: Programme, code: str, expr: Expr) -> Typed:
        """
        Check a condition: it must be a yes or no.

        :raises LawError: it names something undeclared, or mixes kinds.
        """
        return self._checked(programme, code, expr, Kind.BOOL)

    def amount(self, programme: Programme) -> Typed | None:
        """
        Check the amount: it must be fen.

        :raises LawError: it names something undeclared, or is no amount.
        """
        if programme.amount is None:
            return None
        return self._checked(programme, "amount", programme.amount, Kind.FEN)

    def _checked(self, programme: Programme, code: str, expr: Expr, kind: Kind) -> Typed:
        self.subject = programme.subject
        try:
            typed = self._node(expr)
            if kind is Kind.FEN and typed.op == "literal" and typed.kind is Kind.INT:
                typed = typed._replace(kind=Kind.FEN)
            if typed.kind is not kind:
                hint = "; round a ratio in yuan with .round_half_up()" if typed.kind is Kind.RATIO else ""
                raise _Wrong(f"gives {typed.kind.value}, needs {kind.value}{hint}")
        except _Wrong as why:
            raise LawError(f"programme {programme.slug}, condition {code}: {why}") from None
        return typed

    def _node(self, expr: Expr) -> Typed:
        return getattr(self, f"_{expr.op}")(expr)

    def _literal(self, expr: Expr) -> Typed:
        return Typed("literal", Kind(expr.data[0]), (), expr.data[1])

    def _fact(self, expr: Expr) -> Typed:
        found = self.facts.get(expr.data)
        if found is None:
            raise _Wrong(f"fact {expr.data!r} is not declared")
        if (found.subject == "employer") != (self.subject == "employer"):
            raise _Wrong(f"fact {expr.data!r} is about a {found.subject}, the programme about a {self.subject}")
        return Typed("fact", found.kind, (), expr.data)

    def _param(self, expr: Expr) -> Typed:
        if expr.data not in self.book:
            raise _Wrong(f"parameter {expr.data!r} is not declared")
        return Typed("param", self.book.declaration(expr.data).kind, (), expr.data)

    def _place(self, expr: Expr) -> Typed:
        return Typed("place", Kind.DIVISION)

    def _today(self, expr: Expr) -> Typed:
        return Typed("today", Kind.DATE)

    def _and(self, expr: Expr) -> Typed:
        return Typed(expr.op, Kind.BOOL, tuple(self._of(arg, Kind.BOOL, expr.op) for arg in expr.args))

    _or = _and
    _not = _and

    def _compare(self, expr: Expr) -> Typed:
        left, right = self._alike([self._node(arg) for arg in expr.args])
        allowed = EQUATABLE if expr.data in ("==", "!=") else ORDERED
        if left.kind not in allowed:
            raise _Wrong(f"{left.kind.value} cannot be compared with {expr.data}")
        return Typed("compare", Kind.BOOL, (left, right), expr.data)

    def _arithmetic(self, expr: Expr) -> Typed:
        left, right = (self._node(arg) for arg in expr.args)
        if expr.data == "*" and {left.kind, right.kind} == {Kind.FEN, Kind.INT}:
            return Typed("arithmetic", Kind.FEN, (left, right), "*")
        left, right = self._alike([left, right])
        if left.kind not in NUMBERS or (expr.data == "*" and left.kind is Kind.FEN):
            raise _Wrong(f"{left.kind.value} {expr.data} {right.kind.value} means nothing")
        return Typed("arithmetic", left.kind, (left, right), expr.data)

    def _isin(self, expr: Expr) -> Typed:
        (subject,) = (self._node(arg) for arg in expr.args)
        values = tuple(self._constant(subject, value) for value in expr.data)
        return Typed("isin", Kind.BOOL, (subject,), values)

    def _within(self, expr: Expr) -> Typed:
        inner = self._of(expr.args[0], Kind.DIVISION, "within")
        outer = self._as_division(self._node(expr.args[1]))
        return Typed("within", Kind.BOOL, (inner, outer))

    def _has(self, expr: Expr) -> Typed:
        categories, grades, part = expr.data
        bits = sum(category_bit(category, grade) for category in categories for grade in grades)
        unknown = 0
        if part is not None:
            bits = sum(part_bit(part, grade) for grade in grades)
            unknown = sum(part_bit(None, grade) for grade in grades)
        return Typed("has", Kind.BOOL, (self._of(expr.args[0], Kind.COMPONENTS, "has"),), (bits, unknown, expr.data))

    def _contains(self, expr: Expr) -> Typed:
        inner = self._of(expr.args[0], Kind.SLUGS, "contains")
        self._choice(inner, expr.data)
        return Typed("contains", Kind.BOOL, (inner,), expr.data)

    def _age(self, expr: Expr) -> Typed:
        return Typed("age", Kind.INT, (self._of(expr.args[0], Kind.DATE, "age"),))

    def _known(self, expr: Expr) -> Typed:
        return Typed("known", Kind.BOOL, (self._node(expr.args[0]),))

    def _case(self, expr: Expr) -> Typed:
        args = [self._node(arg) for arg in expr.args]
        pairs = len(args) // 2
        conditions = args[: pairs * 2 : 2]
        values = self._alike(args[1 : pairs * 2 : 2] + args[pairs * 2 :])
        for condition in conditions:
            if condition.kind is not Kind.BOOL:
                raise _Wrong(f"case asks for a condition, not {condition.kind.value}")
        mixed = [part for pair in zip(conditions, values, strict=False) for part in pair]
        return Typed("case", values[0].kind, (*mixed, *values[pairs:]))

    def _extreme(self, expr: Expr) -> Typed:
        args = self._alike([self._node(arg) for arg in expr.args])
        if args[0].kind not in ORDERED:
            raise _Wrong(f"{args[0].kind.value} has no {expr.data}")
        return Typed("extreme", args[0].kind, tuple(args), expr.data)

    def _in_yuan(self, expr: Expr) -> Typed:
        return Typed("in_yuan", Kind.RATIO, (self._of(expr.args[0], Kind.FEN, "in_yuan"),))

    def _round(self, expr: Expr) -> Typed:
        return Typed("round", Kind.FEN, (_widened(self._of(expr.args[0], Kind.RATIO, "round_half_up")),))

    def _of(self, expr: Expr, kind: Kind, what: str) -> Typed:
        typed = self._node(expr)
        if typed.kind is Kind.INT and kind is Kind.RATIO:
            typed = _widened(typed)
        if typed.kind is not kind:
            raise _Wrong(f"{what} needs {kind.value}, not {typed.kind.value}")
        return typed

    def _alike(self, args: list[Typed]) -> list[Typed]:
        """Bring operands to one kind: a ratio widens whole numbers, a text beside a division is a code."""
        kinds = {arg.kind for arg in args}
        if len(kinds) > 1:
            for wider, turn in _WIDENING:
                if wider in kinds:
                    args = [arg if arg.kind is wider else turn(self, arg) for arg in args]
                    break
        kinds = {arg.kind for arg in args}
        if len(kinds) > 1:
            names = " and ".join(sorted(kind.value for kind in kinds))
            hint = "; bring fen to yuan with .in_yuan() first" if kinds == {Kind.FEN, Kind.RATIO} else ""
            raise _Wrong(f"{names} do not go together{hint}")
        for arg in args:
            for other in args:
                if arg.op == "literal":
                    self._choice(other, arg.data)
        return args

    def _as_division(self, typed: Typed) -> Typed:
        if typed.op != "literal" or typed.kind is not Kind.TEXT:
            return typed
        try:
            return Typed("literal", Kind.DIVISION, (), pad(typed.data))
        except DivisionError as why:
            raise _Wrong(str(why)) from why

    def _constant(self, subject: Typed, value: Any) -> Any:
        kinds = {bool: Kind.BOOL, int: Kind.INT, str: Kind.TEXT, Fraction: Kind.RATIO, date: Kind.DATE}
        kind = next((kind for type_, kind in kinds.items() if isinstance(value, type_)), None)
        if kind is None:
            raise _Wrong(f"isin cannot hold {value!r}")
        literal = Typed("literal", kind, (), value)
        if literal.kind is Kind.TEXT:
            literal = literal._replace(data=str(value))
        return self._alike([subject, literal])[1].data if subject.kind in EQUATABLE else self._never(subject)

    def _never(self, subject: Typed) -> Any:
        raise _Wrong(f"isin does not fit {subject.kind.value}")

    def _choice(self, typed: Typed, value: Any) -> None:
        if typed.op != "fact":
            return
        choices = self.facts[typed.data].choices
        if choices is not None and value not in choices and not isinstance(value, bool):
            raise _Wrong(f"{value!r} is no choice of fact {typed.data!r} ({', '.join(map(str, choices))})")


def _widened(typed: Typed) -> Typed:
    if typed.kind is not Kind.INT:
        return typed
    if typed.op == "literal":
        return Typed("literal", Kind.RATIO, (), Fraction(typed.data))
    return Typed("widen", Kind.RATIO, (typed,))


def _as_fen(_checker: Checker, typed: Typed) -> Typed:
    """Read a plain whole number beside an amount as fen; anything else stays and is refused."""
    return typed._replace(kind=Kind.FEN) if typed.op == "literal" and typed.kind is Kind.INT else typed


_WIDENING: tuple[tuple[Kind, Callable[[Checker, Typed], Typed]], ...] = (
    (Kind.RATIO, lambda _checker, typed: _widened(typed)),
    (Kind.FEN, _as_fen),
    (Kind.DIVISION, Checker._as_division),
)


def names(typed: Typed, op: str) -> list[str]:
    """Name the facts (op 'fact') or parameters (op 'param') of a checked tree in reading order, each once."""
    found = [typed.data] if typed.op == op else []
    for arg in typed.args:
        found.extend(names(arg, op))
    return list(dict.fromkeys(found))
