"""The steps of an order: placed with the provider that the person chose, moved, stopped, accepted; a fitting in five steps."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.services import operations
from chuntian.services.declared import service
from chuntian.services.enums import PLACED, ChosenBy, FittingStep, OrderState, WaitEnd, Way
from chuntian.services.models import Order, Provider
from chuntian.services.queries import directory
from chuntian.web.desk.deeds import Deed
from chuntian.web.desk.forms import DayField, DeskForm, ReasonField
from chuntian.web.desk.serving.common import CHECK, EITHER, FEN

REFUSED = (operations.CannotOrder, operations.ReasonMissing)
YES, NO = "yes", "no"


class MoneyField(forms.DecimalField):
    """An amount of yuan with at most two places; gives whole fen."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "narrow"})
        super().__init__(max_digits=12, decimal_places=2, min_value=0, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        """Give the fen, or None where nothing was written."""
        said = super().clean(value)
        return None if said is None else int(said * FEN)


class ChoiceForm(DeskForm):
    provider = forms.ChoiceField(
        label=gettext_lazy("本人选择的机构"), help_text=gettext_lazy("只列出今天有该项目有效协议的机构。")
    )
    chosen_by = forms.ChoiceField(label=gettext_lazy("由谁选择"), choices=ChosenBy.choices, widget=forms.RadioSelect)
    chosen_by.asks = gettext_lazy("请选由谁选择")
    consent = forms.BooleanField(
        label=gettext_lazy("县残联同意到外地机构"), required=False,
        help_text=gettext_lazy("机构在外县时须勾选；由审批人办理。"),
    )  # fmt: skip


class PlaceForm(ChoiceForm):
    starts_on = DayField(label=gettext_lazy("从哪天"))
    ends_on = DayField(label=gettext_lazy("到哪天"))
    items = forms.MultipleChoiceField(label=gettext_lazy("做哪些"), widget=forms.CheckboxSelectMultiple)
    items.asks = gettext_lazy("请至少选一项")
    times = forms.IntegerField(
        label=gettext_lazy("每项最多几次（可不填）"), required=False, min_value=1, max_value=1000,
        widget=forms.NumberInput(attrs={"class": "narrow"}),
    )  # fmt: skip
    ceiling = MoneyField(label=gettext_lazy("限额（元，可不填）"), required=False)


class TransferForm(ChoiceForm):
    on = DayField(label=gettext_lazy("从哪天起换"))
    reason = ReasonField()


class StopForm(DeskForm):
    last_day = DayField(label=gettext_lazy("最后一天"))
    reason = ReasonField()


class CancelForm(DeskForm):
    why = forms.ChoiceField(label=gettext_lazy("为什么不等了"), choices=WaitEnd.choices, widget=forms.RadioSelect)
    why.asks = gettext_lazy("请选不再等的原因")
    words = ReasonField(label=gettext_lazy("谁说的、什么情况"))


class AcceptForm(DeskForm):
    on = DayField(label=gettext_lazy("哪一天"))
    given_by = forms.ChoiceField(label=gettext_lazy("谁说的"), choices=ChosenBy.choices, widget=forms.RadioSelect)
    given_by.asks = gettext_lazy("请选是谁说的")
    accepted = forms.ChoiceField(
        label=gettext_lazy("验收吗"),
        choices=[(YES, gettext_lazy("验收")), (NO, gettext_lazy("不验收"))],
        widget=forms.RadioSelect,
    )
    accepted.asks = gettext_lazy("请选验收还是不验收")
    rating = forms.TypedChoiceField(
        label=gettext_lazy("打几分（可不选）"), required=False, coerce=int, empty_value=None,
        choices=[("", "—"), *((str(one), str(one)) for one in range(1, 6))],
    )  # fmt: skip
    words = forms.CharField(
        label=gettext_lazy("本人的话（不验收须填）"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class FittingForm(DeskForm):
    step = forms.ChoiceField(label=gettext_lazy("哪一步"), choices=FittingStep.choices)
    on = DayField(label=gettext_lazy("哪一天"))
    note = forms.CharField(label=gettext_lazy("记录（可不填）"), required=False, max_length=500)


def _consent(request: HttpRequest, said: dict[str, Any]) -> dict[str, Any]:
    """Give who consents to a provider elsewhere: only someone who decides can."""
    given = said.pop("consent") and request.scope.can(Do.CASE_DECIDE)
    return {"consent_by": request.user if given else None, "consent_on": request.today if given else None}


def place(request: HttpRequest, order: Order, said: dict[str, Any]) -> str:
    """Place it with the provider that was chosen."""
    consent = _consent(request, said)
    times = said.pop("times")
    operations.place(
        order=order, provider=Provider.objects.get(pk=said["provider"]), starts_on=said["starts_on"], ends_on=said["ends_on"],
        items=dict.fromkeys(said["items"], times), chosen_by=said["chosen_by"], ceiling_fen=said["ceiling"], by=request.user,
        at=request.moment, **consent,
    )  # fmt: skip
    return _("已安排。机构的页面上现在有这个人。")


def transfer(request: HttpRequest, order: Order, said: dict[str, Any]) -> HttpResponse:
    """Move the person to another provider; what is left goes along."""
    consent = _consent(request, said)
    made = operations.transfer(
        order=order, provider=Provider.objects.get(pk=said["provider"]), on=said["on"], reason=said["reason"],
        chosen_by=said["chosen_by"], by=request.user, at=request.moment, **consent,
    )  # fmt: skip
    return redirect("desk:order", made.pk)


def stop(request: HttpRequest, order: Order, said: dict[str, Any]) -> str:
    """Stop it after a day."""
    operations.stop(order=order, by=request.user, at=request.moment, **said)
    return _("已停止。理由已写入记录。")


def cancel(request: HttpRequest, order: Order, said: dict[str, Any]) -> str:
    """End the wait."""
    operations.leave_wait(order=order, by=request.user, at=request.moment, **said)
    return _("已从轮候名单上取下。需求还在，不再需要的请在需求里关闭。")


def accept(request: HttpRequest, order: Order, said: dict[str, Any]) -> str:
    """Write down the person's word."""
    said["accepted"] = said["accepted"] == YES
    operations.accept(order=order, by=request.user, at=request.moment, **said)
    return _("已记下本人的话。")


def fit(request: HttpRequest, order: Order, said: dict[str, Any]) -> str:
    """Write down one of the five steps of a fitting."""
    operations.step_fitting(order=order, by=request.user, at=request.moment, **said)
    return _("已登记这一步。")


def provider_choices(order: Order, on: Any) -> list[tuple[str, str]]:
    """Give the providers with an agreement in force, with the place's own first, and how they were rated."""
    found = sorted(directory(order.programme, on=on), key=lambda one: one.organisation.division[:6] != order.region[:6])
    return [(str(one.pk), _provider_words(one, order)) for one in found]


def _provider_words(one: Any, order: Order) -> str:
    rated = (
        _("%(rating)s 分（%(count)s 人评）") % {"rating": f"{one.rating:.1f}", "count": one.ratings}
        if one.ratings
        else ""
    )
    away = "" if one.organisation.division[:6] == order.region[:6] else _("外县")
    return " · ".join(word for word in (one.organisation.name, rated, away) if word)


def _place_choices(form: DeskForm, request: HttpRequest, order: Order) -> None:
    _provider_choices(form, request, order)
    form.fields["items"].choices = [(one.code, f"{one.name}（{one.unit}）") for one in service(order.programme).items]
    form.fields["starts_on"].initial = request.today
    form.fields["ends_on"].initial = request.today.replace(month=12, day=31)


def _provider_choices(form: DeskForm, request: HttpRequest, order: Order) -> None:
    form.fields["provider"].choices = provider_choices(order, request.today)
    if order.state == OrderState.WAITING and order.provider_id:
        form.fields["provider"].initial, form.fields["chosen_by"].initial = str(order.provider_id), order.chosen_by
    if not request.scope.can(Do.CASE_DECIDE):
        form.fields["consent"].disabled = True


def _tomorrow(form: DeskForm, request: HttpRequest, order: Order) -> None:
    _provider_choices(form, request, order)
    form.fields["on"].initial = request.today + timedelta(days=1)


def _today(form: DeskForm, request: HttpRequest, order: Order) -> None:
    for name in ("on", "last_day"):
        if name in form.fields:
            form.fields[name].initial = request.today


def _waits(order: Order) -> bool:
    return order.state == OrderState.WAITING


def _runs(order: Order) -> bool:
    return order.state == OrderState.RUNNING


def _placed(order: Order) -> bool:
    return order.state in PLACED


def _fits(order: Order) -> bool:
    return service(order.programme).way == Way.DEVICE and order.fitting.count() < len(FittingStep)


DEEDS = [
    Deed(
        "place", gettext_lazy("安排机构"), EITHER, place, form=PlaceForm, kind="first", possible=_waits, refusals=REFUSED,
        choices=_place_choices,
    ),
    Deed(
        "fit", gettext_lazy("登记适配步骤"), CHECK, fit, form=FittingForm, kind="first", possible=_fits, choices=_today,
        refusals=(operations.CannotMoveDevice,),
    ),
    Deed(
        "accept", gettext_lazy("登记本人验收"), EITHER, accept, form=AcceptForm, possible=_placed, refusals=REFUSED, choices=_today
    ),
    Deed(
        "transfer", gettext_lazy("转机构"), EITHER, transfer, form=TransferForm, possible=_runs, refusals=REFUSED, choices=_tomorrow
    ),
    Deed(
        "cancel", gettext_lazy("不再等了"), EITHER, cancel, form=CancelForm, kind="danger", possible=_waits, refusals=REFUSED,
        about=gettext_lazy("从轮候名单上取下；以后又要，从那一天重新等。"),
    ),
    Deed("stop", gettext_lazy("停止服务"), EITHER, stop, form=StopForm, kind="danger", possible=_runs, refusals=REFUSED, choices=_today),
]  # fmt: skip
