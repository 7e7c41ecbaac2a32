"""
Kept figures as they may be published: one table a measure, every cell through the gate.

First each table by itself (disclosure.py), then all of them together with what is public already (audit.py).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from chuntian.indicators.audit import BAND, HIDDEN, SHOWN, Edition, Truth, hide, hide_what_could_be_worked_out
from chuntian.indicators.catalogue import all_measures
from chuntian.indicators.disclosure import Hidden, band, may_publish, published_cells
from chuntian.indicators.figures import Figure
from chuntian.indicators.links import LINKS, leader
from chuntian.indicators.models import KeptFigure, Publication
from chuntian.indicators.queries import figure_of, is_compared
from chuntian.indicators.reported import is_reported
from chuntian.kernel.divisions import is_within, prefix
from chuntian.places.regions import in_region_q, newest_names

Tables = dict[str, dict[str, Figure]]  # measure -> division -> figure; the division itself among them


def as_published(region: str, month: str) -> tuple[list[dict[str, Any]], datetime | None, bool]:
    """Give the figures of a division and month for the public, when they were known, and whether amounts are of the demo."""
    rows = list(KeptFigure.objects.filter(in_region_q(region), month=month))
    # What a department reported it publishes itself; ours must not be worked out from it, nor it from ours.
    own = {one.measure for one in rows if one.region == region and not is_reported(one.measure)}
    tables: Tables = {slug: {} for slug in own}
    for one in rows:
        if one.measure in own and (one.region == region or is_compared(one.region, region)):
            tables[one.measure][one.region] = figure_of(one)
    edition = gated(region, month, tables)
    near = _near(region, month)
    hide_what_could_be_worked_out(edition, near, _truth([edition, *near], month))
    names = newest_names({code for every in tables.values() for code in every})
    told = [_told(edition, item.slug, tables[item.slug], names) for item in all_measures() if item.slug in own]
    known = max((one.known_at for one in rows if one.region == region), default=None)
    return told, known, any(one.demo_amounts for one in rows)


def gated(region: str, month: str, tables: Tables) -> Edition:
    """Give each cell as its own table allows it: shown, told as a band, or hidden."""
    edition = Edition(region, month)
    for slug, table in tables.items():
        parts = {code: one for code, one in table.items() if code != region}
        kept_back = {code for code, one in published_cells(parts).items() if isinstance(one, Hidden)}
        kept_back |= set() if may_publish(table[region]) else set(table)
        for code, figure in table.items():
            if figure.value is None:
                continue
            banded = code in kept_back and band(figure) is not None
            edition.cells[slug, code] = BAND if banded else HIDDEN if code in kept_back else SHOWN
            edition.told[slug, code] = (figure.numerator or 0, figure.denominator)
    for slug, code in [key for key, state in edition.cells.items() if state == HIDDEN]:
        hide(edition, slug, code)
    for slug, code in _homogeneous(edition):
        hide(edition, slug, code)
    _follow(edition)
    return edition


def _homogeneous(edition: Edition) -> list[tuple[str, str]]:
    """Give the cells that would say: everyone counted there is also one of these."""
    found = []
    for link in LINKS:
        if link.whole:
            (some, _part), (among, _same) = link.some[0], link.among[0]
            for code in edition.of(some):
                counted, every = edition.told[some, code][0], edition.told.get((among, code), (0, None))[0]
                if counted == every > 0:
                    found.append((some, code))
    return found


def _follow(edition: Edition) -> None:
    """Hide a sum over persons whose number nobody kept: whether they are few is not known."""
    for slug, code in edition.cells:
        if (leader(slug), code) not in edition.cells and edition.told[slug, code][0]:
            hide(edition, slug, code)


def _near(region: str, month: str) -> list[Edition]:
    """
    Give what was public of the divisions around, in this year; what was taken back has been read too.

    Around is what lies within the widest published division that this one lies in: there siblings make up a whole.
    """
    around = Publication.objects.filter(in_region_q(widest_public(region, month)), month__startswith=month[:5])
    return [
        edition_of(one)
        for one in around.order_by("pk")
        if not (one.region == region and one.month == month and not one.withdrawn_at)
    ]


def widest_public(region: str, month: str) -> str:
    """Give the widest division with something public in the year of a month that a division lies in; at least itself."""
    public = Publication.objects.filter(month__startswith=month[:5]).values_list("region", flat=True).distinct()
    return min([region, *(one for one in public if is_within(region, one))], key=lambda code: len(prefix(code)))


def edition_of(publication: Publication) -> Edition:
    """Read a publication as everyone could."""
    edition = Edition(publication.region, publication.month)
    for one in publication.figures:
        for cell in (one | {"code": publication.region}, *one["parts"]):
            if cell["state"] in (SHOWN, HIDDEN, BAND):
                key = one["measure"], cell["code"]
                edition.cells[key] = cell["state"]
                if cell["state"] == SHOWN:
                    edition.told[key] = (cell["numerator"], cell["denominator"])
                elif cell["state"] == BAND:
                    edition.told[key] = (0, cell["denominator"])
    return edition


def _truth(editions: list[Edition], month: str) -> Truth:
    codes = {code for one in editions for _slug, code in one.cells}
    rows = KeptFigure.objects.filter(
        Q(numerator__isnull=False), region__in=codes, month__in={one.month for one in editions}
    ).exclude(unit="fen")
    values = rows.values_list("region", "month", "measure", "numerator", "denominator")
    return {(code, at, slug): (counted, whole) for code, at, slug, counted, whole in values}


def _told(edition: Edition, slug: str, table: Mapping[str, Figure], names: Mapping[str, str]) -> dict[str, Any]:
    own = table[edition.region]
    said = {
        "measure": own.slug, "name": own.name, "name_en": own.name_en, "unit": own.unit, "definition": own.definition,
        "numerator_name": own.numerator_name, "denominator_name": own.denominator_name,
    }  # fmt: skip
    said |= _cell(own, edition.cells.get((slug, edition.region), HIDDEN))
    parts = [
        {"code": code, "name": names.get(code) or code, **_cell(one, edition.cells.get((slug, code), HIDDEN))}
        for code, one in sorted(table.items()) if code != edition.region
    ]  # fmt: skip
    return said | {"parts": parts}


def _cell(one: Figure, state: str) -> dict[str, Any]:
    """Write a cell: shown, as a band, hidden (by the gate) or missing (nothing to compute it from)."""
    if one.value is None:
        return {"state": "missing", "why": one.missing_reason if not any(map(str.isdigit, one.missing_reason)) else ""}
    if state == BAND and (told := band(one)):
        return {"state": BAND, told[0]: str(told[1]), "denominator": one.denominator}
    if state != SHOWN:
        return {"state": HIDDEN}
    return {
        "state": SHOWN, "value": str(one.value), "text": one.text, "numerator": one.numerator, "denominator": one.denominator,
    }  # fmt: skip
