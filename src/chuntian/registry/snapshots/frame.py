"""Bring the facts of everyone together, in the layout of a snapshot."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import polars as pl

from chuntian.kernel.divisions import prefix
from chuntian.policy.facts import FACTS
from chuntian.registry.snapshots.listed import (
    LONG,
    changed_values,
    death_dates,
    list_rows,
    merge_candidates,
    stated_values,
    whole_values,
)
from chuntian.registry.snapshots.pending import Pending
from chuntian.registry.snapshots.reader import Reader
from chuntian.registry.snapshots.readings import DTYPES
from chuntian.registry.snapshots.register import certificate_rows, hukou_on, newest_certificates, register_facts
from chuntian.registry.snapshots.sources import KindSources, ListSource, by_kind, load_sources, sources_about
from chuntian.rules import FactDeclaration, FromList, FromRegister

EVENTS = ("deaths", "moves")
FEW = 500
OF_THE_PERSON = ("birth_date", "sex")


def facts_frame(
    *,
    region: str,
    on: date,
    known_at: datetime,
    subjects: Sequence[int] | None = None,
    pending: tuple | None = None,
    law: Any = None,
) -> pl.DataFrame:
    """
    Give the facts of everyone registered in a region on a day, as known at a moment: one row a person, null = unknown.

    `subjects` asks for some persons wherever they are; `pending` reads (kind, as_of, frame[, whole]) as if it were
    committed. Facts are those of the law, or of policy/facts.py.
    """
    facts = person_facts(law)
    columns = Assembly(region=region, on=on, known_at=known_at, subjects=subjects, pending=pending).columns(facts)
    base = columns.base.sort("subject_id")
    for fact in facts:
        values = columns.values[fact.name].select("subject_id", pl.col("value").alias(fact.name))
        base = base.join(values, on="subject_id", how="left", maintain_order="left")
    return base


def person_facts(law: Any = None) -> list[FactDeclaration]:
    """Give the declared facts about persons, in the order of their declaration."""
    declared = law.facts if law is not None else FACTS
    declared = declared.values() if hasattr(declared, "values") else declared
    return [fact for fact in declared if fact.subject == "person"]


class Columns:
    """The persons of a snapshot (subject_id, region) and each fact's values in long form with origin."""

    def __init__(self, base: pl.DataFrame, values: dict[str, pl.DataFrame]) -> None:
        self.base, self.values = base, values


