"""Three-valued logic on numpy columns, in the two manners of the OpenFisca peer (runs without Chuntian)."""

import operator

import numpy as np

OPERATORS = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
ARITHMETIC = {"+": np.add, "-": np.subtract, "*": np.multiply}
NOBODY_KNOWS = -1


def birthday_mark(day):
    return 229 if (day.month, day.day) == (2, 28) and day.year % 4 else day.month * 100 + day.day


def county_size(outer):
    """How many six-digit codes lie in a province (10,000), a city (100) or a county (1)."""
    if np.ndim(outer):
        return 1
    return 10_000 if outer % 10_000 == 0 else 100 if outer % 100 == 0 else 1


class values:
    """What both manners share: values are (array, known) pairs, `known` is True or a boolean array."""

    @staticmethod
    def fact_int(column):
        return column, column != NOBODY_KNOWS

    fact_fen = fact_division = fact_components = fact_int

    @staticmethod
    def fact_date(column):
        return column, ~np.isnat(column)

    @staticmethod
    def county(region):
        return region, True

    @staticmethod
    def age(pair, period):
        born, known = pair
        day = period.start.date
        months = born.astype("datetime64[M]")
        years = months.astype("datetime64[Y]")
        mark = ((months - years).astype(int) + 1) * 100 + (born - months).astype(int) + 1
        return day.year - (years.astype(int) + 1970) - (mark > birthday_mark(day)), known

    @staticmethod
    def arithmetic(left, sign, right):
        return ARITHMETIC[sign](left[0], right[0]), left[1] & right[1]

    @staticmethod
    def nothing(size):
        return np.zeros(size, np.int64), np.zeros(size, bool)

    @staticmethod
    def amount(pair, size):
        return np.where(pair[1], pair[0], NOBODY_KNOWS) + np.zeros(size, np.int64)

    @staticmethod
    def min(*pairs):
        return np.minimum.reduce(np.broadcast_arrays(*[pair[0] for pair in pairs])), np.logical_and.reduce(
            np.broadcast_arrays(*[pair[1] for pair in pairs])
        )

    @staticmethod
    def max(*pairs):
        return np.maximum.reduce(np.broadcast_arrays(*[pair[0] for pair in pairs])), np.logical_and.reduce(
            np.broadcast_arrays(*[pair[1] for pair in pairs])
        )


