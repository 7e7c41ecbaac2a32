"""The columns for everyone and the Python for one person say the same, for random law, facts and days."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.rules.samples import snapshot

from chuntian.kernel.components import Component, encode
from chuntian.kernel.outcomes import Outcome
from chuntian.rules import (
    Condition,
    Exclusion,
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
    place,
    today,
)
from chuntian.rules.everyone import decisions_frame
from chuntian.rules.flags import with_flags

DIVISIONS = ["620104001201", "620104002000", "620102000000", "620100000000", "622901100001", "110101001001"]
REGIONS = ["620104001201", "620104002202", "620102003001", "622901100001"]
SLUGS = ["care", "living", "device"]
FACTS = [
    FactDeclaration(f"{kind.value}_{letter}", kind, f"{kind.value}{letter}", f"{kind.value} {letter}")
    for kind in Kind
    for letter in "ab"
]
BY_KIND = {kind: [one.name for one in FACTS if one.kind is kind] for kind in Kind}
PARAMETERS = {
    "bool": ("bool", [True, False, True]),
    "fen": ("yuan", ["100", "150.55", "0.01"]),
    "int": ("persons", [16, 7, 60]),
    "ratio": ("ratio", ["0.015", "2/3", "-5"]),
    "text": ("text", ["x", "y", "x"]),
}

fractions = st.builds(Fraction, st.integers(-5000, 5000), st.integers(1, 400))
components = st.builds(
    Component, st.sampled_from([1, 2, 3, 5, 6]), st.integers(1, 4)
) | st.builds(Component, st.just(4), st.integers(1, 4), st.sampled_from(["upper", "lower", None]))  # fmt: skip
days = st.dates(date(1930, 1, 1), date(2030, 12, 31)) | st.sampled_from([date(2000, 2, 29), date(2004, 2, 28)])
VALUES = {
    Kind.BOOL: st.booleans(),
    Kind.INT: st.integers(-3, 70),
    Kind.FEN: st.integers(-300, 30000),
    Kind.DATE: days,
    Kind.TEXT: st.sampled_from(["x", "y", "z"]),
    Kind.DIVISION: st.sampled_from(DIVISIONS),
    Kind.COMPONENTS: st.lists(components, max_size=3).map(encode),
    Kind.SLUGS: st.lists(st.sampled_from(SLUGS), max_size=2, unique=True).map(lambda slugs: tuple(sorted(slugs))),
    Kind.RATIO: fractions,
}
asked_days = st.dates(date(2016, 1, 1), date(2028, 12, 31)) | st.sampled_from(
    [date(2023, 2, 28), date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)]
)


@st.composite
def books(draw):
    table = {}
    for kind, (unit, values) in PARAMETERS.items():
        places = draw(
            st.lists(st.sampled_from(["620000", "620104", "620104001000", "622901"]), max_size=2, unique=True)
        )
        rows = [
            {"from": "2018-01-01", "division": where, "value": draw(st.sampled_from(values)), "source": "x"}
            for where in places
        ]
        table[kind] = {"unit": unit, "document": "文件", "values": rows}
    return ParameterBook.of(table)


def leaf(kind):
    options = [st.sampled_from(BY_KIND[kind]).map(lambda name: fact[name])]
    if kind.value in PARAMETERS:
        options.append(st.just(param[kind.value]))
    if kind is Kind.DATE:
        options.append(st.just(today))
    if kind is Kind.DIVISION:
        options.append(st.just(place))
    return st.one_of(options)


def operand(draw, kind, depth):
    """Draw a value of a kind, now and then a constant."""
    constants = kind in (Kind.INT, Kind.DATE, Kind.TEXT, Kind.RATIO, Kind.DIVISION)
    if constants and draw(st.integers(0, 3)) == 0:
        return draw(VALUES[kind])
    return expression(draw, kind, depth)


def expression(draw, kind, depth):
    if depth <= 0 or kind in (Kind.TEXT, Kind.DIVISION, Kind.COMPONENTS, Kind.SLUGS):
        return draw(leaf(kind))
    if kind is Kind.BOOL:
        return truth(draw, depth - 1)
    if kind is Kind.DATE:
        return draw(st.sampled_from([min_of, max_of]))(fact.date_a, fact.date_b) if draw(st.booleans()) else fact.date_a
    return number(draw, kind, depth - 1)


def number(draw, kind, depth):
    shape = draw(st.sampled_from(["leaf", "plus", "minus", "times", "case", "min", "max", "special"]))
    if shape == "leaf":
        return draw(leaf(kind))
    if shape == "special":
        if kind is Kind.INT:
            return expression(draw, Kind.DATE, depth).age()
        if kind is Kind.FEN:
            return expression(draw, Kind.RATIO, min(depth, 1)).round_half_up()
        return expression(draw, Kind.FEN, min(depth, 1)).in_yuan()
    one, other = expression(draw, kind, depth), expression(draw, kind, depth)
    if shape == "case":
        return case((truth(draw, depth), one), (truth(draw, depth), other), otherwise=draw(leaf(kind)))
    if shape == "times":
        return one * (draw(st.integers(0, 5)) if kind is not Kind.RATIO else other)
    return {"plus": one + other, "minus": one - other, "min": min_of(one, other), "max": max_of(one, other)}[shape]


def truth(draw, depth):
    shape = draw(
        st.sampled_from(["leaf", "and", "or", "not", "compare", "isin", "within", "has", "part", "in", "known", "if"])
    )
    if shape in ("and", "or"):
        one, other = (expression(draw, Kind.BOOL, depth) for _ in range(2))
        return one & other if shape == "and" else one | other
    if shape == "not":
        return ~expression(draw, Kind.BOOL, depth)
    if shape == "compare":
        kind = draw(st.sampled_from([Kind.INT, Kind.FEN, Kind.DATE, Kind.RATIO, Kind.TEXT, Kind.BOOL]))
        left, right = expression(draw, kind, depth), operand(draw, kind, depth)
        signs = ["==", "!="] if kind in (Kind.TEXT, Kind.BOOL) else ["==", "!=", "<", "<=", ">", ">="]
        return compare(left, draw(st.sampled_from(signs)), right)
    if shape == "isin":
        kind = draw(st.sampled_from([Kind.INT, Kind.TEXT, Kind.DATE, Kind.DIVISION]))
        return expression(draw, kind, depth).isin(*draw(st.lists(VALUES[kind], min_size=1, max_size=6)))
    if shape == "within":
        outer = draw(st.sampled_from([place, fact.division_b, "620100", "620104001"]))
        return fact.division_a.within(outer)
    if shape == "has":
        wanted = (
            draw(st.lists(st.integers(1, 6), max_size=3)),
            draw(st.lists(st.integers(1, 4), min_size=1, max_size=3)),
        )
        return fact.components_a.has(*wanted)
    if shape == "part":
        return fact.components_a.has(
            4, draw(st.lists(st.integers(1, 4), min_size=1)), draw(st.sampled_from(["upper", "lower"]))
        )
    if shape == "in":
        return fact.slugs_a.contains(draw(st.sampled_from(SLUGS)))
    if shape == "known":
        return expression(draw, draw(st.sampled_from(list(Kind))), depth).known()
    if shape == "if":
        one, other = (draw(leaf(Kind.BOOL)) for _ in range(2))
        return case((truth(draw, depth - 1) if depth > 0 else one, one), otherwise=other)
    return draw(leaf(Kind.BOOL))


def compare(left, sign, right):
    operations = {"==": "__eq__", "!=": "__ne__", "<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__"}
    return getattr(left, operations[sign])(right)


@st.composite
def programmes(draw):
    span = st.none() | st.dates(date(2020, 1, 1), date(2024, 12, 31))
    conditions = [
        Condition(f"c{number}", truth(draw, 2), "条件", "condition", "第一条", valid_from=draw(span))
        for number in range(draw(st.integers(1, 3)))
    ]
    exclusions = [Exclusion("e", truth(draw, 1), "排除", "exclusion", "第二条")] if draw(st.booleans()) else []
    amount = expression(draw, Kind.FEN, 2) if draw(st.integers(0, 3)) else None
    return Programme("p", "项目", conditions=conditions, exclusions=exclusions, amount=amount)


@st.composite
def persons(draw):
    facts = {one.name: draw(VALUES[one.kind]) for one in FACTS if draw(st.integers(0, 9)) < 7}
    return draw(st.sampled_from(REGIONS)), facts


@settings(max_examples=120, phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck))
@given(programmes(), books(), st.lists(persons(), min_size=1, max_size=6), asked_days, st.booleans())
def test_columns_and_person_say_the_same(programme, book, rows, on, ready):
    law, facts = Law([programme], FACTS, book), snapshot(rows, facts=FACTS)

    table = decisions_frame(law, with_flags(law, facts) if ready else facts, on=on)

    for (region, facts), found in zip(rows, table.iter_rows(named=True), strict=True):
        decision = law.decide_one("p", facts, on=on, division=region)
        said = (decision.outcome.code, decision.amount_fen, decision.failed, decision.unknown)
        assert (found["p.outcome"], found["p.amount_fen"], found["p.failed"], found["p.unknown"]) == said
        met = [reason.met for reason in decision.reasons]
        assert decision.outcome is Outcome.of(False if False in met else None if None in met else True)


@pytest.mark.parametrize("absent", [(), tuple(one.name for one in FACTS)])
def test_a_column_that_is_absent_is_unknown_for_everyone(absent):
    facts = {"bool_a": True, "int_a": 3, "ratio_a": Fraction(1, 2), "components_a": 0, "slugs_a": ()}
    conditions = [
        Condition(name, expr, "条件", "c", "一")
        for name, expr in {
            "bool": fact.bool_a, "int": fact.int_a > 1, "ratio": fact.ratio_a < 1,
            "components": ~fact.components_a.has(1), "slugs": ~fact.slugs_a.contains("care"),
        }.items()
    ]  # fmt: skip
    law = Law([Programme("p", "项目", conditions=conditions)], FACTS, ParameterBook.of({}))

    row = decisions_frame(law, snapshot([(REGIONS[0], facts)], facts=FACTS, absent=absent), on=date(2024, 1, 1)).row(
        0, named=True
    )

    assert (row["p.outcome"], row["p.failed"], row["p.unknown"]) == ((2, 0, 31) if absent else (1, 0, 0))
