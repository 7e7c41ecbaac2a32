"""
Which pairs of rows can be a match at all, told from whole numbers, so that only these are compared letter by letter.

The 18 characters of an identity number are read twice as 16 nibbles (its first and its last sixteen). Two edits of equally
long texts are at most: two other characters; or swaps and shifts, in which all but one of the differing characters equal
their neighbour on the other side. Whoever fails this is more than two edits away; whoever passes is compared exactly.
"""

import polars as pl

NUMBER = r"^[0-9]{17}[0-9X]$"
CODES = ("first", "last", "name", "born", "plain", "empty")

_LOW = pl.lit(0x7777777777777777, dtype=pl.UInt64)
_HIGH = pl.lit(0x8888888888888888, dtype=pl.UInt64)
# The neighbour beyond the end of a window is unknown: the character at the end counts as explained.
_NOT_LAST = pl.lit(0x8888888888888880, dtype=pl.UInt64)
_NOT_FIRST = pl.lit(0x0888888888888888, dtype=pl.UInt64)
_NIBBLE = pl.lit(16, dtype=pl.UInt64)


def coded(rows: pl.DataFrame, names: pl.Series) -> pl.DataFrame:
    """Give the codes of rows with `number`, `name`, `birth_date`; `names` are the different names that may occur, sorted."""
    number = pl.col("number").fill_null("")
    text = number.str.replace("X", "A", literal=True)
    return rows.select(
        text.str.slice(0, 16).str.to_integer(base=16, dtype=pl.UInt64, strict=False).fill_null(0).alias("first"),
        text.str.slice(2, 16).str.to_integer(base=16, dtype=pl.UInt64, strict=False).fill_null(0).alias("last"),
        names.search_sorted(rows["name"].fill_null("")).alias("name"),
        pl.col("birth_date").to_physical().alias("born"),
        number.str.contains(NUMBER).alias("plain"),
        (number == "").alias("empty"),
    )


def can_match(left: pl.DataFrame, right: pl.DataFrame) -> pl.Series:
    """Say for the rows of two frames of codes, side by side, which pairs have to be compared."""
    both = pl.concat([left, right.rename({name: f"{name}_right" for name in CODES})], how="horizontal")
    same_name = pl.col("name") == pl.col("name_right")
    same_birth = (pl.col("born") == pl.col("born_right")).fill_null(False)
    missing = pl.col("empty") | pl.col("empty_right")
    odd = ~(pl.col("plain") & pl.col("plain_right")) & ~missing
    twice = _within_two("first") & _within_two("last")
    once = _within_one("first") & _within_one("last")
    close = pl.when(same_name).then(twice).otherwise(once) & ~missing
    # Lazily, so that what several terms share is reckoned once.
    return both.lazy().select((odd | (same_name & same_birth) | close).alias("can")).collect()["can"]


def _differing(code: pl.Expr) -> pl.Expr:
    """Mark the nibbles that are not zero by their highest bit."""
    return (((code & _LOW) + _LOW) | code) & _HIGH


def _marks(window: str) -> tuple[pl.Expr, pl.Expr]:
    """Count the characters that differ, and those of them that equal neither neighbour on the other side."""
    one, other = pl.col(window), pl.col(f"{window}_right")
    differ = _differing(one ^ other)
    unlike_next = _differing((one * _NIBBLE) ^ other) & _NOT_LAST
    unlike_former = _differing((one // _NIBBLE) ^ other) & _NOT_FIRST
    return differ.bitwise_count_ones(), (differ & unlike_next & unlike_former).bitwise_count_ones()


def _within_two(window: str) -> pl.Expr:
    differ, unexplained = _marks(window)
    return (differ <= 2) | (unexplained <= 1)


def _within_one(window: str) -> pl.Expr:
    differ, unexplained = _marks(window)
    return (differ <= 1) | ((differ == 2) & (unexplained == 0))
