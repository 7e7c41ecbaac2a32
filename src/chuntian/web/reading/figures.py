"""Figures as the board shows them: beside a plan, over months, and the divisions beside each other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chuntian.indicators import queries
from chuntian.indicators.catalogue import measure
from chuntian.indicators.figures import Figure
from chuntian.indicators.plan_measures import PLAN_MEASURES
from chuntian.indicators.plans import reached
from chuntian.kernel.days import Month
from chuntian.kernel.divisions import prefix
from chuntian.places.boundaries import outlines_of
from chuntian.places.regions import newest_names
from chuntian.policy.plans import Plan, PlanIndicator, load_plan, plan_for
from chuntian.web import drawing

WORDS = {True: ("达到", "good"), False: ("未达到", "stop"), None: ("不能判断", "warn")}


@dataclass(frozen=True)
class Line:
    """One indicator on the board: what the plan says, where it stands, how it moved since the month before."""

    indicator: PlanIndicator
    slug: str
    name: str
    figure: Figure | None
    reached: bool | None
    step: drawing.Step
    moved: str


def plan_of(region: str) -> Plan | None:
    """Give the plan that holds for a division, if we have one."""
    slug = plan_for(region)
    return load_plan(slug) if slug else None


def indicators_of(plan: Plan | None) -> tuple[PlanIndicator, ...]:
    """Give the plan's indicators; where there is no plan, those that plans have, without target."""
    if plan:
        return plan.indicators
    none = _("本级没有规划")
    return tuple(
        PlanIndicator(number, _("主要指标"), one.name, one.name, one.slug, None, None, None, "", words=none)
        for number, one in enumerate(PLAN_MEASURES, start=1)
    )


def lines_of(region: str, month: str) -> list[Line]:
    """Put each indicator beside its figure of a month and of the month before."""
    wanted = indicators_of(plan_of(region))
    before = str(Month.parse(month).plus(-1))
    found = queries.trends(region, [one.measure for one in wanted], [month, before])
    return [line_of(one, found.get((one.measure, month)), found.get((one.measure, before))) for one in wanted]


def line_of(indicator: PlanIndicator, figure: Figure | None, before: Figure | None) -> Line:
    """Put one indicator beside its figure."""
    done = reached(indicator, figure) if figure else None
    word, tag = WORDS[done]
    value = figure.value if figure else None
    goal = goal_of(indicator, figure)
    text = text_of(figure)
    step = drawing.step(name_of(indicator), value, text, goal, indicator.target_text, _(word), tag)
    return Line(indicator, indicator.measure, name_of(indicator), figure, done, step, _moved(figure, before))


def goal_of(indicator: PlanIndicator, figure: Figure | None) -> Decimal | None:
    """Give the target as a number that the figure can be held against; None where the source has none, or no unit for it."""
    if indicator.target is None or figure is None or figure.unit != "percent":
        return None
    return Decimal(indicator.target)


def name_of(indicator: PlanIndicator) -> str:
    """Name an indicator in the reader's language."""
    return measure(indicator.measure).name_en if (get_language() or "").startswith("en") else indicator.name


def text_of(figure: Figure | None) -> str:
    """Write a figure with its unit; one that is missing says so."""
    if figure is None or figure.value is None:
        return _("暂缺")
    return f"{figure.text}%" if figure.unit == "percent" else f"{figure.text} {figure.unit_zh}"


def parts_text(figure: Figure) -> str:
    """Write numerator and denominator."""
    return "" if figure.denominator is None else f"{figure.numerator:,} ÷ {figure.denominator:,}"


def _moved(figure: Figure | None, before: Figure | None) -> str:
    if figure is None or before is None or figure.value is None or before.value is None:
        return ""
    change = Decimal(figure.value) - Decimal(before.value)
    if not change:
        return _("和上月一样")
    if figure.unit == "percent":
        points = f"{abs(change):.2f}"
        return (_("比上月升 %s 个百分点") if change > 0 else _("比上月降 %s 个百分点")) % points
    size = f"{abs(change):,}"
    return (_("比上月多 %s") if change > 0 else _("比上月少 %s")) % size


