"""The first page: one's work by its day, and for those without tasks the places they may go to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chuntian.web.navigation import places_for
from chuntian.web.pages import own_page


@own_page("shows the places that one's own roles open")
def work(request: HttpRequest) -> HttpResponse:
    """Show the places of the desk."""
    return render(request, "desk/places.html", {"places_about": [p for p in places_for(request) if p.url != "/"]})
