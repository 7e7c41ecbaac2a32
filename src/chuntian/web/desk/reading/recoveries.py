"""Claims for money paid too much, as a list and a page show them."""

from collections.abc import Iterable
from typing import Any

from chuntian.money.enums import RecoveryState
from chuntian.money.models import Recovery
from chuntian.web.reading.names import place_names, programme_name

TAGS = {
    RecoveryState.PROPOSED: "warn",
    RecoveryState.CLAIMED: "info",
    RecoveryState.REPAID: "good",
}


def recovery_rows(found: Iterable[Recovery]) -> list[dict[str, Any]]:
    """Give what a list shows of each claim (with its obligation, person and decider read along)."""
    found = list(found)
    places = place_names(one.region for one in found)
    return [
        {
            "pk": one.pk,
            "name": one.obligation.person.name,
            "person_pk": one.obligation.person_id,
            "programme": programme_name(one.obligation.programme),
            "period": one.obligation.period,
            "place": places.get(one.region, one.region),
            "amount_fen": one.amount_fen,
            "demo": bool(one.obligation.run and one.obligation.run.demo_parameters),
            "grounds": one.grounds,
            "state": one.get_state_display(),
            "tag": TAGS.get(one.state, ""),
            "proposed_at": one.proposed_at,
            "decided_at": one.decided_at,
            "decided_by": str(one.decided_by) if one.decided_by else "",
            "reason": one.decision_reason,
            "repaid_on": one.repaid_on,
        }
        for one in found
    ]


def with_person(rows: Any) -> Any:
    """Read along what the rows show."""
    return rows.select_related("obligation__person", "obligation__run", "decided_by")
