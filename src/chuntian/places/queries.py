"""Reads of divisions and organisations."""

from datetime import date

from django.db.models import Case, IntegerField, Max, Q, QuerySet, Value, When

from chuntian.kernel.divisions import DivisionCode, DivisionError, pad, prefix
from chuntian.kernel.identity import normalise
from chuntian.places.enums import Level
from chuntian.places.models import Division, Organisation
from chuntian.places.regions import in_region_q


def newest_edition() -> str:
    """Give the newest edition that is loaded, "" where none is."""
    return Division.objects.aggregate(newest=Max("edition"))["newest"] or ""


def in_force(on: date) -> Q:
    """Select the divisions whose edition was valid on a day (the last day of an edition is not in it)."""
    return (Q(valid_from=None) | Q(valid_from__lte=on)) & (Q(valid_to=None) | Q(valid_to__gt=on))


def division(code: str, edition: str | None = None, on: date | None = None) -> Division | None:
    """Give one division: of an edition, of the one in force on a day, or of the newest that knows the code."""
    rows = Division.objects.filter(code=pad(code))
    if edition:
        rows = rows.filter(edition=edition)
    elif on is not None:
        rows = rows.filter(in_force(on))
    return rows.order_by("-edition").first()


def children(code: str, edition: str | None = None) -> QuerySet[Division]:
    """Give the divisions directly below a code (the provinces below the nation), in the order of their codes."""
    parent = pad(code) if prefix(code) else ""
    return Division.objects.filter(edition=edition or newest_edition(), parent_code=parent).order_by("code")


def villages_of(code: str, edition: str | None = None) -> QuerySet[Division]:
    """Give every village or community at or below a code."""
    rows = Division.objects.filter(in_region_q(code, "code"), edition=edition or newest_edition())
    return rows.filter(level=Level.VILLAGE).order_by("code")


def find(text: str, edition: str | None = None, within: str | None = None) -> QuerySet[Division]:
    """
    Give the divisions that a code, a piece of a name, or pinyin (whole or initials) points to.

    A code is looked up in every edition, since it may mean another place in each; words in the newest one. Equal names come
    first, then higher levels.
    """
    wanted = normalise(text)
    if wanted.isascii() and wanted.isdigit():
        return _by_code(wanted, edition)
    rows = Division.objects.filter(edition=edition or newest_edition())
    if within:
        rows = rows.filter(in_region_q(within, "code"))
    if wanted.isascii():
        sound = "".join(wanted.lower().split()).replace("'", "")
        rows = rows.filter(Q(pinyin__startswith=sound) | Q(pinyin__contains=f" {sound}")) if sound else rows.none()
    else:
        rows = rows.filter(name__contains="".join(wanted.split()))
    rank = Case(
        When(name=wanted, then=Value(0)),
        When(name__startswith=wanted, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    levels = Case(
        *(When(level=level, then=Value(place)) for place, level in enumerate(Level.values)), output_field=IntegerField()
    )
    return rows.order_by(rank, levels, "code")


def _by_code(digits: str, edition: str | None) -> QuerySet[Division]:
    try:
        rows = Division.objects.filter(code=pad(digits))
    except DivisionError:
        rows = Division.objects.filter(code__startswith=digits[:12])
    return (rows.filter(edition=edition) if edition else rows).order_by("-edition", "code")


def region_state(county: str) -> str:
    """
    Say whether six digits are "current", "retired" (only in an older edition) or "unknown".

    It is the region lookup of kernel.identity.ResidentId.parse; statistical zones count as unknown, nobody is born in them.
    """
    return region_states().get(county, "unknown")


def region_states() -> dict[str, str]:
    """Give the state of every county that an edition knows; take it once for a whole list."""
    newest = newest_edition()
    rows = Division.objects.filter(level=Level.COUNTY, statistical_only=False).values_list("code", "edition")
    states: dict[str, str] = {}
    for code, edition in rows.iterator():
        if edition == newest or code[:6] not in states:
            states[code[:6]] = "current" if edition == newest else "retired"
    return states


def organisation(kind: str, division_code: str) -> Organisation | None:
    """Give the office of a kind for a division, itself or the nearest one above it."""
    code = DivisionCode.parse(division_code)
    chain = [*code.parents, code.value]
    return Organisation.objects.filter(kind=kind, division__in=chain).order_by("-division").first()
