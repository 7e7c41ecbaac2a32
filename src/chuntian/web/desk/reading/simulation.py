"""What a simulation says, narrowed to the reader's region, as tables."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chuntian.casework.frames import regions_around
from chuntian.casework.models import DecisionRun
from chuntian.kernel.divisions import is_within
from chuntian.rules import Law
from chuntian.web.reading.names import place_names, programme_name

SUMS = (
    "eligible_before", "eligible_after", "winners", "losers", "more", "less", "unknown_before", "unknown_after",
    "cost_before_fen", "cost_after_fen",
)  # fmt: skip
CHANGES = ("winners", "losers", "more", "less", "difference_fen")


def newest_run(region: str, month: str = "") -> DecisionRun | None:
    """Give the decision run whose facts a simulation for a region would use."""
    runs = DecisionRun.objects.filter(region__in=regions_around(region))
    return (runs.filter(month=month) if month else runs).order_by("-month", "-made_at").first()


def decided_regions(mine: Iterable[str]) -> list[str]:
    """Give the regions among or below one's own for which a decision run holds."""
    mine = list(mine)
    there = set(DecisionRun.objects.order_by().values_list("region", flat=True).distinct())
    own = [region for region in mine if there & set(regions_around(region))]
    below = [region for region in there if any(is_within(region, outer) for outer in mine)]
    return sorted({*own, *below})


def tables(found: dict[str, Any], region: str, law: Law) -> dict[str, Any]:
    """
    Give the rows by programme, county and town.

    Everything is summed from the towns within `region`: the facts may be those of a wider region than the reader's.
    """
    towns = [row for row in found["towns"] if is_within(row["division"], region)]
    counties = _summed(towns, lambda row: (row["programme"], row["division"][:6].ljust(12, "0")))
    programmes = _summed(towns, lambda row: (row["programme"], ""))
    names = place_names(row["division"] for row in [*towns, *counties])
    shown = [_row(row, names, law) for row in programmes]
    return {
        "programmes": [row for row in shown if row["changed"]],
        "unchanged": sum(not row["changed"] for row in shown),
        "counties": [row for row in (_row(one, names, law) for one in counties) if row["changed"]],
        "towns": [row for row in (_row(one, names, law) for one in towns) if row["changed"]],
    }


def _summed(rows: Iterable[dict[str, Any]], key: Any) -> list[dict[str, Any]]:
    sums: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        slug, division = key(row)
        one = sums.setdefault((slug, division), {"programme": slug, "division": division, **dict.fromkeys(SUMS, 0)})
        for name in SUMS:
            one[name] += row[name] or 0
    return list(sums.values())


def _row(row: dict[str, Any], names: dict[str, str], law: Law) -> dict[str, Any]:
    english = (get_language() or "").startswith("en")
    gives = law.programme(row["programme"]).gives
    difference = (row["cost_after_fen"] or 0) - (row["cost_before_fen"] or 0)
    shown = {**row, "difference_fen": difference}
    return {
        **shown,
        "slug": row["programme"],
        "name": programme_name(row["programme"]),
        "place": names.get(row["division"], row["division"]),
        "unit": gives.unit_en if english else gives.unit_zh,
        "changed": any(shown[name] for name in CHANGES),
    }


def is_changed(row: dict[str, Any]) -> bool:
    """Say whether a change makes any difference to a programme."""
    return any(row[name] for name in CHANGES[:-1]) or row["cost_before_fen"] != row["cost_after_fen"]


def month_row(found: dict[str, Any], region: str, law: Law) -> dict[str, Any]:
    """Give one month of a change as a row: the sums of every programme within the reader's region."""
    towns = [row for row in found["towns"] if is_within(row["division"], region)]
    sums = {name: sum(row[name] or 0 for row in towns) for name in SUMS}
    return {
        **sums,
        "month": found["month"],
        "difference_fen": sums["cost_after_fen"] - sums["cost_before_fen"],
        "unit": "",
    }


def spreadsheet(shown: dict[str, Any], *, demo: bool) -> tuple[list[str], list[list[Any]]]:
    """Give headings and rows for a spreadsheet: programmes, then counties, then towns; amounts in yuan."""
    headings = [
        _("层级"), _("政策"), _("地方"), _("原来符合"), _("改后符合"), _("新增"), _("不再享受"), _("提高"), _("降低"),
        _("原来每期费用（元）"), _("改后每期费用（元）"), _("增减（元）"), _("说明"),
    ]  # fmt: skip
    mark = _("演示金额") if demo else ""
    levels = (("programmes", _("合计")), ("counties", _("县（区）")), ("towns", _("乡镇（街道）")))
    rows = [
        [
            label, row["name"], row["place"], row["eligible_before"], row["eligible_after"], row["winners"], row["losers"],
            row["more"], row["less"], *(Decimal(row[name] or 0) / 100 for name in ("cost_before_fen", "cost_after_fen", "difference_fen")),
            mark,
        ]
        for level, label in levels
        for row in shown[level]
    ]  # fmt: skip
    return headings, rows
