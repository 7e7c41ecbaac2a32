"""Accounts: who works here, in which role, until when. Administrators see no case and no person with disabilities."""

from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do, Role
from chuntian.accounts.models import Assignment, Authority, User
from chuntian.accounts.operations import CLOSED, OPENED, CannotAdminister, CannotAssign, create_account, fresh_password
from chuntian.accounts.queries import accounts_in, lies_within
from chuntian.accounts.scopes import administered
from chuntian.accounts.second_factors import PROVING, has_second_factor
from chuntian.places.regions import full_name
from chuntian.trail.queries import entries_about
from chuntian.web.desk import deeds
from chuntian.web.desk.account_deeds import DEEDS, RoleForm, open_reset, told_once, within
from chuntian.web.desk.forms import DeskForm
from chuntian.web.own_news import DONE
from chuntian.web.pages import page
from chuntian.web.reading.names import place_names

VIEW = (Do.SYSTEM_ADMIN, Do.SECURITY_ADMIN)
ROWS_A_PAGE = 25
LAST_ENTRIES = 20


class AccountsForm(DeskForm):
    q = forms.CharField(label=gettext_lazy("用户名或姓名"), required=False, max_length=60)
    role = forms.ChoiceField(
        label=gettext_lazy("角色"), required=False, choices=[("", gettext_lazy("全部")), *Role.choices]
    )
    active = forms.ChoiceField(
        label=gettext_lazy("状态"),
        required=False,
        choices=[("", gettext_lazy("全部")), ("yes", gettext_lazy("在用")), ("no", gettext_lazy("已停用"))],
    )


class NewAccountForm(RoleForm):
    username = forms.CharField(
        label=gettext_lazy("用户名"),
        max_length=60,
        min_length=3,
        validators=[UnicodeUsernameValidator()],
        help_text=gettext_lazy("登录用，以后不改；不要用身份证号"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    display_name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    field_order = ("username", "display_name", "role", "region", "start", "end", "reason")


@page(*VIEW)
def accounts(request: HttpRequest) -> HttpResponse:
    """List the accounts of the regions one administers."""
    form = AccountsForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    mine = administered(request.user, request.today)
    found = accounts_in(mine, asked.get("q", ""), asked.get("role", ""), asked.get("active", ""))
    shown = Paginator(found.prefetch_related("assignments", "authenticator_set"), ROWS_A_PAGE).get_page(
        request.GET.get("page")
    )
    view = {
        "rows": [_row(user, request) for user in shown.object_list],
        "page": shown,
        "filters": form,
        "asked": any(asked.values()),
        "may_make": request.scope.can(Do.SYSTEM_ADMIN),
    }
    return render(request, "desk/accounts.html", view)


def _row(user: User, request: HttpRequest) -> dict[str, Any]:
    now = [one for one in user.assignments.all() if one.valid_to is None or one.valid_to >= request.today]
    places = place_names(one.region for one in now)
    return {
        "pk": user.pk,
        "name": user.display_name or user.username,
        "username": user.username,
        "roles": [f"{one.get_role_display()} {places.get(one.region, one.region)}" for one in now],
        "active": user.is_active,
        "proved": any(one.type in PROVING for one in user.authenticator_set.all()),
        "last_login": user.last_login,
    }


@page(Do.SYSTEM_ADMIN, methods=("GET", "POST"), does={"make": (Do.SYSTEM_ADMIN,)})
def new_account(request: HttpRequest) -> HttpResponse:
    """Make an account with its first role; its password is shown once."""
    request.administered = administered(request.user, request.today)
    form = NewAccountForm(request.POST or None)
    within(form, request)
    if request.method == "POST" and form.is_valid():
        password = fresh_password()
        try:
            user = create_account(password=password, by=request.user, at=request.moment, **form.cleaned_data)
        except (CannotAdminister, CannotAssign) as why:
            form.add_error(None, str(why))
        else:
            return told_once(request, user, password)
    return render(request, "desk/new-account.html", {"form": form})


@page(*VIEW, methods=("GET", "POST"), does=DEEDS)
def one_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an account with its roles and history, and what can be done with it."""
    request.administered = administered(request.user, request.today)
    user = get_object_or_404(accounts_in(request.administered), pk=pk)
    mine = lies_within(request.administered, user, request.today)
    offered, done = deeds.answer(request, DEEDS if mine and user != request.user else [], user)
    if done is not None:
        return done
    view = {
        "person": user,
        "offered": offered,
        "form": deeds.failed(offered),
        "roles": [_held(one, request) for one in user.assignments.order_by("-valid_from", "-id")],
        "proved": has_second_factor(user),
        "reset": open_reset(user),
        "authorities": [_acts_for(one) for one in Authority.objects.filter(user=user).order_by("-valid_to")],
        "history": [
            _entry(one) for one in entries_about("user", user.pk).exclude(action__in=(OPENED, CLOSED))[:LAST_ENTRIES]
        ],
        "outside": not mine,
        "oneself": user == request.user,
    }
    return render(request, "desk/one-account.html", view)


def _held(one: Assignment, request: HttpRequest) -> dict[str, Any]:
    return {
        "role": one.get_role_display(),
        "region": full_name(one.region) or one.region,
        "start": one.valid_from,
        "end": one.valid_to,
        "over": bool(one.valid_to and one.valid_to < request.today),
    }


def _acts_for(one: Authority) -> dict[str, Any]:
    return {
        "kind": one.get_kind_display(),
        "place": full_name(one.region) or one.region,
        "start": one.valid_from,
        "end": one.valid_to,
    }


def _entry(one: Any) -> dict[str, Any]:
    return {"at": one.at, "what": DONE.get(one.action, one.action), "by": one.actor, "reason": one.reason}
