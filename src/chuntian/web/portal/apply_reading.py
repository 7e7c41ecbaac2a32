"""What the pages of an application show: what can be applied for, what is known of a person, what was answered."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from chuntian.casework.enums import CLOSED_STATES
from chuntian.casework.models import Award, Case
from chuntian.casework.paths import APPLICATIONS
from chuntian.kernel.outcomes import Outcome
from chuntian.registry.queries import accounts_of
from chuntian.rules import Decision, Law
from chuntian.web.portal.apply_asking import ApplicationAsking, Known
from chuntian.web.portal.apply_steps import CHECK, Wizard
from chuntian.web.portal.plain import kept, plain
from chuntian.web.portal.voices import language
from chuntian.web.reading.fact_words import fact_text
from chuntian.web.reading.facts import source_name
from chuntian.web.templatetags.desk import day

YES, MAYBE, NO, RECEIVES, RUNS = "yes", "maybe", "no", "receives", "runs"
STATES = {Outcome.ELIGIBLE: YES, Outcome.UNKNOWN: MAYBE, Outcome.NOT_ELIGIBLE: NO}


@dataclass(frozen=True)
class Standing:
    """How a person stands to a programme: receives it, has applied, or what the law says of what is known today."""

    state: str
    decision: Decision | None = None
    case: int | None = None

    @property
    def may_apply(self) -> bool:
        """Say whether an application can be begun: also where the law says no today, for a decision in writing."""
        return self.state not in (RECEIVES, RUNS)

    @property
    def failed(self) -> list[dict[str, str]]:
        """Give what the law asks for and is not so, with its article; never the person's values."""
        rows = self.decision.reasons if self.decision is not None else ()
        return [{"text": one.text, "article": str(one.article)} for one in rows if one.met is False]


def offered(law: Law) -> list[str]:
    """Give what can be applied for here: programmes for persons whose path casework walks, in plain words."""
    slugs = kept()
    return [
        one.slug for one in law.programmes if one.subject == "person" and one.path in APPLICATIONS and one.slug in slugs
    ]  # fmt: skip


def programme_rows(law: Law) -> list[dict[str, str]]:
    """Give each programme that can be applied for with its name and what it gives."""
    rows = [
        {"slug": slug, "name": law.words(slug, language())["name"], "gives": plain(slug).gives}
        for slug in offered(law)
    ]  # fmt: skip
    return sorted(rows, key=lambda row: row["name"])


def standing(request: HttpRequest, law: Law, slug: str) -> Standing:
    """Say how a person stands to a programme today."""
    person = request.acting.person
    cases = Case.objects.filter(person=person, programme=slug, path__in=APPLICATIONS)
    running = cases.exclude(state__in=CLOSED_STATES).first()
    if running is not None:
        return Standing(RUNS, case=running.pk)
    if Award.objects.filter(person=person, programme=slug, end_month__isnull=True).exists():
        return Standing(RECEIVES)
    decision = asking_for(request, law, slug).decision({})
    return Standing(STATES[decision.outcome], decision)


def asking_for(request: HttpRequest, law: Law, slug: str) -> ApplicationAsking:
    """Give the questions of one application on this day."""
    return ApplicationAsking(law, person=request.acting.person, programme=slug, on=request.today, at=request.moment)


def known_rows(known: list[Known]) -> list[dict[str, Any]]:
    """Give what is known in words, each with where it comes from."""
    return [
        {
            "label": one.declared.label_en if language() == "en" else one.declared.label_zh,
            "value": fact_text(one.declared, one.value),
            "source": _source_words(one),
        }
        for one in known
    ]


def _source_words(one: Known) -> str:
    """Say from whom something is known, from which list, and of which day the list is."""
    if one.source is None:
        return _("人员登记")
    said = {"owner": one.declared.owner, "list": source_name(one.source, dated=False), "day": day(one.source.as_of)}
    return _("%(owner)s：%(list)s，%(day)s") % said if one.declared.owner else _("%(list)s，%(day)s") % said


def account_row(request: HttpRequest) -> dict[str, str] | None:
    """Give the account that money would go to, masked; None where none is known."""
    found = next(iter(accounts_of(request.acting.person, request.today, request.moment)), None)
    if found is None:
        return None
    return {"bank": found.bank, "number": str(found.number), "source": source_name(found.source, dated=False)}


def answer_rows(wizard: Wizard) -> list[dict[str, str]]:
    """Give topic, answer and the address to change it, for every page of the application."""
    return [
        {"topic": one.topic, "said": one.answer, "change": step_address(wizard.draft.pk, one.name)}
        for one in wizard.steps
    ]  # fmt: skip


def step_address(pk: int, name: str) -> str:
    """Give the address of a page of an application."""
    return reverse("apply:check", args=[pk]) if name == CHECK else reverse("apply:step", args=[pk, name])
