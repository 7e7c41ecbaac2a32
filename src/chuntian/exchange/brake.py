"""
The brake: a list that would stop or change too much halts, and two persons look at it.

Rooms above register how they would reckon what a list does to those now paid (casework knows awards; we do not). Apart
from that a whole list is measured against the one before it: half a file shows by the persons who are no longer on it.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl
from django.conf import settings

from chuntian.exchange.enums import UploadState
from chuntian.exchange.models import Upload
from chuntian.exchange.store import frame_of

# Shares of those paid last month (trust.md A27), and how many persons it takes at least, so that one death in a village
# of ninety does not halt a list.
STOP_SHARE, CHANGE_SHARE, LEAST_PERSONS = 0.005, 0.02, 5
# Share of the earlier list's persons who may be missing from the next whole list: people come and go, half a file does not.
MISSING_SHARE = 0.05


@dataclass(frozen=True)
class BrakeEstimate:
    """What a list would do: of `paid` persons, how many it would stop and how many it would change."""

    paid: int
    would_stop: int
    would_change: int
    name: str = "payments"


Estimator = Callable[[Upload, pl.DataFrame], BrakeEstimate]
_estimators: list[Estimator] = []


def register(estimator: Estimator) -> None:
    """Add an estimator; called by rooms above when they are ready. The same one twice counts once."""
    if estimator not in _estimators:
        _estimators.append(estimator)


def unregister(estimator: Estimator) -> None:
    """Take an estimator out again (tests)."""
    _estimators.remove(estimator)


def _limit(name: str, default: float) -> float:
    return getattr(settings, f"BRAKE_{name}", default)


def _pulls(estimate: BrakeEstimate) -> list[str]:
    least = _limit("LEAST_PERSONS", LEAST_PERSONS)
    reasons = []
    for count, share, verb in (
        (estimate.would_stop, _limit("STOP_SHARE", STOP_SHARE), "停发"),
        (estimate.would_change, _limit("CHANGE_SHARE", CHANGE_SHARE), "变动"),
    ):
        if count >= least and count > share * estimate.paid:
            reasons.append(
                f"将{verb} {count} 人，占上月 {estimate.paid} 人的 {_percent(count, estimate.paid)}，超过 {share:.1%}"
            )
    return reasons


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "全部"


def measure(upload: Upload, frame: pl.DataFrame) -> dict[str, Any]:
    """Reckon what a list would do; `reasons` is empty where it may pass."""
    estimates = [estimator(upload, frame) for estimator in _estimators]
    missing = missing_persons(upload, frame)
    reasons = [reason for estimate in estimates for reason in _pulls(estimate)]
    share, least = _limit("MISSING_SHARE", MISSING_SHARE), _limit("LEAST_PERSONS", LEAST_PERSONS)
    if missing and missing["missing"] >= least and missing["missing"] > share * missing["before"]:
        part = _percent(missing["missing"], missing["before"])
        reasons.append(
            f"上一份名单的 {missing['before']} 人中有 {missing['missing']} 人（{part}）不在这一份上，可能只是半份文件"
        )
    return {"estimates": [asdict(one) for one in estimates], "missing": missing, "reasons": reasons}


def missing_persons(upload: Upload, frame: pl.DataFrame) -> dict[str, int] | None:
    """Count who was on the whole list before this one and is not on this one; None where there is none to compare."""
    if not upload.whole:
        return None
    before = (
        Upload.objects.filter(
            kind=upload.kind, region=upload.region, state=UploadState.COMMITTED, whole=True, as_of__lte=upload.as_of
        )
        .exclude(pk=upload.pk)
        .order_by("-as_of", "-committed_at")
        .first()
    )
    if before is None:
        return None
    column = "resident_id" if "resident_id" in frame.columns else "credit_code"
    earlier = frame_of(before, "accepted").select(column).unique()
    gone = earlier.join(frame.select(column).unique(), on=column, how="anti").height
    return {"before": earlier.height, "missing": gone, "now": frame.select(column).n_unique()}
