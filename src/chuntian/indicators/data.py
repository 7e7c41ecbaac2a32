"""The rows that figures are made of, read once for a region and period."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import polars as pl

from chuntian.casework.models import DecisionRun
from chuntian.casework.queries import run_frame
from chuntian.indicators.delivered import delivered, recorded
from chuntian.indicators.periods import Period
from chuntian.kernel.divisions import prefix
from chuntian.money.models import PaymentLine
from chuntian.places.regions import in_region_q
from chuntian.registry.models import Person, Source, Statement
from chuntian.registry.snapshots import facts_frame
from chuntian.rules import Law

OUT_OF_SURVEY = ("died", "moved", "lost")
PERSON_COLUMNS = {
    "death_date": pl.Date, "birth_date": pl.Date, "certificate_valid": pl.Boolean, "grade": pl.Int32, "dibao": pl.String,
    "tekun": pl.Boolean, "in_school": pl.Boolean, "pays_pension": pl.Boolean, "draws_pension": pl.Boolean,
    "medical_insured": pl.Boolean, "needs": pl.List(pl.String), "autism_diagnosis": pl.Boolean,
    "diagnosed_disability": pl.Boolean,
}  # fmt: skip


@dataclass
class Data:
    """
    What is known of a region in a period, as frames by name: persons, payments, services, survey.

    Each row carries `subject_id` and `region`, so that a figure opens down to persons and up to any division.
    """

    region: str
    period: Period
    law: Law
    known_at: datetime
    frames: dict[str, pl.DataFrame] = field(default_factory=dict)
    lists: set[str] | None = None

    def frame(self, name: str) -> pl.DataFrame:
        """Give a frame, reading it the first time."""
        if name not in self.frames:
            self.frames[name] = _READERS[name](self)
        return self.frames[name]

    def narrowed(self, region: str) -> "Data":
        """Give the same data for a region below: nothing is read again."""
        start = prefix(region)
        self.has_list("certificates")  # what was received is a matter of the whole place
        frames = {name: frame.filter(pl.col("region").str.starts_with(start)) for name, frame in self.frames.items()}
        return Data(region, self.period, self.law, self.known_at, frames, self.lists)

    def has_list(self, kind: str) -> bool:
        """Tell whether a list of this kind had been taken over by then; our own records of services are one."""
        if self.lists is None:
            taken = Source.objects.filter(committed_at__lte=self.known_at, as_of__lte=self.period.last_day)
            self.lists = set(taken.values_list("kind", flat=True))
            if self.frame("delivered").filter(pl.col("kind") != "screening").height:
                self.lists.add("service_records")
        return kind in self.lists

    def list_label(self, kind: str) -> str:
        """Give the Chinese name of a kind of list."""
        from chuntian.exchange.kinds import kind as kind_of_list

        return kind_of_list(kind).label_zh

    def current_run(self) -> DecisionRun | None:
        """Give the newest deciding of the last month of the period that was decided."""
        runs = DecisionRun.objects.filter(
            in_region_q(self.region) | _covering(self.region), month__lte=str(self.period.last_month),
            month__gte=f"{self.period.year}-01", made_at__lte=self.known_at,
        )  # fmt: skip
        return runs.order_by("-month", "-made_at").first()

    @property
    def uses_demo_amounts(self) -> bool:
        """Tell whether the figures of money rest on demo parameters."""
        run = self.current_run()
        return bool(run and run.demo_parameters)


def _covering(region: str) -> Any:
    from django.db.models import Q

    start = prefix(region)
    return Q(region__in=[start[:size].ljust(12, "0") for size in (2, 4, 6, 9) if size <= len(start)])


def _persons(data: Data) -> pl.DataFrame:
    facts = facts_frame(region=data.region, on=data.period.last_day, known_at=data.known_at, law=data.law)
    absent = [
        pl.lit(None, dtype=kind).alias(name) for name, kind in PERSON_COLUMNS.items() if name not in facts.columns
    ]
    facts = facts.with_columns(absent)
    last_day = pl.lit(data.period.last_day)
    had_birthday = (pl.col("birth_date").dt.month() * 100 + pl.col("birth_date").dt.day()) <= (
        data.period.last_day.month * 100 + data.period.last_day.day
    )
    years = data.period.last_day.year - pl.col("birth_date").dt.year()
    facts = facts.with_columns(
        alive=(pl.col("death_date").is_null() | (pl.col("death_date") > last_day)),
        age=pl.when(had_birthday).then(years).otherwise(years - 1),
    )
    return _with_decisions(data, _with_services(data, _with_households(data, facts)))


def _with_households(data: Data, facts: pl.DataFrame) -> pl.DataFrame:
    rows = Person.objects.filter(in_region_q(data.region)).values_list("id", "household_id")
    homes = pl.DataFrame(list(rows), schema={"subject_id": pl.Int64, "household_id": pl.Int64}, orient="row")
    return facts.drop("household_id", strict=False).join(homes, on="subject_id", how="left")


def _with_services(data: Data, facts: pl.DataFrame) -> pl.DataFrame:
    from chuntian.indicators.expressions import items

    listed, ours, needs = data.frame("services"), data.frame("delivered"), data.frame("recorded")
    screened = ours.filter(pl.col("kind") == "screening")["subject_id"].to_list()
    marks = [pl.col("subject_id").is_in(screened).alias("served.screening")]
    for kind in ("rehabilitation", "device"):
        served = [*listed.filter(items(kind))["subject_id"], *ours.filter(pl.col("kind") == kind)["subject_id"]]
        known = needs.filter(pl.col("kind") == kind)["subject_id"].to_list()
        # ticked in the survey, or entered later; nobody asked and nothing entered = unknown
        need = pl.col("needs").list.contains(kind) | pl.col("subject_id").is_in(known)
        marks += [pl.col("subject_id").is_in(served).alias(f"served.{kind}"), need.alias(f"need.{kind}")]
    return facts.with_columns(marks)


def _with_decisions(data: Data, facts: pl.DataFrame) -> pl.DataFrame:
    programmes = ("living_subsidy", "nursing_subsidy")
    run = data.current_run()
    empty = [pl.lit(None, dtype=pl.UInt8).alias(f"{slug}.outcome") for slug in programmes]
    if run is None:
        return facts.with_columns(
            *empty, *[pl.lit(None, dtype=pl.Boolean).alias(f"{slug}.paid") for slug in programmes]
        )
    decided = run_frame(run)
    columns = ["subject_id", *(f"{slug}.outcome" for slug in programmes if f"{slug}.outcome" in decided.columns)]
    facts = facts.join(decided.select(columns), on="subject_id", how="left")
    facts = facts.with_columns(mark for mark in empty if mark.meta.output_name() not in facts.columns)
    return facts.with_columns(_paid_in(data, run.month, slug) for slug in programmes)


def _paid_in(data: Data, month: str, slug: str) -> pl.Expr:
    payments = data.frame("payments")
    lines = payments.filter((pl.col("programme") == slug) & (pl.col("period") == month) & (pl.col("state") == "paid"))
    return pl.col("subject_id").is_in(lines["subject_id"].unique().to_list()).alias(f"{slug}.paid")


def _payments(data: Data) -> pl.DataFrame:
    names = (
        "id",
        "obligation__person_id",
        "region",
        "obligation__programme",
        "obligation__period",
        "amount_fen",
        "state",
        "run__month",
    )
    lines = PaymentLine.objects.filter(
        in_region_q(data.region), run__month__gte=f"{data.period.year}-01", run__month__lte=str(data.period.last_month)
    ).values_list(*names)
    schema = {
        "row_id": pl.Int64, "subject_id": pl.Int64, "region": pl.String, "programme": pl.String, "period": pl.String,
        "amount_fen": pl.Int64, "state": pl.String, "paid_in": pl.String,
    }  # fmt: skip
    frame = pl.DataFrame(list(lines), schema=schema, orient="row")
    return frame.with_columns(person_period=pl.format("{}:{}", "subject_id", "period"))


def _statements(data: Data, kind: str, read: Callable[[dict], Iterable[Any]], schema: dict[str, Any]) -> pl.DataFrame:
    found = Statement.objects.filter(
        in_region_q(data.region), kind=kind, subject_id__isnull=False, known_since__lte=data.known_at
    ).order_by("as_of", "id")
    rows = [
        (row[0], row[1], row[2], *read(row[3])) for row in found.values_list("id", "subject_id", "region", "values")
    ]
    return pl.DataFrame(
        rows, schema={"row_id": pl.Int64, "subject_id": pl.Int64, "region": pl.String, **schema}, orient="row"
    )


def _services(data: Data) -> pl.DataFrame:
    def read(values: dict) -> tuple:
        return values.get("item"), values.get("delivered_on"), values.get("provider"), values.get("amount")

    schema = {"item": pl.String, "delivered_on": pl.String, "provider": pl.String, "amount_fen": pl.Int64}
    frame = _statements(data, "service_records", read, schema)
    first, last = str(data.period.first_day), str(data.period.last_day)
    frame = frame.filter(pl.col("delivered_on").is_between(pl.lit(first), pl.lit(last)))
    return _with_households(
        data, frame.unique(["subject_id", "item", "delivered_on"], keep="last", maintain_order=True)
    )


def _survey(data: Data) -> pl.DataFrame:
    def read(values: dict) -> tuple:
        return values.get("year"), values.get("outcome"), bool(values.get("by_app"))

    schema = {"year": pl.Int64, "outcome": pl.String, "by_app": pl.Boolean}
    answers = _statements(data, "survey", read, schema).filter(pl.col("year") == data.period.year)
    newest = answers.unique("subject_id", keep="last", maintain_order=True)
    return newest.with_columns(surveyable=~pl.col("outcome").is_in(OUT_OF_SURVEY))


_READERS: dict[str, Callable[[Data], pl.DataFrame]] = {
    "persons": _persons,
    "payments": _payments,
    "services": _services,
    "survey": _survey,
    "delivered": delivered,
    "recorded": recorded,
}
