"""What runs already when the platform is switched on: the awards of recipients, taken over from the old books."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from chuntian.casework.models import Award
from chuntian.kernel.days import Month
from chuntian.registry.matching import persons_by_index, subject_indexes
from chuntian.trail.operations import record


def person_ids(resident_ids: list[str]) -> dict[str, int]:
    """Give the register's person for each identity number; a merged record leads to the one it was merged into."""
    import polars as pl

    numbers = pl.DataFrame({"resident_id": resident_ids}, schema={"resident_id": pl.String}).unique()
    numbers = numbers.with_columns(subject_indexes(numbers["resident_id"]))
    known = persons_by_index(numbers["subject_index"]).select("subject_index", "person_id")
    return dict(numbers.join(known, on="subject_index").select("resident_id", "person_id").rows())


@transaction.atomic
def take_over_awards(*, paid: Iterable[tuple[str, str, str]], start: Month, region: str, by: Any, at: datetime) -> int:
    """
    Take over who was being paid what: (resident id, programme, region of the person) from the old books.

    They run from `start`: what was paid before is not in our ledger.
    """
    rows = list(paid)
    ids = person_ids([resident_id for resident_id, _, _ in rows])
    awards = [
        Award(
            person_id=ids[resident_id],
            programme=programme,
            start_month=str(start),
            region=place,
            granted_at=at,
            granted_by=by,
        )
        for resident_id, programme, place in rows
        if resident_id in ids
    ]
    Award.objects.bulk_create(awards, batch_size=5000)
    record(
        actor=by, action="award.take_over", subject_kind="region", subject_id=region, region=region, at=at,
        reason="系统启用时接收原发放台账", detail={"awards": len(awards), "start": str(start)},
    )  # fmt: skip
    return len(awards)
