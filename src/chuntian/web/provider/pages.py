"""A page of a provider: which one, the database told of it, the persons it names written down."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from chuntian.accounts.enums import Do
from chuntian.services.models import Provider
from chuntian.services.readings import provider_of
from chuntian.trail import reach
from chuntian.web.named import SERVICE, write_down
from chuntian.web.pages import Does, View, page

DELIVER = (Do.SERVICE_DELIVER,)


def provider_page(
    part: str, *, methods: tuple[str, ...] = ("GET",), does: Does = (), gives: str = ""
) -> Callable[[View], View]:
    """
    Open a page to the staff of a provider, with `request.provider` set: the organisation of the account.

    Whatever the view reads must be asked by `request.provider`: the database shows it the whole house, because a provider
    has no division (it serves people of several). Persons that a page names it says with `named`; they are written down.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def within(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            request.provider = provider_of(request.user.organisation_id)
            if request.provider is None:
                return _nobody(request, kwargs)
            with reach.whole_house(f"provider user:{request.user.pk}"):
                answer = view(request, *args, **kwargs)
                write_down(
                    request,
                    answer,
                    region=request.provider.region,
                    action=SERVICE,
                    part=part,
                    provider=request.provider.pk,
                )
                return answer

        return page(Do.SERVICE_DELIVER, methods=methods, does=does, gives=gives)(within)

    return declare


def own(provider: Provider, rows: Any, field: str = "provider", **which: Any) -> Any:
    """
    Give the one row of a provider.

    :raises Http404: there is none, or it is another's.
    """
    found = rows.filter(**{field: provider}, **which).first()
    if found is None:
        raise Http404
    return found


def _nobody(request: HttpRequest, kwargs: dict[str, Any]) -> HttpResponse:
    if kwargs:
        raise Http404
    return render(request, "provider/nobody.html")
