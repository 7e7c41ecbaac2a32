"""Tell the database whose rows a request may see, and take that back at its end (trust.md B3)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from chuntian.accounts.enums import Do
from chuntian.trail import reach
from chuntian.web.pages import prepare


class Reach:
    """Nothing at the start of a request, the divisions of its user before its view, nothing again at its end."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reach.nothing()
        try:
            return self.get_response(request)
        finally:
            reach.nothing()

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Set what the user may see; whoever is not signed in sees nothing."""
        if request.user.is_authenticated:
            prepare(request)
            closed = request.scope.can(Do.RESTRICTED_VIEW)
            reach.sees(request.scope.regions, f"user:{request.user.pk}", restricted=closed)
