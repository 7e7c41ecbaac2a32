"""A person's services: needs, orders, things and works; a need recorded; the survey of his home."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.registry.models import Person
from chuntian.services import operations
from chuntian.services.enums import NeedKind, NeedSource, NeedState, Urgency
from chuntian.services.models import Need, Project
from chuntian.services.readings import device_name, held_of
from chuntian.trail import reach
from chuntian.web import bulk
from chuntian.web.desk import deeds
from chuntian.web.desk.absent import reached
from chuntian.web.desk.forms import DayField, DeskForm
from chuntian.web.desk.reading.people import head
from chuntian.web.desk.serving.common import CHECK, NEEDS_DO, knows, need_kinds
from chuntian.web.pages import page
from chuntian.web.reading.names import programme_name
from chuntian.web.reading.serving import device_tag, need_tag, order_tag, works_tag
from chuntian.web.shown import Cell, Table, columns
from chuntian.web.templatetags.desk import day, yuan

ROOMS = 4
SIZES = [("length_mm", gettext_lazy("长（毫米）")), ("width_mm", gettext_lazy("宽（毫米）")),
         ("door_mm", gettext_lazy("门净宽（毫米，可不填）")), ("step_mm", gettext_lazy("高差（毫米，可不填）"))]  # fmt: skip


class NeedForm(DeskForm):
    kind = forms.ChoiceField(label=gettext_lazy("需要什么"), choices=NeedKind.choices)
    urgency = forms.TypedChoiceField(
        label=gettext_lazy("缓急"), choices=Urgency.choices, coerce=int, initial=Urgency.USUAL
    )
    source = forms.ChoiceField(label=gettext_lazy("从哪里知道的"), choices=NeedSource.choices)
    known_on = DayField(label=gettext_lazy("哪天知道的"), help_text=gettext_lazy("等待从这一天算起"))
    note = forms.CharField(label=gettext_lazy("说明（可不填）"), required=False, max_length=300)


class SurveyForm(DeskForm):
    project = forms.ChoiceField(label=gettext_lazy("哪个项目"))
    on = DayField(label=gettext_lazy("勘察日期"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, ROOMS + 1):
            self.fields[f"name{number}"] = forms.CharField(
                label=_("第 %s 间：名称") % number, required=number == 1, max_length=30
            )
            for size, label in SIZES:
                field = forms.IntegerField(
                    label=_("第 %(number)s 间：%(size)s") % {"number": number, "size": label}, required=False, min_value=0,
                    max_value=100_000, widget=forms.NumberInput(attrs={"class": "narrow"}),
                )  # fmt: skip
                self.fields[f"{size}{number}"] = field

    def rooms(self) -> list[dict[str, Any]]:
        """Give the rooms that were filled in."""
        said = self.cleaned_data
        return [
            {"name": said[f"name{number}"], **{size: said[f"{size}{number}"] for size, _label in SIZES}}
            for number in range(1, ROOMS + 1)
            if said[f"name{number}"]
        ]


def record(request: HttpRequest, person: Person, said: dict[str, Any]) -> HttpResponse:
    """Record that the person needs something."""
    made = operations.record_need(person=person, by=request.user, at=request.moment, **said)
    return redirect("desk:need", made.pk)


def _today(form: DeskForm, request: HttpRequest, person: Person) -> None:
    form.fields["known_on"].initial = request.today
    form.fields["kind"].choices = need_kinds(request)


DEEDS = [
    deeds.Deed(
        "record", gettext_lazy("登记需求"), NEEDS_DO, record, form=NeedForm, kind="first", choices=_today,
        refusals=(operations.NeedOpen,), possible=lambda person: person.merged_into_id is None,
    )
]  # fmt: skip


@page(Do.PERSON_VIEW, methods=("GET", "POST"), does=DEEDS)
def person_services(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a person needs and what he is served with."""
    one = reached(request.scope, Person.objects.select_related("household", "merged_into"), pk=pk)
    offered, response = deeds.answer(request, DEEDS, one)
    if response:
        return response
    bulk.read(request, one, "services")
    held = held_of(one.pk, restricted=knows(request))
    view = {**head(one, request, "person-services"), "offered": offered, "tables": [_needs(held.needs)]}
    if request.scope.shows("awards"):
        view["tables"] += [_orders(held.orders), _loans(held.loans), _homes(held.homes)]
        view["may_survey"] = request.scope.can(Do.CASE_CHECK) and one.merged_into_id is None
    view["form"] = deeds.failed(offered)
    return render(request, "desk/serving/person.html", view)


