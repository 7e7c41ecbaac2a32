"""The steps of a home: plan, quote, photographs, works, acceptance."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.casework.operations import DocumentRefused, drawn_anew
from chuntian.services import operations
from chuntian.services.declared import service
from chuntian.services.enums import When
from chuntian.services.enums import WorksState as State
from chuntian.services.models import AgreementSpan, HomeWorks, PlanItem, Provider, Room
from chuntian.web.desk.deeds import Deed
from chuntian.web.desk.forms import DayField, DeskForm, ReasonField
from chuntian.web.desk.serving.common import CHECK, DECIDE, EITHER
from chuntian.web.desk.serving.order_deeds import MoneyField

REFUSED = (operations.CannotBuild, operations.ReasonMissing)


class PlanForm(DeskForm):
    agreed_on = DayField(label=gettext_lazy("住户哪天同意的"))


class QuoteForm(DeskForm):
    provider = forms.ChoiceField(label=gettext_lazy("哪家施工"))
    on = DayField(label=gettext_lazy("报价日期"))


class PhotoForm(DeskForm):
    room = forms.ChoiceField(label=gettext_lazy("哪间房"))
    when = forms.ChoiceField(label=gettext_lazy("改造前还是改造后"), choices=When.choices, widget=forms.RadioSelect)
    when.asks = gettext_lazy("请选改造前还是改造后")
    taken_on = DayField(label=gettext_lazy("哪天拍的"))
    file = forms.FileField(
        label=gettext_lazy("照片"), help_text=gettext_lazy("JPG、PNG 或 WEBP，不超过 10 MB。拍摄地点等信息会去掉。"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )  # fmt: skip
    file.asks = gettext_lazy("请选一张照片")


class OnForm(DeskForm):
    on = DayField(label=gettext_lazy("哪一天"))


class AcceptForm(OnForm):
    final = MoneyField(label=gettext_lazy("决算（元）"))
    warranty_to = DayField(label=gettext_lazy("保修到哪天"))


class DropForm(DeskForm):
    reason = ReasonField()


def plan(request: HttpRequest, home: HomeWorks, said: dict[str, Any]) -> str:
    """Write the household's plan: room by room, what and how many."""
    wanted: dict[str, dict[str, int]] = {}
    for room in home.rooms.all():
        for item in service(home.project.programme).codes:
            if many := said.get(f"p{room.pk}_{item}"):
                wanted.setdefault(room.name, {})[item] = many
    operations.plan_home(home=home, plan=wanted, agreed_on=said["agreed_on"], by=request.user, at=request.moment)
    return _("方案已定。接着请施工单位报价。")


def quote(request: HttpRequest, home: HomeWorks, said: dict[str, Any]) -> str:
    """Take a provider's quote for every item of the plan."""
    prices = {item.pk: said[f"q{item.pk}"] for item in PlanItem.objects.filter(room__works=home)}
    there = Provider.objects.get(pk=said["provider"])
    operations.quote_home(
        home=home, provider=there, prices_fen=prices, on=said["on"], by=request.user, at=request.moment
    )
    return _("已登记报价。")


def photograph(request: HttpRequest, home: HomeWorks, said: dict[str, Any]) -> str:
    """Keep a photograph, drawn anew: what the camera wrote into it stays outside."""
    content = drawn_anew(said["file"].read())
    room = Room.objects.select_related("works").get(pk=said["room"], works=home)
    operations.photograph(
        room=room, when=said["when"], content=content, taken_on=said["taken_on"], by=request.user, at=request.moment
    )  # fmt: skip
    return _("照片已存。")


def begin(request: HttpRequest, home: HomeWorks, said: dict[str, Any]) -> str:
    """Let the works begin."""
    operations.begin_works(home=home, by=request.user, at=request.moment)
    return _("已开工。")


def finish(request: HttpRequest, home: HomeWorks, said: dict[str, Any]) -> str:
    """Say that everything planned is built."""
    operations.finish_works(home=home, on=said["on"], by=request.user, at=request.moment)
    return _("已完工。请拍改造后的照片，再验收。")


def accept(request: HttpRequest, home: HomeWorks, said: dict[str, Any]) -> str:
    """Accept the home, and owe the provider its final sum."""
    operations.accept_works(
        home=home, on=said["on"], final_fen=said["final"], warranty_to=said["warranty_to"], by=request.user, at=request.moment
    )  # fmt: skip
    return _("已验收，转资金拨付。")


