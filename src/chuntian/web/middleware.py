"""Headers that no page may leave out, and sessions that end: closed by default, whatever a view forgot."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from chuntian.accounts.enums import STAFF
from chuntian.web import clock, halfway, kept_forms, sessions
from chuntian.web.pages import prepare

REPORTS = "/reports/policy/"
REPORTING = f"report-uri {REPORTS}; report-to policy"  # the first for browsers that do not know the second
CONTENT_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
        REPORTING,
    ]
)
# A file that we give runs and fetches nothing even where a browser shows it after all (trust.md B16).
FILE_POLICY = f"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox; {REPORTING}"
# What a browser still holds of the pages goes with the session; cookies stay: they keep size of text and language.
CLEARED = '"cache", "storage"'


class SafeHeaders:
    """Set the headers on each answer; what is served from /static/ may be kept by the browser, nothing else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_file = response.headers.get("Content-Disposition", "").startswith("attachment")
        response.headers["Content-Security-Policy"] = FILE_POLICY if is_file else CONTENT_POLICY
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Reporting-Endpoints"] = f'policy="{REPORTS}"'
        response.headers["Cache-Control"] = "no-store"
        return response


class KnownSession:
    """
    Let a session live only within its times and only with the factors its roles ask for (trust.md B7, B8).

    Stands after the CSRF check and before the check for sign-in; a session that ended keeps what was typed (C18).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Turn away what must not reach its view."""
        if getattr(view, "reads_no_session", False):
            request.user = AnonymousUser()
            return None
        open_to_all = not getattr(view, "login_required", True)
        if getattr(view, "asks_ended_sessions", False) and request.COOKIES.get(settings.SESSION_COOKIE_NAME):
            open_to_all = False
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
        if not request.user.is_authenticated:
            return None if open_to_all else kept_forms.keep_and_ask(request, ended=False)
        now = clock.present()
        if sessions.is_over(request.session, now):
            return self._end(request, open_to_all)
        prepare(request)
        if STAFF & set(request.scope.roles) and not request.session.get("factor") and halfway.is_demanded():
            user = request.user
            logout(request)
            halfway.begin(request, user, kept_forms.here(request))
            return redirect(halfway.next_step(user, "") or "desk:sign-in")
        if sessions.held_changed(request):
            sessions.renew(request)
        if request.method != "GET" or not getattr(view, "leaves_session", False):
            sessions.see(request, now)
        return None

    def _end(self, request: HttpRequest, open_to_all: bool) -> HttpResponse | None:
        """End the session on the server; a public page goes on without it."""
        answer = None if open_to_all else kept_forms.keep_and_ask(request, ended=True)
        if answer is not None:
            answer.headers["Clear-Site-Data"] = CLEARED
        kept = request.session.session_key or ""
        logout(request)
        kept_forms.forget_session(kept)
        return answer
