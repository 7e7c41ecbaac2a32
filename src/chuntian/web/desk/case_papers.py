"""The documents of a case: looked at page by page, as the house drew them; nothing that was sent is ever opened by a browser."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from chuntian.accounts.enums import Do
from chuntian.casework import operations
from chuntian.casework.models import CaseDocument
from chuntian.policy.documents import KINDS
from chuntian.web import bulk, exports
from chuntian.web.desk.absent import reached
from chuntian.web.pages import page

VIEW = (Do.CASE_APPLY, Do.CASE_CHECK, Do.CASE_DECIDE, Do.AUDIT_VIEW)


@page(*VIEW)
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a document: every page as a picture, and the words in it."""
    one = reached(request.scope, CaseDocument.objects.select_related("person", "received_by"), pk=pk)
    _may_see(request)
    view = {
        "document": one, "kind": KINDS[one.kind].zh, "pages": range(1, one.pages + 1),
        "text": operations.document_text(one), "kilobytes": max(1, one.size // 1024),
    }  # fmt: skip
    bulk.read(request, one.person, "paper")
    return render(request, "desk/document.html", view)


@page(*VIEW, gives="a page of a paper, drawn anew as a picture")
def document_page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Give one page as a picture; that it was looked at is written down."""
    one = reached(request.scope, CaseDocument.objects.all(), pk=pk)
    _may_see(request)
    try:
        content = operations.document_page(document=one, page=number, by=request.user, at=request.moment)
    except (IndexError, FileNotFoundError) as why:
        raise Http404 from why
    return exports.picture(content)


def _may_see(request: HttpRequest) -> None:
    """Whoever sees only how to reach people sees no papers: what stands in them is beyond his mask."""
    if not request.scope.shows("awards"):
        raise PermissionDenied
