"""The truth file: everything that was planted, so that what the platform found can be held against it."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from chuntian.demo import oracle
from chuntian.demo.defects import Defect
from chuntian.demo.world import MONTHS, Human, World
from chuntian.kernel.days import Month
from chuntian.kernel.files import write_whole


@dataclass(slots=True)
class Planted:
    """One thing the platform has to find about a person and a programme."""

    resident_id: str
    programme: str
    tag: str
    month: str  # the last month owed, or the first
    known: str  # the month whose lists show it first


@dataclass(slots=True)
class Truth:
    """What is planted in the year."""

    seed: int
    county: str
    entitled_not_receiving: list[Planted] = field(default_factory=list)
    must_stop: list[Planted] = field(default_factory=list)
    doubled: list[tuple[str, str]] = field(default_factory=list)
    mistaken_deaths: list[str] = field(default_factory=list)
    import_defects: list[Defect] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Count what is planted, under the names of the summary."""
        return {
            "entitled_not_receiving": len(self.entitled_not_receiving),
            "must_stop": len(self.must_stop),
            "doubled": len(self.doubled),
            "import_defects": len(self.import_defects),
        }

    def as_dict(self) -> dict[str, Any]:
        """Give it as the truth file holds it."""
        return {**asdict(self), "counts": self.counts()}

    def write(self, folder: Path) -> None:
        """Write the truth file (synthetic numbers in the clear: they belong to nobody)."""
        text = json.dumps(self.as_dict(), ensure_ascii=False, indent=1)
        write_whole(folder / "truth.json", text.encode("utf-8"))


def truth_of(world: World, seed: int, months: int = 12) -> Truth:
    """Work out what is planted in the first `months` of the year; the defects in files come as they are written."""
    until = MONTHS[months - 1]
    truth = Truth(seed, world.county)
    for claim in oracle.claims(world):
        one = claim.human
        last = claim.ends_after
        if last is not None and shown(one, last.next) <= until:
            truth.must_stop.append(
                Planted(one.resident_id, claim.programme, one.tag, str(last), str(shown(one, last.next)))
            )
        if not claim.opening and claim.begins is not None and shown(one, claim.begins) <= until:
            first = shown(one, claim.begins)
            truth.entitled_not_receiving.append(
                Planted(one.resident_id, claim.programme, one.tag, str(claim.begins), str(first))
            )
    for one in world.humans:
        if one.second_id and one.known and one.known <= until:
            truth.doubled.append((one.resident_id, one.second_id))
        if one.tag == "mistaken_death":
            truth.mistaken_deaths.append(one.resident_id)
    return truth


def shown(one: Human, month: Month) -> Month:
    """Give the month in which the lists show what is true from `month` on."""
    return max(month, one.known) if one.known else month
