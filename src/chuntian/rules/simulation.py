"""Compare two laws on one snapshot: who gains, who loses, whose amount changes, what it costs where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from chuntian.rules.changes import changed_law
from chuntian.rules.everyone import paths_of, reading_of
from chuntian.rules.law import Law

LEVELS = {"county": 6, "town": 9}


@dataclass(frozen=True, slots=True)
class SimulationResult:
    """
    What a change would do on the day, per period of each programme (a month for a monthly subsidy).

    `programmes` has a row per programme, `counties` and `towns` one per programme and division, `changed` one per
    subject and programme whose outcome or amount differs. Costs are in fen.
    """

    on: date
    before_version: str
    after_version: str
    subjects: int
    programmes: pl.DataFrame
    counties: pl.DataFrame
    towns: pl.DataFrame
    changed: pl.DataFrame

    @property
    def winners(self) -> pl.DataFrame:
        """Give who becomes eligible."""
        return self.changed.filter((pl.col("outcome_after") == 1) & (pl.col("outcome_before") != 1))

    @property
    def losers(self) -> pl.DataFrame:
        """Give who was eligible and no longer is."""
        return self.changed.filter((pl.col("outcome_before") == 1) & (pl.col("outcome_after") != 1))

    @property
    def cost_before_fen(self) -> int:
        """Give the cost of all programmes before."""
        return int(self.programmes["cost_before_fen"].sum())

    @property
    def cost_after_fen(self) -> int:
        """Give the cost of all programmes after."""
        return int(self.programmes["cost_after_fen"].sum())

    def as_dict(self) -> dict[str, Any]:
        """Give the result as JSON, without single subjects."""
        return {
            "on": self.on.isoformat(),
            "law_before": self.before_version,
            "law_after": self.after_version,
            "subjects": self.subjects,
            "cost_before_fen": self.cost_before_fen,
            "cost_after_fen": self.cost_after_fen,
            "programmes": self.programmes.to_dicts(),
            "counties": self.counties.to_dicts(),
            "towns": self.towns.to_dicts(),
        }


def simulate(
    law: Law, change: Law | Mapping[str, Any], snapshot: Path | str | Sequence[Path | str] | pl.DataFrame, *,
    programmes: Sequence[str] | None = None, on: date,
) -> SimulationResult:  # fmt: skip
    """
    Decide the snapshot under the law as it is and as it would be, and compare.

    `change` is another law, or a mapping as `changes.changed_law` reads it.

    :raises ChangeError: the change names what the law does not have.
    """
    after = change if isinstance(change, Law) else changed_law(law, change)
    slugs = list(programmes if programmes is not None else [slug for slug in law.decided if slug in after.checked])
    frame = snapshot.lazy() if isinstance(snapshot, pl.DataFrame) else pl.scan_parquet(paths_of(snapshot))
    one, other = (_decided(each, frame, slugs, on) for each in (law, after))
    both = one.hstack(other.select(pl.all().exclude("subject_id", "region").name.suffix(".after")))
    rows = pl.concat([_compared(both, slug) for slug in slugs])
    return SimulationResult(
        on=on, before_version=law.version, after_version=after.version, subjects=both.height,
        programmes=_sums(both, slugs, None), counties=_sums(both, slugs, "county"), towns=_sums(both, slugs, "town"),
        changed=rows,
    )  # fmt: skip


def _decided(law: Law, frame: pl.LazyFrame, slugs: Sequence[str], on: date) -> pl.DataFrame:
    decided = reading_of(law, frame, slugs, on=on).decide(frame)
    kept = [f"{slug}.{name}" for slug in slugs for name in ("outcome", "amount_fen")]
    return decided.select("subject_id", "region", *kept).collect(engine="streaming")


def _sides(slug: str) -> tuple[pl.Expr, pl.Expr, pl.Expr, pl.Expr]:
    before, after = pl.col(f"{slug}.outcome"), pl.col(f"{slug}.outcome.after")
    return before, after, pl.col(f"{slug}.amount_fen"), pl.col(f"{slug}.amount_fen.after")


def _compared(both: pl.DataFrame, slug: str) -> pl.DataFrame:
    before, after, amount, amount_after = _sides(slug)
    return both.filter((before != after) | amount.ne_missing(amount_after)).select(
        pl.lit(slug).alias("programme"),
        "subject_id",
        "region",
        before.alias("outcome_before"),
        after.alias("outcome_after"),
        amount.alias("amount_before_fen"),
        amount_after.alias("amount_after_fen"),
    )


def _sums(both: pl.DataFrame, slugs: Sequence[str], level: str | None) -> pl.DataFrame:
    return pl.concat([_sums_of(both, slug, level) for slug in slugs])


def _sums_of(both: pl.DataFrame, slug: str, level: str | None) -> pl.DataFrame:
    before, after, amount, amount_after = _sides(slug)
    kept = (before == 1) & (after == 1)
    sums = {
        "eligible_before": (before == 1).sum(),
        "eligible_after": (after == 1).sum(),
        "winners": ((before != 1) & (after == 1)).sum(),
        "losers": ((before == 1) & (after != 1)).sum(),
        "more": (kept & (amount_after > amount)).sum(),
        "less": (kept & (amount_after < amount)).sum(),
        "unknown_before": (before == 2).sum(),
        "unknown_after": (after == 2).sum(),
        "cost_before_fen": amount.sum(),
        "cost_after_fen": amount_after.sum(),
    }
    asked = [column.cast(pl.Int64).alias(name) for name, column in sums.items()]
    named = pl.lit(slug).alias("programme")
    if level is None:
        return both.select(asked).select(named, pl.all())
    place = pl.col("region").str.head(LEVELS[level]).str.pad_end(12, "0").alias("division")
    return both.group_by(place).agg(asked).sort("division").select(named, pl.all())
