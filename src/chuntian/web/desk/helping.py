"""Help on the desk, in the same place on every page: what is asked where one works, the words of the trade, whom to ask."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Role
from chuntian.accounts.models import Assignment
from chuntian.web.contact import ways
from chuntian.web.desk.forms import DeskForm
from chuntian.web.navigation import places_for
from chuntian.web.pages import own_page, policy_of
from chuntian.web.reading.helping import TOPICS, WORDS, Topic


class HelpForm(DeskForm):
    q = forms.CharField(label=gettext_lazy("找什么"), required=False, max_length=60)


@own_page("tells how the pages that one may open are used", methods=("GET",))
def help_page(request: HttpRequest) -> HttpResponse:
    """Answer what is asked at the reader's places, explain the words, say whom to ask."""
    form = HelpForm(request.GET or None)
    asked = form.cleaned_data["q"].strip().lower() if form.is_bound and form.is_valid() else ""
    groups = _groups(request, asked)
    words = [(str(word), str(means)) for word, means in WORDS if _fits(asked, word, means)]
    view = {"form": form, "asked": asked, "groups": groups, "words": words, "keepers": _keepers(request)}
    return render(request, "desk/help.html", view | ways())


def _groups(request: HttpRequest, asked: str) -> list[dict[str, Any]]:
    """Give the questions of each place that the reader may enter."""
    open_ones = {place.url: str(place.title) for place in places_for(request)}
    found = []
    for name, topics in TOPICS.items():
        url = reverse(name)
        rows = [_row(one) for one in topics if _fits(asked, one.question, one.answer) and _may_open(request, one)]
        if url in open_ones and rows:
            found.append({"title": open_ones[url], "url": url, "rows": rows})
    return found


def _row(topic: Topic) -> dict[str, str]:
    return {
        "question": str(topic.question),
        "answer": str(topic.answer),
        "url": reverse(topic.name) if topic.name else "",
    }


def _may_open(request: HttpRequest, topic: Topic) -> bool:
    return not topic.name or policy_of(topic.name).lets_through(request.scope)


def _fits(asked: str, *texts: Any) -> bool:
    return not asked or any(asked in str(text).lower() for text in texts)


def _keepers(request: HttpRequest) -> list[str]:
    """Give the names of those who keep accounts where the reader works."""
    mine = Assignment.objects.in_force(request.today).filter(user=request.user).values_list("region", flat=True)
    rows = Assignment.objects.in_force(request.today).filter(
        role=Role.ADMIN, region__in=list(mine), user__is_active=True
    )
    return [one.user.display_name or one.user.username for one in rows.select_related("user").order_by("pk")[:5]]
