"""Persons of a certificate list who may be one: with another of the list, or with one of the register it does not name."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import polars as pl

from chuntian.exchange.enums import DiscrepancyKind
from chuntian.exchange.models import Upload
from chuntian.kernel.divisions import prefix
from chuntian.linkage import same_person_pairs
from chuntian.registry.bulk import read_frame
from chuntian.registry.models import Person
from chuntian.trail.protected import context_of, keyring

BATCH = 500
COUNTY = 6
REGISTERED = {"id": pl.Int64, "name": pl.String, "birth_date": pl.Date, "place": pl.String}
PEOPLE = ("id", "resident_id", "name", "birth_date", "place")
LARGE = 50_000


class Ahead:
    """
    The pairs within a large list, compared beside the taking over of its rows, which leaves one processor free.

    They are pairs of places in the list, because the persons are not known yet. Nothing here asks the database.
    """

    def __init__(self, frame: pl.DataFrame) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._pairs: Future[pl.DataFrame] = self._pool.submit(self._compared, frame)

    @staticmethod
    def _compared(frame: pl.DataFrame) -> pl.DataFrame:
        born = pl.col("resident_id").str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
        people = frame.with_row_index("id").select(pl.col("id").cast(pl.Int64), "resident_id", "name", birth_date=born)
        return same_person_pairs(people.unique("resident_id", keep="first", maintain_order=True))

    def pairs(self, persons: pl.Series) -> pl.DataFrame:
        """Give them as pairs of persons, each once, the smaller id on the left; `persons` has the person of each row."""
        found = self._pairs.result()
        self.close()
        one, other = (persons[found[name]] for name in ("left_id", "right_id"))
        both = found.with_columns(left=one, right=other).filter(pl.col("left") != pl.col("right"))
        return (
            both.select(
                pl.min_horizontal("left", "right").alias("left_id"),
                pl.max_horizontal("left", "right").alias("right_id"),
                "score", "reason",
            )
            .sort("left_id", "right_id", "score", descending=[False, False, True])
            .unique(["left_id", "right_id"], keep="first", maintain_order=True)
        )  # fmt: skip

    def close(self) -> None:
        """End the thread."""
        self._pool.shutdown()


def ahead(kind: str, frame: pl.DataFrame) -> Ahead | None:
    """Begin to compare a large list of certificates with itself; a small one is compared when its turn comes."""
    return Ahead(frame) if kind == "certificates" and frame.height >= LARGE else None


def doubled(upload: Upload, rows: pl.DataFrame, begun: pl.DataFrame | None = None) -> Iterator[dict[str, Any]]:
    """
    Two persons who may be one, or one person with two certificates in force.

    `begun` are the pairs within the list, where they are known already.
    """
    here = _of_list(rows)
    others = _of_register(upload.region, here)
    pairs = begun if begun is not None and others.is_empty() else same_person_pairs(pl.concat([here, others]))
    for one, other, reason, both_named, elsewhere in _described(pairs, pl.concat([here, others]), here).iter_rows():
        if reason == "same_name_and_birth" and elsewhere and not both_named:
            continue
        yield {
            "kind": DiscrepancyKind.DOUBLED,
            "person_id": one,
            "other_person_id": other,
            "key": f"person:{other}",
            "detail": {"reason": reason},
        }
    issued = rows.filter(pl.col("status").fill_null("issued") == "issued")
    for person, count in issued.group_by("person_id", maintain_order=True).len().filter(pl.col("len") > 1).iter_rows():
        yield {
            "kind": DiscrepancyKind.DOUBLED,
            "person_id": person,
            "key": "certificates",
            "detail": {"certificates": count},
        }


def _described(pairs: pl.DataFrame, people: pl.DataFrame, here: pl.DataFrame) -> pl.DataFrame:
    """Give the pairs of whom the list names one at least: whether it names both, and whether they live in two counties."""
    known = people.select("id", "place", pl.col("id").is_in(here["id"].implode()).alias("named"))
    known = known.filter(pl.col("id").is_in(pl.concat([pairs["left_id"], pairs["right_id"]]).implode()))
    both = pairs.join(known, left_on="left_id", right_on="id", maintain_order="left").join(
        known, left_on="right_id", right_on="id", suffix="_right", maintain_order="left"
    )
    return both.filter(pl.col("named") | pl.col("named_right")).select(
        "left_id",
        "right_id",
        "reason",
        pl.col("named") & pl.col("named_right"),
        pl.col("place").ne_missing(pl.col("place_right")).alias("elsewhere"),
    )


def _of_list(rows: pl.DataFrame) -> pl.DataFrame:
    born = pl.col("number").str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
    return rows.select(
        pl.col("person_id").alias("id"),
        pl.col("number").alias("resident_id"),
        "name",
        born.alias("birth_date"),
        pl.col("division").str.slice(0, COUNTY).alias("place"),
    ).unique(subset="id", maintain_order=True)


def _of_register(region: str, here: pl.DataFrame) -> pl.DataFrame:
    """
    Give the persons of the region who are not on the list but share a name or a day of birth with someone who is.

    Only of these are the numbers opened, to be compared here and nowhere shown.
    """
    start = prefix(region)
    bounds: list[Any] = [start.ljust(12, "0"), start.ljust(12, "9")]
    within = "region >= %s AND region <= %s"
    if here.height >= LARGE:  # the region is most of the register: read through it, the index would jump about in it
        bounds, within = [len(start), start], "substr(region, 1, %s) = %s"
    inside = f"FROM registry_person WHERE {within} AND merged_into_id IS NULL"
    ids = read_frame(f"SELECT id {inside}", bounds, {"id": pl.Int64})
    if ids.join(here, on="id", how="anti").is_empty():
        return here.clear()  # the list names everyone of the region: names and days of birth need not be read
    registered = read_frame(
        f"SELECT id, name, CAST(birth_date AS text), substr(region, 1, 6) {inside} ORDER BY id", bounds, REGISTERED
    ).join(here, on="id", how="anti", maintain_order="left")
    alike = (
        pl.concat([registered.join(here, on=key, how="semi") for key in ("name", "birth_date")]).unique("id").sort("id")
    )
    return alike.with_columns(_opened(alike["id"].to_list())).select(PEOPLE)


def _opened(ids: list[int]) -> pl.Series:
    keys, sealed = keyring(), {}
    for at in range(0, len(ids), BATCH):
        sealed |= dict(Person.objects.filter(pk__in=ids[at : at + BATCH]).values_list("pk", "resident_id"))
    numbers = [keys.open(sealed[pk], context_of("registry_person", "resident_id", pk)) for pk in ids]
    return pl.Series("resident_id", numbers, dtype=pl.String)
