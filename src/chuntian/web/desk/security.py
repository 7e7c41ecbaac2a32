"""One's own security: second factors, recovery codes, where one is signed in, and how long a sign-in lasts."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.conf import settings
from django.contrib.messages import success, warning
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.models import OpenSession
from chuntian.accounts.operations import (
    NeedsSecondFactor,
    WrongCode,
    end_sessions,
    enrol_authenticator,
    enrol_passkey,
    renew_recovery_codes,
    take_factor,
)
from chuntian.accounts.second_factors import (
    factors_of,
    has_authenticator,
    has_second_factor,
    recovery_codes,
    unused_codes,
)
from chuntian.web import clock, halfway, own_news, sessions, throttle
from chuntian.web.desk.enrolment import AuthenticatorForm, PasskeyForm, fresh_secret, sealed, shown_secret, unsealed
from chuntian.web.desk.forms import DeskForm
from chuntian.web.desk.second_step import CodeForm, code_view, proved_by
from chuntian.web.desk.sign_in import told_to_wait
from chuntian.web.pages import own_page
from chuntian.web.passwords import LONGEST

SECRET = "enrolment"
View = Callable[[HttpRequest], HttpResponse]


def once_more(view: View) -> View:
    """Ask who one is again unless that was proved a short while ago: a desk left open changes nothing here."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if sessions.is_proved(request):
            return view(request)
        return redirect(reverse("desk:again") + "?" + urlencode({"next": request.path}))

    return guarded


@own_page("shows one's own second factors and sessions", methods=("GET", "POST"))
def security(request: HttpRequest) -> HttpResponse:
    """Show how one's account is kept, and end sessions elsewhere."""
    if request.method == "POST":
        one = request.POST.get("session", "")
        only = int(one) if one.isdigit() else None
        count = end_sessions(user=request.user, but=request.session.session_key, only=only)
        success(request, _("已退出别处的登录：%s 处") % count, extra_tags="done")
        return redirect("desk:security")
    return render(request, "desk/security.html", _kept(request))


def _kept(request: HttpRequest) -> dict[str, Any]:
    found = OpenSession.objects.filter(user=request.user).order_by("-seen_at")
    here = request.session.session_key
    recent = [one for one in found if one.seen_at > clock.present() - settings.SESSION_IDLE or one.session_key == here]
    return {
        "factors": [
            {"pk": one.pk, "name": _name(one), "since": one.created_at, "used": one.last_used_at}
            for one in factors_of(request.user)
        ],
        "with_app": has_authenticator(request.user),
        "codes_left": len(unused_codes(request.user)),
        "required": halfway.required_of(request.user),
        "demo_without": not halfway.is_demanded(),
        "history": own_news.history(request.user),
        "open_sessions": [
            {"pk": one.pk, "device": one.device, "address": one.address, "since": one.started_at, "seen": one.seen_at,
             "here": one.session_key == here}
            for one in recent
        ],
    }  # fmt: skip


def _name(factor: Authenticator) -> str:
    if factor.type == Authenticator.Type.WEBAUTHN:
        return factor.data.get("name") or _("通行密钥")
    return _("认证器应用")


class AgainForm(DeskForm):
    password = forms.CharField(
        label=gettext_lazy("密码"),
        strip=False,
        max_length=LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


@own_page("asks the signed-in user once more who he is", methods=("GET", "POST"))
def again(request: HttpRequest) -> HttpResponse:
    """Prove once more who one is; the session goes on under a new id."""
    user = request.user
    with_factor = has_second_factor(user)
    form = (CodeForm if with_factor else AgainForm)(request.POST or None)
    if request.method == "POST":
        factor = proved_by(request, user, form) if with_factor else _password_proves(request, form)
        if factor:
            sessions.renew(request)
            sessions.prove(request, factor if with_factor else "")
            asked = request.GET.get("next", "")
            safe = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()})
            return redirect(asked if safe else "desk:security")
    view = code_view(user, form) if with_factor else {"form": form}
    return render(request, "desk/again.html", view)


def _password_proves(request: HttpRequest, form: AgainForm) -> str:
    name = request.user.get_username()
    if not form.is_valid() or told_to_wait(request, form, name):
        return ""
    if request.user.check_password(form.cleaned_data["password"]):
        return "password"
    throttle.record_failure(request, name, clock.now())
    form.add_error("password", _("现在的密码不对"))
    return ""