def drop(request: HttpRequest, home: HomeWorks, said: dict[str, Any]) -> str:
    """Take the home out of the project."""
    operations.drop_home(home=home, reason=said["reason"], by=request.user, at=request.moment)
    return _("已记录：不再改造。")


def _planned(form: DeskForm, request: HttpRequest, home: HomeWorks) -> None:
    there = {(item.room_id, item.item): item.quantity for item in PlanItem.objects.filter(room__works=home)}
    form.fields["agreed_on"].initial = request.today
    for room in home.rooms.order_by("pk"):
        for item in service(home.project.programme).items:
            form.fields[f"p{room.pk}_{item.code}"] = forms.IntegerField(
                label=_("%(room)s：%(item)s（几%(unit)s）") % {"room": room.name, "item": item.name, "unit": item.unit},
                required=False, min_value=0, max_value=99, initial=there.get((room.pk, item.code)),
                widget=forms.NumberInput(attrs={"class": "narrow"}),
            )  # fmt: skip


def _quoted(form: DeskForm, request: HttpRequest, home: HomeWorks) -> None:
    spans = AgreementSpan.objects.filter(
        agreement__programme=home.project.programme, from_on__lte=request.today, to_on__gte=request.today
    )
    rows = Provider.objects.filter(agreements__spans__in=spans).distinct().select_related("organisation")
    form.fields["provider"].choices = [
        (str(one.pk), one.organisation.name) for one in rows.order_by("organisation__name")
    ]
    form.fields["on"].initial = request.today
    names = {one.code: one for one in service(home.project.programme).items}
    for item in PlanItem.objects.filter(room__works=home).select_related("room").order_by("room", "pk"):
        known = names[item.item]
        said = {"room": item.room.name, "item": known.name, "many": item.quantity, "unit": known.unit}
        form.fields[f"q{item.pk}"] = MoneyField(label=_("%(room)s：%(item)s %(many)s %(unit)s，单价（元）") % said)


def _rooms(form: DeskForm, request: HttpRequest, home: HomeWorks) -> None:
    form.fields["room"].choices = [(str(one.pk), one.name) for one in home.rooms.order_by("pk")]
    form.fields["taken_on"].initial = request.today
    form.fields["when"].initial = When.AFTER if home.state in (State.BUILDING, State.BUILT) else When.BEFORE


def _today(form: DeskForm, request: HttpRequest, home: HomeWorks) -> None:
    form.fields["on"].initial = request.today
    if "final" in form.fields and home.quoted_fen:
        form.fields["final"].initial = f"{home.quoted_fen // 100}.{home.quoted_fen % 100:02}"
        form.fields["warranty_to"].initial = request.today.replace(
            year=request.today.year + 1, day=min(request.today.day, 28)
        )


def _at(*states: State) -> Any:
    return lambda home: home.state in states


DEEDS = [
    Deed("accept", gettext_lazy("验收"), DECIDE, accept, form=AcceptForm, kind="first", refusals=REFUSED, possible=_at(State.BUILT), choices=_today, weighs=True,
         about=gettext_lazy("每间改造的房间都要有改造前、改造后的照片。户均不是这一户的上限；只看项目总额。")),
    Deed("finish", gettext_lazy("登记完工"), CHECK, finish, form=OnForm, kind="first", refusals=REFUSED, possible=_at(State.BUILDING), choices=_today),
    Deed("begin", gettext_lazy("开工"), CHECK, begin, kind="first", refusals=REFUSED, possible=_at(State.QUOTED),
         about=gettext_lazy("开工前，每间要改造的房间先拍改造前的照片。")),
    Deed("quote", gettext_lazy("登记报价"), CHECK, quote, form=QuoteForm, kind="first", refusals=REFUSED, possible=_at(State.PLANNED, State.QUOTED), choices=_quoted),
    Deed("plan", gettext_lazy("定方案"), CHECK, plan, form=PlanForm, refusals=REFUSED, possible=_at(State.SURVEYED, State.PLANNED), choices=_planned),
    Deed("photo", gettext_lazy("加一张照片"), CHECK, photograph, form=PhotoForm, refusals=(*REFUSED, DocumentRefused, Room.DoesNotExist),
         possible=_at(State.SURVEYED, State.PLANNED, State.QUOTED, State.BUILDING, State.BUILT), choices=_rooms),
    Deed("drop", gettext_lazy("不再改造"), EITHER, drop, form=DropForm, kind="danger", refusals=REFUSED,
         possible=_at(State.SURVEYED, State.PLANNED, State.QUOTED)),
]  # fmt: skip
