"""
Read the law as Polars columns for everyone at once.

Every checked node becomes a column expression with Polars' own three-valued logic (null is unknown). A RATIO is a pair
of integer columns, numerator and denominator, so that nothing is ever rounded before the law says so; how large the two
can grow is followed through the expression, and an expression that could leave 128 bits is refused rather than wrong.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import reduce
from operator import and_, eq, ge, gt, le, lt, ne, or_
from typing import Any

import polars as pl

from chuntian.kernel.divisions import prefix
from chuntian.rules import flags, folding, ratios
from chuntian.rules.checking import Typed
from chuntian.rules.kinds import Kind
from chuntian.rules.parameters import MissingParameter, ParameterBook
from chuntian.rules.person import birthday_mark
from chuntian.rules.places import Places
from chuntian.rules.ratios import Ratio

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {"==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
DTYPES: dict[Kind, Any] = {
    Kind.BOOL: pl.Boolean, Kind.INT: pl.Int64, Kind.FEN: pl.Int64, Kind.DATE: pl.Date, Kind.TEXT: pl.String,
    Kind.DIVISION: pl.String, Kind.COMPONENTS: pl.UInt64, Kind.SLUGS: pl.List(pl.String), Kind.RATIO: pl.Int64,
}  # fmt: skip
RATIO_BOUND = 2**40
INT_BOUND, FEN_BOUND = 2**40, 2**53


class ColumnError(ValueError):
    """A column of a snapshot has another type than the law needs."""


class ColumnReader:
    """Reads checked expressions as columns over one snapshot on one day."""

    def __init__(
        self, *, book: ParameterBook, schema: Mapping[str, Any], places: Places, on: date,
        bounds: Mapping[str, tuple[int, int]] | None = None,
    ) -> None:  # fmt: skip
        self.book = book
        self.schema = schema
        self.places = places
        self.on = on
        self.bounds = bounds or {}
        self.stages: list[dict[str, pl.Expr]] = []
        self._kept: dict[Typed, Any] = {}

    def folded(self, node: Typed) -> Typed:
        """Settle what the parameters decide alone, where all places of the snapshot have the same."""
        return folding.folded(node, self._everywhere)

    def share(self, trees: Iterable[Typed]) -> None:
        """Give each expression that several of these trees hold a column of its own, in steps: `prepare` adds them."""
        depth: dict[Typed, int] = {}
        for number, node in enumerate(folding.shared(trees)):
            expression = self.column(node)
            depth[node] = 1 + _deepest(node.args, depth)
            self.stages += [{} for _ in range(depth[node] - len(self.stages))]
            self.stages[depth[node] - 1][f"@s{number}"] = expression
            self._kept[node] = pl.col(f"@s{number}")

    def prepare(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Add the columns of the places and the shared columns to a snapshot."""
        frame = self.places.prepare(frame)
        for stage in self.stages:
            frame = frame.with_columns(column.alias(name) for name, column in stage.items())
        return frame

    def _everywhere(self, key: str) -> Any:
        values = self._values(key)
        return values[0] if values and all(value == values[0] for value in values) else None

    def _values(self, key: str) -> list[Any]:
        found = [self.book.resolve(key, region.ljust(12, "0"), self.on) for region in self.places.regions]
        return [None if isinstance(one, MissingParameter) else one.value for one in found]

    def values_of(self, key: str) -> set[Any]:
        """Give the known values of a parameter in the divisions of the snapshot."""
        return {value for value in self._values(key) if value is not None}

    def is_given(self, key: str) -> bool:
        """Tell whether a parameter is known in every division of the snapshot."""
        return all(value is not None for value in self._values(key))

    def column(self, node: Typed) -> pl.Expr:
        """Give the column of a node that is no ratio."""
        found: pl.Expr = self._read(node)
        return found

    def _ratio(self, node: Typed) -> Ratio:
        found: Ratio = self._read(node)
        return found

    def _read(self, node: Typed) -> Any:
        if node not in self._kept:
            ready = flags.ready(self.schema, node)
            self._kept[node] = getattr(self, f"_{node.op}")(node) if ready is None else ready
        return self._kept[node]

    def _literal(self, node: Typed) -> Any:
        if node.kind is Kind.RATIO:
            return ratios.constant(node.data)
        return pl.lit(node.data, DTYPES[node.kind])

    def _fact(self, node: Typed) -> Any:
        name = node.data
        if node.kind is Kind.RATIO:
            return self._ratio_fact(name)
        wanted = DTYPES[node.kind]
        if name not in self.schema:
            return pl.lit(None, wanted)
        held = self.schema[name]
        if held == wanted or (node.kind in (Kind.TEXT, Kind.DIVISION) and held == pl.Categorical):
            return pl.col(name) if held == wanted else pl.col(name).cast(pl.String)
        if held == pl.Null or (wanted == pl.Int64 and held.is_integer()) or (wanted == pl.UInt64 and held.is_integer()):
            return pl.col(name).cast(wanted)
        raise ColumnError(f"column {name}: {held} where the law needs {wanted}")

    def _ratio_fact(self, name: str) -> Ratio:
        if f"{name}.num" not in self.schema or f"{name}.den" not in self.schema:
            none = pl.lit(None, pl.Int128)
            return Ratio(none, none, 1, 1)
        return ratios.stored(name, self.bounds.get(name, (RATIO_BOUND, RATIO_BOUND)))

    def _param(self, node: Typed) -> Any:
        key = node.data

        def value_of(region: str) -> Any:
            found = self.book.resolve(key, region, self.on)
            return None if isinstance(found, MissingParameter) else found.value

        if node.kind is not Kind.RATIO:
            return self.places.by_place(key, value_of, DTYPES[node.kind])
        values = [value_of(region.ljust(12, "0")) for region in self.places.regions]
        known = [value for value in values if value is not None]
        return Ratio(
            self.places.by_place(f"{key} num", lambda region: _part(value_of(region), 0), pl.Int64).cast(pl.Int128),
            self.places.by_place(f"{key} den", lambda region: _part(value_of(region), 1), pl.Int64).cast(pl.Int128),
            max((abs(value.numerator) for value in known), default=1),
            max((value.denominator for value in known), default=1),
        )

    def _place(self, node: Typed) -> pl.Expr:
        return self.places.head(6) + "000000"

    def _today(self, node: Typed) -> pl.Expr:
        return pl.lit(self.on, pl.Date)

    def _and(self, node: Typed) -> pl.Expr:
        return reduce(and_, [self.column(arg) for arg in node.args])

    def _or(self, node: Typed) -> pl.Expr:
        asked: dict[Typed, list[str]] = {}
        columns = []
        for arg in node.args:
            if arg.op == "contains" and arg not in self._kept and flags.ready(self.schema, arg) is None:
                asked.setdefault(arg.args[0], []).append(arg.data)
            else:
                columns.append(self.column(arg))
        return reduce(or_, [*columns, *(flags.holds_any(self.column(one), words) for one, words in asked.items())])

    def _not(self, node: Typed) -> pl.Expr:
        return ~self.column(node.args[0])

    def _compare(self, node: Typed) -> pl.Expr:
        left, right = node.args
        operator = OPERATORS[node.data]
        if left.op == "age" and right.op == "literal" and node.data in _AGE_AS_DATE:
            return self._age_as_date(left, node.data, right.data)
        if left.kind is Kind.RATIO:
            crossed: pl.Expr = operator(*ratios.cross(self._ratio(left), self._ratio(right)))
            return crossed
        result: pl.Expr = operator(self.column(left), self.column(right))
        return result

    def _arithmetic(self, node: Typed) -> Any:
        if node.kind is Kind.RATIO:
            return ratios.calculated(node.data, *(self._ratio(arg) for arg in node.args))
        left, right = (self.column(arg) for arg in node.args)
        return {"+": left + right, "-": left - right, "*": left * right}[node.data]

    def _isin(self, node: Typed) -> pl.Expr:
        (subject,) = node.args
        if subject.kind is Kind.RATIO:
            literals = [Typed("literal", Kind.RATIO, (), value) for value in node.data]
            return reduce(or_, [self._compare(Typed("compare", Kind.BOOL, (subject, one), "==")) for one in literals])
        inner = self.column(subject)
        values = sorted(set(node.data))
        if len(values) > 4:
            return inner.is_in(pl.Series(values, dtype=DTYPES[subject.kind]).implode())
        return reduce(or_, [inner == pl.lit(value, DTYPES[subject.kind]) for value in values])

    def _within(self, node: Typed) -> pl.Expr:
        inner, outer = node.args
        ready = self._within_county(inner, outer)
        if ready is not None:
            return ready
        code = self.column(inner)
        if outer.op == "literal":
            return code.str.starts_with(prefix(outer.data))
        if outer.op == "place":
            return self._within_place(code)
        return code.str.starts_with(_significant(self.column(outer)))

    def _within_county(self, inner: Typed, outer: Typed) -> pl.Expr | None:
        """Compare numbers of counties, where they are laid ready and a county is what is asked about."""
        ready = flags.county(self.schema, inner)
        asked = [outer.data] if outer.op == "literal" else self.places.regions if outer.op == "place" else []
        if ready is None or not asked or any(len(prefix(one[:6].ljust(12, "0"))) != 6 for one in asked):
            return None
        if outer.op == "literal" and len(prefix(outer.data)) != 6:
            return None
        county, unknown = ready
        wanted = pl.lit(int(outer.data[:6]), pl.UInt32) if outer.op == "literal" else self.places.by_place(
            "county", lambda place: int(place[:6]), pl.UInt32
        )  # fmt: skip
        return pl.when(~unknown).then(county == wanted)

    def _within_place(self, code: pl.Expr) -> pl.Expr:
        counties = sorted({region[:6] for region in self.places.regions})
        if len(counties) == 1:
            return code.str.starts_with(prefix(counties[0]))
        if all(len(prefix(county)) == 6 for county in counties):
            return code.str.starts_with(self.places.head(6))
        prefixes = [prefix(county) for county in counties]
        return code.str.starts_with(self.places.head(6).replace_strict(counties, prefixes, return_dtype=pl.String))

    def _has(self, node: Typed) -> pl.Expr:
        bits, unknown, _words = node.data
        mask = self.column(node.args[0])
        found = (mask & pl.lit(bits, pl.UInt64)) != 0
        if not unknown:
            return found
        doubtful = (mask & pl.lit(unknown, pl.UInt64)) != 0
        return pl.when(found).then(True).when(~doubtful).then(False).otherwise(None)

    def _contains(self, node: Typed) -> pl.Expr:
        return flags.holds_any(self.column(node.args[0]), [node.data])

    def _age(self, node: Typed) -> pl.Expr:
        born = self.column(node.args[0])
        day = born.dt.month().cast(pl.Int64) * 100 + born.dt.day().cast(pl.Int64)
        return self.on.year - born.dt.year().cast(pl.Int64) - (day > birthday_mark(self.on)).cast(pl.Int64)

    def _age_as_date(self, age: Typed, sign: str, years: int) -> pl.Expr:
        """Compare a day of birth instead of computing ages: who is at least N years old was born by a certain day."""
        reached, more = _AGE_AS_DATE[sign]
        born = self.column(age.args[0])
        latest = pl.lit(latest_birth(self.on, years + more), pl.Date)
        return born <= latest if reached else born > latest

    def _known(self, node: Typed) -> pl.Expr:
        (inner,) = node.args
        ready = flags.known(self.schema, inner)
        if ready is not None:
            return ready
        return (self._ratio(inner).num if inner.kind is Kind.RATIO else self.column(inner)).is_not_null()

    def _case(self, node: Typed) -> Any:
        pairs = len(node.args) // 2
        conditions = [self.column(arg) for arg in node.args[: pairs * 2 : 2]]
        values = [*node.args[1 : pairs * 2 : 2], *node.args[pairs * 2 :]]
        if node.kind is Kind.RATIO:
            return ratios.choice(conditions, [self._ratio(value) for value in values])
        return ratios.branches(conditions, [self.column(value) for value in values], DTYPES[node.kind])

    def _extreme(self, node: Typed) -> Any:
        lowest = node.data == "min"
        if node.kind is Kind.RATIO:
            return reduce(lambda one, other: ratios.chosen(one, other, lowest), [self._ratio(arg) for arg in node.args])
        columns = [self.column(arg) for arg in node.args]
        several = pl.min_horizontal(columns) if lowest else pl.max_horizontal(columns)
        known: pl.Expr = pl.when(reduce(and_, [column.is_not_null() for column in columns])).then(several)
        return known

    def _widen(self, node: Typed) -> Ratio:
        return ratios.whole(self.column(node.args[0]), 1, INT_BOUND)

    def _in_yuan(self, node: Typed) -> Ratio:
        return ratios.whole(self.column(node.args[0]), 100, FEN_BOUND)

    def _round(self, node: Typed) -> pl.Expr:
        return ratios.rounded_to_fen(self._ratio(node.args[0]))


