"""Figures from measures: for one place, for each of its divisions, and down to the rows behind them."""

from collections.abc import Callable, Sequence

import polars as pl

from chuntian.indicators.catalogue import all_measures, measure
from chuntian.indicators.data import Data
from chuntian.indicators.figures import Figure, Measure, MissingMeasure, percent
from chuntian.indicators.reported import in_force
from chuntian.kernel.divisions import pad, prefix


def compute(data: Data, measures: Sequence[Measure | MissingMeasure] | None = None) -> list[Figure]:
    """Compute the measures (all of them where none are named) for the region and period of `data`."""
    return [figure(data, item) for item in (all_measures() if measures is None else measures)]


def figures_of(data: Data) -> Callable[[str], Figure]:
    """Give what computes the figure of a measure, by its name."""
    return lambda slug: figure(data, measure(slug))


def figure(data: Data, item: Measure | MissingMeasure) -> Figure:
    """Compute one figure; where nothing was received that it could be made of, give it missing with the reason."""
    if isinstance(item, MissingMeasure):
        return _reported(data, item) or _missing(data, item, item.reason)
    for kind in (item.needs_list, "certificates" if item.frame == "persons" else None):
        if kind and not data.has_list(kind):
            return _missing(data, item, f"尚未收到“{data.list_label(kind)}”名单")
    frame = _marked(data.frame(item.frame), item)
    numerator, denominator, unknown = _counts(frame, item)
    if item.is_rate and denominator == 0:
        return _missing(data, item, "没有人在分母之内" if unknown == 0 else "分母的事实未知：请补齐名单")
    if not item.is_rate and numerator == 0 and unknown:
        return _missing(data, item, f"{unknown:,}人的事实未知：名单缺失或已过期")
    value = percent(numerator, denominator) if item.is_rate else numerator
    return Figure(
        item.slug,
        item.name,
        item.name_en,
        item.unit,
        value,
        numerator,
        denominator if item.is_rate else None,
        unknown,
        item.definition,
        item.numerator_name,
        item.denominator_name,
        data.region,
        str(data.period),
        item.programmes,
        "",
        *_two_largest(frame, item),
    )


def by_division(data: Data, slug: str, level: int = 9) -> dict[str, Figure]:
    """
    Compute a figure for each division below the region of `data`.

    :param level: how many digits of the code name the division: 6 county, 9 township, 12 village.
    :returns: 12-digit code -> figure, in the order of the codes.
    """
    item = measure(slug)
    if isinstance(item, MissingMeasure):
        return {}
    frame = data.frame(item.frame)
    codes = frame.select(pl.col("region").str.slice(0, level).unique().sort()).to_series().to_list()
    return {pad(code): figure(data.narrowed(pad(code)), item) for code in codes if code and len(code) == level}


def open_rows(data: Data, slug: str) -> pl.DataFrame:
    """
    Give the rows behind a figure, with `included` (denominator, or what is counted) and `counted` (numerator).

    Rows whose facts are unknown are given too, with null in those columns, so that the unknown can be opened as well.
    """
    item = measure(slug)
    if isinstance(item, MissingMeasure):
        return pl.DataFrame()
    frame = _marked(data.frame(item.frame), item)
    return frame.filter(pl.col("included").fill_null(True))


def _marked(frame: pl.DataFrame, item: Measure) -> pl.DataFrame:
    counted = item.counted if item.counted is not None else pl.lit(True)
    return frame.with_columns(included=item.among, counted=counted)


def _counts(frame: pl.DataFrame, item: Measure) -> tuple[int, int, int]:
    """Give numerator, denominator and unknown of a marked frame, each unit once."""
    included = frame.filter(pl.col("included"))
    if item.amount:
        return int(included[item.amount].sum()), len(included), 0
    unknown = frame.filter(pl.col("included").is_null() | (pl.col("included") & pl.col("counted").is_null()))
    in_numerator = included.filter(pl.col("counted"))
    return tuple(part[item.distinct].n_unique() if len(part) else 0 for part in (in_numerator, included, unknown))


def _two_largest(frame: pl.DataFrame, item: Measure) -> tuple[int | None, int | None]:
    if not item.amount:
        return None, None
    included = frame.filter(pl.col("included"))
    sums = included.group_by("subject_id").agg(pl.col(item.amount).sum())[item.amount].sort(descending=True).head(2)
    first, second = (*sums.to_list(), 0, 0)[:2]
    return int(first), int(second)


def _reported(data: Data, item: MissingMeasure) -> Figure | None:
    """Give what the department reported of the division, if two people held it against its document."""
    told = in_force(data.region, item.slug, data.period, data.known_at) if item.department else None
    if told is None:
        return None
    return Figure(
        item.slug, item.name, item.name_en, item.unit, percent(told.numerator, told.denominator), told.numerator,
        told.denominator, 0, item.definition, item.numerator_name, item.denominator_name, data.region, str(data.period),
        item.programmes,
    )  # fmt: skip


def _missing(data: Data, item: Measure | MissingMeasure, reason: str) -> Figure:
    return Figure(
        item.slug,
        item.name,
        item.name_en,
        item.unit,
        None,
        None,
        None,
        0,
        item.definition,
        item.numerator_name,
        item.denominator_name,
        data.region,
        str(data.period),
        item.programmes,
        reason,
    )


def within(frame: pl.DataFrame, region: str) -> pl.DataFrame:
    """Give the rows of a region and of what lies below it."""
    return frame.filter(pl.col("region").str.starts_with(prefix(region)))
