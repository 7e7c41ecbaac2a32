"""Which rows of each room wait for the reader: scoped, and without what another person has to do."""

from datetime import date, timedelta
from functools import partial

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from chuntian.accounts.enums import Do
from chuntian.casework.enums import CLOSED_STATES, TaskState
from chuntian.casework.models import Case, DecisionRun, Objection, PublicNotice, Task
from chuntian.casework.paths import APPLICATIONS, COMPLAINT, PATHS, REVIEW
from chuntian.exchange.enums import UploadState
from chuntian.exchange.kinds import all_kinds
from chuntian.exchange.models import Upload
from chuntian.indicators.models import ReportedFigure
from chuntian.kernel.days import add_months
from chuntian.money.enums import SETTLING, LineState, RecoveryState, RunState
from chuntian.money.models import BankException, HeldLine, PaymentLine, PaymentRun, Recovery
from chuntian.registry.enums import Origin
from chuntian.registry.models import Erasure, Source
from chuntian.standards.enums import ChangeState
from chuntian.standards.models import Change
from chuntian.trail.operations import actor_name
from chuntian.web.desk.cases import waits_for
from chuntian.web.models import BulkRequest

PAUSED = tuple({str(stage.state) for path in PATHS.values() for stage in path.stages if stage.pauses})
LOOK_AHEAD = timedelta(days=3)  # a notice is looked at again before its last day is over
SOON = timedelta(days=30)  # a department is asked for its list a month before the old one no longer counts


def tasks(request: HttpRequest, whose: str) -> QuerySet[Task]:
    """Give the open tasks of the reader's roles, or those he took over, or all of the region."""
    rows = request.scope.filter(Task.objects.filter(state=TaskState.OPEN))
    if whose == "taken":
        return rows.filter(taken_by=request.user)
    return rows if whose == "all" else rows.filter(owner_role__in=request.scope.roles)


def cases(paths: tuple[str, ...], request: HttpRequest, whose: str) -> QuerySet[Case]:
    """Give the cases whose step is the reader's; not those that wait for the applicant, or for a notice to end."""
    rows = request.scope.filter(Case.objects.filter(path__in=paths).exclude(state__in=(*CLOSED_STATES, *PAUSED)))
    return rows if whose == "all" else rows.filter(waits_for(request.scope.roles))


applications = partial(cases, APPLICATIONS)
reviews = partial(cases, (REVIEW.slug,))
complaints = partial(cases, (COMPLAINT.slug,))


def objections(request: HttpRequest, whose: str) -> QuerySet[Objection]:
    """Give the objections without an answer; not to whoever took them in, or checked the case."""
    rows = request.scope.filter(Objection.objects.filter(decided_at__isnull=True)).exclude(by=request.user)
    return rows.exclude(notice__case__checked_by=request.user)


def notices(request: HttpRequest, whose: str) -> QuerySet[PublicNotice]:
    """Give the notices that hang and end within days."""
    ends = PublicNotice.objects.filter(down_at__isnull=True, closes_on__lte=request.today + LOOK_AHEAD)
    return request.scope.filter(ends)


def staged(request: HttpRequest, whose: str) -> QuerySet[Upload]:
    """Give the lists that are read and checked and not taken over."""
    return request.scope.filter(Upload.objects.filter(state=UploadState.STAGED))


def halted(request: HttpRequest, whose: str) -> QuerySet[Upload]:
    """Give the lists at the brake that the reader has not looked at yet."""
    return request.scope.filter(Upload.objects.filter(state=UploadState.HALTED)).exclude(
        confirmations__user=request.user
    )


def lists_due(request: HttpRequest, whose: str) -> QuerySet[Source]:
    """Give the newest list of each kind that no longer counts, or soon will not."""
    return request.scope.filter(Source.objects.filter(pk__in=list(days_of_lists(request))))


def days_of_lists(request: HttpRequest) -> dict[int, date]:
    """Give until when the newest list of each kind counts, where that day is near or over; read once a request."""
    if not hasattr(request, "days_of_lists"):
        months = {kind.slug: kind.max_age_months for kind in all_kinds()}
        rows = request.scope.filter(Source.objects.filter(origin=Origin.LIST, kind__in=months))
        newest = {kind: (pk, as_of) for pk, kind, as_of in rows.order_by("as_of", "committed_at", "pk").values_list("pk", "kind", "as_of")}  # fmt: skip
        ends = {pk: add_months(as_of, months[kind]) for kind, (pk, as_of) in newest.items()}
        request.days_of_lists = {pk: day for pk, day in ends.items() if day <= request.today + SOON}
    return request.days_of_lists


