"""
The one gate for files: whatever leaves the house passes here (trust.md B17, B22, B24).

A list of persons asks for its purpose, carries who took it, when, what for and until when it may be kept, is written down,
and beyond what one may take alone needs a second person. Text stays text: nothing in a file is ever a formula.
"""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import xlsxwriter
from django import forms
from django.contrib.messages import success, warning
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.casework.models import Letter
from chuntian.casework.operations import FormFailed, LetterDamaged, form_failed, letter_file
from chuntian.casework.operations.letters import WRITERS
from chuntian.formats.letter.forms import FILES
from chuntian.formats.pdf import NoPdf
from chuntian.trail.operations import record
from chuntian.web import bulk
from chuntian.web.desk.forms import DeskForm, ReasonField
from chuntian.web.models import BulkKind, BulkRequest, Export
from chuntian.web.named import source
from chuntian.web.reading.letters import file_name, file_type

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
NO_MAGIC = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


KEPT_FOR = timedelta(days=30)
MOST_ROWS = 50_000


@dataclass(frozen=True)
class Table:
    """A list of persons to take along: its name, columns and rows, a file made of it elsewhere, and who is in it."""

    title: str
    headings: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = ()
    made: Callable[[], bytes] | None = None
    count: int | None = None
    people: Sequence[int] = ()

    @property
    def size(self) -> int:
        """Count the rows."""
        return len(self.rows) if self.count is None else self.count


class PurposeForm(DeskForm):
    purpose = ReasonField(
        label=gettext_lazy("做什么用"), help_text=gettext_lazy("写进文件和审计记录。请不要写身份证号、账号。")
    )


class FormatForm(PurposeForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("格式"), widget=forms.RadioSelect, initial="xlsx",
        choices=[("xlsx", gettext_lazy("表格（xlsx）")), ("csv", "CSV")],
    )  # fmt: skip


def give(request: HttpRequest, table: Table) -> HttpResponse:
    """Ask what a list of persons is for; then give it, or ask a second person where it is too much for one alone."""
    form_class = PurposeForm if table.made else FormatForm
    form = form_class(request.POST or None, initial={"kind": request.GET.get("as", "xlsx")})
    grant, fits = _allowance(request, table)
    if request.method != "POST" or not form.is_valid():
        view = {"form": form, "table": table, "fits": fits, "granted": grant, "limit": bulk.ROWS_A_DAY}
        return render(request, "desk/export.html", view | {"keep_until": request.today + KEPT_FOR})
    purpose = form.cleaned_data["purpose"]
    if not fits:
        bulk.ask(
            request,
            kind=BulkKind.EXPORT,
            title=table.title,
            address=_address(request),
            rows=table.size,
            purpose=purpose,
        )
        success(request, _("已请另一人同意。同意后再来导出，二十四小时内有效。"), extra_tags="done")
        return redirect("desk:bulk")
    taken = _write_down(request, table, purpose, grant)
    return _file(form.cleaned_data.get("kind", "xlsx"), table, watermark(request, taken))


def letter(
    request: HttpRequest, one: Letter, form: str, *, back: HttpResponse, told: Callable[[Exception], str]
) -> HttpResponse:
    """
    Give an issued letter in one form, byte for byte as it was first made.

    Where it cannot be made, someone is asked to bring it; the reader is told in the words of `told` and goes `back`.
    :raises Http404: there is no such form.
    """
    if form not in WRITERS:
        raise Http404
    try:
        content = letter_file(letter=one, form=form, by=request.user, at=request.moment)
        return download(content, file_name(one, form), file_type(form))
    except FormFailed as why:
        form_failed(letter=one, forms=[each for each, files in FILES.items() if form in files], at=request.moment)
        trouble = told(why)
    except (NoPdf, LetterDamaged) as why:
        trouble = told(why)
    warning(request, trouble, extra_tags="warn")
    return back


def _allowance(request: HttpRequest, table: Table) -> tuple[BulkRequest | None, bool]:
    """Give the grant that serves, and whether the list may be taken."""
    if bulk.taken_today(request) + table.size <= bulk.ROWS_A_DAY:
        return None, True
    grant = bulk.grant_for(request, _address(request), table.size)
    return grant, grant is not None


def _address(request: HttpRequest) -> str:
    """Give which list it is: its address and filter, without the format."""
    query = request.GET.copy()
    query.pop("as", None)
    return f"{request.path}?{query.urlencode()}"[:500]


def _write_down(request: HttpRequest, table: Table, purpose: str, grant: BulkRequest | None) -> Export:
    region = next(iter(request.scope.regions), "")
    if grant:
        grant.used_at = request.moment
        grant.save(update_fields=["used_at"])
    made = Export.objects.create(
        title=table.title[:200], address=_address(request), rows=table.size, purpose=purpose, region=region,
        made_by=request.user, made_at=request.moment, keep_until=request.today + KEPT_FOR, request=grant,
    )  # fmt: skip
    record(
        actor=request.user, action="export", subject_kind="export", subject_id=made.pk, region=region, at=request.moment,
        reason=purpose, detail={"rows": table.size, "list": request.path, "from": source(request)}, shown=table.people,
    )  # fmt: skip
    return made


