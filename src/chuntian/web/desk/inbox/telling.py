"""The rows of each room as lines of the inbox: of whom, why it came, what comes next and where."""

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Role
from chuntian.casework.enums import CaseState
from chuntian.casework.law import law_in_use
from chuntian.casework.limits import day_in_china
from chuntian.casework.models import Case, DecisionRun, Objection, PublicNotice, Task
from chuntian.exchange.kinds import kind as kind_of
from chuntian.exchange.models import Upload
from chuntian.indicators.models import ReportedFigure
from chuntian.money.models import BankException, HeldLine, PaymentRun, Recovery
from chuntian.registry.models import Erasure, Source
from chuntian.standards.models import Change
from chuntian.web.desk.inbox import why
from chuntian.web.desk.inbox.source import Line
from chuntian.web.models import BulkRequest
from chuntian.web.reading.names import measure_name

Told = Iterator[tuple[int, Line]]
STEPS: dict[str, Promise] = {
    CaseState.ACCEPTED_ELSEWHERE: gettext_lazy("转送户籍地"),
    CaseState.APPLIED: gettext_lazy("初审"),
    CaseState.FIRST_CHECKED: gettext_lazy("审核"),
    CaseState.CHECKED: gettext_lazy("审定"),
    CaseState.REVIEW_ASKED: gettext_lazy("受理或不受理"),
    CaseState.UNDER_REVIEW: gettext_lazy("复核"),
    CaseState.COMPLAINED: gettext_lazy("受理投诉"),
    CaseState.LOOKED_INTO: gettext_lazy("答复投诉"),
}


def tasks(pks: list[int], request: HttpRequest) -> Told:
    """Say tasks."""
    law = why.the_law()
    for one in Task.objects.filter(pk__in=pks).select_related("person", "taken_by"):
        yield one.pk, Line(
            reverse("desk:task", args=[one.pk]), why.why(one, law), why.DO[one.kind], one.person.name if one.person else "",
            one.person_id, one.month, day_in_china(one.opened_at), pick=one.pk,
            mine=one.owner_role in request.scope.roles, taken=str(one.taken_by) if one.taken_by else "",
            role=Role(one.owner_role).label if one.owner_role in Role.values else one.owner_role,
        )  # fmt: skip


def cases(pks: list[int], request: HttpRequest) -> Told:
    """Say cases."""
    for one in Case.objects.filter(pk__in=pks).select_related("person"):
        yield one.pk, Line(
            reverse("desk:case", args=[one.pk]), one.get_state_display(), STEPS.get(one.state, _("去办")), one.person.name,
            one.person_id, since=one.applied_on,
        )  # fmt: skip


def objections(pks: list[int], request: HttpRequest) -> Told:
    """Say objections; whose case it is, not who objected."""
    for one in Objection.objects.filter(pk__in=pks).select_related("person", "notice"):
        yield one.pk, Line(
            reverse("desk:case", args=[one.notice.case_id]), _("公示期内有人提出异议"), _("核实并答复"), one.person.name,
            one.person_id, since=day_in_china(one.received_at),
        )  # fmt: skip


def notices(pks: list[int], request: HttpRequest) -> Told:
    """Say notices."""
    for one in PublicNotice.objects.filter(pk__in=pks).select_related("person"):
        yield one.pk, Line(
            reverse("desk:case", args=[one.case_id]), _("公示快到期：到期自动撤下，接着审定"), _("看有没有异议"), one.person.name,
            one.person_id, since=one.opens_on,
        )  # fmt: skip


def uploads(say: Promise, do: Promise) -> Callable[[list[int], HttpRequest], Told]:
    """Give what says lists that came in."""

    def tell(pks: list[int], request: HttpRequest) -> Told:
        for one in Upload.objects.filter(pk__in=pks):
            numbers = {"kind": kind_of(one.kind).label_zh, "as_of": one.as_of, "rows": one.accepted}
            yield (
                one.pk,
                Line(reverse("desk:list", args=[one.pk]), str(say) % numbers, do, since=day_in_china(one.received_at)),
            )

    return tell


def lists_due(pks: list[int], request: HttpRequest) -> Told:
    """Say lists that no longer count, or soon will not."""
    for one in Source.objects.filter(pk__in=pks):
        kind = kind_of(one.kind)
        said = {"kind": kind.label_zh, "as_of": one.as_of, "owner": kind.owner}
        yield one.pk, Line(
            reverse("desk:list-kind", args=[one.kind]), _("%(kind)s：手上的是 %(as_of)s 的，请%(owner)s报新的") % said, _("上传新名单"),
            since=one.as_of,
        )  # fmt: skip


