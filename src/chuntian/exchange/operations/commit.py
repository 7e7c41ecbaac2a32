"""Take a staged list over, halt it, let it pass, or drop it."""

from datetime import datetime
from typing import Any

import polars as pl
from django.db import transaction

from chuntian.exchange import brake, compare
from chuntian.exchange.doubles import Ahead, ahead
from chuntian.exchange.enums import UploadState
from chuntian.exchange.models import BrakeConfirmation, Upload
from chuntian.exchange.store import frame_of
from chuntian.kernel.crash import crash_point
from chuntian.registry.operations import commit_source
from chuntian.registry.operations.erased import without_erased
from chuntian.trail.operations import record

CONFIRMATIONS = 2


class CannotCommit(Exception):
    """The list is not in a state in which it can be taken over."""


class CannotConfirm(Exception):
    """The brake is not on, the reason is missing, or the same person confirms twice."""


class CannotReject(Exception):
    """The list is taken over already: a correction is a newer list."""


def _locked(upload: Upload) -> Upload:
    return Upload.objects.select_for_update().get(pk=upload.pk)


@transaction.atomic
def commit(*, upload: Upload, by: Any, at: datetime) -> Upload:
    """
    Take over the accepted rows of a list, or halt it where it would stop or change too much.

    A list that is taken over already is given back as it is.

    :raises CannotCommit: it is refused, rejected, or not yet staged.
    """
    upload = _locked(upload)
    if upload.state == UploadState.COMMITTED:
        return upload
    if upload.state not in (UploadState.STAGED, UploadState.HALTED):
        raise CannotCommit(f"名单处于“{upload.get_state_display()}”，不能入库")
    frame = without_erased(frame_of(upload, "accepted").drop("sheet"))
    upload.brake = brake.measure(upload, frame)
    if upload.brake["reasons"] and upload.confirmations.count() < CONFIRMATIONS:
        return _halt(upload, by, at)
    begun = ahead(upload.kind, frame)
    try:
        return _take_over(upload, frame, begun, by, at)
    finally:
        if begun is not None:
            begun.close()


def _take_over(upload: Upload, frame: pl.DataFrame, begun: Ahead | None, by: Any, at: datetime) -> Upload:
    result = commit_source(
        kind=upload.kind, as_of=upload.as_of, whole=upload.whole, region=upload.region, label=upload.file_name, sha256=upload.sha256,
        frame=frame, by=by, at=at, received_at=upload.received_at,
    )  # fmt: skip
    crash_point("exchange.committing")
    upload.state, upload.source, upload.committed_at, upload.committed_by = (
        UploadState.COMMITTED,
        result.source,
        at,
        by if hasattr(by, "pk") else None,
    )
    upload.unmatched = result.unmatched
    upload.commit_result = {"source": result.source.pk, "persons_new": result.persons_new, "matched": result.matched,
                            "unmatched": result.unmatched, "statements": result.statements}  # fmt: skip
    upload.commit_result["discrepancies"] = compare.compare(
        upload=upload, frame=frame, at=at, persons=result.persons, begun=begun
    )
    upload.save()
    return upload


def _halt(upload: Upload, by: Any, at: datetime) -> Upload:
    was_halted = upload.state == UploadState.HALTED
    upload.state = UploadState.HALTED
    upload.save()
    if not was_halted:
        record(actor=by, action="list.halted", subject_kind="upload", subject_id=upload.pk, region=upload.region, at=at,
               reason="；".join(upload.brake["reasons"]), detail={"kind": upload.kind, "missing": upload.brake["missing"]})  # fmt: skip
    return upload


@transaction.atomic
def confirm_brake(*, upload: Upload, by: Any, at: datetime, reason: str) -> Upload:
    """
    Say, as one of two different persons, that a halted list is right. With the second it may be committed.

    :raises CannotConfirm: it is not halted, there is no reason, or this person confirmed it already.
    """
    upload = _locked(upload)
    if upload.state != UploadState.HALTED:
        raise CannotConfirm(f"名单处于“{upload.get_state_display()}”，没有待确认的刹车")
    if not reason.strip():
        raise CannotConfirm("请写明为什么这份名单是对的")
    if not hasattr(by, "pk"):
        raise CannotConfirm("确认刹车须由登录的人员办理")
    if upload.confirmations.filter(user=by).exists():
        raise CannotConfirm("同一人不能确认两次，须由另一人再确认")
    BrakeConfirmation.objects.create(upload=upload, user=by, at=at, reason=reason)
    record(
        actor=by,
        action="list.brake_confirmed",
        subject_kind="upload",
        subject_id=upload.pk,
        region=upload.region,
        at=at,
        reason=reason,
    )
    return upload


@transaction.atomic
def reject(*, upload: Upload, by: Any, at: datetime, reason: str) -> Upload:
    """
    Drop a list that is not taken over.

    :raises CannotReject: it is taken over, or dropped already.
    """
    upload = _locked(upload)
    if upload.state in (UploadState.COMMITTED, UploadState.REJECTED):
        raise CannotReject(f"名单处于“{upload.get_state_display()}”，不能作废；如需更正，请报送新的名单")
    upload.state, upload.reason = UploadState.REJECTED, reason
    upload.save()
    record(
        actor=by,
        action="list.rejected",
        subject_kind="upload",
        subject_id=upload.pk,
        region=upload.region,
        at=at,
        reason=reason,
    )
    return upload