def watermark(request: HttpRequest, taken: Export) -> list[str]:
    """Say who took a file, when, what for, until when it may be kept, and its number in the record."""
    who = getattr(request.user, "display_name", "") or request.user.get_username()
    at = f"{taken.made_at:%Y-%m-%d %H:%M}"
    return [
        _("导出：%(who)s（%(account)s），%(at)s，编号 %(number)s")
        % {"who": who, "account": request.user.get_username(), "at": at, "number": taken.pk},
        _("用途：%s") % taken.purpose,
        _("含个人信息，不得转发；%s 前删除") % taken.keep_until.isoformat(),
    ]


def _file(kind: str, table: Table, marks: Sequence[str]) -> HttpResponse:
    if table.made:
        return download(_stamped(table.made(), marks), f"{table.title}.xlsx", XLSX)
    return answer(kind, table.title, table.headings, table.rows, marks=marks)


def _stamped(content: bytes, marks: Sequence[str]) -> bytes:
    """Put the marks at the foot of each printed page and in the properties: the rows come back to us as they are."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book:
        sheet.oddFooter.left.text = "\n".join(marks).replace("&", "&&")
    book.properties.description = "\n".join(marks)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_xlsx(
    headings: Sequence[str], rows: Iterable[Sequence[Any]], *, sheet: str = "清单", marks: Sequence[str] = ()
) -> bytes:
    """Write a sheet; strings are written as strings, numbers as numbers, days as days; the marks stand below."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, NO_MAGIC) as book:
        page = book.add_worksheet(sheet[:31])
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        day_format = book.add_format({"num_format": "yyyy-mm-dd"})
        page.freeze_panes(1, 0)
        for column, heading in enumerate(headings):
            page.write_string(0, column, str(heading), bold)
            page.set_column(column, column, max(12, 2 * len(str(heading)) + 2))
        last = 0
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                _write(page, number, column, value, day_format)
            last = number
        for line, mark in enumerate(marks, start=last + 2):
            page.write_string(line, 0, defused(mark))
        if marks:
            page.set_footer("&L" + " ".join(marks).replace("&", "&&")[:250])
            book.set_properties({"comments": "\n".join(marks)})
    return out.getvalue()


def _write(page: Any, row: int, column: int, value: Any, day_format: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        page.write_string(row, column, value.isoformat(sep=" ", timespec="minutes"))
    elif isinstance(value, date):
        page.write_datetime(row, column, datetime(value.year, value.month, value.day), day_format)  # noqa: DTZ001
    elif isinstance(value, int | Decimal) and not isinstance(value, bool) and abs(value) < 10**15:
        page.write_number(row, column, value)
    else:
        page.write_string(row, column, defused(str(value)))


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Any]], *, marks: Sequence[str] = ()) -> bytes:
    """Write the same as CSV: UTF-8 with its mark, so that a spreadsheet reads the Chinese."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([defused(str(heading)) for heading in headings])
    for row in rows:
        writer.writerow(["" if value is None else _plain(value) for value in row])
    for mark in [[], *([defused(mark)] for mark in marks)] if marks else []:
        writer.writerow(mark)
    return out.getvalue().encode("utf-8-sig")


def _plain(value: Any) -> str:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)
    return defused(str(value))


def defused(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would read as a formula; numbers never come here."""
    return "'" + text if text.lstrip(" \u3000").startswith(LIVE) or text.startswith(LIVE) else text


def answer(
    kind: str, name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]], *, marks: Sequence[str] = ()
) -> HttpResponse:
    """Answer with a table as `kind` (xlsx or csv), as a file to keep; one that names persons goes through `give`."""
    if kind == "csv":
        return download(as_csv(headings, rows, marks=marks), f"{name}.csv", "text/csv; charset=utf-8")
    return download(as_xlsx(headings, rows, marks=marks), f"{name}.xlsx", XLSX)


def download(content: bytes, name: str, content_type: str) -> HttpResponse:
    """Answer with a file: never shown in the page, whatever it holds."""
    disposition = content_disposition_header(True, name)
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition})


def described(said: dict[str, Any]) -> HttpResponse:
    """Answer with a description of public data for programs to read, also to be seen in the browser."""
    options = {"ensure_ascii": False, "indent": 2}
    return JsonResponse(said, json_dumps_params=options, headers={"Content-Disposition": "inline"})


def picture(content: bytes) -> HttpResponse:
    """Answer with a picture that the house drew itself, to be seen in a page; no other kind of file is ever shown."""
    return HttpResponse(content, content_type="image/jpeg", headers={"Content-Disposition": "inline"})
