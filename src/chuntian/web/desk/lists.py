"""Lists from the departments: which are in and how old, take one in, read its report, commit it or hold it."""

from datetime import timedelta

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.exchange.enums import UploadState
from chuntian.exchange.kinds import UnknownKind, all_kinds
from chuntian.exchange.kinds import kind as kind_of
from chuntian.exchange.models import Upload
from chuntian.exchange.operations import stage_bytes
from chuntian.exchange.receipts import WITHOUT_ROWS
from chuntian.exchange.report import report_xlsx
from chuntian.registry.models import Source
from chuntian.trail import reach
from chuntian.web import exports
from chuntian.web.desk import deeds
from chuntian.web.desk.absent import reached
from chuntian.web.desk.forms import DayField, DeskForm, own_regions
from chuntian.web.desk.list_deeds import DEEDS
from chuntian.web.desk.reading import lists as reading
from chuntian.web.pages import page

VIEW = (Do.LIST_UPLOAD, Do.LIST_COMMIT, Do.BRAKE_CONFIRM, Do.AUDIT_VIEW)
LARGEST_FILE = 64 * 1024 * 1024
# What one person sends within a day, refused files included; a county's lists of a month are some thirty.
FILES_A_DAY, BYTES_A_DAY = 200, 2 * 1024**3
REFUSALS_A_PAGE = 50


