"""One step of a case along its path: looked at again under a lock, its clock stopped and set going, written down, told on."""

from datetime import datetime
from typing import Any

from chuntian.accounts.models import User
from chuntian.casework.enums import ActionKind, CaseState
from chuntian.casework.limits import day_in_china, due_after, working_days_left
from chuntian.casework.models import Action, Case, PublicNotice
from chuntian.casework.paths import PATHS, RESUME
from chuntian.rules import Law
from chuntian.trail.operations import put_in_outbox, record


class CannotMove(Exception):
    """The case is not where the step begins; someone else was quicker, or the step is not on its path."""


def place(case: Case, state: str, at: datetime, law: Law | None = None) -> None:
    """Put a case into a state with the due day of its stage."""
    limit = PATHS[case.path].stage(state).limit
    case.state, case.due_on = state, None
    if limit is not None:
        today = day_in_china(at)
        case.due_on = limit.last_day(today, limit.days_at(law, case.region, today))


def log_action(
    case: Case, kind: str, who: User | None, at: datetime, why: str, data: dict[str, Any] | None = None
) -> Action:
    """Write an action of a case, tell the trail, and put it in the outbox."""
    number = case.actions.count() + 1
    action = Action.objects.create(case=case, number=number, kind=kind, who=who, at=at, why=why[:500], data=data or {})
    record(
        actor=who or "system:casework", action=f"case.{kind}", subject_kind="case", subject_id=case.pk, region=case.region,
        at=at, reason=why, detail={"programme": case.programme, "state": case.state},
    )  # fmt: skip
    key = f"case:{case.pk}:{number}"
    put_in_outbox(topic=f"case.{kind}", key=key, payload={"case": case.pk, "state": case.state}, at=at)
    return action


def target_of(case: Case, kind: ActionKind) -> str | None:
    """
    Give where a step leads from where a case stands; None where it only adds to the record.

    :raises CannotMove: it does not begin here.
    """
    actions = PATHS[case.path].stage(case.state).actions
    if kind not in actions and kind != ActionKind.NOTE:
        raise CannotMove(f"申请{case.get_state_display()}，不能“{kind.label}”")
    return actions.get(kind)


def move(
    case: Case, kind: ActionKind, who: User | None, at: datetime, *, why: str = "", data: dict[str, Any] | None = None,
    law: Law | None = None,
) -> Action:  # fmt: skip
    """
    Take a step with a case that is locked; a pause keeps what was left of the clock, its end sets it going again.

    :raises CannotMove: the step does not begin where the case is.
    """
    target, kept, before = target_of(case, kind), dict(data or {}), case.state
    if target == RESUME:
        _resume(case, at, law)
    elif target is not None:
        stage = PATHS[case.path].stage(target)
        if stage.pauses:
            kept["left"] = working_days_left(day_in_china(at), case.due_on)
        place(case, str(stage.state), at, law)
    case.save()
    if before == CaseState.ON_NOTICE and case.state != before:  # whatever ends the wait takes the notice down
        up = PublicNotice.objects.filter(case=case, down_at__isnull=True)
        up.update(down_at=at, down_by=who, down_why=str(kind.label))
    return log_action(case, kind, who, at, why, kept)


def _resume(case: Case, at: datetime, law: Law | None) -> None:
    actions = list(case.actions.all())
    _, waiting = PATHS[case.path].follow(action.kind for action in actions[1:])
    place(case, waiting[-1] if waiting else str(PATHS[case.path].first), at, law)
    left = next((one.data["left"] for one in reversed(actions) if "left" in one.data), None)
    if left is not None:
        case.due_on = due_after(day_in_china(at), left)
