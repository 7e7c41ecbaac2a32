"""Make a checked expression smaller before it is read as columns: what is the same for everyone is settled once."""

from collections.abc import Callable, Iterable
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from chuntian.rules.checking import Typed
from chuntian.rules.kinds import Kind

OPERATORS: dict[str, Callable[[Any, Any], bool]] = {"==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
CHEAP = frozenset({"fact", "literal", "param", "today", "place"})
ValueOf = Callable[[str], Any]


def folded(node: Typed, value_of: ValueOf) -> Typed:
    """
    Settle what parameters decide alone; `value_of` gives a parameter's value where all places agree, else None.

    The meaning stays, unknowns included: no and unknown is no, a true branch hides the later ones.
    """
    if node.kind is Kind.RATIO:
        return node
    if node.op == "param":
        value = value_of(node.data)
        return node if value is None else Typed("literal", node.kind, (), value)
    args = tuple(folded(arg, value_of) for arg in node.args)
    return settled(node if args == node.args else node._replace(args=args))


def settled(node: Typed) -> Typed:
    """Settle one node whose operands are settled already."""
    fold = _FOLDS.get(node.op)
    return fold(node) if fold else node


def shared(trees: Iterable[Typed]) -> list[Typed]:
    """Give the expressions that are asked for more than once and cost something, each after those it is made of."""
    asked: dict[Typed, int] = {}
    order: list[Typed] = []

    def visit(node: Typed, times: int) -> None:
        known = node in asked
        asked[node] = asked.get(node, 0) + times
        if known:
            return
        conditions = len(node.args) // 2 * 2 if node.op == "case" else 0
        for place, arg in enumerate(node.args):
            if arg.op == "age" and node.op == "compare" and node.args[1].op == "literal":
                arg = arg.args[0]  # such a comparison is read as one of birth dates, without ages
            twice = (place < conditions and place % 2 == 0) or node.op == "extreme"
            visit(arg, 2 if twice else 1)
        order.append(node)

    for tree in trees:
        visit(tree, 1)
    return [node for node in order if asked[node] > 1 and node.op not in CHEAP and node.kind is not Kind.RATIO]


def _constant(node: Typed) -> bool:
    return node.op == "literal"


def _compare(node: Typed) -> Typed:
    left, right = node.args
    if not (_constant(left) and _constant(right)) or left.kind is Kind.RATIO:
        whole = left.kind is Kind.INT and _constant(right) and node.data in ("<", ">")
        if not whole:
            return node
        nearest = right._replace(data=right.data - 1 if node.data == "<" else right.data + 1)
        return node._replace(args=(left, nearest), data=f"{node.data}=")  # so that "under 60" and "59 or less" are one
    return _truth(OPERATORS[node.data](left.data, right.data))


def _isin(node: Typed) -> Typed:
    (subject,) = node.args
    return _truth(subject.data in node.data) if _constant(subject) and subject.kind is not Kind.RATIO else node


def _not(node: Typed) -> Typed:
    (inner,) = node.args
    if inner.op == "not":
        return inner.args[0]
    return _truth(not inner.data) if _constant(inner) else node


def _joined(node: Typed) -> Typed:
    settles = node.op == "or"
    if any(_constant(arg) and arg.data is settles for arg in node.args):
        return _truth(settles)
    open_ = tuple(arg for arg in node.args if not _constant(arg))
    if not open_:
        return _truth(not settles)
    return open_[0] if len(open_) == 1 else node._replace(args=open_)


def _case(node: Typed) -> Typed:
    pairs = len(node.args) // 2
    kept: list[Typed] = []
    rest = node.args[pairs * 2 :]
    for place in range(pairs):
        condition, value = node.args[place * 2 : place * 2 + 2]
        if not _constant(condition):
            kept += [condition, value]
        elif condition.data:
            rest = (value,)
            break
    if not kept:
        return rest[0] if rest else node
    asked_back = node.kind is Kind.BOOL and len(kept) == 2 and bool(rest) and _constant(kept[1]) and _constant(rest[0])
    if asked_back and kept[1].data is not rest[0].data:  # a question that only repeats its condition, or its opposite
        return kept[0] if kept[1].data else _not(Typed("not", Kind.BOOL, (kept[0],)))
    return node._replace(args=(*kept, *rest))


def _truth(value: bool) -> Typed:
    return Typed("literal", Kind.BOOL, (), value)


_FOLDS: dict[str, Callable[[Typed], Typed]] = {
    "compare": _compare, "isin": _isin, "not": _not, "and": _joined, "or": _joined, "case": _case,
}  # fmt: skip
