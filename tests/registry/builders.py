"""A small county of made-up people, and lists about them."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from chuntian.kernel.identity import resident_id_checksum
from chuntian.registry.models import Person
from chuntian.registry.operations import CommitResult, commit_source
from chuntian.trail.protected import blind_index

CHINA = ZoneInfo("Asia/Shanghai")
COUNTY, OTHER, CITY = "620104000000", "620102000000", "620100000000"
VILLAGE, OTHER_VILLAGE = "620104001201", "620102001201"
NAMES = ["王小明", "李春天", "张伟", "曾国强", "欧阳娜娜", "赵六", "阿布都·买买提"]


def moment(day: int, hour: int = 9, month: int = 3) -> datetime:
    return datetime(2024, month, day, hour, tzinfo=CHINA)


def number(who: int, birth: str = "19800101") -> str:
    """Give the identity number of the n-th person: an unassigned county, so nobody's."""
    first = f"620199{birth}{who:03d}"
    return first + resident_id_checksum(first)


def person(who: int) -> Person:
    return Person.objects.get(resident_index=blind_index(number(who), "resident_id"))


def certificate(who: int, **more: Any) -> dict[str, Any]:
    """Give one row of a certificate list."""
    row = {
        "resident_id": number(who),
        "name": NAMES[who % len(NAMES)],
        "division": VILLAGE,
        "category": 4,
        "grade": 1,
        "components": "肢体一级下肢",
        "issued_on": date(2020, 1, 1),
        "expires_on": date(2030, 1, 1),
        "status": "issued",
        "status_on": None,
        "phone": f"1390000{who:04d}",
        "guardian_name": None,
        "guardian_resident_id": None,
        "guardian_relation": None,
    }
    row |= more
    row.setdefault("certificate_number", f"{number(who)}{row['category']}{row['grade']}")
    return row


def listed(who: int, **more: Any) -> dict[str, Any]:
    """Give one row of a list about a person."""
    return {"resident_id": number(who), "name": NAMES[who % len(NAMES)], **more}


def commit(kind: str, rows: list[dict[str, Any]], as_of: date, at: datetime, **more: Any) -> CommitResult:
    """Commit rows as a list of the county."""
    given = {
        "whole": kind not in {"deaths", "moves", "survey", "bank_accounts"},
        "region": COUNTY,
        "by": "tester",
    } | more
    columns = list(dict.fromkeys(name for row in rows for name in row)) or ["resident_id", "name"]
    schema = dict.fromkeys(columns, pl.String) if not rows else None
    frame = pl.DataFrame(rows, schema=schema, infer_schema_length=None).with_row_index("row", offset=2)
    return commit_source(kind=kind, as_of=as_of, at=at, frame=frame, **given)
