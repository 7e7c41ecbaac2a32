"""
Where an expression is unknown, told before any person is looked at.

Most expressions are unknown exactly where one of the facts they read is. So conditions over the same facts are unknown
together, and one column says it for all; and a condition over nothing that can be unknown needs none.
"""

from collections.abc import Callable

from chuntian.rules.checking import Typed
from chuntian.rules.kinds import Kind

NEVER: frozenset[str] = frozenset()
_STRICT = frozenset({"compare", "isin", "within", "not", "age", "arithmetic", "has"})


def unknown_with(node: Typed, is_given: Callable[[str], bool]) -> frozenset[str] | None:
    """
    Name the facts one of which is unknown exactly where the expression is; `NEVER` where it is always known.

    None where it depends on values, too. `is_given` tells whether a parameter is known in every division asked about.
    """
    if node.op in ("literal", "today", "known"):
        return NEVER
    if node.op == "place":
        return frozenset({"region"})
    if node.op == "param":
        return NEVER if is_given(node.data) else None
    if node.kind is Kind.RATIO or any(arg.kind is Kind.RATIO for arg in node.args):
        return None
    if node.op == "fact":
        return frozenset({node.data})
    if node.op == "contains":
        (subject,) = node.args
        return frozenset({subject.data}) if subject.op == "fact" else None
    if node.op in _STRICT and not (node.op == "has" and node.data[1]):
        return _of_all(node, is_given)
    together = _of_all(node, is_given)
    return together if together == NEVER and node.op in ("and", "or") else None


def _of_all(node: Typed, is_given: Callable[[str], bool]) -> frozenset[str] | None:
    found: frozenset[str] = NEVER
    for arg in node.args:
        with_it = unknown_with(arg, is_given)
        if with_it is None:
            return None
        found |= with_it
    return found
