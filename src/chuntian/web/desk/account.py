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
from chuntian.web import sessions, views
from chuntian.web.contact import ways
from chuntian.web.desk.forms import DeskForm
from chuntian.web.desk.second_step import acceptable
from chuntian.web.pages import own_page, public_page
from chuntian.web.passwords import LONGEST, SHORTEST


class PreferencesForm(DeskForm):
    size = forms.ChoiceField(
        label=gettext_lazy("文字大小"),
        choices=[("normal", gettext_lazy("标准")), ("large", gettext_lazy("大")), ("largest", gettext_lazy("特大"))],
        widget=forms.RadioSelect,
    )
    view = forms.ChoiceField(
        label=gettext_lazy("版式"),
        choices=[("plain", gettext_lazy("标准版")), ("elder", gettext_lazy("长辈版：字更大，按钮更大，行距更宽"))],
        widget=forms.RadioSelect,
        required=False,
    )
    contrast = forms.ChoiceField(
        label=gettext_lazy("对比度"),
        choices=[("normal", gettext_lazy("标准对比")), ("high", gettext_lazy("高对比度：黑白分明，框线更粗"))],
        widget=forms.RadioSelect,
        required=False,
        help_text=gettext_lazy("明暗和减少动画随您的系统设置"),
    )


class PasswordForm(DeskForm):
    old = forms.CharField(
        label=gettext_lazy("现在的密码"),
        strip=False,
        max_length=LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=gettext_lazy("新密码"),
        strip=False,
        min_length=SHORTEST,
        max_length=LONGEST,
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
    """Let the reader choose size, view and contrast; cookies keep it. The switch of the portal's head comes here, too."""
    if request.method == "POST" and request.POST.get("switch") in views.CHOICES["view"]:
        return views.keep(redirect(_back(request)), view=request.POST["switch"])
    form = PreferencesForm(request.POST or None, initial=views.chosen(request.COOKIES))
    if request.method == "POST" and form.is_valid():
        success(request, _("已按您的选择显示。"), extra_tags="done")
        said = {name: value for name, value in form.cleaned_data.items() if value}
        return views.keep(redirect("desk:preferences"), **said)
    return render(request, "desk/preferences.html", {"form": form})


@public_page("a reader must be able to choose the language before signing in", methods=("POST",))
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language of the pages and go back to where the reader was."""
    asked = request.POST.get("language", "")
    response = redirect(_back(request))
    if asked in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            asked,
            max_age=views.A_YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


@public_page("the statement is for everyone, above all for those who cannot sign in")
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement."""
    return render(request, "desk/accessibility.html", ways())


def _back(request: HttpRequest) -> str:
    back = request.POST.get("next", "/")
    here = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return back if here else "/"
