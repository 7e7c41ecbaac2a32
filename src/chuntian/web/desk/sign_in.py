"""In and out: a name and a password, then a second factor; no picture code, no lock-out."""

from math import ceil

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do, Role
from chuntian.accounts.models import User
from chuntian.accounts.operations import note_sign_out
from chuntian.accounts.scopes import scope_of
from chuntian.accounts.second_factors import has_second_factor
from chuntian.web import clock, halfway, kept_forms, own_news, security_log, throttle
from chuntian.web.desk.forms import DeskForm
from chuntian.web.middleware import CLEARED
from chuntian.web.pages import own_page, public_page
from chuntian.web.passwords import LONGEST

OWN = "/mine/"  # where citizens look after their own affairs


class SignInForm(DeskForm):
    username = forms.CharField(
        label=gettext_lazy("用户名"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=gettext_lazy("密码"),
        strip=False,
        max_length=LONGEST,
        help_text=gettext_lazy("可以粘贴，也可以让浏览器代为填写"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


@public_page("whoever wants to sign in is not signed in yet", methods=("GET", "POST"))
def sign_in(request: HttpRequest) -> HttpResponse:
    """Check name and password, which are told wrong together, never which of the two; then lead to the next step."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = _checked(request, form)
        if user:
            if has_second_factor(user):
                throttle.record_half(request, user.get_username(), clock.now())
            halfway.begin(request, user, _next(request, user))
            return go_on(request)
    is_own = (request.POST.get("next") or request.GET.get("next") or "").startswith(OWN)
    view = {
        "form": form,
        "next": request.GET.get("next", ""),
        "ended": request.GET.get("ended", "") if request.method == "GET" else "",
        "demo_without": not halfway.is_demanded(),
        "for_citizens": is_own,
        "house": "portal/base.html" if is_own else "desk/base.html",
    }
    return render(request, "desk/sign-in.html", view)


def go_on(request: HttpRequest) -> HttpResponse:
    """Lead on to the next step of signing in, or in."""
    there = halfway.read(request)
    if there is None:
        return redirect("desk:sign-in")
    step = halfway.next_step(there.user, there.factor)
    if step:
        return redirect(step)
    if there.factor:
        throttle.forget_half(request, there.user.get_username())
    halfway.finish(request, there.user, there.factor)
    own_news.note_and_tell(request, there.user, there.factor)
    response = redirect("desk:kept" if kept_forms.offered(there.user) else there.back)
    throttle.remember_device(response, there.user.get_username(), secure=settings.SESSION_COOKIE_SECURE)
    return response


@own_page("ends one's own session", methods=("POST",))
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session on the server."""
    key, user = request.session.session_key or "", request.user
    logout(request)
    kept_forms.forget_session(key)
    note_sign_out(user=user, at=clock.present())
    response = redirect("desk:sign-in")
    response.headers["Clear-Site-Data"] = CLEARED
    return response


def told_to_wait(request: HttpRequest, form: forms.Form, what: str) -> bool:
    """Say whether an attempt at `what` comes too early, tell how long to wait, and note it."""
    wait = throttle.wait_needed(request, what, clock.now())
    if wait:
        security_log.note("sign_in.slowed", request)
        seconds = ceil(wait.total_seconds())
        form.add_error(None, _("失败次数较多，请等 %s 秒再试。账号没有被锁，您的密码仍然有效。") % seconds)
    return bool(wait)


def _checked(request: HttpRequest, form: SignInForm):
    username = form.cleaned_data["username"]
    if told_to_wait(request, form, username):
        return None
    user = authenticate(request, username=username, password=form.cleaned_data["password"])
    if user is None:
        throttle.record_failure(request, username, clock.now())
        form.add_error("username", _("用户名或密码不对，请检查后重新填写"))
    return user


def _next(request: HttpRequest, user: User) -> str:
    """Give where to go after signing in: where one wanted to, else to one's work, or to one's own file."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    scope = scope_of(user, clock.today())
    if safe and not (asked.startswith(OWN) and not scope.can(Do.OWN_FILE)):
        return asked
    return OWN if scope.roles == (Role.CITIZEN,) else reverse("desk:work")
