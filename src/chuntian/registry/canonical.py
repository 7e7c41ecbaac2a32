"""The certificate register's columns in the one form the register writes: typed, complete, masks instead of texts."""

from typing import Any

import polars as pl

from chuntian.kernel.components import CATEGORIES, Component, decode, encode, from_text, most_severe
from chuntian.registry.enums import CertificateStatus

TEXT = (
    "certificate_number",
    "sex",
    "residence",
    "status",
    "phone",
    "guardian_name",
    "guardian_resident_id",
    "guardian_relation",
)
DAYS = ("birth_date", "issued_on", "expires_on", "status_on")
NUMBERS = ("category", "grade")


def certificate_columns(frame: pl.DataFrame) -> pl.DataFrame:
    """Give the frame with every column of a certificate list, typed, and `components` as a mask."""
    missing: dict[str, Any] = {
        **dict.fromkeys(TEXT, pl.String),
        **dict.fromkeys(DAYS, pl.Date),
        **dict.fromkeys(NUMBERS, pl.Int16),
    }
    missing["components"] = pl.String
    frame = frame.with_columns(
        pl.lit(None, dtype=kind).alias(name) for name, kind in missing.items() if name not in frame.columns
    )
    number, resident = pl.col("certificate_number"), pl.col("resident_id")
    typed = frame.with_columns(
        *(pl.col(name).cast(pl.String) for name in TEXT),
        *(pl.col(name).cast(pl.Date) for name in DAYS),
        pl.col("division").cast(pl.String).str.pad_end(12, "0"),
    ).with_columns(
        pl.coalesce(pl.col("birth_date"), resident.str.slice(6, 8).str.to_date("%Y%m%d", strict=False)).alias(
            "birth_date"
        ),
        pl.coalesce(pl.col("sex"), _sex(resident)).alias("sex"),
        pl.coalesce(pl.col("category").cast(pl.Int16), number.str.slice(18, 1).cast(pl.Int16, strict=False)).alias(
            "category"
        ),
        pl.coalesce(pl.col("grade").cast(pl.Int16), number.str.slice(19, 1).cast(pl.Int16, strict=False)).alias(
            "grade"
        ),
        pl.col("status").fill_null(str(CertificateStatus.ISSUED)),
    )
    masked = typed.with_columns(_masks(typed))
    severe = {mask: most_severe(decode(mask)) for mask in masked["components"].drop_nulls().unique().to_list()}
    from_parts = (
        pl.col("components").replace_strict(severe, default=None, return_dtype=pl.Int16) if severe else pl.lit(None)
    )
    return masked.with_columns(pl.coalesce(from_parts, pl.col("grade")).cast(pl.Int16).alias("grade"))


def _sex(resident: pl.Expr) -> pl.Expr:
    odd = resident.str.slice(16, 1).cast(pl.Int16, strict=False) % 2 == 1
    return pl.when(odd).then(pl.lit("male")).when(odd.is_not_null()).then(pl.lit("female"))


def _masks(frame: pl.DataFrame) -> pl.Series:
    """Read the components, or where a list gives none take the single category and grade; several without parts: null."""
    stated = frame["components"]
    if not stated.dtype.is_integer():
        texts = {text: encode(from_text(text)) or None for text in stated.drop_nulls().unique().to_list()}
        stated = stated.replace_strict(texts, default=None, return_dtype=pl.Int64)
    single = {
        category * 10 + grade: Component(category, grade).mask for category in CATEGORIES for grade in range(1, 5)
    }
    keys = frame.select((pl.col("category").cast(pl.Int32) * 10 + pl.col("grade")).alias("key"))["key"]
    alone = keys.replace_strict(single, default=None, return_dtype=pl.Int64)
    return pl.select(pl.coalesce(stated.cast(pl.Int64), alone)).to_series().alias("components")
