"""
The geometry of charts and maps, and the one sentence that says what they show, computed from the same values.

A drawing is for the eye alone; its table and its sentence hold everything. No colour carries anything that no text does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

Number = int | Decimal
WIDTH, HEIGHT = 100.0, 100.0
BANDS = 5


@dataclass(frozen=True)
class Value:
    """One value to draw: what it is called, the number (None where there is none), the number as read, and where it opens."""

    label: str
    number: Number | None
    text: str = "—"
    url: str = ""
    note: str = ""
    code: str = ""


@dataclass(frozen=True)
class Bar:
    """A value with the length of its bar, in hundredths of the longest possible; None draws nothing."""

    value: Value
    length: float | None
    rank: int
    below: bool


@dataclass(frozen=True)
class Bars:
    """Bars one below the other, each beside its text; `goal` is where the target stands, in hundredths."""

    rows: tuple[Bar, ...]
    summary: str
    goal: float | None = None
    goal_text: str = ""
    kind: str = "bars"


@dataclass(frozen=True)
class Line:
    """A line over time: pieces between gaps, its points, and the height of the target; all in hundredths of the field."""

    rows: tuple[Value, ...]
    summary: str
    pieces: tuple[str, ...]
    dots: tuple[str, ...]
    low: str
    high: str
    goal: float | None = None
    goal_text: str = ""
    kind: str = "line"


def bars(
    values: Sequence[Value], *, goal: Number | None = None, goal_text: str = "", ranked: bool = True, whole: Number = 0
) -> Bars:
    """
    Draw bars from zero to the largest value (at least `whole`, such as 100 percent); ranked, the smallest comes first.

    Values without a number stand at the end and are never drawn as zero.
    """
    known = [one for one in values if one.number is not None]
    if ranked:
        known.sort(key=lambda one: one.number)
    top = max([Decimal(1), Decimal(whole), *(Decimal(one.number) for one in known), Decimal(goal or 0)])
    rows = [
        Bar(one, float(Decimal(one.number) * 100 / top), rank, goal is not None and one.number < goal)
        for rank, one in enumerate(known, start=1)
    ]
    rows += [Bar(one, None, 0, False) for one in values if one.number is None]
    at = float(Decimal(goal) * 100 / top) if goal is not None else None
    return Bars(tuple(rows), _bars_said(known, len(values) - len(known), goal, goal_text), at, goal_text)


def _bars_said(known: list[Value], absent: int, goal: Number | None, goal_text: str) -> str:
    if not known:
        return _("还没有数字。")
    low, high = min(known, key=lambda one: one.number), max(known, key=lambda one: one.number)
    if low.number == high.number:
        said = [_("%(count)s 项都是 %(text)s。") % {"count": len(known), "text": low.text}]
    else:
        said = [
            _("%(count)s 项中，%(low)s最低（%(low_text)s），%(high)s最高（%(high_text)s）。")
            % {"count": len(known), "low": low.label, "low_text": low.text, "high": high.label, "high_text": high.text}
        ]
    if goal is not None:
        below = sum(one.number < goal for one in known)
        said.append(_("%(below)s 项低于%(goal)s。") % {"below": below, "goal": goal_text})
    if absent:
        said.append(_("%s 项没有数字。") % absent)
    return "".join(said)


def line(values: Sequence[Value], *, goal: Number | None = None, goal_text: str = "") -> Line:
    """Draw a line over equal steps of time. Where a value is absent the line has a gap: nothing is guessed."""
    numbers = [Decimal(one.number) for one in values if one.number is not None]
    inside = [*numbers, *([Decimal(goal)] if goal is not None else [])]
    low, high = (min(inside), max(inside)) if inside else (Decimal(0), Decimal(1))
    room = (high - low) or max(abs(high) / 10, Decimal(1))
    bottom, top = low - room / 10, high + room / 10

    def height(number: Number) -> float:
        return round(float((top - Decimal(number)) * 100 / (top - bottom)), 2)

    step = WIDTH / max(1, len(values))
    points = [
        None if one.number is None else (round((place + 0.5) * step, 2), height(one.number))
        for place, one in enumerate(values)
    ]
    known = [one for one in values if one.number is not None]
    ends = sorted(known, key=lambda one: one.number)
    return Line(
        tuple(values), _line_said(known, len(values) - len(known), goal_text), _pieces(points),
        tuple(f"M{x} {y}h0.01" for x, y in (one for one in points if one)),
        _("最低 %s") % ends[0].text if ends and ends[0].number != ends[-1].number else "",
        _("最高 %s") % ends[-1].text if ends else "", None if goal is None else height(goal), goal_text,
    )  # fmt: skip


def _pieces(points: Sequence[tuple[float, float] | None]) -> tuple[str, ...]:
    pieces: list[list[tuple[float, float]]] = [[]]
    for one in points:
        if one is None:
            pieces.append([])
        else:
            pieces[-1].append(one)
    return tuple("M" + "L".join(f"{x} {y}" for x, y in piece) for piece in pieces if len(piece) > 1)


def _line_said(known: list[Value], absent: int, goal_text: str) -> str:
    if not known:
        return _("还没有数字。")
    first, last = known[0], known[-1]
    if len(known) == 1:
        said = _("只有%(label)s一个数字：%(text)s。") % {"label": last.label, "text": last.text}
    else:
        moved = _("没有变化") if first.number == last.number else _("上升") if last.number > first.number else _("下降")
        said = _("从%(first)s的 %(first_text)s 到%(last)s的 %(last_text)s，%(moved)s。") % {
            "first": first.label, "first_text": first.text, "last": last.label, "last_text": last.text, "moved": moved,
        }  # fmt: skip
    if goal_text:
        said += _("虚线是%s。") % goal_text
    return said + (_("%s 个时段没有数字，线在那里断开。") % absent if absent else "")


@dataclass(frozen=True)
class Shape:
    """A division on a map: its value, its place in the ranking, its band (0 lowest to 4, None without a number), its outline."""

    value: Value
    rank: int
    band: int | None
    path: str = ""
    x: float = 0
    y: float = 0


@dataclass(frozen=True)
class Map:
    """Divisions as shapes where boundaries are given, else as tiles in the order of their codes, grouped by prefecture."""

    groups: tuple[tuple[str, tuple[Shape, ...]], ...]
    ranking: Bars
    drawn: bool
    height: float = 0
    source: str = ""

    @property
    def summary(self) -> str:
        """Say what the map shows."""
        return self.ranking.summary

    @property
    def shapes(self) -> list[Shape]:
        """Give every shape."""
        return [one for _name, shapes in self.groups for one in shapes]


def map_of(
    groups: Sequence[tuple[str, Sequence[Value]]], ranking: Bars, *,
    outlines: dict[str, tuple[str, float, float]] | None = None, height: float = 0, source: str = "",
) -> Map:  # fmt: skip
    """
    Put divisions on a map. `outlines` gives each code its path and the place of its mark; without all of them, tiles.

    :param ranking: the same values as ranked bars, which is the map's table.
    """
    outlines = outlines or {}
    ranks = {bar.value.code: bar for bar in ranking.rows}
    known = [bar for bar in ranking.rows if bar.length is not None]
    drawn = bool(ranks) and set(ranks) <= set(outlines)

    def shape(one: Value) -> Shape:
        bar = ranks[one.code]
        band = None if bar.length is None else min(BANDS - 1, (bar.rank - 1) * BANDS // len(known))
        path, x, y = outlines.get(one.code, ("", 0.0, 0.0))
        return Shape(one, bar.rank, band, path, x, y)

    placed = tuple((name, tuple(shape(one) for one in values)) for name, values in groups)
    return Map(placed, ranking, drawn, height, source)


@dataclass(frozen=True)
class Step:
    """How far something has come: from zero to the target, in hundredths; None where it cannot be said."""

    label: str
    text: str
    goal_text: str
    share: float | None
    goal: float | None
    word: str
    kind: str


def step(
    label: str, value: Number | None, text: str, goal: Number | None, goal_text: str, word: str, kind: str
) -> Step:
    """Draw a value beside its target on one scale; a missing value or target is left out, never drawn as zero."""
    top = max(Decimal(value or 0), Decimal(goal or 0), Decimal(1))
    share = None if value is None or goal is None else float(Decimal(value) * 100 / top)
    return Step(label, text, goal_text, share, None if goal is None else float(Decimal(goal) * 100 / top), word, kind)
