"""
Read the law as plain Python for one person.

For every programme one function is written as source and compiled once: it takes the facts, the parameters of the place
and day, and gives the failed mask, the unknown mask and the amount. None is unknown throughout (Kleene).
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from chuntian.kernel.divisions import prefix
from chuntian.kernel.money import round_half_up
from chuntian.rules.checking import Typed, names
from chuntian.rules.kinds import Kind

Answer = tuple[int, int, int | None]
HEAD = "def decide(g, p, place, place_prefix, today, year, month_day):"


def birthday_mark(on: date) -> int:
    """Give the last month and day (302 for 2 March) whose birthday has come by this day of the year."""
    if (on.month, on.day) == (2, 28) and (on + timedelta(days=1)).day == 1:
        return 229  # who was born on 29 February is a year older on 28 February of a common year
    return on.month * 100 + on.day


class PythonWriter:
    """Writes checked expressions as Python source; `code` gives the source and whether it may be None."""

    def __init__(self, parameter_index: dict[str, int]) -> None:
        self.parameter_index = parameter_index
        self.constants: dict[str, Any] = {"Fraction": Fraction, "round_half_up": round_half_up, "prefix": prefix}
        self._count = 0

    def code(self, node: Typed) -> tuple[str, bool]:
        """Write one node."""
        result: tuple[str, bool] = getattr(self, f"_{node.op}")(node)
        return result

    def _name(self) -> str:
        self._count += 1
        return f"t{self._count}"

    def _constant(self, value: Any) -> str:
        name = f"c{len(self.constants)}"
        self.constants[name] = value
        return name

    def _held(self, node: Typed) -> tuple[str, str, bool]:
        """Write a node so that it can be used twice: first the source that computes it, then its name."""
        code, nullable = self.code(node)
        if code.isidentifier():
            return code, code, nullable
        name = self._name()
        return f"({name} := {code})", name, nullable

    def _unless_none(self, args: Sequence[Typed], write: Callable[..., str]) -> tuple[str, bool]:
        """Write an operation that is unknown as soon as one operand is."""
        tests, operands, nullable = [], [], False
        for arg in args:
            first, name, may_be_none = ("", self.code(arg)[0], False) if arg.op == "literal" else self._held(arg)
            operands.append(name)
            nullable = nullable or may_be_none
            if may_be_none or (first and first != name):
                tests.append(f"{first} is None")
        value = write(*operands)
        return (f"(None if {' or '.join(tests)} else {value})" if tests else f"({value})"), nullable

    def _literal(self, node: Typed) -> tuple[str, bool]:
        if isinstance(node.data, int | str):
            return repr(node.data), False
        return self._constant(node.data), False

    def _fact(self, node: Typed) -> tuple[str, bool]:
        return f"f_{node.data}", True

    def _param(self, node: Typed) -> tuple[str, bool]:
        return f"p_{self.parameter_index[node.data]}", True

    def _place(self, node: Typed) -> tuple[str, bool]:
        return "place", False

    def _today(self, node: Typed) -> tuple[str, bool]:
        return "today", False

    def _and(self, node: Typed) -> tuple[str, bool]:
        return self._joined(node, "False", "True")

    def _or(self, node: Typed) -> tuple[str, bool]:
        return self._joined(node, "True", "False")

    def _joined(self, node: Typed, decisive: str, other: str) -> tuple[str, bool]:
        tests, unknowns = [], []
        for arg in node.args:
            first, name, nullable = self._held(arg)
            tests.append(f"{first} is {decisive}")
            if nullable:
                unknowns.append(f"{name} is None")
        rest = f"None if {' or '.join(unknowns)} else {other}" if unknowns else other
        return f"({decisive} if {' or '.join(tests)} else {rest})", bool(unknowns)

    def _not(self, node: Typed) -> tuple[str, bool]:
        return self._unless_none(node.args, lambda inner: f"not {inner}")

    def _compare(self, node: Typed) -> tuple[str, bool]:
        return self._unless_none(node.args, lambda left, right: f"{left} {node.data} {right}")

    def _arithmetic(self, node: Typed) -> tuple[str, bool]:
        return self._unless_none(node.args, lambda left, right: f"({left} {node.data} {right})")

    def _isin(self, node: Typed) -> tuple[str, bool]:
        values = self._constant(frozenset(node.data))
        return self._unless_none(node.args, lambda inner: f"{inner} in {values}")

    def _within(self, node: Typed) -> tuple[str, bool]:
        inner, outer = node.args
        if outer.op == "place":
            return self._unless_none([inner], lambda code: f"{code}.startswith(place_prefix)")
        if outer.op == "literal":
            return self._unless_none([inner], lambda code: f"{code}.startswith({prefix(outer.data)!r})")
        return self._unless_none([inner, outer], lambda code, above: f"{code}.startswith(prefix({above}))")

    def _has(self, node: Typed) -> tuple[str, bool]:
        bits, unknown, _words = node.data
        if not unknown:
            return self._unless_none(node.args, lambda mask: f"({mask} & {bits}) != 0")
        write = "(True if {0} & {1} else None if {0} & {2} else False)"
        code, _nullable = self._unless_none(node.args, lambda mask: write.format(mask, bits, unknown))
        return code, True

    def _contains(self, node: Typed) -> tuple[str, bool]:
        return self._unless_none(node.args, lambda slugs: f"{node.data!r} in {slugs}")

    def _age(self, node: Typed) -> tuple[str, bool]:
        write = "(year - {0}.year - ({0}.month * 100 + {0}.day > month_day))"
        return self._unless_none(node.args, write.format)

    def _known(self, node: Typed) -> tuple[str, bool]:
        code, nullable = self.code(node.args[0])
        return (f"({code} is not None)", False) if nullable else ("True", False)

    def _case(self, node: Typed) -> tuple[str, bool]:
        pairs = len(node.args) // 2
        rest = self.code(node.args[-1])[0] if len(node.args) % 2 else "None"
        for number in reversed(range(pairs)):
            first, name, nullable = self._held(node.args[number * 2])
            value = self.code(node.args[number * 2 + 1])[0]
            rest = f"({value} if {first} else None if {name} is None else {rest})" if nullable else (
                f"({value} if {first} else {rest})"
            )  # fmt: skip
        return rest, True

    def _extreme(self, node: Typed) -> tuple[str, bool]:
        return self._unless_none(node.args, lambda *values: f"{node.data}({', '.join(values)})")

    def _widen(self, node: Typed) -> tuple[str, bool]:
        return self._unless_none(node.args, lambda value: f"Fraction({value})")

    def _in_yuan(self, node: Typed) -> tuple[str, bool]:
        return self._unless_none(node.args, lambda value: f"Fraction({value}, 100)")

    def _round(self, node: Typed) -> tuple[str, bool]:
        return self._unless_none(node.args, lambda value: f"round_half_up({value} * 100)")


def write_programme(
    requirements: Sequence[tuple[int, bool, Typed]], amount: Typed | None, amount_bit: int, index: dict[str, int]
) -> Callable[..., Answer]:
    """
    Write and compile the function of one programme.

    `requirements` are (bit, is an exclusion, checked expression) of the formulas in force on the day.
    """
    writer = PythonWriter(index)
    body = ["failed = unknown = 0"]
    for bit, excludes, typed in requirements:
        code, nullable = writer.code(typed)
        body += [f"r = {code}", f"if r is not {not excludes}:"]
        body.append(f"    if r is None: unknown |= {bit}" if nullable else "    pass")
        body.append(f"    {'else' if nullable else 'if 1'}: failed |= {bit}")
    body += _amount_lines(writer, amount, amount_bit)
    trees = [typed for _bit, _excludes, typed in requirements] + ([amount] if amount else [])
    return compiled([*_loads(trees, index), *body], writer.constants)


def write_flags(trees: Sequence[Typed], index: dict[str, int]) -> Callable[..., int]:
    """Write and compile a function that sets bit i where the i-th condition is true."""
    writer = PythonWriter(index)
    body = ["flags = 0"]
    for number, tree in enumerate(trees):
        body.append(f"if {writer.code(tree)[0]}: flags |= {1 << number}")
    return compiled([*_loads(trees, index), *body, "return flags"], writer.constants)


def compiled(lines: Sequence[str], constants: dict[str, Any]) -> Callable[..., Any]:
    """Compile the body of one function."""
    source = "\n    ".join([HEAD, *lines])
    namespace = dict(constants)
    exec(compile(source, "<law>", "exec"), namespace)
    function: Callable[..., Any] = namespace["decide"]
    return function


def _amount_lines(writer: PythonWriter, amount: Typed | None, amount_bit: int) -> list[str]:
    if amount is None:
        return ["return failed, unknown, None"]
    code, _nullable = writer.code(amount)
    return [
        "if failed: return failed, unknown, None",
        f"amount = {code}",
        f"if amount is None: unknown |= {amount_bit}",
        "return failed, unknown, None if unknown else amount",
    ]


def _loads(trees: Sequence[Typed], index: dict[str, int]) -> list[str]:
    facts = dict.fromkeys(name for tree in trees for name in names(tree, "fact"))
    keys = dict.fromkeys(key for tree in trees for key in names(tree, "param"))
    return [f"f_{name} = g({name!r})" for name in facts] + [f"p_{index[key]} = p[{index[key]}]" for key in keys]


TRUE = Typed("literal", Kind.BOOL, (), True)
FALSE = Typed("literal", Kind.BOOL, (), False)


def reached(node: Typed, key: str) -> Typed:
    """
    Build the condition "the value of this node asks for the parameter": a branch not taken does not ask.

    It is itself a checked expression, so that every reading can compute it.
    """
    if node.op == "param":
        return TRUE if node.data == key else FALSE
    if node.op == "known":
        return FALSE
    if node.op != "case":
        return _any([reached(arg, key) for arg in node.args])
    pairs = len(node.args) // 2
    rest = reached(node.args[-1], key) if len(node.args) % 2 else FALSE
    for number in reversed(range(pairs)):
        condition, value = node.args[number * 2], node.args[number * 2 + 1]
        known = Typed("known", Kind.BOOL, (condition,))
        taken = Typed("and", Kind.BOOL, (known, condition))
        passed = Typed("and", Kind.BOOL, (known, Typed("not", Kind.BOOL, (condition,))))
        rest = _any([reached(condition, key), _both(taken, reached(value, key)), _both(passed, rest)])
    return rest


def _any(parts: Sequence[Typed]) -> Typed:
    kept = list(dict.fromkeys(part for part in parts if part != FALSE))
    if not kept or TRUE in kept:
        return TRUE if kept else FALSE
    return kept[0] if len(kept) == 1 else Typed("or", Kind.BOOL, tuple(kept))


def _both(left: Typed, right: Typed) -> Typed:
    if FALSE in (left, right):
        return FALSE
    return left if right == TRUE else Typed("and", Kind.BOOL, (left, right))
