"""Figures beside a plan's baselines and targets."""

from dataclasses import dataclass
from decimal import Decimal

from chuntian.indicators.catalogue import measure
from chuntian.indicators.compute import figure
from chuntian.indicators.data import Data
from chuntian.indicators.figures import Figure
from chuntian.policy.plans import PlanIndicator, load_plan


@dataclass(frozen=True)
class PlanLine:
    """One indicator of a plan with the figure reached; `reached` is None where figure or target is missing."""

    indicator: PlanIndicator
    figure: Figure
    reached: bool | None


def plan_lines(data: Data, plan: str) -> list[PlanLine]:
    """
    Put the plan's indicators beside their figures, in the plan's order.

    :raises chuntian.policy.plans.UnknownPlan: there is no such plan.
    """
    lines = []
    for indicator in load_plan(plan).indicators:
        found = figure(data, measure(indicator.measure))
        lines.append(PlanLine(indicator, found, _reached(indicator, found)))
    return lines


def _reached(indicator: PlanIndicator, found: Figure) -> bool | None:
    if indicator.target is None or found.value is None or found.unit != "percent":
        return None
    return Decimal(found.value) >= Decimal(indicator.target)