@own_page("enrols an authenticator app for oneself", methods=("GET", "POST"))
@once_more
def add_app(request: HttpRequest) -> HttpResponse:
    """Enrol an authenticator app."""
    user = request.user
    if has_authenticator(user):
        return redirect("desk:security")
    if SECRET not in request.session:
        request.session[SECRET] = sealed(user, fresh_secret())
    secret = unsealed(user, request.session[SECRET])
    form = AuthenticatorForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and not told_to_wait(request, form, user.get_username() + throttle.SECOND_STEP)
    ):
        try:
            factor = enrol_authenticator(user=user, secret=secret, code=form.cleaned_data["code"], at=clock.present())
        except WrongCode:
            throttle.record_failure(request, user.get_username() + throttle.SECOND_STEP, clock.now())
            form.add_error("code", _("验证码不对。请核对密钥和手机的时间，填现在显示的 6 位数字。"))
        else:
            del request.session[SECRET]
            return _added(request, factor)
    return render(request, "desk/security-app.html", {**shown_secret(user, secret), "form": form})


@own_page("adds a passkey for oneself", methods=("GET", "POST"))
@once_more
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Add a passkey; the only page that needs a script, because the browser's keys can be asked in no other way."""
    form = PasskeyForm(request.POST or None)
    if request.method == "POST":
        try:
            if not form.is_valid():
                raise WrongCode
            said = form.cleaned_data
            factor = enrol_passkey(
                user=request.user, name=said["name"], credential=said["credential"], at=clock.present()
            )
        except WrongCode:
            form.add_error(None, _("通行密钥没有加上，请再试一次"))
        else:
            return _added(request, factor)
    options = webauthn.begin_registration(request.user, False)
    return render(request, "desk/security-passkey.html", {"form": form, "options": options})


def _added(request: HttpRequest, factor: Authenticator) -> HttpResponse:
    sessions.renew(request)
    sessions.prove(request, str(factor.type))
    success(request, _("已经加上。"), extra_tags="done")
    codes = recovery_codes(request.user)
    return redirect("desk:security" if codes is None or codes.did_view else "desk:security-codes")


@own_page("takes one of one's own second factors away", methods=("GET", "POST"))
@once_more
def remove(request: HttpRequest) -> HttpResponse:
    """Take a second factor away, after one more look."""
    which = request.POST.get("factor") or request.GET.get("factor") or ""
    factor = factors_of(request.user).filter(pk=int(which) if which.isdigit() else 0).first()
    if factor is None:
        raise Http404
    if request.method == "POST":
        try:
            take_factor(
                user=request.user, factor=factor, at=clock.present(), required=halfway.required_of(request.user)
            )
        except NeedsSecondFactor:
            warning(request, _("这是最后一个，您的工作需要它。先加上另一个，再去掉这个。"), extra_tags="warn")
        else:
            success(request, _("已经去掉。"), extra_tags="done")
        return redirect("desk:security")
    return render(request, "desk/security-remove.html", {"name": _name(factor), "pk": factor.pk})


@own_page("shows one's own recovery codes once", methods=("GET", "POST"))
@once_more
def codes(request: HttpRequest) -> HttpResponse:
    """Show new recovery codes until one says they are kept; then never again, only new ones."""
    kept = recovery_codes(request.user)
    if kept is None:
        return redirect("desk:security")
    if request.method == "POST":
        if "renew" in request.POST:
            renew_recovery_codes(user=request.user, at=clock.present())
            return redirect("desk:security-codes")
        kept.mark_as_viewed()
        return redirect("desk:kept")  # which leads to the desk when nothing was kept
    shown = [] if kept.did_view else [f"{one[:4]} {one[4:]}" for one in unused_codes(request.user)]
    return render(request, "desk/security-codes.html", {"codes": shown})


@own_page("tells when one's own session ends, and puts it off", methods=("GET", "POST"))
def session(request: HttpRequest) -> HttpResponse:
    """Tell how many seconds are left (asking does not count as use), or go on for another while."""
    if request.method == "POST":
        request.session["seen_at"] = int(clock.present().timestamp())
    times = sessions.times(request.session)
    if times is None:
        raise Http404
    if request.method == "POST" and "json" not in request.headers.get("Accept", ""):
        asked = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()})
        success(request, _("可以继续了。"), extra_tags="done")
        return redirect(asked if safe else "desk:work")
    left = int((times.next_end - clock.present()).total_seconds())
    return JsonResponse({"seconds": max(left, 0), "last": times.is_last})


session.leaves_session = True