class UploadForm(DeskForm):
    kind = forms.ChoiceField(label=gettext_lazy("哪一种名单"))
    as_of = DayField(
        label=gettext_lazy("数据日期"),
        help_text=gettext_lazy("名单说的是哪一天的情况，不是收到的日子。例如 2024-03-31"),
    )
    region = forms.ChoiceField(label=gettext_lazy("区域"))
    file = forms.FileField(
        label=gettext_lazy("文件"), help_text=gettext_lazy("部门给的原文件，xlsx 或 csv，不用先整理，最大 64 MB")
    )

    def clean_file(self):
        """Refuse what no list can be; the reading itself happens in a limited process of its own."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("文件超过 64 MB，请分成几份"))
        if not file.name.lower().endswith((".xlsx", ".csv", ".txt")):
            raise forms.ValidationError(_("只能读 xlsx 和 csv。xls 请用表格软件另存为 xlsx"))
        return file


@page(*VIEW)
def lists(request: HttpRequest) -> HttpResponse:
    """Show every kind of list with its newest committed one, its age, and what waits."""
    uploads = request.scope.filter(Upload.objects.all())
    view = {
        "kinds": reading.kind_rows(request.scope.filter(Source.objects.all()), request.today),
        "waiting": reading.upload_rows(
            uploads.filter(state__in=[UploadState.STAGED, UploadState.HALTED]).order_by("received_at")
        ),
        "may_upload": request.scope.can(Do.LIST_UPLOAD),
    }
    return render(request, "desk/lists.html", view)


@page(*VIEW)
def kind(request: HttpRequest, kind: str) -> HttpResponse:
    """Show one kind of list: its columns, and every file of it that came."""
    try:
        declared = kind_of(kind)
    except UnknownKind as why:
        raise Http404 from why
    uploads = request.scope.filter(Upload.objects.filter(kind=kind)).order_by("-as_of", "-received_at")
    shown = Paginator(uploads, 20).get_page(request.GET.get("page"))
    view = {"kind": declared, "columns": reading.column_rows(declared), "page": shown}
    view["rows"] = reading.upload_rows(shown.object_list)
    view["may_upload"] = request.scope.can(Do.LIST_UPLOAD)
    return render(request, "desk/list-kind.html", view)


@page(Do.LIST_UPLOAD, methods=("GET", "POST"), does={"upload": (Do.LIST_UPLOAD,)})
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file in and show its report; nothing is taken over yet."""
    form = UploadForm(request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind", "")})
    form.fields["kind"].choices = [(one.slug, f"{one.label_zh}（{one.owner}）") for one in all_kinds()]
    form.fields["region"].choices = own_regions(request)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if said["as_of"] > request.today:
            form.add_error("as_of", _("数据日期在今天以后，请检查"))
        elif is_beyond_quota(request, said["file"].size):
            form.add_error(
                "file", _("一天里已经送了很多文件（最多 %s 份、2 GB）。请明天再送，或请同事送。") % FILES_A_DAY
            )
        else:
            with reach.whole_house(f"upload user:{request.user.pk}"):  # it is compared with whoever is registered
                taken = stage_bytes(
                    content=said["file"].read(), name=said["file"].name, kind=said["kind"], as_of=said["as_of"],
                    region=said["region"], by=request.user, at=request.moment,
                )  # fmt: skip
            return redirect("desk:list", taken.pk)
    return render(request, "desk/upload.html", {"form": form})


def is_beyond_quota(request: HttpRequest, size: int) -> bool:
    """Say whether one more file would be more than one person sends within a day."""
    with reach.whole_house(f"quota user:{request.user.pk}"):
        sent = Upload.objects.filter(received_by=request.user, received_at__gt=request.moment - timedelta(days=1))
        told = sent.aggregate(files=Count("id"), bytes=Sum("size"))
    return told["files"] >= FILES_A_DAY or (told["bytes"] or 0) + size > BYTES_A_DAY


@page(*VIEW, methods=("GET", "POST"), does=DEEDS)
def one_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the report of one file: counts that add up, what was refused and in which cell, the brake, the next step."""
    one = reached(request.scope, Upload.objects.select_related("received_by", "committed_by"), pk=pk)
    offered, response = deeds.answer(request, DEEDS, one)
    if response:
        return response
    refusals = Paginator(reading.refusals(one), REFUSALS_A_PAGE).get_page(request.GET.get("page"))
    view = {
        "upload": one,
        "kind": kind_of(one.kind),
        "row": reading.upload_rows([one])[0],
        "has_rows": one.state not in WITHOUT_ROWS,
        "cells": _cells(one),
        "refusals": list(refusals.object_list),
        "page": refusals,
        "brake": one.brake.get("reasons", []) if one.state == UploadState.HALTED else [],
        "confirmations": list(one.confirmations.select_related("user").order_by("at")),
        "offered": offered,
        "form": deeds.failed(offered),
    }
    return render(request, "desk/list.html", view)


@page(*VIEW, gives="the refused cells of a list: addresses and reasons")
def refusals_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the refused cells as a table to send back to the department (addresses and reasons, no content)."""
    one = reached(request.scope, Upload.objects.all(), pk=pk)
    rows = [[row["sheet"], row["cell"], row["field"], row["message"], row["word"]] for row in reading.refusals(one)]
    headings = [_("工作表"), _("单元格"), _("列"), _("原因"), _("级别")]
    return exports.answer(request.GET.get("as", "xlsx"), f"{_('退回清单')}-{one.kind}-{one.as_of}", headings, rows)


@page(
    Do.LIST_UPLOAD,
    Do.LIST_COMMIT,
    methods=("GET", "POST"),
    does={"export": (Do.LIST_UPLOAD, Do.LIST_COMMIT)},
    gives="the refused rows of a list, to correct and send again",
)
def report_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the refused rows with their reasons as a workbook to correct and send again; whoever takes it is noted."""
    one = reached(request.scope, Upload.objects.exclude(state=UploadState.RECEIVED), pk=pk)
    name = f"{_('更正表')}-{one.kind}-{one.as_of}"
    return exports.give(request, exports.Table(name, made=lambda: report_xlsx(one), count=one.refused))


def _cells(one: Upload) -> list[tuple]:
    return [
        (f"{one.rows:,}", _("数据行"), "", ""),
        (f"{one.accepted:,}", _("通过"), "", ""),
        (f"{one.refused:,}", _("退回"), "", "late" if one.refused else ""),
        (f"{one.skipped:,}", _("跳过"), "", ""),
    ]
