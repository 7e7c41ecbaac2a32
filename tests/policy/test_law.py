from datetime import date

import pytest

from chuntian.exchange.kinds import all_kinds
from chuntian.policy.facts import FACTS
from chuntian.policy.law import check_choices, load_law, parameter_choices
from chuntian.policy.sources import SOURCES
from chuntian.rules import Expr, FromCase, FromList, FromRegister, MissingParameter, ParameterError

DESIGN_FACTS = [
    "birth_date",
    "death_date",
    "sex",
    "hukou",
    "residence",
    "residence_permit",
    "certificate_valid",
    "components",
    "grade",
    "dibao",
    "dibao_area",
    "dibao_class",
    "dibao_margin",
    "tekun",
    "orphan_benefit",
    "unattended_child_benefit",
    "work_injury_care",
    "in_prison",
    "in_welfare_institution",
    "living_allowance_other",
    "care_allowance_other",
    "chosen",
    "pays_pension",
    "draws_pension",
    "medical_insured",
    "employed",
    "in_school",
    "school_stage",
    "monitored_household",
    "needs",
    "owns_motor_wheelchair",
    "autism_diagnosis",
    "applied_on",
    "kind",
    "staff",
    "placed_weighted",
    "average_wage",
    "social_average_wage",
    "division",
]
BLOCKED = [
    "sub.living.rural_1_2",
    "sub.living.rural_3_4",
    "sub.living.urban",
    "sub.care.A",
    "sub.care.B",
    "sub.pay_day",
    "fund.social_average_wage",
    "fund.tax_window",
    "fund.overquota.unit_amount",
    "child.training.hearing",
    "child.7_17.training",
    "child.device_interval",
    "child.income_test",
    "care.sunshine.day",
    "pension.aid",
    "medical.aid.dibao",
    "student.aid",
    "insurance.accident",
    "mon.line",
    "pair.scope",
    "hotline.done",
    "device.catalogue",
    "rehab.catalogue",
    "elderly.amount",
    "info.amount",
]


def test_facts_of_the_design_are_declared_with_labels_owner_and_source():
    declared = {one.name: one for one in FACTS}

    assert set(DESIGN_FACTS) <= set(declared)
    for one in FACTS:
        assert one.label_zh
        assert one.label_en
        assert one.owner
        assert isinstance(one.source, FromList | FromRegister | FromCase)


def test_facts_of_lists_name_kinds_of_list_that_there_are():
    kinds = {one.slug for one in all_kinds()}
    named = {one.source.kind for one in FACTS if isinstance(one.source, FromList)}

    assert named
    assert named <= kinds


@pytest.mark.parametrize("key", BLOCKED)
def test_what_no_document_gives_is_missing_for_xigu_and_named(key):
    found = load_law().book.resolve(key, "620104", date(2024, 5, 1))

    assert isinstance(found, MissingParameter)
    assert found.document


@pytest.mark.parametrize("key", BLOCKED)
def test_the_demo_fills_it_and_marks_it(key):
    found = load_law(demo=True).book.resolve(key, "620104", date(2024, 5, 1))

    assert found.demo


def test_the_demo_never_replaces_a_sourced_value():
    plain, demo = load_law().book, load_law(demo=True).book
    for key in list(plain.keys()):
        for division in ("620104", "620924", "610902", "620000"):
            sourced = plain.resolve(key, division, date(2025, 6, 1))
            if not isinstance(sourced, MissingParameter):
                assert demo.resolve(key, division, date(2025, 6, 1)) == sourced


def test_a_floor_of_the_province_is_not_a_standard_of_the_county():
    book = load_law().book

    assert book.resolve("sub.living.floor.rural_1_2", "620104", date(2024, 5, 1)).value == 100_00
    assert isinstance(book.resolve("sub.living.rural_1_2", "620104", date(2024, 5, 1)), MissingParameter)


def test_every_requirement_cites_an_article_and_speaks_two_languages():
    law = load_law()
    for slug in law.decided:
        programme = law.programme(slug)
        assert programme.cannot_see, slug
        assert programme.sources, slug
        for row in programme.requirements:
            assert row.zh, (slug, row.code)
            assert row.en, (slug, row.code)
            assert row.citation.source.slug in SOURCES
            assert row.citation.article


def test_the_version_changes_with_the_parameters_only():
    assert load_law().version == load_law().version
    assert load_law().version != load_law(demo=True).version


def compared_choices(expr: Expr) -> set[tuple[str, str]]:
    """Find every `param[key] == "word"` of an expression."""
    found = set()
    if expr.op == "compare" and expr.args[0].op == "param" and expr.args[1].op == "literal":
        kind, value = expr.args[1].data
        if kind == "text":
            found.add((expr.args[0].data, value))
    for arg in expr.args:
        found |= compared_choices(arg)
    return found


def test_the_law_asks_only_for_choices_that_there_are():
    law, choices = load_law(), parameter_choices()
    asked = set()
    for slug in law.decided:
        programme = law.programme(slug)
        for expr in [row.expr for row in programme.requirements] + [programme.amount]:
            asked |= compared_choices(expr) if expr is not None else set()

    assert ("sub.multi_rule", "best_component") in asked
    assert {(key, word) for key, word in asked if word not in choices[key]} == set()


def test_every_choice_has_its_words_and_its_values_are_choices():
    book, choices = load_law(demo=True).book, parameter_choices()
    keys = [key for key in list(book.keys()) if book.declaration(key).unit == "choice"]

    assert set(keys) == set(choices)
    for key in keys:
        for layer in book.declaration(key).layers:
            assert {value.value for values in layer.values() for value in values} <= set(choices[key])


def test_a_choice_that_is_none_is_refused_with_those_there_are():
    check_choices({"sub.prison": "pay", "sub.care.A": "120"})
    with pytest.raises(ParameterError, match="best_component"):
        check_choices({"sub.multi_rule": "best"})