def _needs(found: list[Need]) -> Table:
    rows = [
        [Cell(one.get_kind_display(), reverse("desk:need", args=[one.pk])), Cell(one.get_urgency_display()), Cell(day(one.known_on), note=one.get_source_display()), Cell(tags=(need_tag(one),), note=one.get_close_reason_display())]
        for one in found
    ]  # fmt: skip
    return Table(
        _("需求"),
        columns(_("需求"), _("缓急"), _("发现"), _("状态")),
        rows,
        (_("没有登记需求"), _("知道了就登记，从那一天算起。")),
    )


def _orders(found: list[Any]) -> Table:
    rows = [
        [Cell(programme_name(one.programme), reverse("desk:order", args=[one.pk])), Cell(one.provider or "—"), Cell(f"{day(one.starts_on)} – {day(one.ends_on)}" if one.starts_on else _("%s 提出") % day(one.asked_on)), Cell(tags=(order_tag(one),))]
        for one in found
    ]  # fmt: skip
    return Table(
        _("服务单"),
        columns(_("项目"), _("机构"), _("期限"), _("状态")),
        rows,
        (_("还没有服务单"), _("从需求列入轮候。")),
    )


def _loans(found: list[Any]) -> Table:
    rows = [
        [Cell(one.device.label, reverse("desk:device", args=[one.device_id])), Cell(device_name(one.device.item)), Cell(day(one.lent_on)), Cell(day(one.due_on) if one.due_on else _("归本人")), Cell(day(one.returned_on), tags=(() if one.returned_on else (device_tag(one.device),)))]
        for one in found
    ]  # fmt: skip
    return Table(
        _("辅具"), columns(_("标签"), _("品目"), _("自"), _("借到"), _("归还")), rows, (_("没有借用或发放的辅具"), "")
    )


def _homes(found: list[Any]) -> Table:
    rows = [
        [Cell(one.project.name, reverse("desk:home", args=[one.pk])), Cell(day(one.surveyed_on)), Cell(yuan(one.final_fen or one.quoted_fen)), Cell(tags=(works_tag(one),))]
        for one in found
    ]  # fmt: skip
    return Table(
        _("家庭改造"), columns(_("项目"), _("勘察"), _("金额"), _("状态"), ends=(2,)), rows, (_("没有家庭改造"), "")
    )


@page(*CHECK, methods=("GET", "POST"), does={"survey": CHECK})
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down the survey of a person's home: rooms as measured."""
    one = reached(request.scope, Person.objects.filter(merged_into__isnull=True), pk=pk)
    form = SurveyForm(request.POST or None, initial={"on": request.today})
    projects = request.scope.filter(Project.objects.all()).order_by("-year", "name")
    form.fields["project"].choices = [(str(row.pk), f"{row.name}（{row.year}）") for row in projects]
    if request.method == "POST" and form.is_valid():
        need = Need.objects.filter(person=one, kind=NeedKind.HOME).exclude(state=NeedState.CLOSED).first()
        try:
            with reach.whole_house(f"survey user:{request.user.pk}"):
                made = operations.survey_home(
                    project=Project.objects.get(pk=form.cleaned_data["project"]), person=one, rooms=form.rooms(),
                    on=form.cleaned_data["on"], need=need, by=request.user, at=request.moment,
                )  # fmt: skip
        except operations.CannotBuild as why:
            form.add_error(None, str(why))
        else:
            return redirect("desk:home", made.pk)
    bulk.read(request, one, "services")
    return render(request, "desk/serving/survey.html", {"person": one, "form": form, "has_projects": projects.exists()})
