"""
Rows that belong to a region, and the names of regions.

Every row of the house carries `region`, the 12 digits of the division it belongs to; a scope is a range of these texts.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import TypeVar

from django.db import models

from chuntian.kernel.divisions import NATION, DivisionCode, DivisionError, pad, prefix
from chuntian.places.kinds import GROUPING_NAMES

Row = TypeVar("Row", bound=models.Model)


def in_region_q(code: str, field: str = "region") -> models.Q:
    """
    Select the rows whose `field` is `code` or lies below it, as a range that an ordinary index serves.

    Both ends are 12 digits: digits sort alike in every collation, while a sign after "9" would not on PostgreSQL.
    """
    start = prefix(code)
    return models.Q(**{f"{field}__gte": start.ljust(12, "0"), f"{field}__lte": start.ljust(12, "9")})


class RegionQuerySet(models.QuerySet[Row]):
    def in_region(self, code: str) -> "RegionQuerySet[Row]":
        """Keep the rows of a region and of everything below it."""
        return self.filter(in_region_q(code))


class RegionOwned(models.Model):
    """A row of one region. `Model.objects.in_region(code)` gives a region's rows."""

    region = models.CharField("地区", max_length=12, db_index=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        abstract = True


def division_name(code: str, edition: str | None = None, on: date | None = None) -> str:
    """
    Give the name of a division in an edition, or in the one in force on a day, or the newest that knows it.

    A code that no edition knows reads as itself, so that a page never breaks on an odd row.
    """
    try:
        full = pad(code)
    except DivisionError:
        return code
    if full == NATION:
        return "全国"
    return _name(full, edition or "", on) or code


def full_name(code: str, edition: str | None = None, on: date | None = None) -> str:
    """Give the name with those above it: 甘肃省兰州市西固区. Rows that only group (市辖区) are left out."""
    try:
        chain = [*DivisionCode.parse(code).parents, pad(code)]
    except DivisionError:
        return division_name(code, edition, on)
    names = [name for one in chain if (name := _name(one, edition or "", on)) and name not in GROUPING_NAMES]
    return "".join(dict.fromkeys(names)) or code


def _name(code: str, edition: str, on: date | None) -> str:
    return _dated_name(code, edition, on) if edition or on is not None else newest_names([code])[code]


@lru_cache(maxsize=65_536)
def _dated_name(code: str, edition: str, on: date | None) -> str:
    from chuntian.places.models import Division
    from chuntian.places.queries import in_force

    rows = Division.objects.filter(code=code)
    if edition:
        rows = rows.filter(edition=edition)
    elif on is not None:
        rows = rows.filter(in_force(on))
    return rows.order_by("-edition").values_list("name", flat=True).first() or ""


_newest_names: dict[str, str] = {}


def newest_names(codes: Iterable[str]) -> dict[str, str]:
    """
    Give the names of many divisions in their newest edition, in one query for those not remembered yet.

    Whose county is met for the first time brings its villages along: who opens one file there opens the next, too.
    """
    from chuntian.places.models import Division

    wanted = set(codes)
    if unknown := wanted - _newest_names.keys():
        asked, (one, *more) = models.Q(code__in=unknown), unknown
        if not more and len(one) == 12 and not one.endswith("000000"):
            asked |= in_region_q(one[:6].ljust(12, "0"), "code")
        found = dict(Division.objects.filter(asked).order_by("edition").values_list("code", "name"))
        _newest_names.update(found | {code: found.get(code, "") for code in unknown})
    return {code: _newest_names[code] for code in wanted}


def forget_names() -> None:
    """Drop the remembered names, after an edition was loaded."""
    _dated_name.cache_clear()
    _newest_names.clear()
