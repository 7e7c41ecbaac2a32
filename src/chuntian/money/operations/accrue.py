"""Write what is owed: obligations, each change of a target as a journal entry, and claims for what was too much."""

from datetime import datetime
from typing import Any

import polars as pl
from django.db import transaction

from chuntian.casework.enums import TaskKind
from chuntian.casework.frames import frame_of
from chuntian.casework.operations.tasks import open_task
from chuntian.kernel.ids import new_id, new_ids
from chuntian.money import ledger
from chuntian.money.enums import ObligationKind, RecoveryState
from chuntian.money.models import Obligation, Recovery
from chuntian.money.plan import Plan
from chuntian.registry.bulk import insert_frame, update_frame
from chuntian.registry.models import Person


@transaction.atomic
def accrue(*, plan: Plan, region: str, by: Any, at: datetime) -> int:
    """Bring the obligations to their targets and enter the differences; a second time finds none."""
    rows = plan.targets
    new = rows.filter(pl.col("obligation_id").is_null() & (pl.col("target") > 0))
    old = rows.filter(pl.col("obligation_id").is_not_null())
    entries = _make(new) + _change(old)
    ledger.post(key=f"accrue:{new_id()}", kind="accrue", region=region, entries=entries, by=_user(by), at=at)
    return new.height + old.height


def _user(by: Any) -> Any:
    return None if isinstance(by, str) else by


def _owed(obligation_id: int, fen: int) -> list[ledger.Entry]:
    return ledger.transfer(ledger.PAYABLE, ledger.EXPENSE, obligation_id, fen)


def _make(rows: pl.DataFrame) -> list[ledger.Entry]:
    made = rows.select(
        pl.Series("id", new_ids(rows.height), dtype=pl.Int64), "person_id", "programme", "period",
        pl.lit(str(ObligationKind.BENEFIT)).alias("kind"), "region", "award_id", "run_id",
        pl.col("target").alias("target_fen"),
    )  # fmt: skip
    insert_frame("money_obligation", made)
    return [entry for pk, fen in made.select("id", "target_fen").iter_rows() for entry in _owed(pk, fen)]


def _change(rows: pl.DataFrame) -> list[ledger.Entry]:
    """Set new targets against what the rows hold now, not against what the plan once read."""
    there = _locked(rows["obligation_id"].to_list())
    wanted = rows.select(pl.col("obligation_id").alias("id"), "target", "run_id", "award_id")
    new = wanted.join(there, on="id", suffix="_there").select(
        "id", pl.col("target").alias("target_fen"), pl.coalesce("run_id", "run_id_there").alias("run_id"),
        pl.coalesce("award_id", "award_id_there").alias("award_id"),
    )  # fmt: skip
    changed = new.join(there, on="id", suffix="_there").select("id", pl.col("target_fen") - pl.col("target_fen_there"))
    update_frame("money_obligation", new)
    return [entry for pk, fen in changed.iter_rows() if fen for entry in _owed(pk, fen)]


def _locked(ids: list[int]) -> pl.DataFrame:
    names = ("id", "target_fen", "run_id", "award_id")
    rows: list[tuple] = []
    for start in range(0, len(ids), 5000):
        some = Obligation.objects.filter(pk__in=ids[start : start + 5000]).order_by("pk")
        rows += some.select_for_update().values_list(*names)
    return frame_of(rows, dict.fromkeys(names, pl.Int64))


@transaction.atomic
def propose_recoveries(*, plan: Plan, by: Any, at: datetime) -> list[Recovery]:
    """
    Put each sum paid too much before a person as a proposal with a task, and take back proposals whose ground has gone.

    Nothing is netted against another month or benefit.
    """
    for row in plan.moot.iter_rows(named=True):
        Recovery.objects.filter(obligation_id=row["obligation_id"], state=RecoveryState.PROPOSED).update(
            state=RecoveryState.CANCELLED, decision_reason="依据已变，撤销建议", decided_at=at
        )
    made = []
    for row in plan.over.iter_rows(named=True):
        region = row["region"] or row["old_region"]
        claim, is_new = Recovery.objects.get_or_create(
            obligation_id=row["obligation_id"], state=RecoveryState.PROPOSED,
            defaults={
                "amount_fen": row["over"], "region": region, "proposed_at": at, "proposed_by": _user(by),
                "grounds": _grounds(row),
            },
        )  # fmt: skip
        if not is_new:
            Recovery.objects.filter(pk=claim.pk).update(amount_fen=claim.amount_fen + row["over"])
            continue
        open_task(
            kind=TaskKind.CHECK, person=Person.objects.get(pk=row["person_id"]), region=region, at=at,
            programme=row["programme"], key=f"recovery:{claim.pk}", month=row["period"],
            detail={"recovery": claim.pk, "amount_fen": row["over"]},
        )  # fmt: skip
        made.append(claim)
    return made


def _grounds(row: dict[str, Any]) -> str:
    if row["award_id"] is None:
        return f"{row['period']} 不在待遇期间内，已发放"
    if row["target"] == 0:
        return f"{row['period']} 经重新判定不符合条件，已发放"
    return f"{row['period']} 应发金额经重新判定降低，已多发"
