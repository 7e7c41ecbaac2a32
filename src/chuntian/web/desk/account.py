"""One's own account, the display, the language, and the accessibility statement."""

from django import forms
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.messages import success
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do, Mask, Role
from chuntian.accounts.models import Assignment
from chuntian.accounts.operations import choose_password
from chuntian.places.regions import full_name
from chuntian.web import sessions
from chuntian.web.desk.forms import DeskForm
from chuntian.web.desk.second_step import acceptable
from chuntian.web.pages import own_page, public_page

A_YEAR = 365 * 24 * 3600


class PreferencesForm(DeskForm):
    size = forms.ChoiceField(
        label=gettext_lazy("文字大小"),
        choices=[("normal", gettext_lazy("标准")), ("large", gettext_lazy("大")), ("largest", gettext_lazy("特大"))],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("明暗、高对比度和减少动画随您的系统设置"),
    )


class PasswordForm(DeskForm):
    old = forms.CharField(
        label=gettext_lazy("现在的密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=gettext_lazy("新密码"),
        strip=False,
        min_length=10,
        help_text=gettext_lazy("至少 10 个字符；一句话比几个符号好记，也更难猜"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


@own_page("shows one's own roles and lets one change one's own password", methods=("GET", "POST"))
def account(request: HttpRequest) -> HttpResponse:
    """Show who one is here, in which role, for which region, and what that lets one do."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _change_password(request, form):
        success(request, _("密码已经改好，别处登录的都已退出。"), extra_tags="done")
        return redirect("desk:account")
    held = Assignment.objects.in_force(request.today).filter(user=request.user).order_by("role", "region")
    roles = [{"role": Role(one.role).label, "region": full_name(one.region) or one.region} for one in held]
    actions = [Do(action).label for action in Do.values if request.scope.can(action)]
    view = {"form": form, "roles": roles, "actions": actions, "fields": Mask(request.scope.fields).label}
    return render(request, "desk/account.html", view)


def _change_password(request: HttpRequest, form: PasswordForm) -> bool:
    if not request.user.check_password(form.cleaned_data["old"]):
        form.add_error("old", _("现在的密码不对"))
        return False
    if not acceptable(form, request.user):
        return False
    before = request.session.session_key or ""
    choose_password(user=request.user, password=form.cleaned_data["new"], at=request.moment, but=before)
    update_session_auth_hash(request, request.user)
    sessions.follow(request, before)
    return True


@public_page("text size is needed before signing in too", methods=("GET", "POST"))
def preferences(request: HttpRequest) -> HttpResponse:
    """Let the reader choose the size of the text; a cookie keeps it."""
    form = PreferencesForm(request.POST or None, initial={"size": request.COOKIES.get("text-size", "normal")})
    if request.method == "POST" and form.is_valid():
        success(request, _("已按您的选择显示。"), extra_tags="done")
        response = redirect("desk:preferences")
        size, secure = form.cleaned_data["size"], settings.SESSION_COOKIE_SECURE
        response.set_cookie("text-size", size, max_age=A_YEAR, httponly=True, samesite="Lax", secure=secure)
        return response
    return render(request, "desk/preferences.html", {"form": form})


@public_page("a reader must be able to choose the language before signing in", methods=("POST",))
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language of the pages and go back to where the reader was."""
    asked = request.POST.get("language", "")
    back = request.POST.get("next", "/")
    here = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    response = redirect(back if here else "/")
    if asked in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            asked,
            max_age=A_YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


@public_page("the statement is for everyone, above all for those who cannot sign in")
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement."""
    return render(request, "desk/accessibility.html")
