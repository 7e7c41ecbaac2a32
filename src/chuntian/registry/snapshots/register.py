"""Facts that stand in the register itself: certificate and household registration on the day."""

from datetime import date

import polars as pl

from chuntian.registry.enums import CertificateStatus
from chuntian.registry.snapshots.pending import Pending
from chuntian.registry.snapshots.reader import Reader
from chuntian.registry.snapshots.sources import KindSources

ISSUED = str(CertificateStatus.ISSUED)


def certificate_rows(reader: Reader, sources: KindSources, on: date, pending: Pending | None) -> pl.DataFrame:
    """
    Give the certificate rows that count: those of the current whole lists and of lists of changes, and for a person on
    none of these everything known of him.
    """
    if reader.subjects is not None:
        found = reader.all_certificates(on)
    else:
        wanted = [one.id for one in (*sources.current, *sources.partial)]
        found = reader.certificates(on=on, sources=wanted)
        missing = reader.persons().select("subject_id").join(found, on="subject_id", how="anti")
        if missing.height:
            found = pl.concat(
                [found, reader.certificates(on=on, sources=None, missing=missing["subject_id"].to_list())]
            )
    if pending is not None and pending.source.kind == "certificates" and pending.source.as_of <= on:
        found = pl.concat([found, pending.certificate_rows()])
    return found


def newest_certificates(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """
    Give one row a person: the newest list's; of several certificates in it the one in force, then the last issued.
    """
    in_force = _in_force(on)
    ordered = rows.with_columns(in_force.alias("certificate_valid")).sort(
        "as_of", "known", "certificate_valid", "issued_on", "row", nulls_last=False
    )
    return ordered.unique("subject_id", keep="last", maintain_order=True)


def _in_force(on: date) -> pl.Expr:
    """Only `issued` counts; a state that begins later than the day has not begun; the last day of validity counts."""
    issued = (pl.col("status") == ISSUED) | (pl.col("status_on") > on).fill_null(False)
    begun = pl.col("issued_on").fill_null(on) <= on
    return issued & begun & (pl.col("expires_on").fill_null(on) >= on)


def register_facts(newest: pl.DataFrame, sources: KindSources, hukou: pl.DataFrame, on: date) -> pl.DataFrame:
    """
    Give the certificate facts of each person of `hukou` (subject_id, hukou).

    Without a whole register list of the person's region every fact is unknown, unless a list of changes names him. A
    person who fell out of the newest whole list is neither valid nor invalid: unknown, for a clerk to look at.
    """
    places = hukou["hukou"].unique().to_list()
    covering = {place: sources.covering(place) for place in places}
    day = {place: source.as_of if source else None for place, source in covering.items()}
    whole_as_of = pl.Series("whole_as_of", [day[place] for place in hukou["hukou"].to_list()], dtype=pl.Date)
    joined = hukou.with_columns(whole_as_of).join(newest.drop("hukou"), on="subject_id", how="left")
    listed = (pl.col("as_of") >= pl.col("whole_as_of").fill_null(pl.col("as_of"))).fill_null(False)
    expired = (pl.col("status") == ISSUED) & (pl.col("expires_on") < on)
    status = pl.when(expired.fill_null(False)).then(pl.lit(str(CertificateStatus.EXPIRED))).otherwise(pl.col("status"))
    cancelled = pl.when(pl.col("status") == str(CertificateStatus.CANCELLED)).then(pl.col("status_on"))
    no_row = pl.col("as_of").is_null()
    return joined.select(
        "subject_id",
        "as_of",
        "source",
        pl.when(listed).then("certificate_valid").alias("certificate_valid"),
        pl.when(listed).then(pl.col("components").cast(pl.UInt64)).alias("components"),
        pl.when(listed).then("grade").alias("grade"),
        pl.when(listed).then(status).alias("certificate_status"),
        pl.when(listed).then("issued_on").alias("certificate_issued_on"),
        pl.when(listed).then("expires_on").alias("certificate_expires_on"),
        pl.when(listed).then(cancelled).alias("certificate_cancelled_on"),
        pl.when(no_row | (pl.col("residence") == "")).then(None).otherwise(pl.col("residence")).alias("residence"),
    )


def hukou_on(persons: pl.DataFrame, newest: pl.DataFrame, moves: pl.DataFrame, on: date) -> pl.DataFrame:
    """
    Give the household registration of each person on the day.

    The last move up to the day counts, unless a later register list says another county than the one he left: the
    register often lags behind, so its old county does not undo a move.
    """
    last = (
        moves.filter(pl.col("moved_on") <= on)
        .sort("moved_on", "as_of", "known", "row")
        .unique("subject_id", keep="last", maintain_order=True)
        .select("subject_id", "moved_on", "from_division", "to_division", pl.col("source").alias("move_source"))
    )
    joined = persons.join(newest.select("subject_id", "hukou", "as_of"), on="subject_id", how="left").join(
        last, on="subject_id", how="left"
    )
    left_county = pl.col("from_division").str.slice(0, 6) == pl.col("hukou").str.slice(0, 6)
    register_knows = (pl.col("as_of") > pl.col("moved_on")) & ~left_county.fill_null(False)
    moved = pl.col("to_division").is_not_null() & ~register_knows.fill_null(False)
    same_county = pl.col("to_division").str.slice(0, 6) == pl.col("hukou").str.slice(0, 6)
    # A move to a county is less precise than the village the register names in that same county.
    to = pl.when(same_county & pl.col("to_division").str.ends_with("000000")).then("hukou").otherwise("to_division")
    return joined.select(
        "subject_id",
        pl.when(moved).then(to).otherwise(pl.coalesce("hukou", "person_hukou")).alias("hukou"),
        pl.when(moved).then("moved_on").otherwise("as_of").alias("hukou_as_of"),
        pl.when(moved).then("move_source").otherwise(None).alias("hukou_source"),
    )
