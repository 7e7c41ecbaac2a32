"""Days, months, amounts, choices, divisions, names: a column at a time."""

from fractions import Fraction

import polars as pl

from chuntian.exchange.checking.clean import EXCEL_ERRORS, name_form
from chuntian.exchange.checking.context import Context
from chuntian.exchange.checking.numbers import Checked, _run, first, only_odd, spoiled
from chuntian.exchange.kinds.base import Column
from chuntian.kernel.components import CATEGORIES, ComponentError, encode, from_text
from chuntian.kernel.divisions import PROVINCES, prefix

CHINESE_DIGITS = dict(zip("〇零○一二三四五六七八九", "000123456789", strict=True))
GRADES = {
    text: number
    for number, texts in enumerate(
        (
            ("一级", "1", "1级", "壹级", "一"),
            ("二级", "2", "2级", "贰级", "二"),
            ("三级", "3", "3级", "叁级", "三"),
            ("四级", "4", "4级", "肆级", "四"),
        ),
        1,
    )
    for text in texts
}
YES, NO = (
    ["是", "有", "y", "yes", "true", "1", "√", "✓", "符合", "更正", "撤销"],
    ["否", "无", "没有", "n", "no", "false", "0", "×", "不是", "不符合"],
)
GARBLED = (
    r"[\u{FFFD}\u{E000}-\u{F8FF}\u{0000}-\u{0008}\u{000B}-\u{001F}\u{007F}-\u{009F}]|锟斤拷|[ÃÂÐÑ][\u{0080}-\u{00BF}]"
)
LONGEST = 500
# Common Chinese characters but 锟, which stands in garbled names.
PLAIN_NAME = r"^[\u{4E00}-\u{951E}\u{9520}-\u{9FFF}]{1,50}$"
MOBILE = r"^1[3-9][0-9]{9}$"


def day(texts: pl.Series, context: Context, *, latest: object = None) -> Checked:
    """
    Read days in the notations departments write; a day that can be read in two ways is refused.

    2024-05-31 · 2024/5/31 · 2024.5.31 · 20240531 · 2024年5月31日 · 二〇二四年五月三十一日 · 2024-05-31 00:00:00 (also with T) ·
    a cell formatted as a day (1900 or 1904 system).
    """
    values = texts.str.to_date("%Y-%m-%d", strict=False)
    if values.null_count() > texts.null_count():
        rest = texts.filter(values.is_null() & texts.is_not_null()).unique()
        read = _unusual_days(rest)
        values = (
            values.to_frame("d")
            .with_columns(t=texts)
            .select(pl.coalesce("d", pl.col("t").replace_strict(rest, read, default=None, return_dtype=pl.Date)))
            .to_series()
        )
    both = pl.DataFrame({"t": texts, "d": values})
    text, value = pl.col("t"), pl.col("d")
    code = both.select(
        first(
            (text.is_null(), None),
            (value.is_null() & text.str.contains(r"^[0-9]{4,5}(?:\.[0-9]+)?$"), "serial_date"),
            (text.str.contains(r"^[0-9]{1,2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,4}日?$"), "ambiguous_date"),
            (value.is_null(), "not_a_date"),
            ((value.dt.year() < 1900) | (value.dt.year() > 2100), "date_range"),
        )
    ).to_series()
    return values.to_frame("d").with_columns(c=code).select(pl.when(pl.col("c").is_null()).then("d")).to_series(), code


def _unusual_days(texts: pl.Series) -> pl.Series:
    """Read distinct texts that are no plain 2024-05-31."""
    text = pl.col("t").str.replace(
        r"^([0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?)[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?Z?$", "$1"
    )
    plain = text.str.replace(
        r"^([0-9]{4})\s*[-/.年、－—–]\s*([0-9]{1,2})\s*[-/.月、－—–]\s*([0-9]{1,2})\s*[日号]?$", "$1-$2-$3"
    )
    packed = text.str.replace(r"^([0-9]{4})([0-9]{2})([0-9]{2})$", "$1-$2-$3")
    frame = texts.to_frame("t").select(
        "t",
        pl.coalesce(
            *(
                pl.when(form.str.contains(r"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}$"))
                .then(form)
                .str.to_date("%Y-%m-%d", strict=False)
                for form in (plain, packed)
            )
        ).alias("d"),
    )
    return frame.with_columns(
        pl.when(pl.col("d").is_null() & pl.col("t").str.contains(r"^[〇零○一二三四五六七八九]{4}年"))
        .then(pl.col("t").map_elements(_chinese_day, return_dtype=pl.Date, skip_nulls=True))
        .otherwise("d")
        .alias("d")
    )["d"]


