"""The pages between password and desk: the second factor, its first enrolment, and a password of one's own."""

from typing import Any

from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.models import User
from chuntian.accounts.operations import (
    WrongCode,
    check_code,
    check_passkey,
    choose_password,
    enrol_authenticator,
    enrol_passkey,
)
from chuntian.accounts.second_factors import has_authenticator, has_passkey, has_second_factor
from chuntian.web import clock, halfway, throttle
from chuntian.web.desk.enrolment import AuthenticatorForm, PasskeyForm, fresh_secret, sealed, shown_secret, unsealed
from chuntian.web.desk.forms import DeskForm
from chuntian.web.desk.sign_in import go_on, told_to_wait
from chuntian.web.pages import halfway_page
from chuntian.web.passwords import LONGEST, SHORTEST


class OnceInput(forms.TextInput):
    """A text that is of no use a second time: what was wrong is not shown again, to be deleted by hand."""

    def format_value(self, value: Any) -> None:
        return None


class CodeForm(DeskForm):
    code = forms.CharField(
        label=gettext_lazy("验证码或备用码"),
        max_length=20,
        help_text=gettext_lazy("认证器应用里现在显示的 6 位数字，可以粘贴；手机不在身边，填一个备用码"),
        widget=OnceInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "narrow"}),
    )


class AnswerForm(forms.Form):
    credential = forms.JSONField(widget=forms.HiddenInput)


class OwnPasswordForm(DeskForm):
    new = forms.CharField(
        label=gettext_lazy("您自己的密码"),
        strip=False,
        min_length=SHORTEST,
        max_length=LONGEST,
        help_text=gettext_lazy("至少 10 个字符；一句话比几个符号好记，也更难猜"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


@halfway_page("asks for the second factor of whoever gave the right password", methods=("GET", "POST"))
def code(request: HttpRequest) -> HttpResponse:
    """Take a code, a recovery code, or the answer of a passkey."""
    user = request.halfway.user
    if request.halfway.factor or not has_second_factor(user):
        return go_on(request)
    form = CodeForm(request.POST if "code" in request.POST else None)
    if request.method == "POST":
        factor = proved_by(request, user, form)
        if factor:
            halfway.keep(request, factor=factor)
            return go_on(request)
    return render(request, "desk/sign-in-code.html", code_view(user, form))


def code_view(user: User, form: CodeForm) -> dict[str, Any]:
    """Give what the question for a second factor shows."""
    with_passkey = has_passkey(user)
    return {
        "form": form,
        "with_app": has_authenticator(user),
        "options": webauthn.begin_authentication(user) if with_passkey else None,
    }


def proved_by(request: HttpRequest, user: User, form: CodeForm) -> str:
    """Give the kind of factor that what was sent proves; wrong ones are counted like wrong passwords (trust.md B6)."""
    what = user.get_username() + throttle.SECOND_STEP
    answer = AnswerForm(request.POST)
    if "credential" in request.POST:
        form = form if form.is_bound else bound_for_errors(form)
    elif not form.is_valid():
        return ""
    if told_to_wait(request, form, what):
        return ""
    try:
        if "credential" in request.POST:
            if not answer.is_valid():
                raise WrongCode
            return check_passkey(user=user, credential=answer.cleaned_data["credential"], at=clock.present())
        return check_code(user=user, code=form.cleaned_data["code"], at=clock.present())
    except WrongCode:
        throttle.record_failure(request, what, clock.now())
        form.add_error("code", _("验证码不对，或已经用过。请等应用显示下一个再填。"))
        return ""


def bound_for_errors(form: CodeForm) -> CodeForm:
    """Bind an unsent form, so that it can carry a message."""
    form.is_bound, form.data = True, {}
    form.full_clean()
    form.errors.clear()
    return form


@halfway_page("lets whoever gave the right password enrol the second factor his work asks for", methods=("GET", "POST"))
def enrol(request: HttpRequest) -> HttpResponse:
    """Enrol an authenticator app or a passkey before the first sign-in."""
    there = request.halfway
    if halfway.next_step(there.user, there.factor) != "desk:sign-in-enrol":
        return go_on(request)
    if not there.secret:
        there.secret = sealed(there.user, fresh_secret())
        halfway.keep(request, secret=there.secret)
    secret = unsealed(there.user, there.secret)
    form, passkey = (
        AuthenticatorForm(request.POST if "code" in request.POST else None),
        PasskeyForm(request.POST or None),
    )
    if request.method == "POST":
        factor = _enrolled(request, form, passkey, secret)
        if factor:
            halfway.keep(request, factor=factor)
            after = go_on(request)
            if request.user.is_authenticated:
                after.headers["Location"] = reverse("desk:security-codes")  # the answer also makes the device known
            return after
    view = {**shown_secret(there.user, secret), "form": form, "options": webauthn.begin_registration(there.user, False)}
    return render(request, "desk/sign-in-enrol.html", view)


def _enrolled(request: HttpRequest, form: AuthenticatorForm, passkey: PasskeyForm, secret: str) -> str:
    user, at = request.halfway.user, clock.present()
    try:
        if "credential" in request.POST and passkey.is_valid():
            said = passkey.cleaned_data
            return enrol_passkey(user=user, name=said["name"], credential=said["credential"], at=at).type
        if (
            "code" in request.POST
            and form.is_valid()
            and not told_to_wait(request, form, user.get_username() + throttle.SECOND_STEP)
        ):
            return enrol_authenticator(user=user, secret=secret, code=form.cleaned_data["code"], at=at).type
    except WrongCode:
        throttle.record_failure(request, user.get_username() + throttle.SECOND_STEP, clock.now())
        if form.is_bound:
            form.add_error("code", _("验证码不对。请核对密钥和手机的时间，填现在显示的 6 位数字。"))
    return ""


@halfway_page("lets whoever got a password from someone else choose his own", methods=("GET", "POST"))
def own_password(request: HttpRequest) -> HttpResponse:
    """Replace a password that an administrator gave."""
    there = request.halfway
    if halfway.next_step(there.user, there.factor) != "desk:sign-in-password":
        return go_on(request)
    form = OwnPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and acceptable(form, there.user):
        choose_password(user=there.user, password=form.cleaned_data["new"], at=clock.now())
        halfway.begin(request, there.user, there.back)
        halfway.keep(request, factor=there.factor, secret=there.secret)
        return go_on(request)
    return render(request, "desk/sign-in-password.html", {"form": form})


def acceptable(form: forms.Form, user: User) -> bool:
    """Say whether the new password of a form will do: not the old one, not a well-known one."""
    new = form.cleaned_data["new"]
    if user.check_password(new):
        form.add_error("new", _("请换一个不同的密码"))
        return False
    try:
        validate_password(new, user)
    except forms.ValidationError as why:
        form.add_error("new", why)
        return False
    return True
