"""Where a case stands: its steps with their time limits, its papers, notices, objections, and what came of it."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chuntian.casework.enums import CLOSED_STATES, CaseState
from chuntian.casework.limits import working_days_left
from chuntian.casework.models import Case
from chuntian.casework.operations import review_until
from chuntian.casework.paths import PATHS, Stage
from chuntian.policy.documents import KINDS
from chuntian.rules import Law
from chuntian.services.complaints import about_of, told_of
from chuntian.services.models import Order, Session
from chuntian.web.desk.serving.common import seen
from chuntian.web.reading.names import programme_name


def steps(case: Case, law: Law) -> list[tuple[str, str]]:
    """Give the steps of the path with what is done and where it stands; a pause is a step only while it lasts."""
    path = PATHS[case.path]
    kinds = [action.kind for action in case.actions.all()][1:]
    _state, waiting = path.follow(kinds)
    stages = [stage for stage in path.stages if not stage.pauses]
    states = [str(stage.state) for stage in stages]
    stands = waiting[-1] if waiting else case.state
    here = states.index(stands) if stands in states else len(states)
    rows = [(_named(stage, case, law), "done" if number < here else "here" if number == here and not waiting else "")
            for number, stage in enumerate(stages)]  # fmt: skip
    if waiting:
        rows.insert(here, (str(CaseState(case.state).label), "here"))
    closed = case.state in CLOSED_STATES
    return [*rows, (str(CaseState(case.state).label) if closed else _("办结"), "here" if closed else "")]


def _named(stage: Stage, case: Case, law: Law) -> str:
    label = str(stage.state.label)
    if stage.limit is None:
        return label
    days = stage.limit.days_at(law, case.region, case.applied_on)
    if stage.limit.calendar:
        return f"{label} · " + ngettext("%d 天内", "%d 天内", days) % days
    return f"{label} · " + ngettext("%d 个工作日内", "%d 个工作日内", days) % days


def left(case: Case, today: date) -> str:
    """Say how many working days are left, or by how many it is late; "" where no clock runs."""
    days = working_days_left(today, case.due_on) if case.due_on else None
    if days is None:
        return ""
    if days >= 0:
        return ngettext("还剩 %d 个工作日", "还剩 %d 个工作日", days) % days
    return ngettext("已超过 %d 个工作日", "已超过 %d 个工作日", -days) % -days


def papers(case: Case) -> list[dict[str, Any]]:
    """Give the papers of a case that are in view."""
    found = case.documents.filter(taken_out_at__isnull=True).select_related("received_by").order_by("received_at")
    return [
        {
            "pk": one.pk,
            "kind": KINDS[one.kind].zh,
            "name": one.file_name,
            "pages": one.pages,
            "at": one.received_at,
            "by": one.received_by,
        }
        for one in found
    ]


def notices(case: Case) -> list[dict[str, Any]]:
    """Give the notices of a case, each exactly as it was published, with what was said against it."""
    rows = []
    for one in case.notices.order_by("-opened_at"):
        names = {"name": _("姓名"), "place": _("地方"), "matter": _("事项"), "result": _("结果"), "contact": _("联系")}
        rows.append({
            "one": one, "shown": [(names[key], one.shown[key]) for key in names if key in one.shown],
            "objections": list(one.objections.select_related("by", "decided_by").order_by("received_at")),
        })  # fmt: skip
    return rows


def afterwards(case: Case) -> dict[str, Any]:
    """Give until when a review may be asked for, and the cases that follow from this one or that it follows from."""
    decided = case.state in (CaseState.APPROVED, CaseState.REFUSED)
    return {
        "review_until": review_until(case) if decided else None,
        "about": case.about,
        "followed_by": list(case.followed_by.order_by("opened_at")),
        "untold": decided and review_until(case) is None,
    }


def service(case: Case, request: HttpRequest) -> dict[str, Any] | None:
    """Give the service that a complaint is about; None for any other case, and where the reader may not know of it."""
    matter = about_of(case)
    if matter is None:
        return None
    rows = request.scope.filter(seen(request, Order.objects.select_related("provider__organisation")))
    order = rows.filter(pk=matter.order).first()
    if order is None:
        return None
    told = told_of(case)
    return {
        "name": programme_name(order.programme), "url": reverse("desk:order", args=[order.pk]), "provider": order.provider,
        "session": Session.objects.filter(pk=matter.session, order=order).first(), "told": told.at if told else None,
        "may_tell": order.provider_id is not None,
    }  # fmt: skip