class Assembly:
    """Reads, fact by fact, what is known of a population on a day."""

    def __init__(
        self,
        *,
        region: str,
        on: date,
        known_at: datetime,
        subjects: Sequence[int] | None = None,
        pending: tuple | None = None,
        reader: Reader | None = None,
    ) -> None:
        self.region, self.on, self.subjects = prefix(region) if region else "", on, subjects
        self.reader = reader or Reader(region=self.region, known_at=known_at, subjects=subjects)
        self.pending = Pending.read(pending, region=region, known_at=known_at) if pending else None
        if subjects is None or len(subjects) > FEW:
            known = load_sources(known_at=known_at, region=region if subjects is None else None)
        else:
            regions, named = self.reader.places(on)
            known = sources_about(known_at=known_at, regions=regions, named=named)
        if self.pending is not None:
            known.append(self.pending.source)
        self.sources = by_kind(known, on)
        self.events = by_kind((one for one in known if one.kind in EVENTS), None)

    def columns(self, facts: Sequence[FactDeclaration]) -> Columns:
        """Give the population and the values of every fact."""
        persons = self.reader.persons()
        certificates = self._of("certificates")
        newest = newest_certificates(certificate_rows(self.reader, certificates, self.on, self.pending), self.on)
        places = hukou_on(persons, newest, self._moves(), self.on)
        if self.subjects is None:
            low, high = self.region.ljust(12, "0"), self.region.ljust(12, "9")
            places = places.filter(pl.col("hukou").is_between(pl.lit(low), pl.lit(high)))
        register = register_facts(newest, certificates, places, self.on)
        stated = self.reader.stated()
        values: dict[str, pl.DataFrame] = {}
        for kind, group in _grouped(facts).items():
            values |= (
                self._of_list(kind, group, places) if kind else self._of_register(group, persons, places, register)
            )
        for fact in facts:
            told = stated_values(fact, stated, self.on)
            candidates = [values.get(fact.name, _nobody(fact)), told]
            aged = fact if isinstance(fact.source, FromList) or told.height else None
            values[fact.name] = merge_candidates(candidates, aged, self.on) if aged else candidates[0]
        return Columns(places.select("subject_id", pl.col("hukou").alias("region")), values)

    def _of(self, kind: str) -> KindSources:
        return self.sources.get(kind, KindSources())

    def _moves(self) -> pl.DataFrame:
        rows = self._event_rows("moves", ("moved_on", "from_division", "to_division"))
        return rows.with_columns(
            pl.col("moved_on").str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False),
            pl.col("from_division").str.pad_end(12, "0"),
            pl.col("to_division").str.pad_end(12, "0"),
        )

    def _event_rows(self, kind: str, fields: Sequence[str]) -> pl.DataFrame:
        rows = self.reader.rows(kind, fields)
        if self.pending is not None and self.pending.source.kind == kind:
            rows = pl.concat([rows, self.pending.statement_rows(fields)])
        return rows

    def _of_list(self, kind: str, facts: Sequence[FactDeclaration], places: pl.DataFrame) -> dict[str, pl.DataFrame]:
        if kind == "deaths":
            dead = death_dates(self._event_rows(kind, ("death_date", "correction")), self.on)
            return {fact.name: dead if fact.name == "death_date" else _nobody(fact) for fact in facts}
        sources = self._of(kind)
        if not sources.whole and not sources.partial:
            return {fact.name: _nobody(fact) for fact in facts}
        rows = list_rows(self.reader, kind, facts, sources, self.pending)
        return {
            fact.name: pl.concat(
                [whole_values(fact, rows, places, sources, self.on), changed_values(fact, rows, sources, self.on)]
            )
            for fact in facts
        }

    def _of_register(
        self, facts: Sequence[FactDeclaration], persons: pl.DataFrame, places: pl.DataFrame, register: pl.DataFrame
    ) -> dict[str, pl.DataFrame]:
        found = {}
        for fact in facts:
            name = fact.source.field if isinstance(fact.source, FromRegister) else ""
            if name in OF_THE_PERSON:
                frame = persons.select("subject_id", pl.col(name).alias("value"), _no_day(), _no_source())
            elif name == "hukou":
                frame = places.select(
                    "subject_id",
                    pl.col("hukou").alias("value"),
                    pl.col("hukou_as_of").alias("as_of"),
                    pl.col("hukou_source").alias("source"),
                )
            elif name in register.columns:
                frame = register.select("subject_id", pl.col(name).alias("value"), "as_of", "source")
            else:
                frame = _nobody(fact)
            found[fact.name] = frame.with_columns(pl.col("value").cast(DTYPES[fact.kind]))
        return found


def _grouped(facts: Sequence[FactDeclaration]) -> dict[str, list[FactDeclaration]]:
    grouped: dict[str, list[FactDeclaration]] = {}
    for fact in facts:
        grouped.setdefault(fact.source.kind if isinstance(fact.source, FromList) else "", []).append(fact)
    return grouped


def _nobody(fact: FactDeclaration) -> pl.DataFrame:
    schema = {"subject_id": pl.Int64, "value": DTYPES[fact.kind], "as_of": pl.Date, "source": pl.Int64}
    return pl.DataFrame(schema={name: schema[name] for name in LONG})


def _no_day() -> pl.Expr:
    return pl.lit(None, dtype=pl.Date).alias("as_of")


def _no_source() -> pl.Expr:
    return pl.lit(None, dtype=pl.Int64).alias("source")


__all__ = ["Assembly", "Columns", "ListSource", "facts_frame", "person_facts"]
