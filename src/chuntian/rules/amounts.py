"""
Amounts that are one of a few, read as a yes or no for each of them.

The law gives most amounts as standards: four tiers of care, one sum for everyone. A number a person costs ten times a
yes or no to write, so where every way through an amount ends in a known sum the columns say which sum it is. An amount
that is calculated (a levy) stays a number.
"""

from collections.abc import Callable, Collection

from chuntian.rules.checking import Typed
from chuntian.rules.folding import settled
from chuntian.rules.kinds import Kind

MOST = 16
NO, YES = (Typed("literal", Kind.BOOL, (), value) for value in (False, True))


def possible_amounts(node: Typed, given: Callable[[str], Collection[int]]) -> list[int] | None:
    """
    Give every amount an expression can have, in fen and in order; None where it is calculated or there are too many.

    `given` gives the known values of a parameter in the divisions asked about; where it has none, the amount is unknown.
    """
    found = _possible(node, given)
    return None if found is None or len(found) > MOST else sorted(found)


def is_amount(node: Typed, fen: int) -> Typed:
    """Make the condition that an amount is known and is this one: true exactly there, elsewhere false or unknown."""
    return _held(node, "==", fen)


def _possible(node: Typed, given: Callable[[str], Collection[int]]) -> set[int] | None:
    if node.op == "literal":
        return {node.data}
    if node.op == "param":
        return set(given(node.data))
    if node.op not in ("case", "extreme"):
        return None
    ways = node.args if node.op == "extreme" else (*node.args[1::2], *node.args[len(node.args) // 2 * 2 :])
    found = [_possible(way, given) for way in ways]
    return None if any(one is None for one in found) else {fen for one in found if one for fen in one}


def _held(node: Typed, sign: str, fen: int) -> Typed:
    if node.op in ("literal", "param"):
        if sign == "known":
            return YES if node.op == "literal" else Typed("known", Kind.BOOL, (node,))
        return settled(Typed("compare", Kind.BOOL, (node, Typed("literal", node.kind, (), fen)), sign))
    if node.op == "case":
        return _through_branches(node, sign, fen)
    each = [_held(arg, sign, fen) for arg in node.args]
    known = [_held(arg, "known", 0) for arg in node.args]  # where one is unknown, neither lowest nor highest is known
    if sign == "known":
        return _joined("and", *known)
    if sign == "==":
        bound = ">=" if node.data == "min" else "<="
        return _joined("and", _joined("or", *each), *(_held(arg, bound, fen) for arg in node.args))
    one_is_enough = (sign == "<=") == (node.data == "min")
    return _joined("and", _joined("or", *each), *known) if one_is_enough else _joined("and", *each)


def _through_branches(node: Typed, sign: str, fen: int) -> Typed:
    pairs = len(node.args) // 2
    rest = _held(node.args[-1], sign, fen) if len(node.args) % 2 else NO
    for place in reversed(range(pairs)):
        condition, value = node.args[place * 2 : place * 2 + 2]
        then = _held(value, sign, fen)
        if then == rest == NO:
            continue
        otherwise = _joined("and", settled(Typed("not", Kind.BOOL, (condition,))), rest)
        rest = _joined("or", _joined("and", condition, then), otherwise)
    return rest


def _joined(op: str, *parts: Typed) -> Typed:
    return settled(Typed(op, Kind.BOOL, tuple(dict.fromkeys(parts))))
