"""The plain sequential model of awards, words by hand and payment runs that histories are held against (trust A12)."""

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

MONTHS = ["2024-01", "2024-02", "2024-03"]
GONE = ("cancelled", "failed")


class Refused(Exception):
    """The model refuses a step, with the name of the refusal that the product must give."""


@dataclass
class Model:
    """What is granted, said and lined up, step by step, one after the other."""

    awards: dict[int, list[dict[str, Any]]]  # of each person, oldest first: pk, start, end
    machine: dict[tuple[int, str], int] = field(default_factory=dict)  # fen by the newest decision
    words: dict[tuple[int, str], tuple] = field(default_factory=dict)  # (award, month): (at, fen)
    runs: dict[int, str] = field(default_factory=dict)
    lines: dict[str, list] = field(default_factory=dict)  # reference: person, month, fen, state, run
    claims: dict[tuple[int, str], int] = field(default_factory=dict)  # proposed, fen

    def copy(self) -> "Model":
        return deepcopy(self)

    def award(self, pk: int) -> dict[str, Any]:
        return next(one for awards in self.awards.values() for one in awards if one["pk"] == pk)

    def running(self, person: int) -> dict[str, Any] | None:
        return next((one for one in self.awards[person] if one["end"] is None), None)

    # --- steps ------------------------------------------------------------------------------------------------------
    def stop(self, op: dict[str, Any]) -> None:
        award = self.award(op["award"])
        if award["end"] is not None:
            raise Refused("CannotStop")
        award["end"] = op["end"]

    def resume(self, op: dict[str, Any]) -> None:
        old = self.award(op["award"])
        if old["end"] is None or op["start"] <= old["end"] or self.running(op["person"]):
            raise Refused("CannotResume")
        self.awards[op["person"]].append({"pk": op.get("result"), "start": op["start"], "end": None})

    def hand(self, op: dict[str, Any]) -> None:
        award = self.award(op["award"])
        if not covers(award, op["month"]):
            raise Refused("CannotDecideByHand")
        key = (op["award"], op["month"])
        self.words[key] = (op["at"], op["fen"])

    def decide(self, op: dict[str, Any]) -> None:
        self.machine |= {(person, op["month"]): fen for person, fen in op.get("result", [])}

    def move(self, op: dict[str, Any]) -> None:
        """Move within the county: nothing is owed otherwise."""

    def prepare(self, op: dict[str, Any]) -> None:
        if "prepared" in self.runs.values():
            raise Refused("waiting")
        flying = self.flying()
        for key in self.keys():
            gap = self.target(key) - self.given(key) + self.claims.get(key, 0)
            if gap > 0:
                self.claims.pop(key, None)
            elif gap < 0 and key not in flying:
                self.claims[key] = self.claims.get(key, 0) - gap
        self.runs[op["result"]] = "prepared"
        for ref, person, month, fen in op["lines"]:
            self.lines[ref] = [person, month, fen, "prepared", op["result"]]

    def approve(self, op: dict[str, Any]) -> None:
        if self.runs.get(op["run"]) != "prepared":
            raise Refused("CannotApprove")
        mine = [one for one in self.lines.values() if one[4] == op["run"]]
        if any(self.given((one[0], one[1])) != self.target((one[0], one[1])) for one in mine):
            raise Refused("RunOutdated")
        self.runs[op["run"]] = "approved" if mine else "closed"

    def cancel(self, op: dict[str, Any]) -> None:
        if self.runs.get(op["run"]) == "cancelled":
            return
        if self.runs.get(op["run"]) not in ("prepared", "approved"):
            raise Refused("CannotApprove")
        self._all(op["run"], "cancelled", "cancelled")

    def file(self, op: dict[str, Any]) -> None:
        if self.runs.get(op["run"]) not in ("approved", "filed", "reconciled"):
            raise Refused("CannotFile")
        if self.runs[op["run"]] == "approved":
            self._all(op["run"], "filed", "sent")

    def answer(self, op: dict[str, Any]) -> None:
        if self.runs.get(op["run"]) not in ("filed", "reconciled"):
            raise Refused("CannotReconcile")
        if self.runs[op["run"]] == "filed":
            self.runs[op["run"]] = "reconciled"
            for ref, state in op["answers"]:
                self.lines[ref][3] = state

    def _all(self, run: int, state: str, lines: str) -> None:
        self.runs[run] = state
        for one in self.lines.values():
            if one[4] == run:
                one[3] = lines

    # --- what is owed -----------------------------------------------------------------------------------------------
    def keys(self) -> list[tuple[int, str]]:
        return [(person, month) for person in self.awards for month in MONTHS]

    def target(self, key: tuple[int, str]) -> int:
        person, month = key
        found = [one for one in self.awards[person] if covers(one, month)]
        if not found:
            return 0
        word = self.words.get((max(one["pk"] for one in found), month))
        return word[1] if word else self.machine.get(key, 0)

    def flying(self) -> set[tuple[int, str]]:
        return {(one[0], one[1]) for one in self.lines.values() if one[3] in ("prepared", "sent")}

    def given(self, key: tuple[int, str]) -> int:
        """Give what was paid or is on its way; a proposal that nobody has decided takes nothing off it."""
        return sum(one[2] for one in self.lines.values() if (one[0], one[1]) == key and one[3] not in GONE)

    def due(self) -> dict[tuple[int, str], int]:
        """Give what a run prepared now would line up."""
        flying = self.flying()
        found = {key: self.target(key) - self.given(key) for key in self.keys() if key not in flying}
        return {key: fen for key, fen in found.items() if fen > 0}


def covers(award: dict[str, Any], month: str) -> bool:
    return award["start"] <= month and (award["end"] is None or month <= award["end"])
