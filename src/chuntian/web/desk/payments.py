"""Payment runs: prepare, look at what is held, approve by someone else, bank file, the bank's answer, its exceptions."""

from typing import Any

from django.contrib.messages import success
from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from chuntian.accounts.enums import Do
from chuntian.kernel.days import Month
from chuntian.money.enums import OPEN_CLAIMS
from chuntian.money.models import BankAnswer, BankException, HeldLine, PaymentRun, Recovery
from chuntian.money.operations import NothingDue, PaymentsLocked, RunInPreparation, kept_content, prepare_run
from chuntian.registry.models import Person
from chuntian.trail import reach
from chuntian.trail.operations import record
from chuntian.web import bulk, exports
from chuntian.web.desk import deeds
from chuntian.web.desk.absent import reached
from chuntian.web.desk.forms import own_regions
from chuntian.web.desk.payment_deeds import DEEDS, EXCEPTION_DEEDS, HELD_DEEDS, PrepareForm
from chuntian.web.desk.reading import payments as reading
from chuntian.web.named import named
from chuntian.web.pages import page
from chuntian.web.reading.decisions import decision_rows
from chuntian.web.reading.names import programme_name

VIEW = (Do.PAY_PREPARE, Do.PAY_APPROVE, Do.CASE_DECIDE, Do.AUDIT_VIEW)  # who decides sees what is held
LINES_A_PAGE = 50


@page(*VIEW, methods=("GET", "POST"), does={"prepare": (Do.PAY_PREPARE,)})
def payments(request: HttpRequest) -> HttpResponse:
    """List the runs of the region, and prepare the next one."""
    may_prepare = request.scope.can(Do.PAY_PREPARE)
    form = PrepareForm(request.POST or None) if may_prepare else None
    if form:
        form.fields["region"].choices = own_regions(request)
    if form and request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            with reach.whole_house(f"prepare user:{request.user.pk}"):
                run = prepare_run(
                    region=said["region"], month=str(said["month"]), by=request.user, at=request.moment
                )  # fmt: skip
        except (NothingDue, RunInPreparation, PaymentsLocked) as why:
            form.add_error(None, str(why))
        else:
            success(request, _("批次已编制。请先看待处理的，再交另一人审批。"), extra_tags="done")
            return redirect("desk:payment", run.pk)
    runs = reading.with_open_work(request.scope.filter(PaymentRun.objects.all()))
    shown = Paginator(runs.order_by("-month", "-number", "region"), 20).get_page(request.GET.get("page"))
    view = {"rows": reading.run_rows(list(shown.object_list)), "page": shown, "form": form}
    claims = request.scope.filter(Recovery.objects.filter(state__in=OPEN_CLAIMS))
    view["claims"] = claims.aggregate(
        count=Count("id"), fen=Sum("amount_fen"), demo=Count("id", filter=Q(obligation__run__demo_parameters=True))
    )
    return render(request, "desk/payments.html", view)


@page(*VIEW, methods=("GET", "POST"), does=DEEDS)
def payment(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one run, what is held first, and do the next step."""
    run = reached(request.scope, PaymentRun.objects.select_related("prepared_by", "approved_by"), pk=pk)
    offered, response = deeds.answer(request, DEEDS, run)
    if response:
        return response
    with reach.whole_house(f"run:{run.pk} user:{request.user.pk}"):  # a run stays whole when someone in it moves away
        view = _run_view(request, run)
    view |= {"offered": offered, "form": deeds.failed(offered)}
    named(request, [row["person_pk"] for row in [*view["held"], *view["lines"]]])
    return render(request, "desk/payment.html", view)


def _run_view(request: HttpRequest, run: PaymentRun) -> dict[str, Any]:
    lines = Paginator(reading.lines_of(run), LINES_A_PAGE).get_page(request.GET.get("page"))
    return {
        "run": run,
        "row": reading.run_rows([run])[0],
        "steps": reading.steps(run),
        "counts": reading.line_counts(run),
        "held": reading.held_rows(run),
        "lines": reading.line_rows(list(lines.object_list)),
        "page": lines,
        "answers": list(BankAnswer.objects.filter(run=run).select_related("applied_by").order_by("-applied_at")),
        "exceptions": reading.exception_rows(run),
        "demo": reading.is_demo(run),
    }


@page(*VIEW, methods=("GET", "POST"), does={"export": VIEW}, gives="the lines of a payment run, accounts masked")
def lines_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the lines of a run as a table; accounts stay masked, the bank's file alone carries them."""
    run = reached(request.scope, PaymentRun.objects.all(), pk=pk)
    name = f"{_('发放明细')}-{run.month}-{run.number}"
    with reach.whole_house(f"run:{run.pk} user:{request.user.pk}"):
        headings, rows, people = reading.lines_table(run)
    return exports.give(request, exports.Table(name, headings, rows, people=people))


@page(Do.PAY_PREPARE, Do.PAY_APPROVE, gives="the bank's file of a run, accounts in the clear")
def bank_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the bank's file as it was written; whoever takes it is noted, because the accounts in it are in the clear."""
    run = reached(request.scope, PaymentRun.objects.filter(file__written_at__isnull=False), pk=pk)
    try:
        content = kept_content(run.file)
    except FileNotFoundError as why:
        raise Http404 from why
    record(
        actor=request.user, action="pay.take_file", subject_kind="payment_run", subject_id=run.pk, region=run.region,
        at=request.moment, detail={"sha256": run.file.sha256}, shown=run.lines.values_list("obligation__person_id", flat=True),
    )  # fmt: skip
    return exports.download(content, f"{run.batch}.txt", "application/octet-stream")


@page(*VIEW, methods=("GET", "POST"), does=HELD_DEEDS)
def held(request: HttpRequest, pk: int, held_pk: int) -> HttpResponse:
    """Show one held month with the reasons of the decision; decide it by hand, or leave it out of this run."""
    rows = HeldLine.objects.select_related("run", "person", "award", "resolved_by")
    one = reached(request.scope, rows, pk=held_pk, run=pk)
    offered, response = deeds.answer(request, HELD_DEEDS, one)
    if response:
        return response
    month = Month.parse(one.period)
    view = {
        "run": one.run,
        "one": one,
        "programme": programme_name(one.programme),
        "decisions": decision_rows(one.person, request, month=month, programme=one.programme),
        "words": one.award.hand_decisions.filter(month=one.period).select_related("decided_by").order_by("-decided_at"),
        "demo": reading.held_is_demo(one),
        "offered": offered,
        "form": deeds.failed(offered),
    }
    bulk.read(request, one.person, "held")
    return render(request, "desk/held.html", view)


@page(*VIEW, methods=("GET", "POST"), does=EXCEPTION_DEEDS)
def exception(request: HttpRequest, pk: int, exception_pk: int) -> HttpResponse:
    """Note what came of one line of the bank's answer that did not fit."""
    run = reached(request.scope, PaymentRun.objects.all(), pk=pk)
    found = BankException.objects.select_related("line__obligation", "resolved_by").filter(
        answer__run=run, pk=exception_pk
    )
    one = found.first()
    if one is None:
        raise Http404
    offered, response = deeds.answer(request, EXCEPTION_DEEDS, one, back=f"/payments/{run.pk}/")
    if response:
        return response
    person = Person.objects.filter(pk=one.line.obligation.person_id).first() if one.line else None
    view = {"run": run, "one": one, "person": person, "offered": offered, "form": deeds.failed(offered)}
    if person is not None:
        bulk.read(request, person, "exception")
    return render(request, "desk/exception.html", view)
