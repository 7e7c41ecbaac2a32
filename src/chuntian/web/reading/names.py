"""The names of programmes and places, many at a time."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chuntian.indicators.catalogue import measure
from chuntian.kernel.divisions import NATION
from chuntian.places.regions import newest_names
from chuntian.policy.catalogue import catalogue


@cache
def _programmes() -> dict[str, tuple[str, str]]:
    return {entry.slug: (entry.name_zh, entry.name_en) for entry in catalogue()}


def programme_name(slug: str) -> str:
    """Give a programme's name in the language of the page; what the catalogue does not know keeps its slug."""
    zh, en = _programmes().get(slug, (slug, slug))
    return en if (get_language() or "").startswith("en") else zh


def measure_name(slug: str) -> str:
    """Give a measure's name in the language of the page."""
    item = measure(slug)
    return item.name_en if (get_language() or "").startswith("en") else item.name


def programme_choices(slugs: Iterable[str]) -> list[tuple[str, str]]:
    """Give slugs with their names, for a list to choose from."""
    return [(slug, programme_name(slug)) for slug in slugs]


def place_names(codes: Iterable[str]) -> dict[str, str]:
    """Give the names of many divisions at once, each with its township where it is a village; newest edition wins."""
    wanted = {code for code in codes if code}
    townships = {code[:9] + "000" for code in wanted}
    names = newest_names(wanted | townships)
    return {code: _("全国") if code == NATION else _with_township(code, names) for code in wanted}


def place_choices(rows: QuerySet[Any], digits: int) -> list[tuple[str, str]]:
    """Give the places in which rows lie (6 digits: counties, 9: towns) with their names, for a list to choose from; first all."""
    regions = rows.order_by().values_list("region", flat=True).distinct()
    codes = sorted({region[:digits].ljust(12, "0") for region in regions})
    names = place_names(codes)
    return [("", _("全部")), *((code, names.get(code, code)) for code in codes)]


def _with_township(code: str, names: dict[str, str]) -> str:
    own, above = names.get(code, ""), names.get(code[:9] + "000", "")
    if code[9:] != "000" and above and own:
        return f"{above} {own}"
    return own or above or code
