"""The month's decisions: decide everyone of the region, and turn the differences into tasks."""

from typing import Any

from django import forms
from django.contrib.messages import success
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.casework.enums import TaskKind
from chuntian.casework.law import law_in_use
from chuntian.casework.models import DecisionRun
from chuntian.casework.operations import decide_month, discover
from chuntian.kernel.days import Month
from chuntian.trail import reach
from chuntian.web.desk import deeds
from chuntian.web.desk.absent import reached
from chuntian.web.desk.forms import DeskForm, MonthField, own_regions
from chuntian.web.pages import page
from chuntian.web.reading.names import place_names, programme_name

VIEW = (Do.CASE_CHECK, Do.CASE_DECIDE, Do.AUDIT_VIEW)
DECIDES = Do.LIST_COMMIT  # who takes the month's lists over also has the month decided


class MonthForm(DeskForm):
    region = forms.ChoiceField(label=gettext_lazy("区域"))
    month = MonthField(label=gettext_lazy("哪个月"), help_text=gettext_lazy("例如 2024-03"))


def find_work(request: HttpRequest, run: DecisionRun, said: dict[str, Any]) -> str:
    """Turn the differences between decisions and awards into tasks."""
    opened = discover(run=run, by=request.user, at=request.moment)
    fell = opened.pop("fell_away", 0)
    labels = dict(TaskKind.choices)
    found = "，".join(f"{labels.get(kind, kind)} {count}" for kind, count in opened.items() if count)
    told = _("新任务：%s。") % (found or _("没有"))
    return told + (_("情况变化而撤销 %s 件。") % fell if fell else "")


def _is_newest(run: DecisionRun) -> bool:
    newest = DecisionRun.objects.filter(region=run.region, month=run.month).order_by("-made_at", "-id").first()
    return newest == run


DEEDS = [
    deeds.Deed(
        "discover", gettext_lazy("发现差异，生成任务"), (DECIDES,), find_work, kind="first", possible=_is_newest,
        about=gettext_lazy("该享受没享受的要告知，不符合还在发的要核实停发，信息不全的要补。重复按不会重复生成。"),
    )
]  # fmt: skip


@page(*VIEW, methods=("GET", "POST"), does={"decide": (DECIDES,)})
def months(request: HttpRequest) -> HttpResponse:
    """List the decisions of the region, newest first, and decide a month."""
    form = MonthForm(request.POST or None, initial={"month": str(Month.of(request.today))})
    form.fields["region"].choices = own_regions(request)
    may_decide = request.scope.can(DECIDES)
    if may_decide and request.method == "POST" and form.is_valid():
        month = form.cleaned_data["month"]
        if month > Month.of(request.today):
            form.add_error("month", _("这个月还没有到"))
        else:
            with reach.whole_house(f"decide user:{request.user.pk}"):
                run = decide_month(
                    region=form.cleaned_data["region"], month=str(month), law=law_in_use(), by=request.user, at=request.moment
                )  # fmt: skip
            success(request, _("已判定 %s 人。接下来发现差异，生成任务。") % run.rows, extra_tags="done")
            return redirect("desk:month", run.pk)
    runs = request.scope.filter(DecisionRun.objects.select_related("made_by")).order_by("-month", "-made_at")
    shown = Paginator(runs, 25).get_page(request.GET.get("page"))
    places = place_names(run.region for run in shown.object_list)
    rows = [(run, places.get(run.region, run.region)) for run in shown.object_list]
    return render(request, "desk/months.html", {"rows": rows, "page": shown, "form": form if may_decide else None})


@page(*VIEW, methods=("GET", "POST"), does=DEEDS)
def month(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a decision run found, programme by programme, and which documents are missing."""
    run = reached(request.scope, DecisionRun.objects.select_related("made_by"), pk=pk)
    offered, response = deeds.answer(request, DEEDS, run)
    if response:
        return response
    counts = [{"slug": slug, "name": programme_name(slug), **found} for slug, found in run.counts.items()]
    view = {
        "run": run,
        "place": place_names([run.region]).get(run.region, run.region),
        "counts": counts,
        "missing": [one.get("document") or key for key, one in sorted(run.missing.items())],
        "newest": _is_newest(run),
        "offered": offered,
        "form": deeds.failed(offered),
    }
    return render(request, "desk/month.html", view)
