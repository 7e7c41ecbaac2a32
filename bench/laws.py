"""The laws that are timed: twelve of our programmes, and thirty-six (each with two variants of its own age limits)."""

from dataclasses import replace

from chuntian.policy.law import load_law
from chuntian.rules import Condition, Law, fact

TWELVE = [
    "living_subsidy", "nursing_subsidy", "child_rehab_relief", "precision_rehab", "assistive_device_fitting", "home_accessibility",
    "sunshine_home_plan", "fuel_subsidy", "pension_premium_payment", "medical_insurance_aid", "elderly_disabled_subsidy",
    "info_consumption_subsidy",
]  # fmt: skip


def law_with(count: int) -> tuple[Law, list[str]]:
    """Give a law of 12 or 36 programmes and their slugs."""
    law = load_law(demo=True)
    if count == len(TWELVE):
        return law, list(TWELVE)
    programmes = [law.programme(slug) for slug in TWELVE]
    for copy in range(1, count // len(TWELVE)):
        for place, slug in enumerate(TWELVE):
            one = law.programme(slug)
            own = Condition(
                "own_age", fact.birth_date.age() >= 10 * copy + place, "年龄", "age", one.conditions[0].citation
            )
            programmes.append(replace(one, slug=f"{slug}_{copy}", conditions=(*one.conditions, own)))
    wider = law.with_programmes(programmes)
    return wider, [one.slug for one in programmes]