def months_without_run(request: HttpRequest, whose: str) -> QuerySet[DecisionRun]:
    """Give the newest decisions of a region where no payment run of that month, or a later one, was prepared."""
    same = {"region": OuterRef("region"), "month": OuterRef("month")}
    later = DecisionRun.objects.filter(region=OuterRef("region"), month__gt=OuterRef("month"))
    again = DecisionRun.objects.filter(**same, made_at__gt=OuterRef("made_at"))
    paid = PaymentRun.objects.filter(region=OuterRef("region"), month__gte=OuterRef("month")).exclude(
        state=RunState.CANCELLED
    )
    return request.scope.filter(DecisionRun.objects.filter(~Exists(later), ~Exists(again), ~Exists(paid)))


def runs(state: str, request: HttpRequest, whose: str) -> QuerySet[PaymentRun]:
    """Give the payment runs in a state; one's own is approved by someone else."""
    rows = request.scope.filter(PaymentRun.objects.filter(state=state))
    return rows.exclude(prepared_by=request.user) if state == RunState.PREPARED else rows


to_approve = partial(runs, RunState.PREPARED)
to_file = partial(runs, RunState.APPROVED)
to_reconcile = partial(runs, RunState.FILED)


def returned(request: HttpRequest, whose: str) -> QuerySet[PaymentRun]:
    """Give the runs of which the bank sent something back that is on no other way yet."""
    again = PaymentLine.objects.filter(obligation=OuterRef("obligation"), state__in=SETTLING)
    back = PaymentLine.objects.filter(run=OuterRef("pk"), state=LineState.FAILED).filter(~Exists(again))
    return request.scope.filter(PaymentRun.objects.filter(Exists(back), state=RunState.RECONCILED))


def held(request: HttpRequest, whose: str) -> QuerySet[HeldLine]:
    """Give the months that a run in preparation did not pay, and nobody has looked at."""
    return request.scope.filter(HeldLine.objects.filter(resolution="", run__state=RunState.PREPARED))


def misfits(request: HttpRequest, whose: str) -> QuerySet[BankException]:
    """Give the lines of the bank's answers that did not fit."""
    return request.scope.filter(BankException.objects.filter(resolved_at__isnull=True), "answer__run__region")


def claims(state: str, request: HttpRequest, whose: str) -> QuerySet[Recovery]:
    """Give the claims in a state."""
    return request.scope.filter(Recovery.objects.filter(state=state))


to_decide = partial(claims, RecoveryState.PROPOSED)
to_come_back = partial(claims, RecoveryState.CLAIMED)


def standards(request: HttpRequest, whose: str) -> QuerySet[Change]:
    """Give the changes of standards that someone else prepared."""
    return request.scope.filter(Change.objects.filter(state=ChangeState.PREPARED)).exclude(prepared_by=request.user)


def erasures(request: HttpRequest, whose: str) -> QuerySet[Erasure]:
    """Give the erasures that someone else asked for."""
    waits = Erasure.objects.filter(done_at__isnull=True, lifted_at__isnull=True)
    return request.scope.filter(waits).exclude(asked_by=actor_name(request.user))


def bulk_requests(request: HttpRequest, whose: str) -> QuerySet[BulkRequest]:
    """Give what others ask to read or take along in great number."""
    return request.scope.filter(BulkRequest.objects.filter(granted__isnull=True)).exclude(asked_by=request.user)


def reported(request: HttpRequest, whose: str) -> QuerySet[ReportedFigure]:
    """Give the numbers of departments that someone else of one's own place entered, to those who make figures there."""
    if not request.scope.can(Do.REPORT_MAKE):
        return ReportedFigure.objects.none()
    waits = ReportedFigure.objects.filter(confirmed_at__isnull=True, withdrawn_at__isnull=True)
    return waits.filter(region__in=request.scope.regions).exclude(entered_by=request.user)
