"""Which law is in use: the approved parameters, and in a demonstration the invented ones that its decisions were made with."""

from datetime import datetime

from chuntian.casework.models import DecisionRun
from chuntian.rules import Law
from chuntian.standards import queries as standards
from chuntian.trail import reach


def law_in_use() -> Law:
    """Give the law with the parameters that the newest decisions were made with (invented ones only in a demonstration)."""
    return standards.law(demo=_is_demo())


def law_of(moment: datetime) -> Law:
    """Give the law as it was in force at a moment, by what had been approved by then."""
    return next(standards.laws_around(moment, demo=_is_demo()))


def _is_demo() -> bool:
    with reach.whole_house("law in use"):
        return bool(DecisionRun.objects.order_by("-made_at").values_list("demo_parameters", flat=True).first())
