"""The certificate register: it makes the persons, and every row of it stays as a version of a certificate."""

from typing import Any

import polars as pl

from chuntian.kernel.ids import new_ids
from chuntian.kernel.sealing import Sealer
from chuntian.registry.bulk import indexes_after, insert_frame, moment, update_frame
from chuntian.registry.canonical import certificate_columns
from chuntian.registry.enums import CertificateStatus
from chuntian.registry.matching import persons_by_index, subject_indexes
from chuntian.registry.models import Source
from chuntian.registry.name_index import Tokens, index_names
from chuntian.registry.names import each_name, pinyin
from chuntian.registry.operations.guardians import keep_guardians
from chuntian.registry.operations.households import refresh_households
from chuntian.registry.operations.statements import attach_waiting
from chuntian.registry.sealed import sealed_pieces
from chuntian.trail.sealing import seal_many, sealer

PERSON, CERTIFICATE = "registry_person", "registry_certificate"
LONG_AHEAD = 8  # pieces of certificates to be sealed while the database builds the indexes of the persons


def commit_certificates(source: Source, frame: pl.DataFrame) -> dict[str, Any]:
    """Make and bring up to date the persons of the list, add its certificate rows, and attach what waited for them."""
    with sealer(frame.height) as sealing:
        rows = certificate_columns(frame).with_columns(subject_indexes(frame["resident_id"], sealing))
        known = persons_by_index(rows["subject_index"])
        ranked = rows.sort(pl.col("status") == str(CertificateStatus.ISSUED), "issued_on", "row", nulls_last=False)
        persons = ranked.unique("subject_index", keep="last").join(known, on="subject_index", how="left").sort("row")
        new = _with_ids(persons.filter(pl.col("person_id").is_null()))
        ids = pl.concat([one.select("subject_index", "person_id") for one in (known, new)])
        rows = rows.join(ids, on="subject_index", how="left", maintain_order="left")
        _insert(source, new, _certificates(source, rows), sealing)
        _update_persons(source, persons.filter(pl.col("person_id").is_not_null()))
    keep_guardians(source, rows)
    if new.height:
        refresh_households(attach_waiting())
    return {
        "persons_new": new.height,
        "matched": persons.height - new.height,
        "unmatched": 0,
        "statements": rows.height,
        "persons": rows["person_id"],
    }


def _with_ids(rows: pl.DataFrame) -> pl.DataFrame:
    """Give new persons their keys, place by place: the indexes of regions grow at their end, and neighbours lie together."""
    placed = rows.sort("division", "row")
    return placed.with_columns(pl.Series("person_id", new_ids(rows.height), dtype=pl.Int64))


def _insert(source: Source, new: pl.DataFrame, certificates: pl.DataFrame, sealing: Sealer) -> None:
    """Write the new persons and all certificates; these are sealed while the indexes of the persons are built."""
    begun = Tokens(new["name"])
    persons = _persons(source, new)
    with indexes_after(PERSON, persons.height):
        for piece in sealed_pieces(persons, table=PERSON, sealing=sealing, seal=("resident_id", "phone")):
            insert_frame(PERSON, piece)
        number = {"number_index": ("number", "certificate")}
        sealed = sealed_pieces(
            certificates, table=CERTIFICATE, sealing=sealing, seal=("number",), index=number, ahead=LONG_AHEAD
        )
    index_names(new["person_id"], new["name"], begun=begun)
    with indexes_after(CERTIFICATE, certificates.height):
        for piece in sealed:
            insert_frame(CERTIFICATE, piece)


def _persons(source: Source, rows: pl.DataFrame) -> pl.DataFrame:
    as_of = pl.lit(source.as_of).cast(pl.Date)
    return rows.select(
        pl.col("person_id").alias("id"),
        "name",
        each_name(rows["name"], pinyin).alias("pinyin"),
        "sex",
        "birth_date",
        "resident_id",
        pl.col("subject_index").alias("resident_index"),
        pl.lit("").alias("last4_index"),
        "phone",
        pl.col("division").alias("hukou"),
        pl.col("residence").fill_null(""),
        pl.lit("").alias("residence_permit"),
        pl.lit(None, dtype=pl.Int64).alias("household_id"),
        pl.lit(None, dtype=pl.Int64).alias("merged_into_id"),
        pl.lit(moment(source.committed_at)).alias("registered_at"),
        as_of.alias("as_of"),
        pl.when(pl.col("phone").is_not_null()).then(as_of).alias("phone_as_of"),
        pl.col("division").alias("region"),
    )


def _update_persons(source: Source, rows: pl.DataFrame) -> None:
    """Let the newest list say name, places and phone; an older list that arrives late changes none of them."""
    newer = rows.filter(pl.col("person_as_of") <= source.as_of).rename({"person_id": "id"})
    update_frame(
        PERSON,
        newer.select(
            "id",
            "name",
            each_name(newer["name"], pinyin).alias("pinyin"),
            pl.col("division").alias("hukou"),
            pl.col("residence").fill_null(""),
            pl.col("division").alias("region"),
            pl.lit(source.as_of).cast(pl.Date).alias("as_of"),
        ),
    )
    renamed = newer.filter(pl.col("name") != pl.col("person_name"))
    index_names(renamed["id"], renamed["name"], again=True)
    fresh = pl.col("person_phone_as_of").is_null() | (pl.col("person_phone_as_of") <= source.as_of)
    phones = rows.filter(pl.col("phone").is_not_null() & fresh)
    ids = phones["person_id"].to_list()
    sealed = seal_many(phones["phone"].to_list(), ids, table=PERSON, column="phone")
    told = {"id": ids, "phone": sealed, "phone_as_of": [source.as_of] * len(ids)}
    update_frame(PERSON, pl.DataFrame(told, schema={"id": pl.Int64, "phone": pl.Binary, "phone_as_of": pl.Date}))


def _certificates(source: Source, rows: pl.DataFrame) -> pl.DataFrame:
    placed = rows.sort("division", "row")
    return placed.select(
        pl.Series("id", new_ids(rows.height), dtype=pl.Int64),
        "person_id",
        pl.col("certificate_number").alias("number"),
        "category",
        "grade",
        "components",
        "issued_on",
        "expires_on",
        "status",
        "status_on",
        pl.col("residence").fill_null(""),
        pl.lit(source.as_of).cast(pl.Date).alias("as_of"),
        pl.lit(moment(source.committed_at)).alias("known_since"),
        pl.lit(source.pk).alias("source_id"),
        pl.col("row").cast(pl.Int64),
        pl.col("division").alias("region"),
    )
