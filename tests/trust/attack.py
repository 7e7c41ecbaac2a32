"""
An attacker of published tables (trust.md B30): she reads the files of /open-data/ and knows what everyone knows.

Written apart from the gate, on purpose: it shares with it the solver, and the knowledge of what the measures mean.
"""

import csv
import io
from collections import defaultdict

from chuntian.indicators.intervals import Knowledge

PART_OF = {  # what anyone reads in the definitions: who is counted here is counted there too
    "severe_holders": "certificate_holders", "child_holders": "certificate_holders",
    "served.device": "served.device.times", "pension_coverage": "certificate_holders",
    "medical_coverage": "certificate_holders",
}  # fmt: skip
GROWS = ("served.device", "served.device.times")


class Attacker:
    """She collects files, then asks of every count how far it can be pinned."""

    def __init__(self) -> None:
        self.known = Knowledge()
        self.suppressed: set[tuple[str, str, str]] = set()
        self.published: set[tuple[str, str, str]] = set()
        self.seen: set[tuple[str, str, str]] = set()

    def reads(self, text: str, region: str) -> None:
        """Take in one figures.csv."""
        tables = defaultdict(list)
        for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))):
            cell = (row["division"], row["period_to"][:7], row["measure"])
            if row["state"] == "missing" or row["unit"] == "元":
                continue
            self.seen.add(cell)
            tables[cell[1], cell[2], row["unit"] == "%"].append(cell)
            self._row(cell, row)
        for (month, measure, is_rate), cells in tables.items():
            parts = [cell for cell in cells if cell[0] != region]
            for part in ("yes", "no") if is_rate else ("yes",):
                if parts:
                    sums = {(*cell, part): -1 for cell in parts}
                    self.known.says({(region, month, measure, part): 1} | sums, 0, 0)

    def _row(self, cell: tuple[str, str, str], row: dict[str, str]) -> None:
        yes, no = (*cell, "yes"), (*cell, "no")
        if row["state"] == "published":
            counted = int(row["numerator"])
            self.published.add(cell)
            self.known.says({yes: 1}, counted, counted)
            if row["denominator"]:
                self.known.says({yes: 1, no: 1}, int(row["denominator"]), int(row["denominator"]))
            return
        self.suppressed.add(cell)
        if row["state"] == "band":
            whole = int(row["denominator"])
            self.known.says({yes: 1, no: 1}, whole, whole)
            few = no if row["at_least"] else yes
            share = 100 - float(row["at_least"]) if row["at_least"] else float(row["at_most"])
            self.known.says({few: 1}, 0, round(share * whole / 100))

    def pins(self, truth: dict[tuple[str, str, str], tuple[int, int | None]]) -> list[tuple]:
        """Give what she knows to within ten: hidden counts, and small ones between two tables or two months."""
        asked = {}
        for cell in self.seen:
            counted, whole = truth[cell]
            if cell in self.suppressed - self.published or 0 < counted < 11:
                asked[cell] = {(*cell, "yes"): 1}
            if whole is not None and 0 < whole < 11:
                asked[*cell, "all"] = {(*cell, "yes"): 1, (*cell, "no"): 1}
            asked |= self._apart(cell, truth)
        return self.known.narrow(asked.items(), 11)

    def _apart(self, cell: tuple[str, str, str], truth: dict) -> dict:
        code, month, measure = cell
        asked, among = {}, (code, month, PART_OF.get(measure, ""))
        if among in self.seen:
            counted, whole = truth[cell]
            own = {(*cell, "yes"): -1} | ({(*cell, "no"): -1} if whole is not None else {})
            apart = truth[among][0] - (counted if whole is None else whole)
            self.known.says({(*among, "yes"): 1, (*cell, "apart"): -1} | own, 0, 0)
            if 0 < apart < 11 and measure not in (*GROWS, "medical_coverage"):
                asked[*cell, "apart"] = {(*cell, "apart"): 1}
        before = max(
            (one for one in self.seen if one[0] == code and one[2] == measure and one[1] < month), default=None
        )
        if before and measure in GROWS:
            self.known.says({(*cell, "yes"): 1, (*before, "yes"): -1, (*cell, "new"): -1}, 0, 0)
            if 0 < truth[cell][0] - truth[before][0] < 11:
                asked[*cell, "new"] = {(*cell, "new"): 1}
        return asked
