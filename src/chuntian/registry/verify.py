"""Checks of the register: snapshot files are there and have the bytes they were kept by."""

from pathlib import Path

from django.conf import settings
from django.db import connection

from chuntian.kernel.files import sha256_file
from chuntian.registry.models import Snapshot
from chuntian.trail.verify import Check


def checks() -> list[Check]:
    """Check the snapshot files and the attachment of statements."""
    return [Check("snapshots", snapshot_problems()), Check("statements", statement_problems())]


def snapshot_problems() -> list[str]:
    """Give the snapshots whose file is missing or differs from its hash."""
    problems = []
    for path, digest in Snapshot.objects.order_by("id").values_list("path", "sha256").distinct():
        file = Path(settings.DATA_FOLDER) / path
        if not file.exists():
            problems.append(f"快照文件不见了：{path}")
        elif sha256_file(file) != digest:
            problems.append(f"快照文件与记录的摘要不符：{path}")
    return problems


def statement_problems() -> list[str]:
    """Give statements that wait for a person who is registered, or that belong to another than their index names."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM registry_statement s JOIN registry_person p ON p.resident_index = s.subject_index "
            "WHERE s.subject_kind = 'person' AND (s.subject_id IS NULL "
            "OR (s.subject_id <> p.id AND s.subject_id <> COALESCE(p.merged_into_id, p.id)))"
        )
        wrong = cursor.fetchone()[0]
    return [f"{wrong} 条陈述没有归到其本人名下"] if wrong else []
