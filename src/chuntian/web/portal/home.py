"""The first page of the portal, and how to reach someone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chuntian.web.contact import ways
from chuntian.web.pages import public_page


def home(request: HttpRequest) -> HttpResponse:
    """Show three choices and nothing else."""
    return render(request, "portal/home.html")


@public_page("whoever needs help must find how to reach someone, by text and by voice")
def contact(request: HttpRequest) -> HttpResponse:
    """Say how to reach someone: in writing, in person, by voice."""
    return render(request, "portal/contact.html", ways())
