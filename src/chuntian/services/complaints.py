"""Which service a complaint is about, and what of it a provider was told: read from the record of the case."""

from collections.abc import Iterable
from dataclasses import dataclass

from chuntian.casework.enums import ActionKind
from chuntian.casework.models import Action, Case
from chuntian.casework.paths import COMPLAINT
from chuntian.services.models import Order

SAYS = (ActionKind.COMPLAIN, ActionKind.NOTE)


@dataclass(frozen=True, slots=True)
class Matter:
    """The order, provider and session that a complaint names, by their keys."""

    order: int
    provider: int | None
    session: int | None


def about_of(case: Case) -> Matter | None:
    """Give which service a complaint is about; None for any other case."""
    if case.path != COMPLAINT.slug:
        return None
    return _about(case.actions.order_by("number"))


def told_of(case: Case) -> Action | None:
    """Give the step by which the provider was told of a complaint, or None."""
    return _told(case.actions.select_related("case").order_by("number"))


def told_to(provider_id: int, orders: Iterable[Order]) -> dict[int, list[Action]]:
    """Give, order by order, what a provider was told of complaints about its services."""
    people = {one.person_id for one in orders}
    steps = Action.objects.filter(case__person__in=people, case__path=COMPLAINT.slug, kind__in=SAYS)
    of_case: dict[int, list[Action]] = {}
    for one in steps.select_related("case").order_by("-case__opened_at", "case", "number"):
        of_case.setdefault(one.case_id, []).append(one)
    found: dict[int, list[Action]] = {}
    for rows in of_case.values():
        matter, told = _about(rows), _told(rows)
        if matter and told and told.data["told_provider"] == provider_id:
            found.setdefault(matter.order, []).append(told)
    return found


def _about(steps: Iterable[Action]) -> Matter | None:
    first = next((one for one in steps if one.kind == ActionKind.COMPLAIN), None)
    said = first.data.get("service") if first else None
    return Matter(said["order"], said["provider"], said["session"]) if said else None


def _told(steps: Iterable[Action]) -> Action | None:
    return next((one for one in steps if one.kind == ActionKind.NOTE and "told_provider" in one.data), None)
