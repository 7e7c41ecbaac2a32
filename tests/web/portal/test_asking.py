"""The check asks what the law needs and nothing else, and decides what the engine decides."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.web.portal.answering import walk_through

from chuntian.kernel.outcomes import Outcome
from chuntian.policy.explaining import explain_facts
from chuntian.policy.law import load_law
from chuntian.web.portal.asking import NOT_ASKED, Asking
from chuntian.web.portal.facts import Reader
from chuntian.web.portal.questions import UNKNOWN, by_slug, questions

ON, PLACE = date(2024, 12, 20), "620104000000"
DEMO, LAW = load_law(demo=True), load_law()
PLACES = [PLACE, "620924000000", "610902000000", "220102000000"]
SEVERE = {"certificate": "valid", "hukou": "here", "categories": ["5"], "grade_5": "1", "age": 30}


def asking(law=DEMO, place=PLACE):
    return Asking(law, on=ON, place=place)


def outcomes(check, answers):
    facts = check.law.read_facts(check.facts(answers))
    return {slug: check.decide(slug, facts).outcome for slug in check.slugs}


@settings(deadline=None, max_examples=25)
@given(st.integers(min_value=0), st.sampled_from(PLACES), st.booleans())
def test_what_the_check_decides_is_what_the_engine_decides(seed, place, demo):
    check = asking(DEMO if demo else LAW, place)
    asked = walk_through(check, seed)

    facts = check.facts(asked.answers)
    fresh = (load_law(demo=True) if demo else load_law()).question(on=ON, division=place)
    for slug in check.slugs:
        read = check.law.read_facts(facts)
        ours, theirs = check.decide(slug, read), fresh.decide(slug, read)
        assert ours.as_dict() == theirs.as_dict()
        explained = explain_facts(check.law, slug, facts, on=ON, division=place).data
        assert (explained["outcome"], explained["amount_fen"]) == (ours.outcome.value, ours.amount_fen)


@settings(deadline=None, max_examples=25)
@given(st.integers(min_value=0), st.sampled_from(PLACES))
def test_nothing_stays_open_but_what_the_person_does_not_know(seed, place):
    """Where a programme is unknown at the end, each fact it lacks was asked for, or is one that nobody is asked."""
    check = asking(LAW, place)
    asked = walk_through(check, seed)

    facts = check.law.read_facts(check.facts(asked.answers))
    not_known = {name for slug, answer in asked.answers.items() if answer == UNKNOWN for name in gives(slug)}
    for slug in check.slugs:
        decision = check.decide(slug, facts)
        if decision.outcome is not Outcome.UNKNOWN or decision.missing:
            continue
        checked = check.law.checked[slug]
        lacks = {
            fact.name
            for number, declared in enumerate(checked.facts_of)
            if decision.unknown >> number & 1
            for fact in declared
            if fact.name not in facts
        }
        # Nothing lacking: the law itself leaves it to a person (a certificate cancelled by own wish, a prison sentence).
        assert not lacks or lacks & (not_known | NOT_ASKED.keys()), (slug, lacks)


def gives(slug):
    question = by_slug()[slug]
    if question.kind in ("categories", "grade", "limb"):
        return {"components", "grade"}
    return {question.fact} if question.fact else {name for one in question.options for name in (one.trial or one.facts)}


@settings(deadline=None, max_examples=20)
@given(st.integers(min_value=0), st.data())
def test_not_knowing_never_makes_a_refusal(seed, data):
    check = asking()
    answers = dict(walk_through(check, seed).answers)
    before = outcomes(check, answers)

    forgotten = data.draw(st.sampled_from(sorted(answers)))
    after = outcomes(check, {**answers, forgotten: UNKNOWN})

    turned = {
        slug for slug in before if after[slug] is Outcome.NOT_ELIGIBLE and before[slug] is not Outcome.NOT_ELIGIBLE
    }
    assert not turned, forgotten


def test_whoever_knows_nothing_is_refused_nothing():
    check = asking()

    asked = walk_through(check, said={})

    assert set(asked.answers.values()) == {UNKNOWN}
    assert set(outcomes(check, asked.answers).values()) == {Outcome.UNKNOWN}


@settings(deadline=None, max_examples=15)
@given(st.integers(min_value=0))
def test_every_question_was_needed_when_it_was_asked(seed):
    """Counted another way: of all values the question lets one give, one at least changes an open decision."""
    check = asking()
    asked = walk_through(check, seed)
    answers = {}
    for question in asked.questions:
        facts = check.law.read_facts(check.facts(answers))
        open_slugs = [slug for slug in check.slugs if check.decide(slug, facts).outcome is not Outcome.NOT_ELIGIBLE]
        trials = Reader(on=ON, place=PLACE).trials(question, answers)
        after = [check.law.read_facts({**check.facts(answers), **one}) for one in trials]
        changed = [
            slug
            for slug in open_slugs
            for one in after
            if check.asked_law.decide(slug, one).as_dict() != check.asked_law.decide(slug, facts).as_dict()
        ]
        assert changed, question.slug
        answers[question.slug] = asked.answers[question.slug]


def test_the_question_that_settles_most_comes_first():
    check = asking()

    first = check.walk({}).pending

    settles = {}
    for question in questions():
        if question.kind == "choice" and not question.only:
            trials = [check.law.read_facts(one) for one in check.reader.trials(question, {})]
            known = sum(
                check.decide(slug, one).outcome is not Outcome.UNKNOWN for one in trials for slug in check.slugs
            )
            settles[question.slug] = known / len(trials)
    assert first.slug == max(settles, key=settles.get)
    assert sorted(settles.values())[-1] > sorted(settles.values())[-2] or first.slug in settles


def test_a_visitor_from_elsewhere_without_a_certificate_is_asked_little():
    asked = walk_through(asking(), said={"certificate": "none", "hukou": "elsewhere", "permit": "none"})

    assert [one.slug for one in asked.questions] == ["certificate", "hukou", "permit"]


def test_a_changed_answer_leaves_out_what_no_longer_counts():
    check = asking()
    answers = dict(walk_through(check, said=SEVERE).answers)
    assert "grade_5" in answers

    changed = check.walk({**answers, "certificate": "none"})

    assert "grade_5" not in changed.answers
    assert "grade_5" not in [one.slug for one in changed.questions]


def test_every_fact_that_the_programmes_need_is_asked_for_or_said_why_not():
    check = asking()
    needed = {name for slug in check.slugs for name in check.uses[slug]}

    asked = {name for one in questions() for name in gives(one.slug)}

    assert needed == (asked | NOT_ASKED.keys()) & needed
    assert not asked - needed
    assert all(len(why) > 20 for why in NOT_ASKED.values())


@pytest.mark.parametrize(
    ("answers", "facts"),
    [
        ({"hukou": "elsewhere"}, {"hukou": "000000000000"}),
        ({"age": 0}, {"birth_date": "2024-12-20"}),
        ({"age": 60}, {"birth_date": "1964-12-20"}),
        ({"categories": ["1", "4"], "grade_1": "2"}, {}),
        (
            {"categories": ["1", "4"], "grade_1": "2", "grade_4": "1", "limb": "lower"},
            {"components": [{"category": 1, "grade": 2, "part": None}, {"category": 4, "grade": 1, "part": "lower"}]},
        ),
        ({"categories": ["4"], "grade_4": "?"}, {}),
        ({"other_living": "draws"}, {}),
        ({"other_living": "draws", "other_living_yuan": 120}, {"living_allowance_other": 12000}),
        ({"other_living": "none"}, {"living_allowance_other": 0}),
        ({"needs": []}, {"needs": []}),
        ({"dibao": "?"}, {}),
    ],
)
def test_answers_become_facts(answers, facts):
    assert Reader(on=ON, place=PLACE).facts(answers) == facts


def test_an_age_is_kept_in_full_years_also_on_the_last_of_february():
    from chuntian.kernel.days import age_on

    for on in (date(2024, 2, 29), date(2024, 12, 20), date(2023, 3, 1)):
        for years in (0, 1, 6, 7, 17, 18, 59, 60, 70, 99):
            born = Reader(on=on, place=PLACE).facts({"age": years})["birth_date"]
            assert age_on(date.fromisoformat(born), on) == years


def test_the_longest_check_is_quick():
    """One page of the longest check decides within the time of a page (0.3 s on the reference machine, shared here)."""
    from time import perf_counter

    answers = dict(walk_through(asking(), said=SEVERE | {"dibao": "household"}).answers)

    started = perf_counter()
    asking().walk(answers)

    assert perf_counter() - started < 2
