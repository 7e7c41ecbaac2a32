"""A person's decisions for a month, as the page shows them."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from chuntian.casework.explain import NoFacts, explain
from chuntian.casework.law import law_in_use, law_of
from chuntian.casework.operations.decide import decision_day
from chuntian.kernel.days import Month
from chuntian.kernel.outcomes import Outcome
from chuntian.registry.models import Person
from chuntian.rules import Decision
from chuntian.trail import reach
from chuntian.web.reading.names import programme_name

TAGS = {Outcome.ELIGIBLE: "good", Outcome.NOT_ELIGIBLE: "", Outcome.UNKNOWN: "warn"}
ORDER = [Outcome.ELIGIBLE, Outcome.UNKNOWN, Outcome.NOT_ELIGIBLE]


def decision_rows(
    person: Person, request: HttpRequest, *, month: Month | None = None, programme: str = "",
    known_at: datetime | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """Decide a person's programmes for a month (else this one) with what is known now, or was known then: yes first."""
    law = law_in_use() if known_at is None else law_of(known_at)
    if programme and programme not in law.decided:
        return []
    day = decision_day(law=law, region=person.region, month=month or Month.of(request.today))
    try:
        with reach.whole_house(f"explain user:{request.user.pk}"):  # lists of other divisions speak of the person too
            found = explain(
                person=person, on=day, known_at=known_at or request.moment, law=law, programme=programme or None
            )
    except NoFacts:
        return []
    units = {one.programme: law.programme(one.programme).gives for one in found}
    rows = [_row(one, units[one.programme], person) for one in found]
    return sorted(rows, key=lambda row: ORDER.index(row["outcome"]))


def _row(one: Decision, gives: Any, person: Person) -> dict[str, Any]:
    english = (get_language() or "").startswith("en")
    reasons = [_reason(reason, english, person) for reason in one.reasons]
    in_the_way = [reason["text"] for reason in reasons if reason["met"] is not True]
    return {
        "slug": one.programme,
        "name": programme_name(one.programme),
        "outcome": one.outcome,
        "tag": TAGS[one.outcome],
        "amount_fen": one.amount_fen,
        "unit": gives.unit_en if english else gives.unit_zh,
        "demo": one.uses_demo_parameters,
        "reasons": reasons,
        "first": in_the_way[0] if in_the_way else "",
        "missing": [{"key": row.key, "document": row.document} for row in one.missing],
        "law_version": one.law_version,
        "on": one.on,
    }


def _reason(reason: Any, english: bool, person: Person) -> dict[str, Any]:
    text = reason.text_en if english and reason.text_en else reason.text
    return {"met": reason.met, "text": without_birth_date(text, person), "article": reason.article}


def without_birth_date(text: str, person: Person) -> str:
    """Leave only the year of a birth date in a sentence: beside the masked number the day would tell too much."""
    return text.replace(person.birth_date.isoformat(), f"{person.birth_date.year}")
