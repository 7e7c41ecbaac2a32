"""
Needs and deliveries that the room services knows, as R-REH-01 counts them: persons and not times, each once a period.

They stand beside the survey and the lists of service records; whoever is in either counts.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from chuntian.kernel.divisions import prefix
from chuntian.registry.bulk import in_list, moment, read_frame
from chuntian.services.chain import LINK
from chuntian.services.declared import services
from chuntian.services.enums import CloseReason, NeedKind, Way

if TYPE_CHECKING:
    from chuntian.indicators.data import Data

PERSONS = {"subject_id": pl.Int64, "region": pl.String, "kind": pl.String}
NO_NEED = (CloseReason.MISTAKEN, CloseReason.DECLINED)
_OWNER = "coalesce(p.merged_into_id, p.id), p.region"
_SESSIONS = """
SELECT DISTINCT {owner}, '{kind}' FROM services_session s JOIN services_order o ON o.id = s.order_id
JOIN registry_person p ON p.id = s.person_id
WHERE s.state = 'accepted' AND s.item {items} AND {programmes} AND s.day BETWEEN %s AND %s AND s.confirmed_at <= %s
AND {place}
"""
# R-REH-03: a thing handed over without assessment and prescription is not a fitting; an order's fitting has both.
_FITTINGS = """
SELECT DISTINCT {owner}, '{kind}' FROM services_fitting f JOIN services_order o ON o.id = f.order_id
JOIN registry_person p ON p.id = o.person_id
WHERE f.step = 'fitting' AND {programmes} AND f.{on} BETWEEN %s AND %s AND o.made_at <= %s AND {place}
"""
_NEEDS = """
SELECT DISTINCT {owner}, s.kind FROM services_need s JOIN registry_person p ON p.id = s.person_id
WHERE s.known_on <= %s AND (s.closed_on IS NULL OR s.closed_on >= %s) AND s.recorded_at <= %s
AND NOT ({mistaken}) AND {place}
"""


def delivered(data: "Data") -> pl.DataFrame:
    """Give who was served in the period by an order of ours: accepted sessions of rehabilitation, devices fitted, screenings."""
    first, last, known = str(data.period.first_day), str(data.period.last_day), moment(data.known_at)
    rehabilitation = [
        one.slug
        for one in services().values()
        if one.need == NeedKind.REHABILITATION and one.way == Way.SESSIONS and one.slug != LINK
    ]
    devices = [one.slug for one in services().values() if one.way == Way.DEVICE]
    found = []
    for kind, sql, slugs, table, items in (
        ("rehabilitation", _SESSIONS, rehabilitation, "s", "<> 'assessment'"),
        ("screening", _SESSIONS, [LINK], "s", "= 'screening'"),
        ("device", _FITTINGS, devices, "o", ""),
    ):
        of_programmes, wanted = in_list("o.programme", slugs)
        words = {"owner": _OWNER, "kind": kind, "items": items, "programmes": of_programmes, "on": '"on"'}
        found.append(_either(data, sql, words, table, [*wanted, first, last, known]))
    return pl.concat(found).unique()


def recorded(data: "Data") -> pl.DataFrame:
    """Give the needs known by the end of the period and not closed before it began; what was a mistake is none."""
    mistaken, reasons = in_list("s.close_reason", [str(one) for one in NO_NEED])
    said = [str(data.period.last_day), str(data.period.first_day), moment(data.known_at), *reasons]
    return _either(data, _NEEDS, {"owner": _OWNER, "mistaken": mistaken}, "s", said)


def _either(data: "Data", sql: str, words: dict[str, str], table: str, params: Sequence[object]) -> pl.DataFrame:
    """Read those registered here now and those it was delivered to here then: two questions, each along an index of its own."""
    start = prefix(data.region)
    ends = [start.ljust(12, "0"), start.ljust(12, "9")]
    places = (f"{table}.region BETWEEN %s AND %s", "p.region BETWEEN %s AND %s")
    return pl.concat(read_frame(sql.format(**words, place=one), [*params, *ends], PERSONS) for one in places).unique()
