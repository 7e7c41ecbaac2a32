"""Amounts that are one of a few sums: which they can be, and that the columns say the same as the number would."""

from datetime import date
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.rules.samples import snapshot

from chuntian.rules import (
    Condition,
    FactDeclaration,
    Kind,
    Law,
    ParameterBook,
    Programme,
    case,
    fact,
    max_of,
    min_of,
    param,
    yuan,
)
from chuntian.rules.amounts import MOST, possible_amounts
from chuntian.rules.everyone import decisions_frame, reading_of

DAY = date(2024, 3, 1)
HERE, THERE = "620104001201", "620102001001"
FACTS = [FactDeclaration(name, Kind.BOOL, name, name) for name in "abc"]
BOOK = {
    "tier": {"unit": "yuan", "document": "标准文件", "values": [
        {"from": "2018-01-01", "division": "620104", "value": "100", "source": "x"},
        {"from": "2018-01-01", "division": "620102", "value": "120", "source": "x"},
    ]},
    "nowhere": {"unit": "yuan", "document": "没有的文件", "values": []},
}  # fmt: skip


def law_of(amount):
    programme = Programme(
        "p", "项目", conditions=[Condition("all", fact.a.known() | True, "条件", "c", "一")], amount=amount
    )
    return Law([programme], FACTS, ParameterBook.of(BOOK))


def page_of(law, rows):
    return reading_of(law, snapshot(rows, facts=FACTS).lazy(), ["p"], on=DAY).pages["p"]


@st.composite
def amounts(draw, depth=3):
    shape = draw(st.sampled_from(["sum", "case", "open", "max", "min"])) if depth else "sum"
    if shape == "sum":
        leaves = [yuan(text) for text in ("0", "100", "120", "260")]
        return draw(st.sampled_from([*leaves, param["tier"], param["nowhere"]]))
    one, other = draw(amounts(depth - 1)), draw(amounts(depth - 1))
    if shape in ("case", "open"):
        way = (fact[draw(st.sampled_from("abc"))], one)
        return case(way, otherwise=other) if shape == "case" else case(way, (fact.c, other))
    return (max_of if shape == "max" else min_of)(one, other)


truths = st.fixed_dictionaries({name: st.sampled_from([True, False, None]) for name in "abc"})


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(amounts(), st.lists(st.tuples(st.sampled_from([HERE, THERE]), truths), min_size=1, max_size=8))
def test_the_sums_say_what_the_number_says(amount, rows):
    law = law_of(amount)

    table = decisions_frame(law, snapshot(rows, facts=FACTS), on=DAY)

    assert page_of(law, rows).sums is not None
    for (region, facts), found in zip(rows, table.iter_rows(named=True), strict=True):
        decision = law.decide_one("p", facts, on=DAY, division=region)
        assert (found["p.outcome"], found["p.amount_fen"]) == (decision.outcome.code, decision.amount_fen)
        assert (found["p.failed"], found["p.unknown"]) == (decision.failed, decision.unknown)


def test_one_sum_for_all_needs_no_column():
    page = page_of(law_of(yuan("60")), [(HERE, {})])

    assert page.sums == ((6000, "p.eligible"),)
    assert page.amount.doubt is None


def test_a_calculated_amount_stays_a_number():
    law = law_of(case((fact.a, yuan("60")), otherwise=(param["tier"].in_yuan() * Fraction(1, 2)).round_half_up()))
    rows = [(HERE, {"a": True}), (HERE, {"a": False}), (HERE, {})]

    assert page_of(law, rows).sums is None
    assert decisions_frame(law, snapshot(rows, facts=FACTS), on=DAY)["p.amount_fen"].to_list() == [6000, 5000, None]


@pytest.mark.parametrize(("sums", "kept"), [(MOST, True), (MOST + 1, False)])
def test_more_sums_than_a_few_stay_a_number(sums, kept):
    tree = law_of(yuan("1")).checked["p"].amount
    ways = tuple(tree._replace(data=fen) for fen in range(sums))

    found = possible_amounts(tree._replace(op="extreme", args=ways, data="max"), lambda _key: ())

    assert found == (list(range(sums)) if kept else None)


def test_an_amount_of_a_document_nobody_has_is_no_sum_at_all():
    rows = [(HERE, {"a": True})]

    table = decisions_frame(law_of(param["nowhere"]), snapshot(rows, facts=FACTS), on=DAY)

    assert table.select("p.outcome", "p.amount_fen").row(0) == (2, None)
    assert table.schema["p.amount_fen"] == pl.Int64