class plain(values):
    """Truth values as 0 no, 1 yes, 2 unknown in whole numbers, joined with np.where and np.select."""

    NO, YES, UNKNOWN = 0, 1, 2

    @staticmethod
    def constant(value, size):
        return np.full(size, int(value))

    @staticmethod
    def fact_bool(column):
        return column

    @staticmethod
    def _truth(found, known):
        return np.where(known, found.astype(int), 2)

    @classmethod
    def compare(cls, left, sign, right):
        return cls._truth(OPERATORS[sign](left[0], right[0]), left[1] & right[1])

    @classmethod
    def is_one(cls, column, *members):
        if isinstance(column, str):
            return np.asarray(int(column in members))
        found = np.zeros(len(column), bool)
        for member in members:
            found = found | (column == member)
        return (
            cls._truth(found, column != type(members[0]).unknown)
            if hasattr(type(members[0]), "unknown")
            else found.astype(int)
        )

    @classmethod
    def isin(cls, pair, members):
        return cls._truth(np.isin(pair[0], members), pair[1])

    @classmethod
    def within(cls, inner, outer):
        size = county_size(outer[0])
        return cls._truth(inner[0] // size == outer[0] // size, inner[1] & outer[1])

    @classmethod
    def has(cls, pair, bits, unknown):
        held = (pair[0] & bits) != 0
        return np.where(~pair[1], 2, np.where(held, 1, np.where((pair[0] & unknown) != 0, 2, 0)))

    @staticmethod
    def known(pair, size):
        return (
            (np.asarray(pair[1]) & np.ones(size, bool)).astype(int)
            if isinstance(pair, tuple)
            else (pair != 2).astype(int)
        )

    @staticmethod
    def all_of(*truths):
        some_no = np.zeros(1, bool)
        some_unknown = np.zeros(1, bool)
        for truth in truths:
            some_no = some_no | (truth == 0)
            some_unknown = some_unknown | (truth == 2)
        return np.where(some_no, 0, np.where(some_unknown, 2, 1))

    @classmethod
    def any_of(cls, *truths):
        return cls.opposite(cls.all_of(*[cls.opposite(truth) for truth in truths]))

    @staticmethod
    def opposite(truth):
        return np.select([truth == 0, truth == 1], [1, 0], 2)

    @classmethod
    def same(cls, left, right):
        return cls._truth(left == right, (left != 2) & (right != 2))

    @staticmethod
    def case(branches, rest):
        value, known = rest
        for truth, (then, then_known) in reversed(branches):
            value = np.where(truth == 1, then, value)
            known = np.where(truth == 1, then_known, np.where(truth == 2, False, known))
        return value, known

    @staticmethod
    def truth_case(branches, rest):
        value = rest if not isinstance(rest, tuple) else np.asarray(2)
        for truth, then in reversed(branches):
            value = np.where(truth == 1, then, np.where(truth == 2, 2, value))
        return value

    @staticmethod
    def outcome(stands, amount):
        if amount is None:
            return stands
        return np.where((stands == 1) & (amount == NOBODY_KNOWS), 2, stands)


class tuned(values):
    """Truth values in one byte: no 0, unknown 1, yes 2; and, or, not are minimum, maximum and subtraction."""

    kept: dict = {}

    @classmethod
    def once(cls, place, compute):
        """Compute what stands in several places once."""
        if place not in cls.kept:
            cls.kept[place] = compute()
        return cls.kept[place]

    @staticmethod
    def constant(value, size):
        return np.uint8(2 if value else 0)

    @staticmethod
    def fact_bool(column):
        return BYTE_OF[column]

    @staticmethod
    def _truth(found, known):
        truth = found.view(np.uint8) << 1 if isinstance(found, np.ndarray) else np.uint8(2 * int(found))
        return truth if known is True or known is np.True_ else np.where(known, truth, np.uint8(1))

    @classmethod
    def compare(cls, left, sign, right):
        return cls._truth(OPERATORS[sign](left[0], right[0]), left[1] & right[1])

    @classmethod
    def is_one(cls, column, *members):
        if isinstance(column, str):
            return np.uint8(2 * (column in members))
        codes = np.asarray(column)
        choices = type(members[0])
        table = np.zeros(len(list(choices)), np.uint8)
        table[choices.unknown.index] = 1
        for member in members:
            table[member.index] = 2
        return table[codes]

    @classmethod
    def isin(cls, pair, members):
        found = pair[0] == members[0]
        for member in members[1:]:
            found |= pair[0] == member
        return cls._truth(found, pair[1])

    @classmethod
    def within(cls, inner, outer):
        size = county_size(outer[0])
        return cls._truth(inner[0] // size == outer[0] // size, inner[1] & outer[1])

    @classmethod
    def has(cls, pair, bits, unknown):
        truth = cls._truth((pair[0] & bits) != 0, pair[1])
        return truth if not unknown else np.where((truth == 0) & ((pair[0] & unknown) != 0), np.uint8(1), truth)

    @staticmethod
    def known(pair, size):
        return (
            (np.asarray(pair[1]) & np.ones(size, bool)).view(np.uint8) << 1
            if isinstance(pair, tuple)
            else (pair != 1).view(np.uint8) << 1
        )

    @staticmethod
    def all_of(*truths):
        found = truths[0]
        for truth in truths[1:]:
            found = np.minimum(found, truth)
        return found

    @staticmethod
    def any_of(*truths):
        found = truths[0]
        for truth in truths[1:]:
            found = np.maximum(found, truth)
        return found

    @staticmethod
    def opposite(truth):
        return np.uint8(2) - truth

    @classmethod
    def same(cls, left, right):
        return cls._truth(left == right, (left != 1) & (right != 1))

    @staticmethod
    def case(branches, rest):
        value, known = rest
        for truth, (then, then_known) in reversed(branches):
            value = np.where(truth == 2, then, value)
            known = np.where(truth == 2, then_known, (truth != 1) & known)
        return value, known

    @staticmethod
    def truth_case(branches, rest):
        value = rest if not isinstance(rest, tuple) else np.uint8(1)
        for truth, then in reversed(branches):
            value = np.where(truth == 2, then, np.where(truth == 1, np.uint8(1), value))
        return value

    @staticmethod
    def outcome(stands, amount):
        if amount is not None:
            stands = np.where(amount == NOBODY_KNOWS, np.minimum(stands, np.uint8(1)), stands)
        return OUTCOME_OF[stands]


OUTCOME_OF = np.array([0, 2, 1], np.int32)
BYTE_OF = np.array([0, 2, 1], np.uint8)
