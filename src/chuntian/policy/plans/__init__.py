"""Plans with their indicators as printed: baseline, target, attribute, and what the copy lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from chuntian.kernel.divisions import is_within

MISSING = "原文缺失"
NO_BASELINE = "——"


class UnknownPlan(LookupError):
    """There is no plan of this slug; the text names those there are."""

    def __init__(self, slug: str) -> None:
        super().__init__(f"没有规划 {slug!r}，现有：{'、'.join(plan_slugs())} · no such plan")


@dataclass(frozen=True)
class PlanIndicator:
    """
    One indicator. `baseline` and `target` are decimal texts as printed, None where the source has no number;
    `measure` is the figure that follows it; `unit` is None where the copy lost it.
    """

    number: int
    group: str
    printed: str
    name: str
    measure: str
    unit: str | None
    baseline: str | None
    target: str | None
    attribute: str
    note: str = ""
    words: str = ""

    @property
    def baseline_text(self) -> str:
        """Write the baseline, as the source does where there is none."""
        return NO_BASELINE if self.baseline is None else f"{self.baseline}{self.unit or ''}"

    @property
    def target_text(self) -> str:
        """Write the target; a missing one is said to be missing, a lost unit to be lost."""
        if self.target is None:
            return self.words or MISSING
        return f"{self.target}{self.unit}" if self.unit else f"{self.target}（单位缺失）"

    @property
    def is_binding(self) -> bool:
        """Say whether the indicator is 约束性."""
        return self.attribute == "约束性"


@dataclass(frozen=True)
class Plan:
    """A plan of one division for a span of years, and its indicators in printed order."""

    slug: str
    name: str
    division: str
    valid_from: date
    valid_to: date
    source: str
    note: str
    indicators: tuple[PlanIndicator, ...]


def plan_slugs() -> list[str]:
    """Name every plan we hold."""
    return sorted(one.name.removesuffix(".yaml") for one in files(__package__).iterdir() if one.name.endswith(".yaml"))


@cache
def load_plan(slug: str) -> Plan:
    """
    Load one plan.

    :raises UnknownPlan: there is no such plan.
    """
    if slug not in plan_slugs():
        raise UnknownPlan(slug)
    data = yaml.safe_load(files(__package__).joinpath(f"{slug}.yaml").read_text("utf-8"))
    return Plan(
        slug=data["slug"],
        name=data["name"],
        division=data["division"],
        valid_from=data["from"],
        valid_to=data["to"],
        source=data["source"],
        note=data["note"],
        indicators=tuple(_indicator(row) for row in data["indicators"]),
    )


def plan_for(division: str) -> str | None:
    """Name the plan of the division, or of the one it lies in; None where we hold none."""
    for slug in plan_slugs():
        if is_within(division, load_plan(slug).division):
            return slug
    return None


def _indicator(row: Mapping[str, Any]) -> PlanIndicator:
    return PlanIndicator(
        number=row["number"],
        group=row["group"],
        printed=row["printed"],
        name=row["name"],
        measure=row["measure"],
        unit=row["unit"],
        baseline=row["baseline"],
        target=row["target"],
        attribute=row["attribute"],
        note=row.get("note", ""),
        words=row.get("target_text", ""),
    )
