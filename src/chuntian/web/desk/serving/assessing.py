"""A person is assessed with a scale; an assessment with its answers, taken back where it was entered in error."""

from typing import Any

from django.contrib.messages import success
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.services import operations
from chuntian.services.enums import OrderState, Stage
from chuntian.services.models import Assessment, Order, ScaleForm
from chuntian.services.scales import courses, in_order, missing, of_order, offered
from chuntian.trail import reach
from chuntian.web import bulk
from chuntian.web.desk import deeds
from chuntian.web.desk.absent import reached
from chuntian.web.desk.forms import DeskForm, ReasonField
from chuntian.web.desk.serving.assess_form import AssessForm
from chuntian.web.desk.serving.common import CHECK, VIEW, seen, trail
from chuntian.web.pages import page
from chuntian.web.reading.names import programme_name
from chuntian.web.reading.scales import answers_table, assessment_facts, course_tables, missing_words, score_words
from chuntian.web.shown import Cell, Table, Tag
from chuntian.web.templatetags.desk import day


class TakeBackForm(DeskForm):
    reason = ReasonField(label=gettext_lazy("哪里登记错了"))


def take_back(request: HttpRequest, one: Assessment, said: dict[str, Any]) -> str:
    """Take back what was entered in error."""
    operations.withdraw_assessment(assessment=one, reason=said["reason"], by=request.user, at=request.moment)
    return _("已撤回。它还留着，不再计入。")


def take_back_deed(actions: tuple[str, ...]) -> deeds.Deed:
    """Give the deed of taking an assessment back, for whoever may do some actions."""
    return deeds.Deed(
        "take_back", gettext_lazy("撤回这次评估"), actions, take_back, form=TakeBackForm, kind="danger",
        possible=lambda one: one.withdrawn_at is None, refusals=(operations.CannotWithdraw, operations.ReasonMissing),
        about=gettext_lazy("登记有误的才撤回；撤回以后可以重新登记。"),
    )  # fmt: skip


TAKE_BACK = [take_back_deed(CHECK)]


def assessments_of(request: HttpRequest, one: Order) -> list[Assessment]:
    """Give the assessments of an order, and of those it goes on from, that the reader may know of."""
    return in_order(request.scope.filter(Assessment.objects.filter(of_order(one))))


def assessed(one: Order, rows: list[Assessment], request: HttpRequest, assess: str, assessment: str) -> dict[str, Any]:
    """
    Give what an order page shows of assessments: a table a scale, what is missing, the scales to choose from.

    `assess` and `assessment` name the pages on which one is filled in and looked at.
    """
    forms = [] if one.state == OrderState.CANCELLED else offered(one.region)
    lacks = missing_words(missing(one, rows, on=request.today)) if forms or rows else ""
    tables: list[Table] = course_tables(courses(rows), lambda row: reverse(assessment, args=[row.pk]))
    return {
        "courses": tables, "lacks": [("", lacks, "warn")] if lacks else [],
        "scales": [(form.title, reverse(assess, args=[one.pk, form.pk])) for form in forms],
    }  # fmt: skip


def fill_in(
    request: HttpRequest, one: Order, form_pk: int, before: list[Assessment], back: str, way: list[tuple[str, str]]
) -> HttpResponse:
    """
    Show a scale to fill in for an order, and keep what was answered; each wrong answer is told at its field.

    :raises Http404: the scale is not offered where the person lives.
    """
    scale = next((form for form in offered(one.region) if form.pk == form_pk), None)
    if scale is None or one.state == OrderState.CANCELLED:
        raise Http404
    first = {"on": request.today, "stage": _likely(one, before, request)}
    form = AssessForm(request.POST or None, questions=scale.questions, initial=first)
    if request.method == "POST" and form.is_valid() and (made := _kept(request, one, scale, form)):
        success(request, _("已登记评估：%s。") % score_words(made), extra_tags="done")
        return redirect(back)
    same = [row for row in before if row.form.slug == scale.slug and row.withdrawn_at is None]
    view = {
        "form": form, "scale": scale.title, "person": one.person.name, "programme": programme_name(one.programme),
        "sections": form.sections(), "last": _last_words(same[-1]) if same else "", "trail": way, "back": back,
    }  # fmt: skip
    return render(request, "desk/serving/assess.html", view)


def _likely(one: Order, before: list[Assessment], request: HttpRequest) -> str:
    lacks = missing(one, before, on=request.today)
    if Stage.AFTER in lacks:
        return Stage.AFTER
    return Stage.DURING if any(row.withdrawn_at is None for row in before) else Stage.BEFORE


def _last_words(one: Assessment) -> str:
    said = {"day": day(one.on), "stage": one.get_stage_display() or "", "score": score_words(one)}
    return _("上一次：%(day)s，%(stage)s，%(score)s。") % said


def _kept(request: HttpRequest, one: Order, scale: ScaleForm, form: AssessForm) -> Assessment | None:
    said = form.cleaned_data
    try:
        with reach.whole_house(f"assess user:{request.user.pk}"):
            return operations.assess(
                person=one.person, form=scale, answers=form.answers, on=said["on"], stage=said["stage"], order=one,
                by=request.user, at=request.moment,
            )  # fmt: skip
    except operations.CannotAssess as why:
        form.add_error("on", str(why))
    return None


def one_assessment(
    request: HttpRequest, one: Assessment, scale: Cell, does: list[deeds.Deed], way: list[tuple[str, str]]
) -> HttpResponse:
    """Show an assessment with its answers; take it back."""
    given, response = deeds.answer(request, does, one)
    if response:
        return response
    tag = Tag(_("已撤回"), "stop") if one.withdrawn_at else Tag(_("计入"), "good")
    view = {
        "title": one.person.name, "caption": f"{one.form.title} {day(one.on)}", "tags": [tag], "facts": assessment_facts(one, scale),
        "tables": [answers_table(one)], "offered": given, "form": deeds.failed(given), "trail": way,
    }  # fmt: skip
    return render(request, "desk/serving/one.html", view)


@page(*CHECK, methods=("GET", "POST"), does={"assess": CHECK})
def assess(request: HttpRequest, pk: int, form_pk: int) -> HttpResponse:
    """Assess the person of an order with a scale."""
    one = reached(request.scope, seen(request, Order.objects.select_related("person")), pk=pk)
    bulk.read(request, one.person, "services")
    there = reverse("desk:order", args=[one.pk])
    way = trail(reverse("desk:orders"), _("服务单和轮候"), there, one.person.name, _("评估"))
    return fill_in(request, one, form_pk, assessments_of(request, one), there, way)


@page(*VIEW, methods=("GET", "POST"), does=TAKE_BACK)
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one assessment with its answers; take it back."""
    rows = Assessment.objects.select_related("person", "form", "by", "withdrawn_by")
    one = reached(request.scope, rows, pk=pk)
    bulk.read(request, one.person, "services")
    there = (
        reverse("desk:order", args=[one.order_id])
        if one.order_id
        else reverse("desk:person-services", args=[one.person_id])
    )
    scale = Cell(one.form.title, reverse("desk:scale", args=[one.form_id]), note=_("第 %s 版") % one.form.version)
    way = trail(reverse("desk:orders"), _("服务单和轮候"), there, one.person.name, _("评估"))
    return one_assessment(request, one, scale, TAKE_BACK, way)
