"""
Work out what is due: for each month of each award, target minus settled.

Nothing is written here. A plan says which obligations change, which sums are to be paid, which months wait for a
person, and what was paid too much.
"""

from dataclasses import dataclass

import polars as pl
from django.db.models import Q, QuerySet, Sum

from chuntian.casework import dues
from chuntian.casework.frames import ELIGIBLE, query_frame
from chuntian.money.enums import (
    IN_FLIGHT,
    OPEN_CLAIMS,
    SETTLING,
    HoldReason,
    ObligationKind,
    RecoveryState,
)  # fmt: skip
from chuntian.money.models import Obligation, PaymentLine, PaymentRun, Recovery
from chuntian.places.regions import in_region_q

KEY = ["person_id", "programme", "period"]
OBLIGATIONS = {
    "obligation_id": pl.Int64, "person_id": pl.Int64, "programme": pl.String, "period": pl.String,
    "old_award_id": pl.Int64, "old_run_id": pl.Int64, "old_target": pl.Int64, "old_region": pl.String,
}  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """Rows of one region up to one month. Each frame has the key (person, programme, period) and what it needs."""

    rows: pl.DataFrame

    @property
    def targets(self) -> pl.DataFrame:
        """Give the obligations to make, or whose target or run changed."""
        changed = (
            (pl.col("target") != pl.col("old_target").fill_null(0))
            | (pl.col("old_run_id").ne_missing(pl.col("run_id")) & pl.col("obligation_id").is_not_null())
        )  # fmt: skip
        return self.rows.filter(pl.col("target").is_not_null() & changed)

    @property
    def due(self) -> pl.DataFrame:
        """Give what is to be paid now."""
        return self.rows.filter((pl.col("due") > 0) & ~pl.col("claimed"))

    @property
    def held(self) -> pl.DataFrame:
        """Give what waits for a person, with the reason in `why`."""
        return self.rows.filter(pl.col("why").is_not_null())

    @property
    def over(self) -> pl.DataFrame:
        """Give what was paid too much and is not claimed yet; nothing while a line is still with the bank."""
        return self.rows.filter((pl.col("over") > 0) & (pl.col("flying") == 0))

    @property
    def moot(self) -> pl.DataFrame:
        """Give the proposals of recovery whose ground has gone."""
        return self.rows.filter((pl.col("target") > pl.col("net")) & (pl.col("proposed") > 0))


def _sums(queryset: QuerySet, **parts: Q) -> pl.DataFrame:
    """Give, obligation by obligation, the fen of the rows that each part takes in."""
    sums = {f"{name}_fen": Sum("amount_fen", filter=part) for name, part in parts.items()}
    rows = queryset.values("obligation_id").annotate(**sums).values_list("obligation_id", *sums)
    schema = {"obligation_id": pl.Int64, **dict.fromkeys(sums, pl.Int64)}
    return query_frame(rows, schema).rename({f"{name}_fen": name for name in parts})


def settled(region: str, upto: str, ignoring: PaymentRun | None = None) -> pl.DataFrame:
    """Give the obligations of a region with what was given (paid or on its way), what flies, and the claims."""
    here = Obligation.objects.filter(in_region_q(region), period__lte=upto, kind=ObligationKind.BENEFIT)
    names = ("id", "person_id", "programme", "period", "award_id", "run_id", "target_fen", "region")
    lines = PaymentLine.objects.filter(in_region_q(region), obligation__period__lte=upto)
    if ignoring is not None:
        lines = lines.exclude(run=ignoring)
    claims = Recovery.objects.filter(in_region_q(region), obligation__period__lte=upto)
    given = _sums(lines, given=Q(state__in=SETTLING), flying=Q(state__in=IN_FLIGHT))
    claimed = _sums(
        claims,
        proposed=Q(state=RecoveryState.PROPOSED),
        claims=Q(state__in=(*OPEN_CLAIMS, RecoveryState.REPAID)),
        claimed=Q(state=RecoveryState.CLAIMED),
        waived=Q(state=RecoveryState.WAIVED),
    ).rename({"claimed": "claimed_fen"})
    frame = query_frame(here.values_list(*names), OBLIGATIONS)
    return frame.join(given, on="obligation_id", how="left").join(claimed, on="obligation_id", how="left")


