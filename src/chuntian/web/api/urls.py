"""The addresses of the interface. They answer in JSON, also when they refuse."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path

from chuntian.web.api.calls import PREFIX, api
from chuntian.web.api.document import document
from chuntian.web.api.own_key import published
from chuntian.web.api.refusals import Refused
from chuntian.web.pages import public_page, signed_page

SIGNED = "a message that a department signed, under its contract"


@public_page("what the interface takes and gives: no data")
def described(request: HttpRequest) -> HttpResponse:
    """Give the OpenAPI document."""
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


@public_page("the public key with which replies are signed")
def keys(request: HttpRequest) -> HttpResponse:
    """Give our public key (RFC 7517)."""
    return JsonResponse({"keys": [published()]})


def absent(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for an address that is not there: below the interface in JSON, else the page."""
    from django.views.defaults import page_not_found

    if request.path.startswith("/spdci/"):
        return JsonResponse(Refused(404, "err.request.not_found").body, status=404)
    return page_not_found(request, exception)


def _calls() -> list:
    made, _namespace, _name = api.urls
    for entry in made:
        entry.callback = signed_page(SIGNED, entry.callback)
    return [entry for entry in made if entry.name != "api-root"]


app_name = "registry"
urlpatterns = [
    path(PREFIX.lstrip("/"), include(_calls())),
    path("spdci/dr/v1.0.0/openapi.json", described, name="openapi"),
    path(".well-known/jwks.json", keys, name="jwks"),
]
