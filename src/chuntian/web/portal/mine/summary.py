"""What the first page of one's own file says: what runs, what came last, what waits for the person."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from chuntian.casework.enums import CaseState, TaskKind, TaskState
from chuntian.casework.models import Award, Case, Letter, Task
from chuntian.money.enums import LineState
from chuntian.money.models import HeldLine, Obligation, PaymentLine
from chuntian.registry.models import Person
from chuntian.web.reading.corrections import asked_by_person
from chuntian.web.reading.names import programme_name

MOST = 5


@dataclass(frozen=True)
class Sum:
    """An amount of a programme for a month (fen), and whether it stands on invented amounts."""

    programme: str
    period: str = ""
    fen: int | None = None
    on: date | None = None
    demo: bool = False


def of(person: Person, today: date) -> dict[str, Any]:
    """Give the sentences' contents for a person on a day."""
    return {
        "running": running(person),
        "last": last_paid(person),
        "returned": returned(person),
        "held": held(person),
        "papers": _cases(person, CaseState.PAPERS_MISSING),
        "under_way": _open_cases(person),
        "offers": offers(person),
        "asked": [one for one in asked_by_person(person) if one["open"]][:MOST],
        "letter": Letter.objects.filter(person=person).order_by("-issued_at", "-pk").first(),
    }


def running(person: Person) -> list[Sum]:
    """Give what runs, each with the amount of its newest month, if one was worked out."""
    found = []
    for award in Award.objects.filter(person=person, end_month__isnull=True).order_by("start_month", "programme"):
        owed = Obligation.objects.filter(person=person, programme=award.programme).select_related("run")
        newest = owed.order_by("-period").first()
        found.append(of_obligation(newest) if newest else Sum(programme_name(award.programme), award.start_month))
    return found


def last_paid(person: Person) -> list[Sum]:
    """Give what reached the account on the last day on which anything did."""
    lines = PaymentLine.objects.filter(obligation__person=person, state=LineState.PAID)
    lines = lines.select_related("obligation__run").order_by("-answered_on", "-id")
    newest = lines.first()
    return [_of_line(one) for one in lines if one.answered_on == newest.answered_on] if newest else []


def returned(person: Person) -> list[Sum]:
    """Give what the bank sent back and nobody has paid since."""
    lines = PaymentLine.objects.filter(obligation__person=person).select_related("obligation__run")
    newest: dict[int, PaymentLine] = {one.obligation_id: one for one in lines.order_by("obligation", "attempt")}
    return [_of_line(one) for one in newest.values() if one.state == LineState.FAILED]


def held(person: Person) -> list[dict[str, Any]]:
    """Give the months that a run held back and nobody has resolved, newest first."""
    rows = HeldLine.objects.filter(person=person, resolution="").order_by("-period", "programme")
    return [{"programme": programme_name(one.programme), "period": one.period} for one in rows[:MOST]]


def offers(person: Person) -> list[dict[str, Any]]:
    """Give the programmes that someone is to tell the person of."""
    tasks = Task.objects.filter(person=person, kind=TaskKind.TELL, state=TaskState.OPEN).exclude(programme="")
    slugs = list(dict.fromkeys(tasks.order_by("due_on", "id").values_list("programme", flat=True)))
    return [{"slug": one, "programme": programme_name(one)} for one in slugs[:MOST]]


def of_obligation(owed: Obligation) -> Sum:
    """Give what is owed for a month."""
    return Sum(programme_name(owed.programme), owed.period, owed.target_fen, demo=_is_demo(owed))


def _open_cases(person: Person) -> list[dict[str, Any]]:
    rows = Case.objects.filter(person=person).order_by("-applied_on", "-id")
    shown = [one for one in rows if one.is_open and one.state != CaseState.PAPERS_MISSING]
    return [_case(one) for one in shown[:MOST]]


def _cases(person: Person, state: str) -> list[dict[str, Any]]:
    return [_case(one) for one in Case.objects.filter(person=person, state=state).order_by("due_on", "id")[:MOST]]


def _case(one: Case) -> dict[str, Any]:
    return {
        "pk": one.pk,
        "programme": programme_name(one.programme),
        "state": one.get_state_display(),
        "due_on": one.due_on,
    }


def _of_line(line: PaymentLine) -> Sum:
    owed = line.obligation
    return Sum(programme_name(owed.programme), owed.period, line.amount_fen, line.answered_on, _is_demo(owed))


def _is_demo(owed: Obligation) -> bool:
    return bool(owed.run and owed.run.demo_parameters)
