"""Say what a list would do to running payments before it is committed: the brake of exchange asks this."""

from datetime import date, datetime
from typing import Any

import polars as pl

from chuntian.casework.frames import awards_frame, regions_around, running
from chuntian.casework.models import DecisionRun
from chuntian.casework.paths import PATHS
from chuntian.kernel.days import Month
from chuntian.policy.law import load_law
from chuntian.registry.snapshots import facts_frame
from chuntian.rules import Law
from chuntian.rules.everyone import decisions_frame

PAIR = ["subject_id", "programme"]


def effects(
    *, region: str, kind: str, as_of: date, frame: pl.DataFrame, known_at: datetime, law: Law
) -> tuple[int, int, int]:
    """
    Count what a list not yet committed would do to the awards that run: (running, would stop, would change).

    Decided on the first day of the month after the list's day, with and without the list. A yes that becomes a no or an
    unknown stops; a yes with another amount changes.
    """
    on = Month.of(as_of).next.first
    awards = awards_frame(running(region, str(Month.of(on)))).rename({"person_id": "subject_id"})
    awards = awards.filter(
        pl.col("programme").is_in([slug for slug in law.decided if law.programme(slug).path in PATHS])
    )
    if awards.is_empty():
        return 0, 0, 0
    subjects = awards["subject_id"].unique().to_list()
    slugs = awards["programme"].unique().sort().to_list()
    asked = {"region": region, "on": on, "known_at": known_at, "subjects": subjects, "law": law}
    before = _decided(law, facts_frame(**asked), slugs, on)
    after = _decided(law, facts_frame(**asked, pending=(kind, as_of, frame)), slugs, on)
    both = awards.select(PAIR).join(before, on=PAIR, how="left").join(after, on=PAIR, how="left", suffix="_after")
    yes, yes_after = pl.col("outcome") == 1, (pl.col("outcome_after") == 1).fill_null(False)
    stops = both.filter(yes & ~yes_after).height
    changes = both.filter(yes & yes_after & pl.col("amount_fen").ne_missing(pl.col("amount_fen_after"))).height
    return awards.height, stops, stops + changes


def _decided(law: Law, facts: pl.DataFrame, slugs: list[str], on: date) -> pl.DataFrame:
    decided = decisions_frame(law, facts, programmes=slugs, on=on)
    frames = [
        decided.select(
            "subject_id", pl.lit(slug).alias("programme"), pl.col(f"{slug}.outcome").alias("outcome"),
            pl.col(f"{slug}.amount_fen").alias("amount_fen"),
        )
        for slug in slugs
    ]  # fmt: skip
    return pl.concat(frames)


def estimator(upload: Any, frame: pl.DataFrame) -> Any:
    """Answer exchange's question about one staged upload."""
    from chuntian.exchange.brake import BrakeEstimate

    newest = DecisionRun.objects.filter(region__in=regions_around(upload.region)).order_by("-made_at").first()
    law = load_law(demo=newest.demo_parameters if newest else False)
    paid, stop, change = effects(
        region=upload.region, kind=upload.kind, as_of=upload.as_of, frame=frame, known_at=upload.received_at, law=law
    )
    return BrakeEstimate(paid=paid, would_stop=stop, would_change=change)
