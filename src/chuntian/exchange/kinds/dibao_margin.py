"""Persons of households just above the dibao line."""

from chuntian.exchange.kinds.base import ListKind
from chuntian.exchange.kinds.common import CIVIL_AFFAIRS, household_number, person_columns

KIND = ListKind(
    "dibao_margin",
    "低保边缘家庭成员",
    CIVIL_AFFAIRS,
    whole=True,
    max_age_months=2,
    key=("resident_id",),
    columns=person_columns(household_number()),
)
