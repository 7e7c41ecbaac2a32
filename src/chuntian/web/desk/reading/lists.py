"""Lists that came in, as the pages show them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from chuntian.exchange.enums import UploadState
from chuntian.exchange.kinds import ListKind, all_kinds
from chuntian.exchange.kinds import kind as kind_of
from chuntian.exchange.kinds.base import TYPES
from chuntian.exchange.models import Upload
from chuntian.exchange.store import frame_of
from chuntian.kernel.days import add_months
from chuntian.registry.enums import Origin
from chuntian.registry.models import Source
from chuntian.web.reading.names import place_names

TAGS = {
    UploadState.COMMITTED: "good",
    UploadState.STAGED: "info",
    UploadState.HALTED: "stop",
    UploadState.REFUSED: "stop",
    UploadState.RECEIVED: "info",
}
LEVELS = {"refusal": "stop", "warning": "warn"}


def kind_rows(sources: QuerySet[Source], today: date) -> list[dict[str, Any]]:
    """Give every kind of list with the newest day we hold and whether it is still young enough to be believed."""
    newest = {one.kind: one for one in sources.filter(origin=Origin.LIST).order_by("as_of", "committed_at")}
    rows = [_kind_row(one, newest.get(one.slug), today) for one in all_kinds()]
    return sorted(rows, key=lambda row: (row["rank"], row["label"]))


def _kind_row(one: ListKind, newest: Source | None, today: date) -> dict[str, Any]:
    if newest is None:
        word, tag, rank = _("没有收到过"), "", 2
    elif add_months(newest.as_of, one.max_age_months) < today:
        word, tag, rank = _("太旧，按不知道处理"), "stop", 0
    else:
        word, tag, rank = _("有效"), "good", 1
    return {
        "slug": one.slug,
        "label": one.label_zh,
        "owner": one.owner,
        "whole": one.whole,
        "as_of": newest.as_of if newest else None,
        "rows": newest.rows if newest else None,
        "max_age": one.max_age_months,
        "word": word,
        "tag": tag,
        "rank": rank,
    }


def column_rows(declared: ListKind) -> list[dict[str, Any]]:
    """Give the columns of a kind with the headings that are understood."""
    return [
        {
            "name": column.headings[0],
            "also": "、".join(column.headings[1:6]),
            "type": TYPES[column.type],
            "choices": "、".join(dict.fromkeys(column.choices)) if column.choices else "",
            "required": column.required,
        }
        for column in declared.columns
    ]


def upload_rows(uploads: Iterable[Upload]) -> list[dict[str, Any]]:
    """Give what a list of files shows of each."""
    found = list(uploads)
    places = place_names(one.region for one in found)
    labels = {one.slug: one.label_zh for one in all_kinds()}
    return [
        {
            "pk": one.pk,
            "kind": labels.get(one.kind, one.kind),
            "as_of": one.as_of,
            "place": places.get(one.region, one.region),
            "file": one.file_name,
            "state": one.get_state_display(),
            "tag": TAGS.get(one.state, ""),
            "rows": one.rows,
            "accepted": one.accepted,
            "refused": one.refused,
            "skipped": one.skipped,
            "unmatched": one.unmatched,
            "received_at": one.received_at,
        }
        for one in found
    ]


def refusals(upload: Upload) -> list[dict[str, Any]]:
    """Give the refused cells and the warnings, refusals first, in the order of the file."""
    if upload.state in (UploadState.RECEIVED, UploadState.REFUSED):
        return []
    rows = frame_of(upload, "refusals").sort("level", "sheet", "row", maintain_order=True).to_dicts()
    headings = {column.name: column.headings[0] for column in kind_of(upload.kind).columns}
    words = {"refusal": _("退回"), "warning": _("提醒")}
    return [
        {
            **row,
            "where": f"{row['sheet']}!{row['cell']}" if row["sheet"] else row["cell"],
            "field": headings.get(row["field"], row["field"]),
            "tag": LEVELS.get(row["level"], ""),
            "word": words.get(row["level"], row["level"]),
        }
        for row in rows
    ]
