"""What administrators do with an account: roles by the system's, stops and second factors by security's."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts import operations
from chuntian.accounts.enums import Do, Role
from chuntian.accounts.models import Assignment, FactorReset, User
from chuntian.accounts.scopes import Scope
from chuntian.accounts.second_factors import has_second_factor
from chuntian.places.models import Division
from chuntian.places.regions import full_name
from chuntian.web.desk.deeds import Deed
from chuntian.web.desk.forms import DayField, DeskForm, ReasonField

REFUSALS = (operations.CannotAdminister, operations.CannotAssign, operations.CannotReset)
ADMINISTERS = (Do.SYSTEM_ADMIN,)
GUARDS = (Do.SECURITY_ADMIN,)


class RegionField(forms.CharField):
    """A division by its code or its name, within the regions one administers."""

    scope: Scope = Scope()

    def clean(self, value: Any) -> str:
        """Give the code of the division."""
        said = super().clean(value).strip()
        rows = self.scope.filter(Division.objects.all(), "code")
        rows = rows.filter(code__startswith=said) if said.isdigit() else rows.filter(name=said)
        codes = sorted(set(rows.order_by("code").values_list("code", flat=True)[:50]))
        if said.isdigit():
            codes = [code for code in codes if code == said.ljust(12, "0")]
        if not codes:
            raise forms.ValidationError(_("您管理的区域里没有这个地方，请填名称或区划代码"))
        if len(codes) > 1:
            named = "、".join(f"{full_name(code)}（{code}）" for code in codes[:5])
            raise forms.ValidationError(_("有几个同名的地方，请填代码：%s") % named)
        return codes[0]


def region_field() -> RegionField:
    """Make the question for a region."""
    return RegionField(label=gettext_lazy("区域"), help_text=gettext_lazy("名称或区划代码，例如 620104"), max_length=40)


class RoleForm(DeskForm):
    role = forms.ChoiceField(label=gettext_lazy("角色"), choices=Role.choices)
    region = region_field()
    start = DayField(label=gettext_lazy("从哪天起"))
    end = DayField(label=gettext_lazy("到哪天为止"), required=False, help_text=gettext_lazy("不填就一直有效，直到终止"))
    reason = ReasonField()


class EndRoleForm(DeskForm):
    assignment = forms.ModelChoiceField(
        label=gettext_lazy("哪一项"), queryset=Assignment.objects.none(), empty_label=None
    )
    end = DayField(label=gettext_lazy("到哪天为止"))
    reason = ReasonField()


class WhyForm(DeskForm):
    reason = ReasonField()


class DecideForm(DeskForm):
    agree = forms.ChoiceField(
        label=gettext_lazy("怎样定"),
        choices=[("yes", gettext_lazy("重置：本人已当面核对身份")), ("no", gettext_lazy("不重置"))],
        widget=forms.RadioSelect,
    )
    reason = ReasonField()


def told_once(request: HttpRequest, user: User, password: str) -> HttpResponse:
    """Show a password that nobody can look up again."""
    return render(request, "desk/account-password.html", {"person": user, "password": password})


def within(form: DeskForm, request: HttpRequest, user: User | None = None) -> None:
    """Let the form choose only within the regions one administers, from today on."""
    form.fields["region"].scope = request.administered
    form.fields["start"].initial = request.today


def held(form: DeskForm, request: HttpRequest, user: User) -> None:
    """Offer the roles that have not ended."""
    rows = request.administered.filter(user.assignments.exclude(valid_to__lt=request.today)).order_by("role", "region")
    form.fields["assignment"].queryset = rows
    form.fields["assignment"].label_from_instance = lambda one: f"{one.get_role_display()} {full_name(one.region)}"
    form.fields["end"].initial = request.today


def give_role(request: HttpRequest, user: User, said: dict[str, Any]) -> str:
    """Give a role."""
    operations.give_role(user=user, by=request.user, at=request.moment, **said)
    return _("已给角色。")


def take_role(request: HttpRequest, user: User, said: dict[str, Any]) -> str:
    """End a role."""
    operations.take_role(by=request.user, at=request.moment, **said)
    return _("已终止这个角色。")


def give_password(request: HttpRequest, user: User, said: dict[str, Any]) -> HttpResponse:
    """Give a password to replace at the next sign-in."""
    password = operations.fresh_password()
    operations.give_password(user=user, password=password, by=request.user, at=request.moment, **said)
    return told_once(request, user, password)


def stop(request: HttpRequest, user: User, said: dict[str, Any]) -> str:
    """Stop the account at once."""
    operations.deactivate(user=user, by=request.user, at=request.moment, **said)
    return _("已停用，别处的登录都已退出。")


def open_again(request: HttpRequest, user: User, said: dict[str, Any]) -> str:
    """Let the account in again."""
    operations.activate(user=user, by=request.user, at=request.moment, **said)
    return _("已恢复。")


def ask_reset(request: HttpRequest, user: User, said: dict[str, Any]) -> str:
    """Ask that the second factor be taken away."""
    operations.ask_reset(user=user, by=request.user, at=request.moment, **said)
    return _("已提出，等另一位管理员核对后决定。")


def decide_reset(request: HttpRequest, user: User, said: dict[str, Any]) -> str:
    """Take the second factor away, or refuse."""
    agree = said["agree"] == "yes"
    operations.decide_reset(
        reset=open_reset(user), by=request.user, at=request.moment, agree=agree, reason=said["reason"]
    )
    return _("已重置，下次登录要重新设置。") if agree else _("已决定不重置。")


def open_reset(user: User) -> FactorReset | None:
    """Give the reset that waits for a second person, if there is one."""
    return FactorReset.objects.filter(user=user, decided_at__isnull=True).select_related("asked_by").first()


def _may_ask(user: User) -> bool:
    return has_second_factor(user) and open_reset(user) is None


DEEDS = [
    Deed(
        "decide-reset", gettext_lazy("决定重置第二步验证"), GUARDS, decide_reset, DecideForm, kind="first", refusals=REFUSALS, weighs=True,
        possible=lambda user: open_reset(user) is not None, about=gettext_lazy("必须由提出人以外的人决定"),
    ),
    Deed("give-role", gettext_lazy("给一个角色"), ADMINISTERS, give_role, RoleForm, refusals=REFUSALS, choices=within, weighs=True),
    Deed(
        "take-role", gettext_lazy("终止一个角色"), ADMINISTERS, take_role, EndRoleForm, refusals=REFUSALS, choices=held,
        possible=lambda user: user.assignments.exists(),
    ),
    Deed(
        "give-password", gettext_lazy("重设密码"), ADMINISTERS, give_password, WhyForm, refusals=REFUSALS, weighs=True,
        about=gettext_lazy("给一个临时密码；本人登录时必须换掉，第二步验证照旧"),
    ),
    Deed(
        "ask-reset", gettext_lazy("提出重置第二步验证"), (*ADMINISTERS, *GUARDS), ask_reset, WhyForm, refusals=REFUSALS,
        possible=_may_ask, about=gettext_lazy("手机和备用码都丢了才需要；要两个人"),
    ),
    Deed(
        "stop", gettext_lazy("停用账号"), GUARDS, stop, WhyForm, kind="danger", refusals=REFUSALS,
        possible=lambda user: user.is_active, about=gettext_lazy("马上生效，正在登录的也会退出"),
    ),
    Deed(
        "open", gettext_lazy("恢复账号"), GUARDS, open_again, WhyForm, refusals=REFUSALS,
        possible=lambda user: not user.is_active,
    ),
]  # fmt: skip