def _chinese_day(text: str) -> object:
    from datetime import date

    try:
        year, rest = text.split("年", 1)
        month, day_text = rest.rstrip("日号").split("月", 1)
        return date(
            int("".join(CHINESE_DIGITS[sign] for sign in year)), _below_hundred(month), _below_hundred(day_text)
        )
    except (ValueError, KeyError):
        return None


def _below_hundred(text: str) -> int:
    """Read 十一, 二十, 三十一, 〇五."""
    if "十" not in text:
        return int("".join(CHINESE_DIGITS[sign] for sign in text))
    tens, _, ones = text.partition("十")
    return (int(CHINESE_DIGITS[tens]) if tens else 1) * 10 + (int(CHINESE_DIGITS[ones]) if ones else 0)


def month(texts: pl.Series, context: Context) -> Checked:
    """Read months as 2024-05, 2024年5月, 202405, 2024/5, 2024.05, or a day within the month."""
    text = pl.col("t")
    form = text.str.replace(
        r"^([0-9]{4})\s*[-/.年]?\s*([0-9]{1,2})\s*月?份?(?:[-/.]?[0-9]{1,2}日?(?: 00:00:00)?)?$", "$1-$2"
    )
    values = texts.to_frame("t").select(form.str.replace(r"-([0-9])$", "-0$1").alias("m")).to_series()
    found = (
        values.to_frame("m")
        .select(
            code=first(
                (
                    pl.col("m").is_not_null() & ~pl.col("m").str.contains(r"^(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])$"),
                    "month",
                )
            )
        )
        .to_series()
    )
    return values.to_frame("m").with_columns(c=found).select(
        pl.when(pl.col("c").is_null()).then("m")
    ).to_series(), found


def yuan(texts: pl.Series, context: Context) -> Checked:
    """Read amounts in yuan as whole fen."""
    plain = texts.str.replace_all(r"[,\s]|^[¥￥]|元$", "")
    parts = plain.str.extract_groups(r"^([0-9]{1,12})(?:\.([0-9]{1,2})0*)?$").struct.unnest()
    parts.columns = ["whole", "part"]
    values = parts.select(
        pl.col("whole").cast(pl.Int64) * 100 + pl.col("part").fill_null("").str.pad_end(2, "0").cast(pl.Int64)
    ).to_series()
    return _numbers(texts, plain, values)


def integer(texts: pl.Series, context: Context) -> Checked:
    """Read whole numbers."""
    plain = texts.str.replace_all(r"[,\s]|[人个月年名]+$", "")
    values = plain.str.extract(r"^([0-9]{1,15})(?:\.0+)?$").cast(pl.Int64)
    return _numbers(texts, plain, values)


def ratio(texts: pl.Series, context: Context) -> Checked:
    """Read exact numbers (30, 30.5, 61/2) as fractions written "61/2"."""
    plain = texts.str.replace_all(r"[,\s]|人$", "")
    known = plain.drop_nulls().unique()
    exact = pl.Series([_fraction(text) for text in known], dtype=pl.String)
    values = (
        plain.to_frame("t")
        .select(pl.col("t").replace_strict(known, exact, default=None, return_dtype=pl.String))
        .to_series()
    )
    return _numbers(texts, plain, values)


def _fraction(text: str) -> str | None:
    try:
        value = Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None
    return str(value) if value >= 0 and value.denominator <= 1_000_000 else None


def _numbers(texts: pl.Series, plain: pl.Series, values: pl.Series) -> Checked:
    both = pl.DataFrame({"t": plain, "v": values})
    code = both.select(
        first(
            (pl.col("t").is_null() | pl.col("v").is_not_null(), None),
            (pl.col("t").str.starts_with("-"), "negative"),
            (pl.col("t").str.contains(r"^[0-9]+\.[0-9]{3,}$"), "too_precise"),
            (pl.lit(True), "number"),
        )
    ).to_series()
    return values, code


def choice(texts: pl.Series, context: Context, column: Column) -> Checked:
    """Read one of the declared wordings as its code."""
    table = {text.lower(): code for text, code in column.choices.items()} | {
        code.lower(): code for code in column.choices.values() if code
    }
    return _mapped(texts.str.to_lowercase().str.replace_all(r"\s", ""), table, "choice", pl.String)


def _mapped(texts: pl.Series, table: dict, reason: str, dtype: object) -> Checked:
    values = texts.to_frame("t").select(pl.col("t").replace_strict(table, default=None, return_dtype=dtype)).to_series()
    both = pl.DataFrame({"t": texts, "v": values})
    return values, both.select(
        pl.when(pl.col("t").is_not_null() & pl.col("v").is_null()).then(pl.lit(reason))
    ).to_series()


