"""The annual report, made from the figures of the measures page: Word, PDF, or a page that stands by itself."""

from collections.abc import Callable

from django.contrib.messages import warning
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from chuntian.accounts.enums import Do
from chuntian.accounts.scopes import can
from chuntian.formats.document import Document
from chuntian.formats.page import to_page
from chuntian.formats.pdf import NoPdf, to_pdf
from chuntian.formats.word import to_word
from chuntian.policy.plans import plan_for
from chuntian.reports.annual import annual_report
from chuntian.trail import reach
from chuntian.trail.operations import record
from chuntian.web import exports
from chuntian.web.desk.measures import asked_data, query_of
from chuntian.web.pages import page

WRITERS: dict[str, tuple[Callable[[Document], bytes], str]] = {
    "docx": (to_word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (to_pdf, "application/pdf"),
    "html": (to_page, "text/html; charset=utf-8"),
}


@page(Do.REPORT_MAKE, gives="the annual report: figures only")
def annual(request: HttpRequest) -> HttpResponse:
    """Give the report of a place and period as a file to keep."""
    kind = request.GET.get("as", "docx")
    if kind not in WRITERS:
        raise Http404
    _form, data = asked_data(request)
    if not can(request.user, Do.REPORT_MAKE, request.today, data.region):
        raise Http404
    with reach.whole_house(f"figures user:{request.user.pk}"):
        document = annual_report(data=data, plan=plan_for(data.region), made_on=request.today)
    write, content_type = WRITERS[kind]
    try:
        content = write(document)
    except NoPdf:
        warning(
            request,
            _("PDF 没有生成：服务器上缺中文字体。请先用 Word 或网页格式，并告诉系统管理员。"),
            extra_tags="warn",
        )
        return redirect(reverse("desk:measures") + query_of(data))
    record(
        actor=request.user, action="report.make", subject_kind="report", subject_id=f"annual-{data.period.year}",
        region=data.region, at=request.moment, detail={"as": kind, "period": str(data.period)},
    )  # fmt: skip
    return exports.download(content, f"{document.title}.{kind}", content_type)
