"""Text as it should have been typed: half-width, without blanks around it and without signs nobody can see."""

import polars as pl

INVISIBLE = [
    chr(code)
    for code in (
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2065),
        *range(0x2066, 0x2070),
        0xFEFF,
        0xAD,
        0x61C,
        0x180E,
    )
]
FULL = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    "\u3000": " ",
    "\u00a0": " ",
    "\u2002": " ",
    "\u2003": " ",
}
SIGNS = FULL | dict.fromkeys(INVISIBLE, "")
DOTS = dict.fromkeys("•‧・．∙●⋅･᛫", "·")
EXCEL_ERRORS = ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"]


def is_ascii(texts: pl.Series) -> bool:
    """Tell whether no cell holds anything beyond ASCII: most of the cleaning is then not needed."""
    return texts.is_empty() or bool((texts.str.len_bytes() == texts.str.len_chars()).all())


def clean(texts: pl.Series) -> pl.Series:
    """Trim, turn full-width into half-width, strip invisible signs; an empty cell becomes null."""
    if not is_ascii(texts):
        texts = texts.to_frame("t").select(pl.col("t").str.replace_many(SIGNS)).to_series()
    texts = texts.str.strip_chars()
    return texts.to_frame("t").select(pl.when(pl.col("t") != "").then("t")).to_series()


def name_form(texts: pl.Series) -> pl.Series:
    """Give names one middle dot, and take blanks out between Chinese characters (张 三 is 张三)."""
    if is_ascii(texts):
        return texts
    dotted = pl.col("t").str.replace_many(DOTS).str.replace_all(r"\s*·\s*", "·")
    joined = dotted.str.replace_all(r"([\p{Han}])\s+", "$1")
    return (
        texts.to_frame("t")
        .select(pl.when(dotted.str.contains(r"\p{Han}\s", literal=False)).then(joined).otherwise(dotted))
        .to_series()
    )