def months(pks: list[int], request: HttpRequest) -> Told:
    """Say months that are decided and not paid."""
    for one in DecisionRun.objects.filter(pk__in=pks):
        yield one.pk, Line(
            reverse("desk:payments"), _("这个月已判定，还没有编制发放批次"), _("编制批次"), month=one.month,
            since=day_in_china(one.made_at),
        )  # fmt: skip


def runs(say: Promise, do: Promise) -> Callable[[list[int], HttpRequest], Told]:
    """Give what says payment runs."""

    def tell(pks: list[int], request: HttpRequest) -> Told:
        for one in PaymentRun.objects.filter(pk__in=pks):
            numbers = {"number": one.number, "count": one.lines_count}
            yield one.pk, Line(
                reverse("desk:payment", args=[one.pk]), str(say) % numbers, do, month=one.month,
                since=day_in_china(one.prepared_at),
            )  # fmt: skip

    return tell


def held(pks: list[int], request: HttpRequest) -> Told:
    """Say months that a run held back."""
    for one in HeldLine.objects.filter(pk__in=pks).select_related("person", "run"):
        yield one.pk, Line(
            reverse("desk:held", args=[one.run_id, one.pk]), one.get_why_display(), _("定发还是不发"), one.person.name,
            one.person_id, one.period, day_in_china(one.run.prepared_at),
        )  # fmt: skip


def misfits(pks: list[int], request: HttpRequest) -> Told:
    """Say what of the bank's answers did not fit."""
    for one in BankException.objects.filter(pk__in=pks).select_related("answer__run"):
        run = one.answer.run
        yield one.pk, Line(
            reverse("desk:exception", args=[run.pk, one.pk]), one.get_kind_display(), _("向银行查清"), month=run.month,
            since=day_in_china(one.answer.applied_at),
        )  # fmt: skip


def claims(do: Promise) -> Callable[[list[int], HttpRequest], Told]:
    """Give what says claims for money paid too much."""

    def tell(pks: list[int], request: HttpRequest) -> Told:
        for one in Recovery.objects.filter(pk__in=pks).select_related("obligation__person"):
            person = one.obligation.person
            yield one.pk, Line(
                reverse("desk:recovery", args=[one.pk]), one.grounds, do, person.name if person else "",
                person.pk if person else None, one.obligation.period, day_in_china(one.decided_at or one.proposed_at),
            )  # fmt: skip

    return tell


def standards(pks: list[int], request: HttpRequest) -> Told:
    """Say changes of standards."""
    book = law_in_use().book
    for one in Change.objects.filter(pk__in=pks):
        what = (book.declaration(one.key).description if one.key in book else "") or one.key
        yield one.pk, Line(
            reverse("desk:change", args=[one.pk]), _("%(what)s 改为 %(value)s") % {"what": what, "value": one.value},
            _("对照文件后批准"), since=day_in_china(one.prepared_at),
        )  # fmt: skip


def erasures(pks: list[int], request: HttpRequest) -> Told:
    """Say erasures; whose they are is said on their page, where it is written down that someone looked."""
    for one in Erasure.objects.filter(pk__in=pks):
        yield one.pk, Line(
            reverse("desk:erasure", args=[one.pk]), _("%(who)s 提出清除一个人的信息") % {"who": one.asked_by},
            _("核对后批准"), since=day_in_china(one.asked_at),
        )  # fmt: skip


def bulk_requests(pks: list[int], request: HttpRequest) -> Told:
    """Say what others ask to read or take along in great number; who asks stands in the why."""
    for one in BulkRequest.objects.filter(pk__in=pks).select_related("asked_by"):
        said: dict[str, Any] = {"who": one.asked_by, "what": one.title, "purpose": one.purpose}
        yield one.pk, Line(
            reverse("desk:bulk-one", args=[one.pk]), _("%(who)s：%(what)s，%(purpose)s") % said, _("同意或不同意"),
            since=day_in_china(one.asked_at),
        )  # fmt: skip


def reported(pks: list[int], request: HttpRequest) -> Told:
    """Say what departments reported and nobody has checked."""
    for one in ReportedFigure.objects.filter(pk__in=pks):
        said: dict[str, Any] = {"what": measure_name(one.measure), "department": one.department}
        yield one.pk, Line(
            reverse("desk:reported-one", args=[one.pk]), _("%(what)s，%(department)s报来") % said, _("对照文件核对"), month=one.month,
            since=day_in_china(one.entered_at),
        )  # fmt: skip
