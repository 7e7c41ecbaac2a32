"""Writes of places: division tables, and the offices of all tiers for a county."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl
from django.db import transaction

from chuntian.kernel.divisions import DivisionCode, prefix
from chuntian.places import queries
from chuntian.places.bulk import insert_rows
from chuntian.places.editions import EDITIONS
from chuntian.places.enums import Level, OrganisationKind
from chuntian.places.files import read_division_file
from chuntian.places.kinds import GROUPING_NAMES
from chuntian.places.models import Division, Organisation
from chuntian.places.regions import division_name, forget_names, full_name, in_region_q

BATCH = 5_000
# What a file of codes and names tells; since when they hold it does not.
TOLD = ("name", "level", "kind", "parent_code", "pinyin", "statistical_only")
FIELDS = (*TOLD, "valid_from", "valid_to")
Progress = Callable[[int], None]


class ParentsMissing(ValueError):
    """A file of divisions names some whose upper divisions are neither in it nor in the edition."""


class UnknownDivision(LookupError):
    """No edition of the division table knows a code, or it is not of the level asked for."""


@dataclass(frozen=True)
class LoadResult:
    """How many rows of a division table were new, changed, or there already."""

    new: int = 0
    changed: int = 0
    same: int = 0

    def __add__(self, other: "LoadResult") -> "LoadResult":
        return LoadResult(self.new + other.new, self.changed + other.changed, self.same + other.same)


def packaged_rows(within: str | None = None) -> int:
    """Give the number of rows that `load_packaged` goes through, for a progress bar."""
    return sum(_packaged(edition.path, within).height for edition in EDITIONS)


@transaction.atomic
def load_packaged(*, progress: Progress | None = None, within: str | None = None) -> LoadResult:
    """
    Load the division tables that come with the package; loading again changes nothing.

    :param progress: told the number of rows done since it was told last.
    :param within: keep to a division with all above and below it ("620104"), where the whole would take too long.
    """
    result = LoadResult()
    for edition in EDITIONS:
        result += _take_over(edition.slug, _packaged(edition.path, within), progress)
    forget_names()
    return result


@transaction.atomic
def load_file(*, path: Path, edition: str, progress: Progress | None = None) -> LoadResult:
    """
    Load a division file (csv or json with `code` and `name`, such as the country's villages) into an edition.

    :raises DivisionFileError: the file cannot be read, or a row holds no division code or no name.
    :raises ParentsMissing: rows whose upper divisions are unknown.
    """
    frame = read_division_file(path)
    above = set(frame["parent_code"].unique()) - {""} - set(frame["code"])
    known = set(Division.objects.filter(edition=edition).exclude(level=Level.VILLAGE).values_list("code", flat=True))
    missing = sorted(above - known)
    if missing:
        raise ParentsMissing(
            f"版本 {edition} 中没有上级区划 {', '.join(missing[:5])}（共 {len(missing)} 个），请先导入上级，或换一个版本"
        )
    result = _take_over(edition, frame, progress, compare=TOLD)
    forget_names()
    return result


def _packaged(path: Path, within: str | None) -> pl.DataFrame:
    frame = pl.read_parquet(path)
    if not within:
        return frame
    above = DivisionCode.parse(within).parents
    return frame.filter(pl.col("code").str.starts_with(prefix(within)) | pl.col("code").is_in(list(above)))


def _take_over(
    edition: str, frame: pl.DataFrame, progress: Progress | None, compare: tuple[str, ...] = FIELDS
) -> LoadResult:
    """Write the rows that are new, and those that differ in a field of `compare`, set by set."""
    there = {row[0]: row[1:] for row in Division.objects.filter(edition=edition).values_list("code", *compare)}
    fresh, changed = [], {}
    for row in frame.select("code", *FIELDS).iter_rows():
        values = row[1 : 1 + len(compare)]
        if row[0] not in there:
            fresh.append((row[0], edition, *row[1:]))
        elif there[row[0]] != values:
            changed[row[0]] = values
    same = frame.height - len(fresh) - len(changed)
    step = progress or (lambda rows: None)
    step(same)
    for batch in _batches(fresh):
        insert_rows(Division, ("code", "edition", *FIELDS), batch)
        step(len(batch))
    for codes in _batches(list(changed)):
        _update(edition, {code: changed[code] for code in codes}, compare)
        step(len(codes))
    return LoadResult(len(fresh), len(changed), same)


def _update(edition: str, wanted: dict[str, tuple], fields: tuple[str, ...]) -> None:
    divisions = list(Division.objects.filter(edition=edition, code__in=wanted))
    for one in divisions:
        for field, value in zip(fields, wanted[one.code], strict=True):
            setattr(one, field, value)
    Division.objects.bulk_update(divisions, fields, batch_size=200)


def _batches(items: list) -> Iterable[list]:
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))


@transaction.atomic
def ensure_organisations(*, region: str, at: datetime) -> dict[str, int]:
    """
    Make the offices of a county that are not there yet: federations from the province down, civil affairs, finance and
    tax of the county, its townships and villages. Offices that are there keep what was written on them.

    :returns: how many were made, by kind.
    :raises UnknownDivision: `region` is no county that the newest edition knows.
    """
    county = DivisionCode.parse(region)
    divisions = Division.objects.filter(edition=queries.newest_edition())
    if county.level != "county" or not divisions.filter(code=county.value).exists():
        raise UnknownDivision(f"{region} 不是最新区划版本中的县级代码")
    made: dict[str, int] = {}
    federation: Organisation | None = None
    for code in (*county.parents, county.value):
        if division_name(code) in GROUPING_NAMES:
            continue
        federation = _ensure([(OrganisationKind.FEDERATION, code, _federation(code), federation)], at, made)[code]
    offices = [
        (OrganisationKind.CIVIL_AFFAIRS, county.value, _place(county.value) + "民政局", None),
        (OrganisationKind.FINANCE, county.value, _place(county.value) + "财政局", None),
        (OrganisationKind.TAX, county.value, f"国家税务总局{_place(county.value)}税务局", None),
    ]
    for office in offices:
        _ensure([office], at, made)
    below = list(divisions.filter(in_region_q(county.value, "code"), level__in=[Level.TOWN, Level.VILLAGE]))
    towns = [one for one in below if one.level == Level.TOWN]
    villages = [one for one in below if one.level == Level.VILLAGE]
    townships = _ensure([(OrganisationKind.TOWNSHIP, one.code, _township(one), federation) for one in towns], at, made)
    _ensure(
        [(OrganisationKind.VILLAGE, one.code, one.name, townships.get(one.parent_code)) for one in villages], at, made
    )
    return made


Office = tuple[OrganisationKind, str, str, Organisation | None]


def _ensure(offices: list[Office], at: datetime, made: dict[str, int]) -> dict[str, Organisation]:
    """Make the offices (all of one kind) that are missing; give all of them by division."""
    if not offices:
        return {}
    kind, codes = offices[0][0], [code for _, code, _, _ in offices]
    there = {one.division: one for one in Organisation.objects.filter(kind=kind, division__in=codes)}
    fresh = [
        Organisation(kind=kind, name=name, division=code, region=code, parent=parent, registered_at=at)
        for kind, code, name, parent in offices
        if code not in there
    ]
    Organisation.objects.bulk_create(fresh, batch_size=BATCH)
    if fresh:
        made[kind.value] = made.get(kind.value, 0) + len(fresh)
    return there | {one.division: one for one in fresh}


def _federation(code: str) -> str:
    return _place(code) + "残疾人联合会"


def _place(code: str) -> str:
    """Give the name an office bears: without the province (兰州市西固区), unless the county lies directly below it."""
    names = [division_name(one) for one in (*DivisionCode.parse(code).parents[1:], code)]
    return full_name(code) if GROUPING_NAMES.intersection(names) else "".join(names)


def _township(town: Division) -> str:
    if town.kind == "subdistrict":
        return town.name.removesuffix("办事处") + "办事处"
    return town.name + ("人民政府" if town.kind in {"town", "township"} else "")
