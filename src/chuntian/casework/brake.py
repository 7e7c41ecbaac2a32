"""Say what a list would do to running payments before it is committed: the brake of exchange asks this."""

from datetime import date, datetime
from typing import Any

import polars as pl

from chuntian.casework.frames import awards_frame, regions_around, running
from chuntian.casework.models import DecisionRun
from chuntian.casework.paths import PATHS
from chuntian.kernel.days import Month
from chuntian.registry.matching import match
from chuntian.registry.snapshots import facts_frame
from chuntian.registry.snapshots.pending import CHANGES
from chuntian.rules import FactDeclaration, FromList, FromRegister, Law
from chuntian.rules.everyone import decisions_frame
from chuntian.standards import queries as standards

PAIR = ["subject_id", "programme"]
# These say where someone is registered or what his certificate is, on which every programme rests.
OF_EVERYTHING = frozenset({"certificates", "moves"})


def effects(
    *,
    region: str,
    kind: str,
    as_of: date,
    frame: pl.DataFrame,
    known_at: datetime,
    law: Law,
    whole: bool | None = None,
) -> tuple[int, int, int]:
    """
    Count what a list not yet committed would do to the awards that run: (running, would stop, would change).

    Decided on the first day of the month after the list's day, with and without the list, for those of whom the list
    would change a fact that their programmes read. A yes that becomes a no or an unknown stops; a yes with another
    amount changes.
    """
    on = Month.of(as_of).next.first
    awards = awards_frame(running(region, str(Month.of(on)))).rename({"person_id": "subject_id"})
    awards = awards.filter(
        pl.col("programme").is_in([slug for slug in law.decided if law.programme(slug).path in PATHS])
    )
    if awards.is_empty():
        return 0, 0, 0
    slugs = awards["programme"].unique().sort().to_list()
    read = {fact.name: fact for slug in slugs for row in law.checked[slug].facts_of for fact in row}
    told = [name for name, fact in read.items() if _may_tell(kind, fact)]
    if not told and kind not in OF_EVERYTHING:
        return awards.height, 0, 0
    more = () if whole is None else (whole, region)
    asked = {"region": region, "on": on, "known_at": known_at, "law": law}
    pending = (kind, as_of, frame, *more)
    subjects = awards["subject_id"].unique()
    if not (kind not in CHANGES if whole is None else whole):
        # A list of changes says nothing of whom it does not name.
        subjects = subjects.filter(subjects.is_in(match(frame)["person_id"].drop_nulls().implode()))
    affected = _changed(asked, pending, told, subjects.to_list()) if len(subjects) else []
    if not affected:
        return awards.height, 0, 0
    asked |= {"subjects": affected, "names": list(read)}
    before = _decided(law, facts_frame(**asked), slugs, on)
    after = _decided(law, facts_frame(**asked, pending=pending), slugs, on)
    both = awards.select(PAIR).join(before, on=PAIR).join(after, on=PAIR, how="left", suffix="_after")
    yes, yes_after = pl.col("outcome") == 1, (pl.col("outcome_after") == 1).fill_null(False)
    stops = both.filter(yes & ~yes_after).height
    changes = both.filter(yes & yes_after & pl.col("amount_fen").ne_missing(pl.col("amount_fen_after"))).height
    return awards.height, stops, stops + changes


def _may_tell(kind: str, fact: FactDeclaration) -> bool:
    """Say whether a list of a kind can say anything of a fact."""
    if isinstance(fact.source, FromList):
        return fact.source.kind == kind
    return isinstance(fact.source, FromRegister) and kind in OF_EVERYTHING


def _changed(asked: dict[str, Any], pending: tuple, names: list[str], subjects: list[int]) -> list[int]:
    """Give those of whom the list would change one of these facts, or the place that decides."""
    asked = {**asked, "subjects": subjects, "names": [*names, "hukou"]}
    before, after = facts_frame(**asked), facts_frame(**asked, pending=pending)
    if before["subject_id"].equals(after["subject_id"]):
        same = [pl.col(name).eq_missing(after[name]) for name in before.columns]
        return before.filter(~pl.all_horizontal(same))["subject_id"].to_list()
    return subjects


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
    law = standards.law(demo=newest.demo_parameters if newest else False)
    paid, stop, change = effects(
        region=upload.region,
        kind=upload.kind,
        as_of=upload.as_of,
        frame=frame,
        known_at=upload.received_at,
        law=law,
        whole=upload.whole,
    )
    return BrakeEstimate(paid=paid, would_stop=stop, would_change=change)