def _months(region: str, upto: str, done: pl.DataFrame) -> pl.DataFrame:
    """Put award months and obligations side by side, with run and decision; decisions are read only where new."""
    rows = dues.award_months(region, upto).select("award_id", "region", *KEY)
    rows = rows.join(done, on=KEY, how="full", coalesce=True)
    runs = dues.run_ids(region, rows["period"].unique().to_list())
    rows = rows.join(runs, on=["period", "programme"], how="left")
    same = pl.col("run_id").eq_missing(pl.col("old_run_id")) & pl.col("run_id").is_not_null()
    same = same & (pl.col("award_id") == pl.col("old_award_id"))  # a word by hand belongs to one award, not to the next
    settled_and_same = same & (pl.col("given").fill_null(0) == pl.col("old_target")) & (pl.col("old_target") > 0)
    wanted = rows.filter(pl.col("award_id").is_not_null() & ~settled_and_same.fill_null(False))
    found = dues.decisions(region, wanted).drop("run_id")
    rows = rows.join(found, on=KEY, how="left")
    kept = settled_and_same.fill_null(False) & pl.col("award_id").is_not_null()
    return rows.with_columns(
        pl.when(kept).then(pl.lit(ELIGIBLE, pl.UInt8)).otherwise(pl.col("outcome")).alias("outcome"),
        pl.when(kept).then(pl.col("old_target")).otherwise(pl.col("amount_fen")).alias("amount_fen"),
    )


def plan(region: str, upto: str, ignoring: PaymentRun | None = None) -> Plan:
    """Work out a region's dues up to a month; `ignoring` leaves one run's lines out of what was given."""
    rows = _months(region, upto, settled(region, upto, ignoring))
    rows = rows.join(dues.words_by_hand(region, upto), on=["award_id", "period"], how="left")
    numbers = ("given", "flying", "proposed", "claims", "claimed_fen", "waived")
    rows = rows.with_columns(pl.col(name).fill_null(0) for name in numbers)
    rows = rows.with_columns(_target().alias("target"), (pl.col("given") - pl.col("claims")).alias("net"))
    # A proposal takes nothing off what was given: until a person has decided, the money is with whom it was paid to.
    # While a line is with the bank the rest of its month waits for the answer.
    due = pl.max_horizontal(pl.col("target") - pl.col("net") - pl.col("proposed"), 0)
    rows = rows.with_columns(
        pl.when(pl.col("flying") > 0).then(0).otherwise(due).alias("due"),
        pl.max_horizontal(pl.col("net") - pl.col("target") - pl.col("waived"), 0).alias("over"),
        (pl.col("claimed_fen") > 0).alias("claimed"),
    )
    return Plan(rows.with_columns(_why().alias("why")).sort("period", "programme", "person_id"))


def _target() -> pl.Expr:
    """Say what the law owes: null where neither the machine nor a person could tell."""
    return (
        pl.when(pl.col("award_id").is_null())  # the award was taken back or shortened by a person
        .then(0)
        .when(pl.col("by_hand") == "pay")
        .then(pl.col("hand_fen"))
        .when(pl.col("by_hand") == "do_not_pay")
        .then(0)
        .when(pl.col("outcome") == ELIGIBLE)
        .then(pl.col("amount_fen"))
        .when(pl.col("outcome") == 0)
        .then(0)
        .otherwise(None)
    )


def _why() -> pl.Expr:
    """Say why a month of a running award waits for a person."""
    nothing_given = (pl.col("given") == 0) & pl.col("award_id").is_not_null() & pl.col("by_hand").is_null()
    return (
        pl.when((pl.col("due") > 0) & pl.col("claimed"))
        .then(pl.lit(HoldReason.OPEN_CLAIM.value))
        .when(nothing_given & (pl.col("outcome") == 0))
        .then(pl.lit(HoldReason.NOT_ELIGIBLE.value))
        .when(nothing_given & (pl.col("outcome") == ELIGIBLE) & pl.col("amount_fen").is_null())
        .then(pl.lit(HoldReason.UNKNOWN.value))
        .when(nothing_given & (pl.col("outcome") == 2))
        .then(pl.lit(HoldReason.UNKNOWN.value))
        .when(nothing_given & pl.col("outcome").is_null())
        .then(pl.lit(HoldReason.NO_DECISION.value))
        .otherwise(None)
    )
