"""A person's own copy (个人信息保护法 第四十五条): everything held about him, as JSON and as a page anyone can read."""

import json
from datetime import datetime
from html import escape
from typing import Any

from django.db import models

from chuntian.registry.models import Person
from chuntian.trail.operations import record
from chuntian.trail.protected import Protected, ProtectedTextField, reveal_many
from chuntian.upkeep.personal import HOLDINGS, Holding

# Digests and indexes say nothing to the person; an account's password hash is a secret even from its owner's printer.
LEFT_OUT = {"password", "salt", "content", "digest", "mark"}
# Whoever objects to a notice is promised that the person in it is not told his name.
# Whoever was in a list learns who opened it, not who else was in it; what a file was for may name another.
OF_OTHERS = {"casework.Objection": {"by", "said_by", "contact"}, "trail.Shown": {"detail", "reason"}}


def copy_of(*, person: Person, by: Any, at: datetime, why: str) -> dict[str, Any]:
    """
    Gather everything held about a person; the numbers in it are opened, and that is recorded.

    :raises ValueError: no reason was given.
    """
    parts = [
        {"model": one.model, "name": str(one.table._meta.verbose_name), "rows": _rows(one, person.pk, by, at, why)}
        for one in HOLDINGS
    ]
    record(
        actor=by,
        action="person.copy",
        subject_kind="person",
        subject_id=person.pk,
        region=person.region,
        at=at,
        reason=why,
    )
    return {"person": person.pk, "made_at": at.isoformat(), "parts": parts}


def _rows(holding: Holding, pk: int, by: Any, at: datetime, why: str) -> list[dict[str, Any]]:
    found = []
    rows = holding.rows(pk)
    for one in (rows.select_related(holding.tells) if holding.tells else rows).iterator(chunk_size=500):
        row = getattr(one, holding.tells) if holding.tells else one
        own: dict[str, Any] = {}
        for field in row._meta.local_concrete_fields:
            if (field.name in LEFT_OUT and row._meta.label in ("trail.Entry", "accounts.User")) or field.name.endswith(
                "_index"
            ):
                continue
            if field.name in OF_OTHERS.get(holding.model, ()):
                continue
            own[_label(field)] = _plain(row, field, by, at, why)
        found.append(own)
    return found


def _label(field: models.Field) -> str:
    label = str(field.verbose_name)
    return label if not label.isascii() else field.name


def _plain(row: models.Model, field: models.Field, by: Any, at: datetime, why: str) -> Any:
    value = getattr(row, field.attname)
    if isinstance(value, Protected):
        return reveal_many([value], actor=by, why=why, at=at)[0]
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    return "" if isinstance(field, ProtectedTextField) else str(value)


def as_json(copy: dict[str, Any]) -> str:
    """Give the copy as JSON."""
    return json.dumps(copy, ensure_ascii=False, indent=1, default=str)


def as_page(copy: dict[str, Any]) -> str:
    """Give the copy as one page: headings and plain tables, readable in any browser and by any screen reader."""
    body = "".join(_section(part) for part in copy["parts"] if part["rows"])
    none = "、".join(escape(part["name"]) for part in copy["parts"] if not part["rows"])
    return (
        '<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        "<title>本人信息副本</title></head><body><main><h1>本人信息副本</h1>"
        f"<p>生成时间：{escape(copy['made_at'])}。以下是本系统所存的、与您有关的全部信息。</p>{body}"
        f"<h2>没有内容的部分</h2><p>{none or '无'}</p></main></body></html>"
    )


def _section(part: dict[str, Any]) -> str:
    rows = []
    for number, row in enumerate(part["rows"], 1):
        cells = "".join(
            f'<tr><th scope="row">{escape(name)}</th><td>{escape(_said(value))}</td></tr>'
            for name, value in row.items()
        )
        rows.append(f"<table><caption>{escape(part['name'])} {number}</caption><tbody>{cells}</tbody></table>")
    return f"<section><h2>{escape(part['name'])}（{len(part['rows'])}）</h2>{''.join(rows)}</section>"


def _said(value: Any) -> str:
    if value in (None, "", {}, []):
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
