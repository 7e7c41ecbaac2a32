"""Figures beside a plan's baselines and targets."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from chuntian.indicators.figures import Figure
from chuntian.policy.plans import PlanIndicator, load_plan


@dataclass(frozen=True)
class PlanLine:
    """One indicator of a plan with the figure reached; `reached` is None where figure or target is missing."""

    indicator: PlanIndicator
    figure: Figure
    reached: bool | None


def plan_lines(figure_of: Callable[[str], Figure], plan: str) -> list[PlanLine]:
    """
    Put the plan's indicators beside their figures, in the plan's order; `figure_of` gives the figure of a measure.

    :raises chuntian.policy.plans.UnknownPlan: there is no such plan.
    """
    lines = []
    for indicator in load_plan(plan).indicators:
        found = figure_of(indicator.measure)
        lines.append(PlanLine(indicator, found, reached(indicator, found)))
    return lines


def reached(indicator: PlanIndicator, found: Figure) -> bool | None:
    """Say whether a figure reaches the plan's target; None where either is missing or they cannot be held together."""
    if indicator.target is None or found.value is None or found.unit != "percent":
        return None
    return Decimal(found.value) >= Decimal(indicator.target)
