"""
What can be worked out from published numbers: the smallest and the largest value that a hidden count can have.

Whoever knows every published number, and that parts make up their whole, solves two linear programmes for each hidden
count. This module does the same, before anything is published. It knows nothing of figures.
"""

import math
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field

import highspy
import numpy as np

CLOSE = 1e-6
Key = Hashable
Terms = Mapping[Key, float]


class Contradiction(ArithmeticError):
    """The statements cannot all be true, so nothing follows from them."""


@dataclass
class Knowledge:
    """Statements about counts that are never negative; each says that a sum of counts lies between two numbers."""

    columns: dict[Key, int] = field(default_factory=dict)
    rows: list[tuple[float, float, dict[int, float]]] = field(default_factory=list)

    def says(self, terms: Terms, low: float, high: float) -> None:
        """Add a statement: the sum of some counts, each taken so many times, lies between `low` and `high`."""
        row: dict[int, float] = {}
        for key, times in terms.items():
            place = self.columns.setdefault(key, len(self.columns))
            row[place] = row.get(place, 0.0) + times
        self.rows.append((low, high, row))

    def narrow(self, asked: Iterable[tuple[Key, Terms]], width: float) -> list[Key]:
        """
        Give those of some sums whose possible values lie less than `width` apart.

        :raises Contradiction: the statements cannot all be true.
        """
        wanted = [(name, terms) for name, terms in asked if set(terms) <= set(self.columns)]
        if not wanted:
            return []
        solver, (places, times) = _solver(self), self._terms([terms for _name, terms in wanted])
        low, high = np.full(len(wanted), np.inf), np.full(len(wanted), -np.inf)
        found = []
        for number, (name, _terms) in enumerate(wanted):
            for sign in (1.0, -1.0):
                if high[number] - low[number] >= width - CLOSE:
                    break  # points met on the way are far enough apart
                costs = np.zeros(len(self.columns))
                np.add.at(costs, places[number], sign * times[number])
                point = _extreme(solver, costs)
                if point is None:
                    low[number], high[number] = -np.inf, np.inf
                    break
                met = (times * point[places]).sum(axis=1)
                low, high = np.minimum(low, met), np.maximum(high, met)
            if high[number] - low[number] < width - CLOSE:
                found.append(name)
        return found

    def _terms(self, every: list[Terms]) -> tuple[np.ndarray, np.ndarray]:
        """Give the columns of each sum and how often each is taken; a sum has few, so both are narrow (0 times fills up)."""
        most = max(map(len, every))
        places, times = np.zeros((len(every), most), dtype=np.intp), np.zeros((len(every), most))
        for number, terms in enumerate(every):
            places[number, : len(terms)] = [self.columns[key] for key in terms]
            times[number, : len(terms)] = list(terms.values())
        return places, times


def _solver(known: Knowledge) -> highspy.Highs:
    width, height = len(known.columns), len(known.rows)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = width, height
    model.col_cost_, model.col_lower_ = np.zeros(width), np.zeros(width)
    model.col_upper_ = np.full(width, highspy.kHighsInf)
    model.row_lower_ = np.array([_bound(low) for low, _high, _row in known.rows])
    model.row_upper_ = np.array([_bound(high) for _low, high, _row in known.rows])
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.cumsum([0, *(len(row) for *_bounds, row in known.rows)])
    model.a_matrix_.index_ = np.array([place for *_bounds, row in known.rows for place in row])
    model.a_matrix_.value_ = np.array([times for *_bounds, row in known.rows for times in row.values()])
    solver = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("presolve", "off"), ("solver", "simplex")):
        solver.setOptionValue(option, value)
    solver.passModel(model)
    return solver


def _bound(number: float) -> float:
    return math.copysign(highspy.kHighsInf, number) if math.isinf(number) else number


def _extreme(solver: highspy.Highs, costs: np.ndarray) -> np.ndarray | None:
    """Give a point where a sum is smallest; None where it has no end."""
    places = np.arange(len(costs), dtype=np.int32)
    solver.changeColsCost(len(costs), places, costs)
    solver.run()
    state = solver.getModelStatus()
    if state == highspy.HighsModelStatus.kOptimal:
        return np.array(solver.getSolution().col_value)
    if state in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        return None
    raise Contradiction(str(state))
