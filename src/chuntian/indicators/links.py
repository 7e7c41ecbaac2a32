"""
Which measures speak of the same people, or of some of them: what an attacker puts together from several tables.

A link holds by definition (catalogue.py); where facts are unknown it may not hold in the numbers, and then nobody can use it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

COUNTED, REST = "counted", "rest"
Part = tuple[str, str]  # measure, and which part of it; a plain count has only COUNTED


@dataclass(frozen=True)
class Link:
    """
    One count is of some of those whom another counts.

    `people`: what is between them is a number of persons of whom something follows, so it may not be small either.
    `whole`: were they equal, everyone in the larger group would have what the smaller counts.
    """

    some: tuple[Part, ...]
    among: tuple[Part, ...]
    people: bool = False
    whole: bool = False


def _count(slug: str) -> tuple[Part, ...]:
    return ((slug, COUNTED),)


def _whole(slug: str) -> tuple[Part, ...]:
    return ((slug, COUNTED), (slug, REST))


_HOLDERS = _count("certificate_holders")
LINKS = (
    *(Link(_count(slug), _HOLDERS, people=True, whole=True)
      for slug in ("severe_holders", "holders_on_dibao", "holders_tekun", "child_holders")),
    Link(_count("households_with_holders"), _HOLDERS),
    # What is between medical coverage's whole and all holders is how many the office knows nothing of.
    Link(_whole("medical_coverage"), _HOLDERS),
    *(Link(_whole(slug), _HOLDERS, people=True)
      for slug in ("pension_coverage", "dibao_coverage", "basic_rehabilitation_coverage", "device_fitting_rate")),
    # The rates of R-REH-01 count disabled children without a certificate too: between the two are these children.
    *(Link(part(holders), part(everyone), people=True) for part in (_whole, _count)
      for holders, everyone in (("basic_rehabilitation_coverage", "basic_rehabilitation_rate"),
                                ("device_fitting_rate", "basic_device_rate"))),
    Link(_HOLDERS, _whole("rehabilitation_reach"), people=True),
    *(Link(part(slug), part("rehabilitation_reach"), people=True) for part in (_whole, _count)
      for slug in ("basic_rehabilitation_rate", "basic_device_rate")),
    Link(_count("basic_rehabilitation_rate"), _count("served.rehabilitation")),
    Link(_count("basic_device_rate"), _count("served.device")),
    Link(_whole("compulsory_schooling"), _count("child_holders"), people=True),
    Link(_count("dibao_coverage"), _count("holders_on_dibao")),
    Link(_count("holders_on_dibao"), _count("dibao_coverage")),
    Link(_whole("home_visit_rate"), _whole("app_collection_rate")),
    Link(_whole("app_collection_rate"), _whole("home_visit_rate")),
    Link(_whole("home_visit_rate"), _whole("survey_completion"), people=True),
    Link(_count("home_visit_rate"), _count("survey_completion")),
    Link(_count("app_collection_rate"), _count("survey_completion")),
    Link(_count("basic_rehabilitation_coverage"), _count("served.rehabilitation")),
    Link(_count("device_fitting_rate"), _count("served.device")),
    *(Link(_count(f"served.{kind}"), _count(f"served.{kind}.times")) for kind in ("rehabilitation", "device", "care")),
    *(Link(_count(f"{programme}.persons_paid"), _count(f"{programme}.months_paid"))
      for programme in ("living_subsidy", "nursing_subsidy")),
    *(Link(_count(f"{programme}_coverage"), _count(f"{programme}.persons_paid"))
      for programme in ("living_subsidy", "nursing_subsidy")),
)  # fmt: skip

# Counted from January on: a month cannot have less than the month before, and the difference is of this month's people.
CUMULATIVE = frozenset({
    "vocational_training", "home_accessibility_households", "served.rehabilitation", "served.device", "served.care",
    "served.rehabilitation.times", "served.device.times", "served.care.times", "living_subsidy.persons_paid",
    "living_subsidy.months_paid", "nursing_subsidy.persons_paid", "nursing_subsidy.months_paid",
})  # fmt: skip


def leader(slug: str) -> str:
    """Give the measure that counts the persons of a sum over persons; the measure itself where it is no such sum."""
    if slug.endswith(".times"):
        return slug.removesuffix(".times")
    programme, _dot, what = slug.rpartition(".")
    return f"{programme}.persons_paid" if what in ("months_paid", "amount_paid") else slug


def families(slugs: Iterable[str]) -> list[frozenset[str]]:
    """Sort measures into families: what is published of one measure says something of the others of its family only."""
    found = [{slug} for slug in slugs]
    for link in LINKS:
        tied = {slug for slug, _part in (*link.some, *link.among)}
        meeting = [one for one in found if one & tied]
        if len(meeting) > 1:
            found = [one for one in found if not one & tied] + [set().union(*meeting)]
    return [frozenset(one) for one in found]