def slugs(texts: pl.Series, context: Context, column: Column) -> Checked:
    """Read several wordings separated by semicolons or commas as a list of codes."""
    table = dict(column.choices) | {code: code for code in column.choices.values()}
    known = texts.drop_nulls().unique()
    read = [_pieces(text, table) for text in known]
    found = {text: value for text, value in zip(known, read, strict=True) if value is not None}
    return _mapped(texts, found, "choice", pl.String)


def _pieces(text: str, table: dict[str, str]) -> str | None:
    import re

    pieces = [piece for piece in re.split(r"[;；,，、/\s]+", text) if piece]
    if any(piece not in table for piece in pieces):
        return None
    return ";".join(sorted({table[piece] for piece in pieces if table[piece]}))


def boolean(texts: pl.Series, context: Context) -> Checked:
    """Read yes and no."""
    return _mapped(texts.str.to_lowercase(), dict.fromkeys(YES, True) | dict.fromkeys(NO, False), "boolean", pl.Boolean)


def grade(texts: pl.Series, context: Context) -> Checked:
    """Read a grade as 1 to 4."""
    return _mapped(texts, GRADES, "grade", pl.Int64)


def category(texts: pl.Series, context: Context) -> Checked:
    """Read a category as 1 to 7 (7 is multiple)."""
    names = CATEGORIES | {7: "多重"}
    table = {
        form: number for number, name in names.items() for form in (name, name + "残疾", str(number), name[0] + "残")
    }
    return _mapped(texts, table, "category", pl.Int64)


def components(texts: pl.Series, context: Context) -> Checked:
    """Read "肢体一级下肢;智力二级" as a mask (kernel.components)."""
    known = texts.drop_nulls().unique()
    table: dict[str, int] = {}
    for text in known:
        try:
            table[text] = encode(from_text(text))
        except ComponentError:
            continue
    return _mapped(texts, table, "components", pl.UInt64)


def division(texts: pl.Series, context: Context) -> Checked:
    """Read a division code of 6, 9 or 12 digits, or a name known in the region, as 12 digits."""
    known = texts.drop_nulls().unique()
    coded = (
        known.to_frame("t")
        .select(
            pl.when(pl.col("t").str.contains(r"^(?:[0-9]{6}|[0-9]{9}|[0-9]{12})$")).then(
                pl.col("t").str.pad_end(12, "0")
            )
        )
        .to_series()
    )
    table = {text: code or context.divisions.get(text) for text, code in zip(known, coded, strict=True)}
    good = {text: code for text, code in table.items() if code and code[:2] in PROVINCES}
    return _mapped(texts, good, "division", pl.String)


def outside(codes: pl.Series, context: Context) -> pl.Series:
    """Tell which division codes do not lie in the region of the list."""
    return (
        ~codes.str.starts_with(prefix(context.region)) if context.region else pl.repeat(False, len(codes), eager=True)
    )


def name(texts: pl.Series, context: Context) -> Checked:
    """Check names: a letter of some script, nothing garbled, at most 50 signs. Rare characters pass."""
    return only_odd(texts, PLAIN_NAME, _other_name)


def _other_name(texts: pl.Series) -> Checked:
    text = pl.col("t")
    return _run(
        name_form(texts),
        [
            (text.is_in(EXCEL_ERRORS), "excel_error"),
            (text.str.contains(GARBLED) | text.str.contains(r"[?？]"), "garbled"),
            (~text.str.contains(r"\p{L}"), "name"),
            (text.str.contains(r"[0-9]{6}"), "name"),
            (text.str.len_chars() > 50, "too_long"),
        ],
    )


def text(texts: pl.Series, context: Context) -> Checked:
    """Check free text."""
    cell = pl.col("t")
    return _run(
        texts,
        [
            (cell.is_in(EXCEL_ERRORS), "excel_error"),
            (cell.str.contains(GARBLED), "garbled"),
            (cell.str.len_chars() > LONGEST, "too_long"),
            (cell.str.contains(r"^[0-9.]+E\+[0-9]+$"), "scientific"),
        ],
    )


def phone(texts: pl.Series, context: Context) -> Checked:
    """Check telephone numbers: a mobile, or a fixed line with its area code."""
    return only_odd(texts, MOBILE, _other_phone)


def _other_phone(texts: pl.Series) -> Checked:
    cell = pl.col("t")
    plain = texts.str.replace_all(r"[\s()]|^\+?86", "").str.replace(r"^(0[0-9]{2,3})-?([0-9]{7,8})$", "$1-$2")
    return _run(
        plain,
        [*spoiled(cell), (~cell.str.contains(r"^(?:1[3-9][0-9]{9}|0[0-9]{2,3}-[0-9]{7,8}|[2-8][0-9]{6,7})$"), "phone")],
    )
