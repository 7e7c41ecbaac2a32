"""Bring the facts of everyone together, in the layout of a snapshot."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

import polars as pl

from chuntian.kernel.divisions import prefix
from chuntian.policy.facts import FACTS
from chuntian.registry.snapshots.listed import aged, death_dates, list_rows, list_values, stated_values, with_stated
from chuntian.registry.snapshots.pending import Pending
from chuntian.registry.snapshots.reader import Reader
from chuntian.registry.snapshots.readings import DTYPES
from chuntian.registry.snapshots.register import certificate_rows, hukou_on, newest_certificates, register_facts
from chuntian.registry.snapshots.sources import KindSources, ListSource, by_kind, load_sources, sources_about
from chuntian.rules import FactDeclaration, FromList, FromRegister

EVENTS = ("deaths", "moves")
FEW = 500
OF_THE_PERSON = ("birth_date", "sex")
NO_FACTS = ("subject_id", "as_of", "source")


def facts_frame(
    *,
    region: str,
    on: date,
    known_at: datetime,
    subjects: Sequence[int] | None = None,
    pending: tuple | None = None,
    law: Any = None,
    names: Collection[str] | None = None,
) -> pl.DataFrame:
    """
    Give the facts of everyone registered in a region on a day, as known at a moment: one row a person, null = unknown.

    `subjects` asks for some persons wherever they are: who is registered in another county than the one that asks keeps
    the asked region as his `region`, so that a decision is that of the county that asks. `pending` reads (kind, as_of,
    frame[, whole, region]) as if it were committed. Facts are those of the law, or of policy/facts.py; `names` asks for
    some of them.
    """
    facts = [fact for fact in person_facts(law) if names is None or fact.name in names]
    columns = Assembly(region=region, on=on, known_at=known_at, subjects=subjects, pending=pending).columns(facts)
    found = columns.base.sort("subject_id")
    for table, of_table in columns.tables(facts):
        found = found.join(table.select("subject_id", *of_table), on="subject_id", how="left", maintain_order="left")
    unknown = {fact.name: pl.lit(None, dtype=DTYPES[fact.kind]) for fact in facts if fact.name not in columns.values}
    return found.with_columns(**unknown).select("subject_id", "region", *(fact.name for fact in facts))


def person_facts(law: Any = None) -> list[FactDeclaration]:
    """Give the declared facts about persons, in the order of their declaration."""
    declared = law.facts if law is not None else FACTS
    declared = declared.values() if hasattr(declared, "values") else declared
    return [fact for fact in declared if fact.subject == "person"]


class Columns:
    """
    The persons of a snapshot (subject_id, region) and, for each fact of which anything is known, the table that has it.

    A table has `subject_id`, a column a fact, `as_of` and `source`; facts of one list share one.
    """

    def __init__(self, base: pl.DataFrame, values: dict[str, pl.DataFrame]) -> None:
        self.base, self.values = base, values

    def tables(self, facts: Sequence[FactDeclaration]) -> list[tuple[pl.DataFrame, list[str]]]:
        """Give each table once with the facts to read from it."""
        found: dict[int, tuple[pl.DataFrame, list[str]]] = {}
        for fact in facts:
            if (table := self.values.get(fact.name)) is not None:
                found.setdefault(id(table), (table, []))[1].append(fact.name)
        return list(found.values())


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
        values: dict[str, pl.DataFrame] = {}
        for kind, group in _grouped(facts).items():
            values |= (
                self._of_list(kind, group, places) if kind else self._of_register(group, persons, places, register)
            )
        told = stated_values(facts, self.reader.stated(), self.on)
        for fact in facts:
            if fact.name in told:
                values[fact.name] = with_stated(fact, values.get(fact.name), told[fact.name], self.on)
        return Columns(places.select("subject_id", self._asked().alias("region")), values)

    def _asked(self) -> pl.Expr:
        """Give the division that decides: a person's own, or the one that asks where he is registered in another county."""
        hukou, county = pl.col("hukou"), self.region[:6]
        if self.subjects is None or not county:
            return hukou
        return pl.when(hukou.str.starts_with(county)).then(hukou).otherwise(pl.lit(self.region.ljust(12, "0")))

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
            dead = dead.rename({"value": "death_date"})
            return {fact.name: dead for fact in facts if fact.name == "death_date"}
        sources = self._of(kind)
        if not sources.whole and not sources.partial:
            return {}
        rows = list_rows(self.reader, kind, facts, sources, self.pending)
        table = aged(facts, list_values(facts, rows, places, sources, self.on), self.on)
        return {fact.name: table for fact in facts}

    def _of_register(
        self, facts: Sequence[FactDeclaration], persons: pl.DataFrame, places: pl.DataFrame, register: pl.DataFrame
    ) -> dict[str, pl.DataFrame]:
        no_day = pl.lit(None, dtype=pl.Date).alias("as_of")
        no_source = pl.lit(None, dtype=pl.Int64).alias("source")
        found: dict[str, pl.DataFrame] = {}
        by_field = {fact.source.field: fact for fact in facts if isinstance(fact.source, FromRegister)}
        tables = [
            (persons.with_columns(no_day, no_source), OF_THE_PERSON),
            (places.rename({"hukou_as_of": "as_of", "hukou_source": "source"}), ("hukou",)),
            (register, tuple(name for name in register.columns if name not in NO_FACTS)),
        ]
        for table, fields in tables:
            held = [by_field[field] for field in fields if field in by_field]
            columns = [pl.col(fact.source.field).cast(DTYPES[fact.kind]).alias(fact.name) for fact in held]
            found |= dict.fromkeys(
                (fact.name for fact in held), table.select("subject_id", *columns, "as_of", "source")
            )
        return found


def _grouped(facts: Sequence[FactDeclaration]) -> dict[str, list[FactDeclaration]]:
    grouped: dict[str, list[FactDeclaration]] = {}
    for fact in facts:
        grouped.setdefault(fact.source.kind if isinstance(fact.source, FromList) else "", []).append(fact)
    return grouped


__all__ = ["Assembly", "Columns", "ListSource", "facts_frame", "person_facts"]
