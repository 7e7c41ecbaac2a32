"""Persons in extreme poverty, kept at home or in an institution."""

from chuntian.exchange.kinds.base import Column, ListKind
from chuntian.exchange.kinds.common import CIVIL_AFFAIRS, person_columns

KIND = ListKind(
    "tekun",
    "特困人员",
    CIVIL_AFFAIRS,
    whole=True,
    max_age_months=2,
    key=("resident_id",),
    columns=person_columns(
        Column(
            "mode",
            ("供养方式", "供养类型", "供养形式"),
            "choice",
            choices={"集中供养": "institution", "集中": "institution", "分散供养": "home", "分散": "home"},
        ),
    ),
)
