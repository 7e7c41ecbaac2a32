"""Organisations: the offices, providers, employers and banks of the regions one administers."""

from typing import Any

from django import forms
from django.contrib.messages import success
from django.core.paginator import Paginator
from django.core.validators import RegexValidator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.accounts.operations.organisations import (
    CannotKeep,
    add_organisation,
    correct_organisation,
    end_organisation,
)
from chuntian.accounts.scopes import administered
from chuntian.places.enums import OrganisationKind
from chuntian.places.models import Organisation
from chuntian.web.desk import deeds
from chuntian.web.desk.absent import reached
from chuntian.web.desk.account_deeds import region_field
from chuntian.web.desk.forms import DayField, DeskForm, ReasonField
from chuntian.web.pages import page
from chuntian.web.reading.names import place_names

VIEW = (Do.SYSTEM_ADMIN,)
ROWS_A_PAGE = 40
CREDIT_CODE = RegexValidator(
    r"^[0-9A-HJ-NPQRTUWXYa-hj-npqrtuwxy]{18}$", gettext_lazy("统一社会信用代码是 18 位数字和字母")
)


class SearchForm(DeskForm):
    q = forms.CharField(label=gettext_lazy("名称或信用代码"), required=False, max_length=60)
    kind = forms.ChoiceField(
        label=gettext_lazy("类型"), required=False, choices=[("", gettext_lazy("全部")), *OrganisationKind.choices]
    )
    state = forms.ChoiceField(
        label=gettext_lazy("状态"), required=False,
        choices=[("", gettext_lazy("在用")), ("ended", gettext_lazy("已停用")), ("all", gettext_lazy("全部"))],
    )  # fmt: skip


class CorrectForm(DeskForm):
    name = forms.CharField(label=gettext_lazy("名称"), max_length=128)
    credit_code = forms.CharField(
        label=gettext_lazy("统一社会信用代码（可不填）"), required=False, max_length=18, validators=[CREDIT_CODE]
    )
    phone = forms.CharField(label=gettext_lazy("电话（可不填）"), required=False, max_length=32)
    address = forms.CharField(label=gettext_lazy("地址（可不填）"), required=False, max_length=256)


class NewForm(CorrectForm):
    kind = forms.ChoiceField(label=gettext_lazy("类型"), choices=OrganisationKind.choices)
    division = region_field()
    field_order = ("kind", "name", "division", "credit_code", "phone", "address")


class EndForm(DeskForm):
    on = DayField(label=gettext_lazy("从哪天起停用"))
    reason = ReasonField()


def correct(request: HttpRequest, one: Organisation, said: dict[str, Any]) -> str:
    """Correct what is written of it."""
    correct_organisation(organisation=one, by=request.user, at=request.moment, **said)
    return _("已更正。")


def end(request: HttpRequest, one: Organisation, said: dict[str, Any]) -> str:
    """End it."""
    end_organisation(organisation=one, by=request.user, at=request.moment, **said)
    return _("已停用。以前的记录都还在。")


def _present(form: DeskForm, request: HttpRequest, one: Organisation) -> None:
    for name in CorrectForm.base_fields:
        form.fields[name].initial = getattr(one, name)


def _works(one: Organisation) -> bool:
    return one.closed_on is None


DEEDS = [
    deeds.Deed(
        "correct", gettext_lazy("更正"), VIEW, correct, form=CorrectForm, possible=_works, refusals=(CannotKeep,), choices=_present
    ),
    deeds.Deed("end", gettext_lazy("停用"), VIEW, end, form=EndForm, possible=_works, refusals=(CannotKeep,)),
]  # fmt: skip


@page(*VIEW, methods=("GET", "POST"), does={"add": VIEW})
def organisations(request: HttpRequest) -> HttpResponse:
    """Search the organisations of one's regions, and add one."""
    mine = administered(request.user, request.today)
    form = SearchForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    new = NewForm(request.POST if request.POST.get("do") == "add" else None, prefix="add")
    new.fields["division"].scope = mine
    if request.POST.get("do") == "add" and new.is_valid():
        try:
            made = add_organisation(**new.cleaned_data, by=request.user, at=request.moment)
        except CannotKeep as why:
            new.add_error(None, str(why))
        else:
            success(request, _("已登记。"), extra_tags="done")
            return redirect("desk:organisation", made.pk)
    rows = _found(mine.filter(Organisation.objects.all()), asked).order_by("kind", "region", "name")
    shown = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    places = place_names(one.division for one in shown.object_list)
    view = {
        "rows": [(one, places.get(one.division, one.division)) for one in shown.object_list],
        "page": shown,
        "filters": form,
    }
    return render(
        request, "desk/organisations.html", view | {"new": new, "form": new if new.is_bound and new.errors else None}
    )


def _found(rows: Any, asked: dict[str, Any]) -> Any:
    if words := (asked.get("q") or "").strip():
        rows = rows.filter(Q(name__icontains=words) | Q(credit_code__iexact=words))
    if asked.get("kind"):
        rows = rows.filter(kind=asked["kind"])
    state = asked.get("state") or ""
    return rows if state == "all" else rows.filter(closed_on__isnull=state != "ended")


@page(*VIEW, methods=("GET", "POST"), does=DEEDS)
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one organisation; correct it or end it."""
    one = reached(administered(request.user, request.today), Organisation.objects.select_related("parent"), pk=pk)
    offered, response = deeds.answer(request, DEEDS, one)
    if response:
        return response
    place = place_names([one.division]).get(one.division, one.division)
    view = {"one": one, "place": place, "offered": offered, "form": deeds.failed(offered)}
    return render(request, "desk/organisation.html", view)
