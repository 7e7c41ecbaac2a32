"""Which department's list is due when; and two receipts of one kind beside each other."""

from datetime import date, timedelta
from typing import Any

import polars as pl
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.exchange.kinds import ListKind, all_kinds
from chuntian.exchange.kinds import kind as kind_of
from chuntian.exchange.models import Upload
from chuntian.exchange.receipts import CLOSED_TYPES, WITHOUT_ROWS, difference, earlier_receipts
from chuntian.kernel.days import add_months
from chuntian.registry.enums import Origin
from chuntian.registry.models import Source
from chuntian.trail.operations import record
from chuntian.web import exports
from chuntian.web.desk.absent import reached
from chuntian.web.desk.forms import DeskForm
from chuntian.web.desk.lists import VIEW
from chuntian.web.pages import page

SOON = timedelta(days=30)
ROWS_A_PAGE = 50
RECEIPTS_OFFERED = 24
WORDS = {
    "late": (gettext_lazy("已过期"), "stop"), "never": (gettext_lazy("没有收到过"), "warn"),
    "soon": (gettext_lazy("三十天内到期"), "warn"), "later": (gettext_lazy("还早"), "good"),
}  # fmt: skip
PARTS = ("new", "gone", "changed")


class OwnerForm(DeskForm):
    owner = forms.ChoiceField(label=gettext_lazy("部门"), required=False)


class OtherForm(DeskForm):
    other = forms.ChoiceField(label=gettext_lazy("和哪一份比"), required=False)
    part = forms.ChoiceField(
        label=gettext_lazy("看哪些行"), required=False,
        choices=[("new", gettext_lazy("新增的")), ("gone", gettext_lazy("不见了的")), ("changed", gettext_lazy("变了的"))],
    )  # fmt: skip


@page(*VIEW, gives="when each department's list is due, nobody named")
def calendar(request: HttpRequest) -> HttpResponse:
    """Show, department by department, when the newest list came, until when it counts, and which is overdue."""
    sources = request.scope.filter(Source.objects.filter(origin=Origin.LIST)).order_by("as_of", "committed_at")
    newest = {one.kind: one for one in sources}
    form = OwnerForm(request.GET or None)
    form.fields["owner"].choices = [
        ("", _("全部")),
        *((name, name) for name in sorted({one.owner for one in all_kinds()})),
    ]
    owner = form.cleaned_data["owner"] if form.is_bound and form.is_valid() else ""
    rows = [due(one, newest.get(one.slug), request.today) for one in all_kinds() if owner in ("", one.owner)]
    rows.sort(key=lambda row: (row["due_on"] or date.max, row["owner"], row["label"]))
    if request.GET.get("as") in ("xlsx", "csv"):
        headings = [
            _("部门"),
            _("名单"),
            _("最近数据日期"),
            _("收到"),
            _("几个月内作数"),
            _("最晚哪天前要新的"),
            _("过了几天"),
            _("情况"),
        ]
        cells = [
            [
                row["owner"],
                row["label"],
                row["as_of"],
                row["received"],
                row["max_age"],
                row["due_on"],
                row["days_late"],
                str(row["word"]),
            ]
            for row in rows
        ]
        return exports.answer(request.GET["as"], f"{_('名单日历')}-{request.today}", headings, cells)
    counts = [
        (sum(row["state"] == state for row in rows), word, "", "late" if state == "late" else "")
        for state, (word, _k) in WORDS.items()
    ]
    return render(request, "desk/list-calendar.html", {"rows": rows, "cells": counts, "filters": form})


def due(kind: ListKind, newest: Source | None, today: date) -> dict[str, Any]:
    """Give when a kind of list is due: the last day on which the newest one still counts."""
    due_on = add_months(newest.as_of, kind.max_age_months) if newest else None
    state = "never" if due_on is None else "late" if due_on < today else "soon" if due_on <= today + SOON else "later"
    word, tag = WORDS[state]
    return {
        "slug": kind.slug, "label": kind.label_zh, "owner": kind.owner, "max_age": kind.max_age_months, "state": state,
        "as_of": newest.as_of if newest else None, "received": newest.committed_at.date() if newest else None, "due_on": due_on,
        "days_late": (today - due_on).days if due_on and due_on < today else None, "word": word, "tag": tag,
    }  # fmt: skip


@page(*VIEW)
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Show two receipts beside each other: counts, and the rows that are new, gone or say something else."""
    one = reached(request.scope, Upload.objects.exclude(state__in=WITHOUT_ROWS), pk=pk)
    others = list(request.scope.filter(earlier_receipts(one))[:RECEIPTS_OFFERED])
    view: dict[str, Any] = {"upload": one, "kind": kind_of(one.kind), "others": others}
    if not others:
        return render(request, "desk/list-compare.html", view)
    form = OtherForm(request.GET or None)
    form.fields["other"].choices = [(str(each.pk), f"{each.as_of} {each.file_name}") for each in others]
    nearest = next((each for each in others if each.as_of <= one.as_of), others[0])
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    other = next((each for each in others if str(each.pk) == said.get("other")), nearest)
    found = difference(other, one)
    counts = {"new": found.new.height, "gone": found.gone.height, "changed": found.changed.height}
    part = said.get("part") or next((name for name in PARTS if counts[name]), "new")
    form = OtherForm(initial={"other": other.pk, "part": part}) if not form.is_bound else form
    form.fields["other"].choices = [(str(each.pk), f"{each.as_of} {each.file_name}") for each in others]
    shown = Paginator(range(counts[part]), ROWS_A_PAGE).get_page(request.GET.get("page"))
    rows = getattr(found, part)[shown.start_index() - 1 if counts[part] else 0 : shown.end_index()]
    record(
        actor=request.user, action="list.compare", subject_kind="upload", subject_id=one.pk, region=one.region,
        at=request.moment, detail={"other": other.pk, "part": part, "rows": rows.height},
    )  # fmt: skip
    headings = {column.name: column.headings[0] for column in view["kind"].columns}
    view |= {"other": other, "filters": form, "page": shown, "part": part, "rows": _rows(rows, view["kind"], headings)}
    view["cells"] = [
        (f"{found.before:,}", _("%s 那份的人数") % other.as_of, "", ""), (f"{found.after:,}", _("%s 这份的人数") % one.as_of, "", ""),
        *((f"{counts[name]:,}", dict(form.fields["part"].choices)[name], f"?other={other.pk}&part={name}", "here" if name == part else "")
          for name in PARTS),
    ]  # fmt: skip
    view["columns"] = [(headings.get(name, name), count) for name, count in found.columns.items()]
    return render(request, "desk/list-compare.html", view)


def _rows(frame: pl.DataFrame, kind: ListKind, headings: dict[str, str]) -> list[dict[str, Any]]:
    closed = {column.name for column in kind.columns if column.type in CLOSED_TYPES}
    rows = []
    for row in frame.iter_rows(named=True):
        said = [
            f"{headings.get(name, name)}：{_('变了')}"
            if name in closed
            else f"{headings.get(name, name)}：{_text(row[name])} → {_text(row[f'{name}.after'])}"
            for name in row.get("differs") or ()
        ]
        name = str(row.get("name.after") or row.get("name") or "")
        rows.append(
            {
                "row": row.get("row.after") or row.get("row"),
                "name": name[:1] + "＊" * max(0, len(name) - 1),
                "said": said,
            }
        )
    return rows


def _text(value: Any) -> str:
    return "—" if value is None or value == "" else str(value)
