"""In and out: a name and a password, no picture code, no lock-out."""

from datetime import timedelta
from math import ceil

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.web import clock, throttle
from chuntian.web.desk.forms import DeskForm
from chuntian.web.pages import own_page, public_page

DAY_OF_WORK = timedelta(hours=12)


class SignInForm(DeskForm):
    username = forms.CharField(
        label=gettext_lazy("用户名"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=gettext_lazy("密码"),
        strip=False,
        max_length=1000,
        help_text=gettext_lazy("可以粘贴，也可以让浏览器代为填写"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


@public_page("whoever wants to sign in is not signed in yet", methods=("GET", "POST"))
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign a member of staff in; name and password are told wrong together, never which of the two."""
    if request.user.is_authenticated:
        return redirect(_next(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = _checked(request, form)
        if user:
            login(request, user)
            request.session.set_expiry(int(DAY_OF_WORK.total_seconds()))
            response = redirect(_next(request))
            throttle.remember_device(response, user.get_username(), secure=settings.SESSION_COOKIE_SECURE)
            return response
    return render(request, "desk/sign-in.html", {"form": form, "next": request.GET.get("next", "")})


@own_page("ends one's own session", methods=("POST",))
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session on the server."""
    logout(request)
    return redirect("desk:sign-in")


def _checked(request: HttpRequest, form: SignInForm):
    username, at = form.cleaned_data["username"], clock.now()
    wait = throttle.wait_needed(request, username, at)
    if wait:
        seconds = ceil(wait.total_seconds())
        form.add_error(None, _("失败次数较多，请等 %s 秒再试。账号没有被锁，您的密码仍然有效。") % seconds)
        return None
    user = authenticate(request, username=username, password=form.cleaned_data["password"])
    if user is None:
        throttle.record_failure(request, username, at)
        form.add_error("username", _("用户名或密码不对，请检查后重新填写"))
    return user


def _next(request: HttpRequest) -> str:
    asked = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if safe else reverse("desk:work")
