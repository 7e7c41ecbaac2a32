"""Decide for a described person or employer and say why, with what the person has to choose shown in the reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chuntian.kernel.components import decode
from chuntian.kernel.days import age_on
from chuntian.policy.choices import REASON, Choice
from chuntian.policy.law import check_choices
from chuntian.policy.two_subsidies import MULTI_RULES, care_tier, tiers_differ
from chuntian.rules import Law

OTHERS = {"living_subsidy": "living_allowance_other", "nursing_subsidy": "care_allowance_other"}


@dataclass(frozen=True)
class Explanation:
    """A decision as the shared JSON, and what a reader wants beside it."""

    name: str
    unit: str
    data: dict[str, Any]
    cannot_see: str
    documents: tuple[tuple[str, str], ...]
    uses_demo_parameters: bool
    note: str = ""


def explain_facts(
    law: Law, slug: str, facts: Mapping[str, Any], *, on: date, division: str, params: Mapping[str, str] | None = None
) -> Explanation:
    """
    Decide one programme for facts that someone described, without a database; a birth date is cut to what decides.

    :raises FactError: a fact has no such name, or its value is not what is expected.
    :raises ParameterError: a parameter set for the question is not declared or not of its kind.
    :raises KeyError: the law decides no such programme.
    """
    check_choices(params or {})
    decision = law.decide_one(slug, facts, on=on, division=division, params=params)
    data = decision.as_dict()
    choice = choice_of(law, slug, facts, on=on, division=division, params=params)
    if choice is not None:
        for reason in data["reasons"]:
            if reason["code"] == REASON and reason["met"] is None:
                reason["text"] = choice.sentence()
    born = law.read_facts(facts).get("birth_date")
    if born is not None:
        for reason in data["reasons"]:
            reason["text"] = without_birth_date(reason["text"], born, on)
    programme = law.programme(slug)
    return Explanation(
        name=programme.name_zh,
        unit=programme.gives.unit_zh,
        data=data,
        cannot_see=programme.cannot_see,
        documents=tuple((one.key, one.document) for one in decision.missing),
        note=_note(law, slug, facts),
        uses_demo_parameters=decision.uses_demo_parameters or (choice is not None and choice.own_is_demo),
    )


def choice_of(
    law: Law, slug: str, facts: Mapping[str, Any], *, on: date, division: str, params: Mapping[str, str] | None = None
) -> Choice | None:
    """Give the choice that is open: a competing allowance is drawn and nothing chosen. None where there is none."""
    other = facts.get(OTHERS.get(slug, ""))
    chosen = set(facts.get("chosen") or ())
    if not other or chosen & {slug, *law.programme(slug).competes_with}:
        return None
    own = law.decide_one(slug, {**facts, "chosen": [slug]}, on=on, division=division, params=params)
    return Choice(own_fen=own.amount_fen, other_fen=other, own_is_demo=own.uses_demo_parameters)


def _note(law: Law, slug: str, facts: Mapping[str, Any]) -> str:
    mask = law.read_facts(facts).get("components")
    if slug != "nursing_subsidy" or mask is None or not tiers_differ(decode(mask)):
        return ""
    tiers = [care_tier(decode(mask), rule) for rule in MULTI_RULES]
    return f"多重残疾：按字面为 {tiers[0]} 档，按最有利的一类为 {tiers[1]} 档，须由县级决定口径（参数 sub.multi_rule）"


def without_birth_date(text: str, born: date, on: date) -> str:
    """Cut a birth date in a sentence to what decides: the year, and the age in full years on the day."""
    if born.isoformat() not in text:
        return text
    return text.replace(born.isoformat(), f"{born.year}年（{on.year}年{on.month}月{on.day}日时{age_on(born, on)}周岁）")
