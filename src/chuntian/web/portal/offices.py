"""Where to go: the offices of a place, and the places whose offices this house knows."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from chuntian.kernel.divisions import pad
from chuntian.places.enums import Level, OrganisationKind
from chuntian.places.models import Division, Organisation
from chuntian.places.queries import children, newest_edition, organisation
from chuntian.places.regions import full_name, newest_names

MOST_PLACES = 14


@dataclass(frozen=True)
class Office:
    """An office as a visitor needs it: its name, its address, its telephone."""

    name: str
    address: str = ""
    phone: str = ""


def own_counties() -> list[tuple[str, str]]:
    """Give the counties whose federation this house knows, with their full names."""
    offices = Organisation.objects.filter(kind=OrganisationKind.FEDERATION).exclude(division__endswith="00000000")
    codes = [one for one in offices.order_by("division").values_list("division", flat=True) if one.endswith("000000")]
    return [(code, full_name(code)) for code in codes]


def home_county() -> str:
    """Give the county that a visitor most likely means: the first whose federation this house knows."""
    own = own_counties()
    return own[0][0] if own else ""


def below(code: str) -> list[tuple[str, str]]:
    """Give the divisions directly below a code, down to the counties; none where the code is as near as needed."""
    rows = children(code).filter(statistical_only=False).exclude(level__in=[Level.TOWN, Level.VILLAGE])
    return list(rows.values_list("code", "name"))


def towns_of(county: str) -> list[tuple[str, str]]:
    """Give the townships and subdistricts of a county."""
    rows = Division.objects.filter(edition=newest_edition(), parent_code=pad(county), level=Level.TOWN)
    return list(rows.order_by("code").values_list("code", "name"))


def office_for(at: str, place: str, town: str) -> Office | None:
    """Give the office where a programme is applied for; by its usual name where the house does not know it."""
    if at == "township":
        if not town:
            return Office(_("户口所在的乡镇政府或街道办事处"))
        return _known(OrganisationKind.TOWNSHIP, town) or Office(newest_names([town])[town])
    if at == "federation":
        return _known(OrganisationKind.FEDERATION, place) or Office(f"{full_name(place)}残疾人联合会")
    return None


def _known(kind: str, division: str) -> Office | None:
    found = organisation(kind, division)
    if found is None or found.division != pad(division):
        return None
    return Office(found.name, found.address, found.phone)
