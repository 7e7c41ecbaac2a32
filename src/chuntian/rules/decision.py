"""A decision about one subject, with its reasons in the order of the law."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from chuntian.kernel.outcomes import Outcome
from chuntian.rules.parameters import MissingParameter, ParameterValue


@dataclass(frozen=True, slots=True)
class Reason:
    """
    One requirement and how it came out.

    `met` is True where it does not stand in the way (a condition met, an exclusion not applying), False where it does,
    None where it is unknown; `kind` is condition, exclusion or amount.
    """

    code: str
    met: bool | None
    text: str
    article: str
    kind: str
    text_en: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Give the reason as JSON."""
        return {"code": self.code, "met": self.met, "text": self.text, "article": self.article}


class Decision:
    """One programme decided for one subject on one day at one place."""

    __slots__ = (
        "amount_fen",
        "division",
        "failed",
        "law_version",
        "missing",
        "on",
        "outcome",
        "parameters_used",
        "programme",
        "reasons",
        "unknown",
    )

    def __init__(
        self, programme: str, outcome: Outcome, amount_fen: int | None, reasons: tuple[Reason, ...], failed: int,
        unknown: int, missing: tuple[MissingParameter, ...], parameters_used: tuple[ParameterValue, ...],
        law_version: str, on: date, division: str,
    ) -> None:  # fmt: skip
        self.programme = programme
        self.outcome = outcome
        self.amount_fen = amount_fen
        self.reasons = reasons
        self.failed = failed
        self.unknown = unknown
        self.missing = missing
        self.parameters_used = parameters_used
        self.law_version = law_version
        self.on = on
        self.division = division

    def __repr__(self) -> str:
        return f"Decision({self.programme}, {self.outcome}, {self.amount_fen}, {self.on}, {self.division})"

    @property
    def missing_parameters(self) -> list[str]:
        """Name the parameters whose absence leaves this decision unknown."""
        return [one.key for one in self.missing]

    @property
    def uses_demo_parameters(self) -> bool:
        """Say whether an invented value took part."""
        return any(one.demo for one in self.parameters_used)

    def as_dict(self) -> dict[str, Any]:
        """Give the decision as the JSON that files, commands and the interface share."""
        return {
            "programme": self.programme,
            "outcome": self.outcome.value,
            "amount_fen": self.amount_fen,
            "reasons": [reason.as_dict() for reason in self.reasons],
            "missing_parameters": self.missing_parameters,
            "law_version": self.law_version,
        }
