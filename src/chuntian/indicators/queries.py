"""Reads of kept figures: a month, a trend, the divisions beside each other; and what is public."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet

from chuntian.indicators.catalogue import all_measures, measure
from chuntian.indicators.figures import Figure, Measure, MissingMeasure, percent
from chuntian.indicators.models import KeptFigure, Publication
from chuntian.kernel.divisions import pad, prefix
from chuntian.places.regions import in_region_q


def figure_of(kept: KeptFigure) -> Figure:
    """Give a kept figure as a figure: its value is computed from numerator and denominator again."""
    item = measure(kept.measure)
    return Figure(
        item.slug, item.name, item.name_en, item.unit, _value(kept), kept.numerator, kept.denominator, kept.unknown,
        item.definition, item.numerator_name, item.denominator_name, kept.region, kept.month, item.programmes,
        kept.missing_reason, kept.largest, kept.second,
    )  # fmt: skip


def _value(kept: KeptFigure) -> Decimal | int | None:
    if kept.numerator is None:
        return None
    return kept.numerator if kept.denominator is None else percent(kept.numerator, kept.denominator)


def months_kept(region: str) -> list[str]:
    """Give the months whose figures are kept for a division, newest first."""
    rows = KeptFigure.objects.filter(region=pad(region)).order_by("-month").values_list("month", flat=True)
    return list(rows.distinct())


def of_month(region: str, month: str) -> dict[str, Figure]:
    """Give every figure of a division and month, by measure."""
    return {one.measure: figure_of(one) for one in KeptFigure.objects.filter(region=pad(region), month=month)}


def all_of_month(region: str, month: str) -> dict[str, Figure]:
    """Give every measure's figure of a division and month; one that was not computed then is missing. Empty where nothing is kept."""
    found = of_month(region, month)
    return (
        {one.slug: found.get(one.slug) or _not_computed(one, pad(region), month) for one in all_measures()}
        if found
        else {}
    )


def _not_computed(item: Measure | MissingMeasure, region: str, month: str) -> Figure:
    why = "算这个月的时候还没有这个指标，请再算一次"
    return Figure(item.slug, item.name, item.name_en, item.unit, None, None, None, 0, item.definition, "", "", region, month,
                  item.programmes, why)  # fmt: skip


def known_at(region: str, month: str) -> datetime | None:
    """Give when the figures of a division and month were computed; None where they were not."""
    rows = KeptFigure.objects.filter(region=pad(region), month=month).order_by("-known_at")
    return rows.values_list("known_at", flat=True).first()


def uses_demo_amounts(region: str, month: str) -> bool:
    """Tell whether invented amounts are in the kept figures of a division and month."""
    return KeptFigure.objects.filter(region=pad(region), month=month, demo_amounts=True).exists()


def trend(region: str, slug: str, months: Iterable[str]) -> dict[str, Figure]:
    """Give the figure of each of some months that was kept."""
    rows = KeptFigure.objects.filter(region=pad(region), measure=slug, month__in=list(months))
    return {one.month: figure_of(one) for one in rows}


def trends(region: str, slugs: Iterable[str], months: Iterable[str]) -> dict[tuple[str, str], Figure]:
    """Give the figures of some measures and months, by measure and month."""
    rows = KeptFigure.objects.filter(region=pad(region), measure__in=list(slugs), month__in=list(months))
    return {(one.measure, one.month): figure_of(one) for one in rows}


def compared_digits(region: str) -> int:
    """
    Give how many digits name the divisions that are put beside each other below a region; 0 where there are none.

    Counties below a province or prefecture, townships below a county, villages below a township.
    """
    return {0: 6, 2: 6, 4: 6, 6: 9, 9: 12}.get(len(prefix(region)), 0)


def below(region: str, slug: str, month: str) -> dict[str, Figure]:
    """Give a figure for each division put beside the others below a region, in the order of the codes."""
    rows = KeptFigure.objects.filter(in_region_q(region), measure=slug, month=month).order_by("region")
    return {one.region: figure_of(one) for one in rows if is_compared(one.region, region)}


def is_compared(code: str, region: str) -> bool:
    """Tell whether a division is one of those put beside each other below a region."""
    digits = compared_digits(region)
    return bool(digits) and code != region and len(prefix(code)) == digits


def public() -> QuerySet[Publication]:
    """Give what is public now, the newest month first."""
    return Publication.objects.filter(withdrawn_at=None).order_by("-month", "region")
