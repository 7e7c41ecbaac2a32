"""Take a file in: keep it whole, read it in a child, check every column, stage what may be taken over."""

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from chuntian.exchange.enums import UploadState
from chuntian.exchange.file_names import shown_name
from chuntian.exchange.kinds import kind as kind_of
from chuntian.exchange.models import Upload
from chuntian.exchange.reading.parent import Reading, memory_path, read_in_child
from chuntian.exchange.reading.refused import FileRefused
from chuntian.exchange.store import keep_file, keep_frame
from chuntian.kernel.crash import crash_point
from chuntian.kernel.divisions import DivisionCode
from chuntian.kernel.identity import normalise
from chuntian.kernel.vault import sha256_of
from chuntian.places.models import Division
from chuntian.places.regions import in_region_q
from chuntian.trail.operations import record

# A name that several divisions of the region bear says nothing, and the names of higher levels are known anyway.
MOST_NAMES = 60_000


def stage(
    *, kind: str, path: Path, as_of: date, region: str, by: Any, at: datetime, whole: bool | None = None, name: str = ""
) -> Upload:
    """
    Stage a file as a list of one kind, true on `as_of`, of one region.

    A bad file is an Upload in state `refused` with its report, never an exception; the same file for the same day and
    region gives the Upload that is there.

    :raises UnknownKind: there is no such list.
    :raises DivisionError: the region is no division code.
    """
    declared, code = kind_of(kind), DivisionCode.parse(region).value if region.strip("0") else "0" * 12
    path = Path(path)
    with path.open("rb") as stream:
        sha256 = sha256_of(stream)
        before = _already_here(kind, code, as_of, sha256)
        if before is not None:
            return before
        stream.seek(0)
        keep_file(stream, sha256)
    crash_point("exchange.kept")
    reading = read_in_child(path, kind=kind, on=max(at.date(), as_of), region=code, divisions=_names(code))
    with path.open("rb") as stream:
        if sha256_of(stream) != sha256:
            why = FileRefused("changed")
            reading = Reading({"refused": why.code, "message": str(why), "detail": "", "warnings": []}, {})
    upload = Upload(
        kind=kind, as_of=as_of, whole=declared.whole if whole is None else whole, region=code, file_name=shown_name(name or path.name),
        size=path.stat().st_size, sha256=sha256, received_at=at, received_by=by if hasattr(by, "pk") else None, facts=reading.facts,
    )  # fmt: skip
    return _write(upload, reading, by, at)


def _already_here(kind: str, region: str, as_of: date, sha256: str) -> Upload | None:
    dropped = [UploadState.REJECTED, UploadState.REFUSED]
    return (
        Upload.objects.filter(kind=kind, region=region, as_of=as_of, sha256=sha256).exclude(state__in=dropped).first()
    )


@transaction.atomic
def _write(upload: Upload, reading: Reading, by: Any, at: datetime) -> Upload:
    _hold(upload)
    before = _already_here(upload.kind, upload.region, upload.as_of, upload.sha256)
    if before is not None:  # the same file came twice at one moment, and the other was read first
        return before
    upload.state = UploadState.REFUSED if not reading.results else UploadState.STAGED
    for field, count in reading.facts.get("counts", {}).items():
        setattr(upload, field, count)
    for frame, content in reading.results.items():
        keep_frame(upload, frame, content)
    upload.save(force_insert=True)
    record(
        actor=by, action="list.staged" if reading.results else "list.refused", subject_kind="upload", subject_id=upload.pk,
        region=upload.region, at=at, reason=reading.facts.get("refused", ""),
        detail={"kind": upload.kind, "sha256": upload.sha256, "rows": upload.rows, "accepted": upload.accepted, "refused": upload.refused},
    )  # fmt: skip
    return upload


def _hold(upload: Upload) -> None:
    """Let nobody else stage the same file until the transaction ends; on SQLite a transaction that writes is alone."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        lock = int.from_bytes(bytes.fromhex(upload.sha256)[:8], signed=True)
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])


def _names(region: str) -> dict[str, str]:
    """Give the names of the divisions within a region that are borne once, short and with their parent's name before."""
    rows = list(
        Division.objects.filter(in_region_q(region, "code")).values_list("code", "name", "parent_code")[:MOST_NAMES]
    )
    by_code = {code: name for code, name, _ in rows}
    found: dict[str, str | None] = {}
    for code, name, parent in rows:
        for text in {normalise(name), normalise(by_code.get(parent, "") + name)}:
            found[text] = None if found.get(text, code) != code else code
    return {text: code for text, code in found.items() if code}


def stage_bytes(*, content: bytes, name: str, **order: Any) -> Upload:
    """Stage a file that came as bytes (a page's upload); it touches the disk only sealed, and in memory for the child."""
    with memory_path(io.BytesIO(content)) as path:
        return stage(path=path, name=name, **order)
