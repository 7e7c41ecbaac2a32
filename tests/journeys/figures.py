"""Figures of a year for the journeys: a county of some thousands, its townships, and the counties beside it; made up."""

from datetime import date

from tests.casework.county import REGION, moment
from tests.journeys.office import NOW

from chuntian.indicators.ahead import prepare
from chuntian.indicators.catalogue import all_measures
from chuntian.indicators.figures import MissingMeasure
from chuntian.indicators.models import KeptFigure
from chuntian.indicators.operations import publish
from chuntian.kernel.days import Month
from chuntian.places.enums import Level, OrganisationKind
from chuntian.places.models import Division, Organisation
from chuntian.places.offices import describe_office
from chuntian.places.operations import ensure_organisations, load_packaged

PREFECTURE = "620100000000"
LAST = Month(2024, 2)
SHORT = 3  # one township has so few people that its figures may not be published


def furnish_figures(months: int = 14, within: str = "620100") -> None:
    """Keep some months for the county and the prefecture, publish the last one, and describe an office."""
    load_packaged(within=within)
    counties = Division.objects.filter(parent_code=PREFECTURE, level=Level.COUNTY, statistical_only=False)
    codes = sorted({*counties.values_list("code", flat=True), "620103000000"})
    towns = sorted(
        Division.objects.filter(parent_code=REGION, level=Level.TOWN).values_list("code", flat=True).distinct()
    )
    for back in range(months - 1, -1, -1):
        _month(LAST.plus(-back), [PREFECTURE, *codes, *towns], months - 1 - back)
    _month(LAST.plus(-24), [REGION], 0)
    prepare(region=REGION, month=str(LAST), at=NOW)
    publish(region=REGION, month=LAST, licence="CC-BY-4.0", by="system:test", at=NOW, reason="每月公开")
    ensure_organisations(region=REGION, at=NOW)
    office = Organisation.objects.get(kind=OrganisationKind.FEDERATION, division=REGION)
    access = {"step_free": True, "accessible_toilet": True, "sign_language": False}
    describe_office(
        office=office, at=NOW, phone="0931-0000000", address="虚构路1号（演示地址）", access=access,
        checked_on=date(2024, 2, 1),
    )  # fmt: skip


def _month(month: Month, codes: list[str], age: int) -> None:
    rows = []
    for place, code in enumerate(codes):
        size = 6512 if code == REGION else 36_900 if code == PREFECTURE else 400 + 137 * (place % 11)
        size = SHORT * 3 if place == len(codes) - 1 else size
        rows += [_figure(code, number, item, size, age, place, month) for number, item in enumerate(all_measures())]
    KeptFigure.objects.bulk_create(rows)


def _figure(code: str, number: int, item, size: int, age: int, place: int, month: Month) -> KeptFigure:
    known = {
        "region": code,
        "measure": item.slug,
        "month": str(month),
        "unit": item.unit,
        "known_at": moment(month.last),
    }
    if isinstance(item, MissingMeasure) or item.slug == "compulsory_schooling":
        return KeptFigure(**known, missing_reason=getattr(item, "reason", "") or "尚未收到“学籍”名单")
    if item.unit == "percent":
        whole = max(1, size // (2 + number % 5))
        counted = whole * (790 + 11 * age + 7 * ((place * 5 + number) % 9)) // 1000
        return KeptFigure(**known, numerator=min(whole, counted), denominator=whole, unknown=place % 4)
    count = size * 11_000 if item.unit == "fen" else size * (9 - number % 8) // 9 + 3 * age
    largest = {"largest": 11_000, "second": 11_000, "demo_amounts": True} if item.unit == "fen" else {}
    return KeptFigure(**known, numerator=count, **largest)
