"""What one said against public notices, and what was answered."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chuntian.casework.models import Objection
from chuntian.web.portal.mine.pages import own_file

ROWS_A_PAGE = 20


@own_file("objections")
def objections(request: HttpRequest) -> HttpResponse:
    """List the reader's own objections with their answers, the newest first."""
    found = Objection.objects.filter(by=request.user).select_related("notice").order_by("-received_at", "-pk")
    shown = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "matter": one.notice.shown.get("matter", ""),
            "name": one.notice.shown.get("name", ""),
            "text": one.text,
            "on": one.received_at,
            "upheld": one.upheld,
            "reasons": one.reasons,
        }
        for one in shown.object_list
    ]
    return render(request, "portal/case-objections.html", {"rows": rows, "page": shown})
