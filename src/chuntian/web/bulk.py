"""
How much one person may read alone (trust.md B24): 1,000 rows of files a day, 500 files of persons an hour.

The counts are of the account, whatever sessions it has open. More needs a second person, who grants it for a time.
"""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from chuntian.accounts.enums import Do
from chuntian.registry.models import Person
from chuntian.trail.models import Entry
from chuntian.trail.operations import record
from chuntian.web.models import BulkKind, BulkRequest, Export
from chuntian.web.named import source

ROWS_A_DAY = 1000
VIEWS_AN_HOUR = 500
GRANTED_FOR = {BulkKind.EXPORT: timedelta(hours=24), BulkKind.VIEWS: timedelta(hours=4)}
VIEWS = ("person.view", "person.search", "reveal", "recovery.view")


class SecondPersonNeeded(PermissionDenied):
    """The account has read as much as one person may alone."""


class CannotDecide(Exception):
    """The request is decided already, or it is one's own."""


def may_view(request: HttpRequest) -> None:
    """
    Let one more file of a person be opened.

    :raises SecondPersonNeeded: the account opened 500 within an hour, and nobody has granted more.
    """
    one_more(request, _views(request).count())


def one_more(request: HttpRequest, count: int) -> None:
    """
    Let a file be opened after so many within the hour.

    :raises SecondPersonNeeded: they were 500, and nobody has granted more.
    """
    if count < VIEWS_AN_HOUR - 1:  # the 500th is the first that needs someone else
        return
    extra = _granted(request, BulkKind.VIEWS).count()
    if count >= VIEWS_AN_HOUR * (1 + extra) - 1:
        raise SecondPersonNeeded(_("一小时内打开的档案已到 500 份。要继续看，请另一人同意。"))


def viewed(request: HttpRequest) -> Coalesce:
    """Give how many files the account opened within the hour, to be asked together with something else."""
    counted = _views(request).order_by().values("actor").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


def _views(request: HttpRequest) -> QuerySet[Entry]:
    since = request.moment - timedelta(hours=1)
    return Entry.objects.filter(
        at__gt=since, at__lte=request.moment, actor=request.user.get_username(), action__in=VIEWS
    )


def read(request: HttpRequest, person: Person, part: str, *, viewed: int | None = None) -> None:
    """
    Count and write down that a part of one person's file was opened: by whom, which part, from where.

    :param viewed: how many the account opened within the hour, where that was asked together with the person.
    :raises SecondPersonNeeded: the account opened 500 within an hour, and nobody has granted more.
    """
    one_more(request, _views(request).count() if viewed is None else viewed)
    record(
        actor=request.user, action="person.view", subject_kind="person", subject_id=person.pk, region=person.region,
        at=request.moment, detail={"part": part, "from": source(request)},
    )  # fmt: skip


def taken_today(request: HttpRequest) -> int:
    """Count the rows of files that the account took today, the granted ones left out."""
    start = request.moment.replace(hour=0, minute=0, second=0, microsecond=0)
    own = Export.objects.filter(made_by=request.user, made_at__gte=start, request__isnull=True)
    return own.aggregate(sum=Sum("rows"))["sum"] or 0


def grant_for(request: HttpRequest, address: str, rows: int) -> BulkRequest | None:
    """Give the unused grant for a list, if it is large enough."""
    found = _granted(request, BulkKind.EXPORT).filter(address=address, rows__gte=rows, used_at__isnull=True)
    return found.order_by("decided_at").first()


def _granted(request: HttpRequest, kind: str) -> Any:
    return BulkRequest.objects.filter(asked_by=request.user, kind=kind, granted=True, until__gt=request.moment)


@transaction.atomic
def ask(request: HttpRequest, *, kind: str, title: str, purpose: str, address: str = "", rows: int = 0) -> BulkRequest:
    """Ask a second person; the same question twice is one request."""
    region = next(iter(request.scope.regions), "")
    waiting = BulkRequest.objects.filter(asked_by=request.user, kind=kind, address=address, granted__isnull=True)
    asked = waiting.filter(rows__gte=rows).first()
    if asked is None:
        asked = BulkRequest.objects.create(
            kind=kind, title=title[:200], address=address, rows=rows, purpose=purpose, region=region,
            asked_by=request.user, asked_at=request.moment,
        )  # fmt: skip
        record(
            actor=request.user, action="bulk.ask", subject_kind="bulk_request", subject_id=asked.pk, region=region,
            at=request.moment, reason=purpose, detail={"kind": str(kind), "rows": rows},
        )  # fmt: skip
    return asked


@transaction.atomic
def decide(*, asked: BulkRequest, granted: bool, by: Any, at: datetime, reason: str = "") -> BulkRequest:
    """
    Grant or refuse as the second person.

    :raises CannotDecide: it is decided already, or it is one's own.
    """
    locked = BulkRequest.objects.select_for_update().get(pk=asked.pk)
    if locked.granted is not None:
        raise CannotDecide(str(_("已经有人定过了。")))
    if locked.asked_by_id == by.pk:
        raise CannotDecide(str(_("自己的申请要由另一人定。")))
    locked.granted, locked.decided_by, locked.decided_at = granted, by, at
    locked.until = at + GRANTED_FOR[BulkKind(locked.kind)] if granted else None
    locked.save()
    record(
        actor=by, action="bulk.grant" if granted else "bulk.refuse", subject_kind="bulk_request", subject_id=locked.pk,
        region=locked.region, at=at, reason=reason, detail={"rows": locked.rows},
    )  # fmt: skip
    return locked


def waiting_for(request: HttpRequest) -> int:
    """Count the requests of others that wait for the reader as their second person."""
    if not request.scope.can(Do.BULK_DECIDE):
        return 0
    return asked_in(request).filter(granted__isnull=True).exclude(asked_by=request.user).count()


def asked_in(request: HttpRequest) -> Any:
    """Give one's own requests, and those of the region that wait, newest first."""
    shown = Q(asked_by=request.user)
    if request.scope.can(Do.BULK_DECIDE):
        shown |= request.scope.q() & Q(granted__isnull=True)
    return BulkRequest.objects.select_related("asked_by", "decided_by").filter(shown).order_by("-asked_at")
