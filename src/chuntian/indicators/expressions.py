"""The conditions that measures share, over the columns that data.py gives."""

import polars as pl

NOT_ELIGIBLE, ELIGIBLE, UNKNOWN = 0, 1, 2
COMPULSORY_AGE = (6, 14)

alive_holder = pl.col("alive") & pl.col("certificate_valid")
# R-REH-01: holders, and disabled children without a certificate. Who died or moved away is in no part of a rate.
disabled_child = pl.col("alive") & (pl.col("age") < 18) & (
    pl.col("autism_diagnosis") | pl.col("diagnosed_disability") | pl.col("need.rehabilitation") | pl.col("need.device")
)  # fmt: skip
SEVERE = pl.col("grade").is_in([1, 2])
on_dibao = pl.col("dibao").is_in(["household", "single"])

# Which items of service records (see the kind of list `service_records`) belong to which kind of service.
SERVICE_ITEMS = {
    "rehabilitation": [
        "rehabilitation",
        "surgery",
        "function_training",
        "medication",
        "support_service",
        "child_training",
    ],
    "device": ["device", "wheelchair", "hearing_aid", "orthosis", "prosthesis", "walker", "visual_aid"],
    "home_accessibility": ["home_accessibility"],
    "vocational_training": ["vocational_training"],
    "care": ["care", "residential_care", "day_care", "home_care"],
}


def needs(slug: str) -> pl.Expr:
    """Say that a need is recorded; unknown where no survey was ever received for the person."""
    return pl.col("needs").list.contains(slug)


def in_need(kind: str) -> pl.Expr:
    """Say that someone whom R-REH-01 counts needs a kind of service: in the denominator of its rates."""
    return (alive_holder | disabled_child) & pl.col(f"need.{kind}")


def items(kind: str) -> pl.Expr:
    """Say that a service record belongs to a kind of service."""
    return pl.col("item").is_in(SERVICE_ITEMS[kind])


def children_aged(youngest: int, oldest: int) -> pl.Expr:
    """Say that the age in full years lies between two ages, both included."""
    return pl.col("age").is_between(youngest, oldest)


def outcome_is(programme: str, outcome: int) -> pl.Expr:
    """Say what the last decisions of the period found for a programme; false where there was no decision."""
    return (pl.col(f"{programme}.outcome") == outcome).fill_null(False)


def paid(programme: str) -> pl.Expr:
    """Say that the month of the last decisions was paid."""
    return pl.col(f"{programme}.paid").fill_null(False)
