"""What parameters decide alone is settled before columns are made, and the meaning stays."""

import pytest

from chuntian.rules.checking import Typed
from chuntian.rules.folding import folded, shared
from chuntian.rules.kinds import Kind

TEKUN = Typed("fact", Kind.BOOL, (), "tekun")
BORN = Typed("fact", Kind.DATE, (), "birth_date")
SCOPE = Typed("param", Kind.TEXT, (), "scope")


def literal(value):
    return Typed("literal", Kind.BOOL if isinstance(value, bool) else Kind.TEXT, (), value)


def scope_is(text):
    return Typed("compare", Kind.BOOL, (SCOPE, literal(text)), "==")


@pytest.mark.parametrize(
    ("node", "smaller"),
    [
        (scope_is("wide"), literal(True)),
        (Typed("and", Kind.BOOL, (TEKUN, scope_is("wide"))), TEKUN),
        (Typed("and", Kind.BOOL, (TEKUN, scope_is("narrow"))), literal(False)),
        (Typed("or", Kind.BOOL, (TEKUN, scope_is("wide"))), literal(True)),
        (Typed("case", Kind.BOOL, (scope_is("narrow"), literal(True), TEKUN, literal(False), literal(True))),
         Typed("not", Kind.BOOL, (TEKUN,))),
        (Typed("case", Kind.BOOL, (TEKUN, literal(True), literal(False))), TEKUN),
        (Typed("case", Kind.BOOL, (TEKUN, literal(True))), Typed("case", Kind.BOOL, (TEKUN, literal(True)))),
        (Typed("case", Kind.BOOL, (scope_is("wide"), TEKUN, literal(True))), TEKUN),
    ],
)  # fmt: skip
def test_a_parameter_that_is_the_same_everywhere_is_settled(node, smaller):
    assert folded(node, {"scope": "wide"}.get) == smaller


def test_a_parameter_that_differs_between_places_stays():
    node = Typed("and", Kind.BOOL, (TEKUN, scope_is("wide")))

    assert folded(node, lambda _key: None) == node


def test_what_is_asked_twice_comes_once_and_after_what_it_is_made_of():
    inner = Typed("not", Kind.BOOL, (TEKUN,))
    outer = Typed("and", Kind.BOOL, (inner, Typed("known", Kind.BOOL, (TEKUN,))))

    found = shared([outer, Typed("or", Kind.BOOL, (outer, inner))])

    assert found == [inner, outer]


def test_a_comparison_of_ages_with_a_number_needs_no_ages():
    age = Typed("age", Kind.INT, (BORN,))
    of_age = [Typed("compare", Kind.BOOL, (age, Typed("literal", Kind.INT, (), years)), ">=") for years in (16, 18)]

    assert age not in shared(of_age)
