"""Which conditions are unknown together, and that one column for them never says more than each of them would."""

from datetime import date
from itertools import product

import pytest
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
    param,
    place,
    today,
)
from chuntian.rules.everyone import decisions_frame, reading_of

HERE = "620104001201"
FACTS = [
    *(FactDeclaration(name, Kind.BOOL, name, name) for name in "ab"),
    *(FactDeclaration(name, Kind.INT, name, name) for name in "mn"),
    FactDeclaration("born", Kind.DATE, "born", "born"),
    FactDeclaration("home", Kind.DIVISION, "home", "home"),
]
BOOK = {
    "age": {"unit": "persons", "document": "x", "values": [{"from": "2018-01-01", "division": "620104", "value": "6", "source": "x"}]},
    "gone": {"unit": "persons", "document": "没有的文件", "values": []},
}  # fmt: skip
CONDITIONS = {
    "a": fact.a, "not_a": ~fact.a, "both": fact.a & fact.b, "either": fact.a | fact.b, "same": fact.a == fact.b,
    "m": fact.m > 2, "m_in": fact.m.isin(1, 5), "sum": fact.m + fact.n > 4, "sum_is": fact.m + fact.n == 6, "known": fact.m.known(),
    "old": fact.born.age() >= 6, "older": fact.born.age() > param["age"], "never": fact.born.age() > param["gone"],
    "late": fact.born > today, "home": fact.home.within(place), "case": case((fact.a, fact.m > 2), otherwise=fact.b),
}  # fmt: skip


@pytest.fixture(scope="module")
def law():
    conditions = [Condition(name, expr, name, name, "一") for name, expr in CONDITIONS.items()]
    return Law([Programme("p", "项目", conditions=conditions)], FACTS, ParameterBook.of(BOOK))


def doubts(law):
    page = reading_of(law, snapshot([(HERE, {})], facts=FACTS).lazy(), ["p"], on=date(2024, 3, 1)).pages["p"]
    return {one.code: one.doubt for one in page.requirements}


def test_conditions_over_the_same_facts_share_one_column(law):
    found = doubts(law)

    assert found["a"] == found["not_a"]
    assert found["m"] == found["m_in"]
    assert found["sum"] == found["sum_is"] != found["m"]
    assert found["old"] == found["older"] == found["late"]
    assert found["known"] is None


def test_what_values_decide_has_a_column_of_its_own(law):
    found = doubts(law)

    own = [found[name] for name in ("both", "either", "same", "case", "never")]
    assert None not in own
    assert len({*own, found["a"], found["m"], found["old"]}) == len(own) + 3


def test_the_columns_say_of_every_person_what_is_said_of_one(law):
    values = {"a": [True, False, None], "b": [True, False, None], "m": [1, 5, None], "n": [1, None]}
    others = [{"born": date(2015, 1, 1), "home": HERE}, {"born": date(2020, 1, 1)}, {}]
    rows = [
        (HERE, {**dict(zip(values, chosen, strict=True)), **other})
        for chosen in product(*values.values())
        for other in others
    ]

    table = decisions_frame(law, snapshot(rows, facts=FACTS), on=date(2024, 3, 1))

    said = [law.decide_one("p", facts, on=date(2024, 3, 1), division=region) for region, facts in rows]
    assert table["p.unknown"].to_list() == [one.unknown for one in said]
    assert table["p.failed"].to_list() == [one.failed for one in said]
