"""The three answers of a decision, and the logic of Kleene that joins yes (True), no (False) and unknown (None)."""

from collections.abc import Iterable
from enum import StrEnum


class Outcome(StrEnum):
    """What a decision says. Unknown is an answer of its own, never a no."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, value: bool | None) -> "Outcome":
        """Give the outcome of a three-valued truth."""
        if value is None:
            return cls.UNKNOWN
        return cls.ELIGIBLE if value else cls.NOT_ELIGIBLE

    @property
    def code(self) -> int:
        """The number columns hold: 0 not eligible, 1 eligible, 2 unknown."""
        return OUTCOME_CODES[self]

    @property
    def label(self) -> str:
        return OUTCOME_LABELS[self]


OUTCOME_CODES = {Outcome.NOT_ELIGIBLE: 0, Outcome.ELIGIBLE: 1, Outcome.UNKNOWN: 2}
OUTCOME_LABELS = {Outcome.ELIGIBLE: "符合", Outcome.NOT_ELIGIBLE: "不符合", Outcome.UNKNOWN: "尚不能判断"}


def and3(*values: bool | None) -> bool | None:
    """Join by and: one no decides, else one unknown, else yes."""
    return _join(values, False)


def or3(*values: bool | None) -> bool | None:
    """Join by or: one yes decides, else one unknown, else no."""
    return _join(values, True)


def not3(value: bool | None) -> bool | None:
    """Turn yes and no round; unknown stays unknown."""
    return None if value is None else not value


def _join(values: Iterable[bool | None], decisive: bool) -> bool | None:
    result: bool | None = not decisive
    for value in values:
        if value is decisive:
            return decisive
        if value is None:
            result = None
    return result
