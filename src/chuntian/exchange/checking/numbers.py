"""
Identity, certificate, credit and account numbers, a column at a time.

The same rules as kernel.identity (policy/codes.md 1, 2, 5) and held equal to it by a test; here the check character of a
million numbers is some arithmetic on integers. Each function gives the values and, where a cell fails, the first reason.
"""

from collections.abc import Callable
from datetime import date

import polars as pl

from chuntian.exchange.checking.context import Context
from chuntian.kernel.identity import CHECK_SIGNS, EARLIEST_BIRTH, ID_PROVINCES, ORGANISATION_WEIGHTS, SIGNS, WEIGHTS

Checked = tuple[pl.Series, pl.Series]
SCIENTIFIC = r"^[0-9.]+E\+?[0-9]+$"
RESIDENT = r"^[0-9]{17}[0-9X]$"
CERTIFICATE = r"^[0-9]{17}[0-9X][1-7][1-4](?:B(?:[1-9][0-9]?)?)?$"


def first(*tests: tuple[pl.Expr, str]) -> pl.Expr:
    """Give the reason of the first test that is true, else null."""
    chain = None
    for test, reason in tests:
        chain = pl.when(test).then(pl.lit(reason)) if chain is None else chain.when(test).then(pl.lit(reason))
    return chain.otherwise(None) if chain is not None else pl.lit(None, pl.String)


def spoiled(text: pl.Expr) -> list[tuple[pl.Expr, str]]:
    """Give the tests for numbers that a spreadsheet spoiled before they became text (6.2019E+17, a trailing .0)."""
    return [
        (text.str.contains(SCIENTIFIC), "scientific"),
        (text.str.contains(r"^[0-9]+\.0+$"), "decimal"),
        (text.str.contains(r"^[0-9]{1,3}(?:,[0-9]{3})+$"), "thousands"),
    ]


def _id_tests(text: pl.Expr, on: date) -> list[tuple[pl.Expr, str]]:
    body = text.str.slice(0, 17).cast(pl.Int64, strict=False)
    total = sum(((body // 10 ** (16 - place)) % 10) * weight for place, weight in enumerate(WEIGHTS))
    check = (total % 11).replace_strict(dict(enumerate(CHECK_SIGNS)), default=None, return_dtype=pl.String)
    birth = text.str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
    return [
        (text.str.len_chars() == 15, "length_15"),
        (text.str.len_chars() != 18, "length"),
        (~text.str.contains(RESIDENT), "charset"),
        (~text.str.slice(0, 2).is_in(sorted(ID_PROVINCES)), "province"),
        (birth.is_null() | (birth < EARLIEST_BIRTH) | (birth > on), "date"),
        (check != text.str.slice(17, 1), "checksum"),
    ]


def _run(
    texts: pl.Series, tests: list[tuple[pl.Expr, str]], value: pl.Expr | None = None, *, shape: str = "", last: int = 0
) -> Checked:
    """
    Run the tests over a column.

    :param shape: a pattern that passes all tests but the `last` ones, so that most cells need only those.
    """
    # An empty cell has no fault of its own: whether it may be empty, its column says.
    # Lazily, so that what several tests have in common is computed once.
    some = tests[-last:] if shape else tests
    code = pl.when(pl.col("t").is_not_null()).then(first(*some))
    found = texts.to_frame("t").lazy().with_columns(code=code).collect()
    if shape:
        odd = found.select((~pl.col("t").str.contains(shape)).arg_true()).to_series()
        told = texts.gather(odd).to_frame("t").lazy().select(first(*tests)).collect().to_series()
        found = found.with_columns(found["code"].scatter(odd, told)) if len(odd) else found
    values = found.select(pl.when(pl.col("code").is_null()).then(pl.col("t") if value is None else value)).to_series()
    return values, found["code"]


def only_odd(texts: pl.Series, plain: str, work: Callable[[pl.Series], Checked]) -> Checked:
    """Do the work on those cells only that do not match a pattern of cells that are right as they are."""
    odd = texts.to_frame("t").select((~pl.col("t").str.contains(plain)).arg_true()).to_series()
    code = pl.repeat(None, len(texts), dtype=pl.String, eager=True)
    if odd.is_empty():
        return texts, code
    values, told = work(texts.gather(odd))
    # `scatter` changes what it is called on.
    return texts.clone().scatter(odd, values), code.scatter(odd, told)


def resident_id(texts: pl.Series, context: Context) -> Checked:
    """Check resident identity numbers."""
    text = pl.col("t")
    return _run(texts.str.to_uppercase(), [*spoiled(text), *_id_tests(text, context.on)], shape=RESIDENT, last=3)


def certificate_number(texts: pl.Series, context: Context) -> Checked:
    """Check disability certificate numbers; a bare B is written B1."""
    text = pl.col("t")
    inner = [
        (test, reason if reason.startswith("length") else f"id_{reason}")
        for test, reason in _id_tests(text.str.slice(0, 18), context.on)
    ]
    tests = [
        *spoiled(text),
        (text.str.len_chars() < 20, "length"),
        (~text.str.contains(r"^[0-9]{17}[0-9X][0-9]{2}"), "format"),
        (~text.str.contains(r"^.{18}[1-7]"), "category"),
        (~text.str.contains(r"^.{19}[1-4]"), "level"),
        (~text.str.contains(CERTIFICATE), "suffix"),
        *inner[2:],
    ]
    return _run(texts.str.to_uppercase(), tests, text.str.replace(r"B$", "B1"), shape=CERTIFICATE, last=3)


def credit_code(texts: pl.Series, context: Context) -> Checked:
    """Check unified social credit codes, both check characters."""
    text = pl.col("t")
    values = {sign: number for number, sign in enumerate(SIGNS)}

    def sign(place: int, table: dict[str, int]) -> pl.Expr:
        return text.str.slice(place, 1).replace_strict(table, default=0, return_dtype=pl.Int64)

    total = sum(sign(place, values) * (3**place % 31) for place in range(17))
    outer = ((31 - total % 31) % 31).replace_strict(dict(enumerate(SIGNS)), default=None, return_dtype=pl.String)
    letters = {sign: int(sign, 36) for sign in SIGNS}
    body = sum(sign(place + 8, letters) * weight for place, weight in enumerate(ORGANISATION_WEIGHTS))
    inner = (11 - body % 11).replace_strict(
        {**{n: str(n) for n in range(1, 10)}, 10: "X", 11: "0"}, default=None, return_dtype=pl.String
    )
    tests = [
        *spoiled(text),
        (text.str.len_chars() != 18, "length"),
        (~text.str.contains(f"^[{SIGNS}]{{18}}$"), "charset"),
        (inner != text.str.slice(16, 1), "org_checksum"),
        (outer != text.str.slice(17, 1), "checksum"),
    ]
    return _run(texts.str.to_uppercase(), tests)


def account(texts: pl.Series, context: Context) -> Checked:
    """Check bank account numbers: digits, blanks and hyphens between groups taken out."""
    text = pl.col("t")
    joined = texts.str.replace_all(r"[\s-]", "")
    return _run(
        joined,
        [
            *spoiled(text),
            (~text.str.contains(r"^[0-9]+$"), "charset"),
            (~text.str.len_chars().is_between(8, 32), "length"),
        ],
    )