def tally(lines: Iterable[Line]) -> list[tuple[int, str, str, str]]:
    """Count the indicators reached, not reached, and those nobody can judge."""
    lines = list(lines)
    return [
        (sum(one.reached is True for one in lines), _("达到目标"), "", ""),
        (sum(one.reached is False for one in lines), _("未达到"), "", "late" if any(one.reached is False for one in lines) else ""),
        (sum(one.reached is None for one in lines), _("不能判断"), "", ""),
        (sum(one.indicator.target is None for one in lines), _("原文没有数值目标"), "", ""),
    ]  # fmt: skip


def over_months(
    region: str, slug: str, month: str, goal: Decimal | None, goal_text: str, steps: int = 12
) -> drawing.Line:
    """Draw the twelve months up to one; each figure counts from January of its year."""
    last = Month.parse(month)
    months = [last.plus(-back) for back in range(steps - 1, -1, -1)]
    found = queries.trend(region, slug, map(str, months))
    return drawing.line(
        [_value(_month_name(one), found.get(str(one))) for one in _from_first(months, found)],
        goal=goal,
        goal_text=goal_text,
    )


def over_years(region: str, slug: str, month: str, goal: Decimal | None, goal_text: str) -> drawing.Line | None:
    """Draw the same month of each year that was kept; None where there is only one."""
    last = Month.parse(month)
    months = [Month(last.year - back, last.month) for back in range(9, -1, -1)]
    found = queries.trend(region, slug, map(str, months))
    if len(found) < 2:
        return None
    values = [_value(_("%s年") % one.year, found.get(str(one))) for one in _from_first(months, found)]
    return drawing.line(values, goal=goal, goal_text=goal_text)


def _from_first(months: list[Month], found: Mapping[str, Any]) -> list[Month]:
    first = next((place for place, one in enumerate(months) if str(one) in found), len(months))
    return months[first:]


def _month_name(one: Month) -> str:
    return _("%s月") % one.month


def _value(label: str, figure: Figure | None, **more: str) -> drawing.Value:
    number = figure.value if figure else None
    text = text_of(figure) if number is not None else "—"
    return drawing.Value(label, number, text, **more)


def divisions(region: str, slug: str, month: str, query: str, goal: Decimal | None, goal_text: str) -> dict[str, Any]:
    """
    Put the divisions below a region beside each other: counties on a map, what lies below them as ranked bars.

    :param query: what follows a division's code in the address that opens it.
    """
    found = queries.below(region, slug, month)
    names = newest_names(found)
    values = [_place(code, names, one, query) for code, one in found.items()]
    whole = 100 if any(one.unit == "percent" for one in found.values()) else 0
    ranking = drawing.bars(values, goal=goal, goal_text=goal_text, whole=whole)
    if not values:
        return {}
    if len(prefix(region)) > 4 or slug_is_money(found):
        return {"ranking": ranking}
    return {"map": _map(region, values, ranking)}


def slug_is_money(found: Mapping[str, Figure]) -> bool:
    """Tell whether the figures are amounts: those are ranked, not mapped."""
    return any(one.unit == "fen" for one in found.values())


def _place(code: str, names: Mapping[str, str], figure: Figure, query: str) -> drawing.Value:
    note = parts_text(figure) if figure.value is not None else figure.missing_reason
    return _value(names.get(code) or code, figure, url=f"{query}&region={code}", note=note, code=code)


def _map(region: str, values: list[drawing.Value], ranking: drawing.Bars) -> drawing.Map:
    outlines = outlines_of([one.code for one in values])
    above = {one.code[:4] + "00000000" for one in values}
    names = newest_names(above) if len(prefix(region)) < 4 else {}
    groups: dict[str, list[drawing.Value]] = {}
    for one in values:
        groups.setdefault(names.get(one.code[:4] + "00000000", ""), []).append(one)
    paths = {code: (one.path, one.x, one.y) for code, one in outlines.shapes.items()}
    return drawing.map_of(list(groups.items()), ranking, outlines=paths, height=outlines.height, source=outlines.source)
