"""What each month of each award is worth by the newest decision: the news that money pulls."""

import polars as pl

from chuntian.casework.frames import AWARDS, awards_frame, current_runs, hand_frame, programme_frame
from chuntian.casework.models import Award
from chuntian.kernel.days import Month, months_between
from chuntian.places.regions import in_region_q

MONTHS = {**AWARDS, "period": pl.String}
DECISIONS = {
    "person_id": pl.Int64, "programme": pl.String, "period": pl.String, "run_id": pl.Int64, "outcome": pl.UInt8,
    "amount_fen": pl.Int64,
}  # fmt: skip


def award_months(region: str, upto: str) -> pl.DataFrame:
    """Give every month of every award of a region, up to a month; a month that two awards share counts once."""
    awards = awards_frame(Award.objects.filter(in_region_q(region), start_month__lte=upto))
    if awards.is_empty():
        return pl.DataFrame(schema=MONTHS)
    first = Month.parse(awards["start_month"].min())
    months = pl.DataFrame({"period": [str(month) for month in months_between(first, Month.parse(upto))]})
    spread = awards.join_where(
        months,
        pl.col("period") >= pl.col("start_month"),
        pl.col("period") <= pl.col("end_month").fill_null("9999-12"),
    )
    return spread.sort("award_id").unique(["person_id", "programme", "period"], keep="last", maintain_order=True)


def run_ids(region: str, months: list[str]) -> pl.DataFrame:
    """Give the newest decision run of each month and programme."""
    rows = [(month, slug, run.pk) for (month, slug), run in current_runs(region, months).items()]
    return pl.DataFrame(rows, schema={"period": pl.String, "programme": pl.String, "run_id": pl.Int64}, orient="row")


def decisions(region: str, wanted: pl.DataFrame) -> pl.DataFrame:
    """Give the newest decisions of the wanted months and programmes (columns period, programme), for everyone there."""
    pairs = wanted.select("period", "programme").unique().sort("period", "programme").rows()
    runs = current_runs(region, {period for period, _ in pairs})
    frames = [pl.DataFrame(schema=DECISIONS)]
    for period, programme in pairs:
        run = runs.get((period, programme))
        if run is None:
            continue
        frame = programme_frame(run, programme, region).with_columns(
            pl.lit(programme).alias("programme"), pl.lit(period).alias("period"), pl.lit(run.pk).alias("run_id")
        )
        frames.append(frame.select(DECISIONS.keys()).cast(DECISIONS))
    return pl.concat(frames)


def words_by_hand(region: str, upto: str) -> pl.DataFrame:
    """Give what persons decided about single months (award_id, period, by_hand, hand_fen)."""
    return hand_frame(region, upto)