# sign: (whether the age must be reached, how many years to add to turn it into "at least")
_AGE_AS_DATE = {">=": (True, 0), ">": (True, 1), "<": (False, 0), "<=": (False, 1)}


def latest_birth(on: date, years: int) -> date:
    """Give the latest day of birth of someone who has completed these years on the day."""
    year = on.year - years
    if not 1 <= year <= 9999:
        return date.min if year < 1 else date.max
    last = monthrange(year, on.month)[1]
    if on.day == monthrange(on.year, on.month)[1] and on.month == 2:
        return date(year, 2, last)  # on the last day of February, both 28 and 29 February have come round
    return date(year, on.month, min(on.day, last))


def _deepest(nodes: Iterable[Typed], depth: Mapping[Typed, int]) -> int:
    return max((depth.get(node) or _deepest(node.args, depth) for node in nodes), default=0)


def _part(value: Any, part: int) -> int | None:
    return None if value is None else (value.numerator, value.denominator)[part]


def _significant(code: pl.Expr) -> pl.Expr:
    """Cut a 12-digit code to its significant digits, as kernel.divisions.prefix does."""
    cut: Any = pl.when(code.str.ends_with("0" * 12)).then(pl.lit(""))
    for zeros, digits in ((10, 2), (8, 4), (6, 6), (3, 9)):
        cut = cut.when(code.str.ends_with("0" * zeros)).then(code.str.head(digits))
    found: pl.Expr = cut.otherwise(code)
    return found
