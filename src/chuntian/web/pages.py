"""Each page says which action it needs; a page that says nothing does not build (tests/web/test_policy.py)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from chuntian.accounts.scopes import Scope, scope_of
from chuntian.web import clock, halfway
from chuntian.web.named import write_down

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Policy:
    """
    What a page needs: one of some actions of the role table; or only to be signed in (own); or to have given the right
    password just now (halfway); or a message signed by a department, whatever the browser says (signed); or nothing (public).
    """

    actions: tuple[str, ...] = ()
    own: str = ""
    public: str = ""
    halfway: str = ""
    signed: str = ""
    does: tuple[tuple[str, tuple[str, ...]], ...] = ()
    gives: str = ""

    def lets_through(self, scope: Scope) -> bool:
        """Say whether a user with `scope` may open the page."""
        return bool(self.own or self.public) or any(scope.can(action) for action in self.actions)

    def lets_do(self, scope: Scope, name: str) -> bool:
        """Say whether a user with `scope` may do a deed of the page; one that is not declared nobody may do."""
        return any(scope.can(action) for action in dict(self.does).get(name, ()))


@cache
def policy_of(name: str) -> Policy:
    """Give what the page of a name (`desk:work`) needs; asked for each line of each menu, so looked up once."""
    found: Policy = resolve(reverse(name)).func.policy
    return found


Does = Iterable[Any] | Mapping[str, tuple[str, ...]]


def page(
    *actions: str, methods: tuple[str, ...] = ("GET",), does: Does = (), gives: str = ""
) -> Callable[[View], View]:
    """
    Let only those through whose roles may do one of `actions`; put scope and moment on the request.

    `does` names what a POST may do and who may (deeds, or names with their actions); `gives` says what file it gives.
    """
    named = does.items() if isinstance(does, Mapping) else [(deed.name, deed.actions) for deed in does]
    return _declare(
        Policy(actions=actions, does=tuple((name, tuple(who)) for name, who in named), gives=gives), methods
    )


def own_page(why: str, *, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """Open a page to whoever is signed in, because it shows only their own things; `why` says so."""
    return _declare(Policy(own=why), methods)


def public_page(why: str, *, methods: tuple[str, ...] = ("GET",), gives: str = "") -> Callable[[View], View]:
    """Open a page to everyone; `why` says for what reason, and a test holds the list of them; `gives` as in `page`."""

    def declare(view: View) -> View:
        return login_not_required(_finish(view, Policy(public=why, gives=gives), methods))

    return declare


def halfway_page(why: str, *, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """Open a page to someone between password and second factor: `halfway.person` on the request, else the door."""

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            request.halfway = halfway.read(request)
            if request.halfway is None:
                return redirect("desk:sign-in")
            return view(request, *args, **kwargs)

        return login_not_required(_finish(guarded, Policy(halfway=why), methods))

    return declare


def signed_page(why: str, view: View) -> View:
    """
    Open an address to messages that their sender signed; the view looks at the signature before anything else.

    No session opens it, so no form token is asked for: a browser that was led here brings nothing that counts.
    """

    return csrf_exempt(login_not_required(_finish(view, Policy(signed=why), ("POST",))))


def prepare(request: HttpRequest) -> None:
    """Put the moment, the day and the user's scope on the request, once."""
    if not hasattr(request, "scope"):
        request.moment = clock.now()
        request.today = request.moment.date()
        request.scope = scope_of(request.user, request.today)


def _declare(policy: Policy, methods: tuple[str, ...]) -> Callable[[View], View]:
    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if any("\0" in value for _, values in request.GET.lists() for value in values):
                raise BadRequest("NUL")  # no text holds it, and PostgreSQL answers it with an error
            prepare(request)
            if not policy.lets_through(request.scope):
                raise PermissionDenied
            asked = request.POST.get("do", "") if request.method == "POST" else ""
            if asked and policy.actions and not policy.lets_do(request.scope, asked):
                raise PermissionDenied
            answer = view(request, *args, **kwargs)
            write_down(request, answer, region=next(iter(request.scope.regions), ""))
            return answer

        return _finish(guarded, policy, methods)

    return declare


def _finish(view: View, policy: Policy, methods: tuple[str, ...]) -> View:
    allowed = [*methods, "HEAD"] if "GET" in methods else list(methods)
    limited = require_http_methods(allowed)(view)
    limited.policy, limited.methods = policy, tuple(allowed)
    return limited
