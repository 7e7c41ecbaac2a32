"""What services is asked: unmet needs, who waits how long, what is left of an order, what a claim's check found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from django.db.models import Avg, Count, F, Max, Min, Q, QuerySet, Sum

from chuntian.kernel.divisions import pad
from chuntian.places.regions import in_region_q
from chuntian.services import frames
from chuntian.services.checks import LINES, check
from chuntian.services.declared import facilities_of_catalogue
from chuntian.services.enums import OWED, WAITING, Finding, NeedState, OrderState, WorksState, findings_of
from chuntian.services.models import (
    Agreement,
    Claim,
    ClaimLine,
    Device,
    HomeWorks,
    Loan,
    Need,
    Order,
    OrderItem,
    Project,
    Provider,
    RoomPhoto,
    Session,
)


def unmet(region: str, *, on: date, size: int = 12) -> pl.DataFrame:
    """
    Give the ledger of unmet needs by place and kind: open, planned, urgent, the oldest and the mean age in days.

    `size` cuts the division: 6 = county, 9 = town, 12 = village. One person counts once a kind.
    """
    rows = Need.objects.filter(in_region_q(pad(region)), known_on__lte=on).exclude(state=NeedState.CLOSED)
    named = rows.values_list("region", "kind", "state", "urgency", "known_on")
    schema = {"region": pl.String, "kind": pl.String, "state": pl.String, "urgency": pl.Int64, "known_on": pl.Date}
    frame = pl.DataFrame(list(named), schema=schema, orient="row")
    age = (pl.lit(on) - pl.col("known_on")).dt.total_days()
    return (
        frame.with_columns(pl.col("region").str.slice(0, size).str.pad_end(12, "0"), age.alias("age"))
        .group_by("region", "kind")
        .agg(
            (pl.col("state") == str(NeedState.OPEN)).sum().alias("open"),
            (pl.col("state") == str(NeedState.PLANNED)).sum().alias("planned"),
            (pl.col("urgency") == 1).sum().alias("urgent"),
            pl.col("age").max().alias("oldest_days"),
            pl.col("age").mean().round(0).cast(pl.Int64).alias("mean_days"),
        )
        .sort("region", "kind")
    )


def waiting(region: str, *, programme: str | None = None) -> QuerySet[Order]:
    """Give who waits, the longest first; `asked_on` is the day the wait began."""
    rows = Order.objects.filter(in_region_q(pad(region)), state=OrderState.WAITING)
    rows = rows.filter(programme=programme) if programme else rows
    return rows.select_related("person", "need").order_by("asked_on", "pk")


def directory(programme: str, *, on: date, region: str | None = None) -> QuerySet[Provider]:
    """Give the providers with an agreement for a programme in force on a day, with their mean rating and how many rated."""
    held = Q(
        agreements__programme=programme, agreements__spans__from_on__lte=on, agreements__spans__to_on__gte=on
    )  # fmt: skip
    rows = Provider.objects.filter(held, organisation__closed_on__isnull=True)
    if region:
        rows = rows.filter(in_region_q(pad(region), "organisation__division"))
    rated = rows.distinct().annotate(
        rating=Avg("orders__acceptances__rating"), ratings=Count("orders__acceptances__rating", distinct=False)
    )
    return rated.select_related("organisation").order_by("organisation__name")


def facilities(region: str, *, on: date) -> list[dict[str, Any]]:
    """Give the facilities of the catalogue with who is one here, since when, and the programmes agreed with it on a day."""
    held = Q(spans__from_on__lte=on, spans__to_on__gte=on)
    here = Provider.objects.filter(in_region_q(pad(region)), organisation__closed_on__isnull=True).exclude(facility="")
    agreed: dict[int, list[str]] = {}
    for provider, programme in Agreement.objects.filter(held, provider__in=here).values_list("provider", "programme"):
        agreed.setdefault(provider, []).append(programme)
    rows: dict[str, list[dict[str, Any]]] = {slug: [] for slug in facilities_of_catalogue()}
    for one in here.select_related("organisation").order_by("registered_at", "pk"):
        rows.setdefault(one.facility, []).append({
            "provider": one.pk, "name": one.organisation.name, "since": one.registered_at.date(), "staff": one.staff,
            "capacity": one.capacity, "programmes": sorted(set(agreed.get(one.pk, []))),
        })  # fmt: skip
    return [
        {"facility": slug, "name": facilities_of_catalogue().get(slug, slug), "places": places}
        for slug, places in rows.items()
    ]


Left = tuple[int | None, dict[str, int | None]]


def left_of(order: Order) -> Left:
    """Give what accepted or entered sessions leave of an order: the fen of its ceiling, and how often each item."""
    return left_of_each([order])[order.pk]


def left_of_each(orders: Sequence[Order]) -> dict[int, Left]:
    """Give the same of several orders, by their keys, in two statements."""
    counted = Session.objects.filter(order__in=orders, state__in=["delivered", "accepted"]).exclude(
        line__state="refused"
    )
    times: dict[tuple[int, str], int] = {}
    spent: dict[int, int] = {}
    for order, item, count, fen in (
        counted.order_by().values_list("order", "item").annotate(times=Count("id"), fen=Sum("price_fen"))
    ):
        times[order, item], spent[order] = count, spent.get(order, 0) + fen
    items: dict[int, dict[str, int | None]] = {}
    for order, item, n in OrderItem.objects.filter(order__in=orders).values_list("order", "item", "quantity"):
        done = times.get((order, item), 0)
        if n is None or n > done:
            items.setdefault(order, {})[item] = None if n is None else n - done
    return {one.pk: (_ceiling(one, spent.get(one.pk, 0)), items.get(one.pk, {})) for one in orders}


def _ceiling(order: Order, spent: int) -> int | None:
    return None if order.ceiling_fen is None else max(0, order.ceiling_fen - spent)


@dataclass(frozen=True, slots=True)
class Found:
    """One finding over the lines of some claims: how many hold it, and the fen they ask for."""

    finding: Finding
    lines: int
    asked_fen: int


def findings(claims: Iterable[Claim]) -> list[Found]:
    """Count the findings over claims; a line with two findings counts in both."""
    rows = ClaimLine.objects.filter(claim__in=list(claims), findings__gt=0).values_list("findings", "asked_fen")
    found: dict[Finding, list[int]] = {}
    for mask, fen in rows:
        for one in findings_of(mask):
            found.setdefault(one, []).append(fen)
    return [Found(one, len(fens), sum(fens)) for one, fens in sorted(found.items())]


def lines_to_look_at(region: str) -> QuerySet[ClaimLine]:
    """Give the claimed lines of a region that wait for a person's word, the oldest first."""
    rows = ClaimLine.objects.filter(in_region_q(pad(region), "claim__region"), state__in=WAITING)
    return rows.select_related("claim__provider__organisation", "session__person").order_by("claim__month", "pk")


def billed_now_wrong(region: str, month: str, *, at: datetime) -> pl.DataFrame:
    """
    Check billed lines of a month once more with what is known now: a death reported late, a suspension back-dated.

    Nothing is taken back by this; a person decides (session_id, person_id, fen, findings).
    """
    claims = list(Claim.objects.filter(in_region_q(pad(region)), month=month).values_list("pk", flat=True))
    lines = frames.claimed(claims, [str(one) for one in OWED], billed=True)
    if lines.is_empty():
        return pl.DataFrame(schema={name: LINES[name] for name in ("session_id", "person_id", "fen")})
    book = frames.book_for(lines, region=region, at=at)
    now = check(lines.select(LINES.keys()), book).filter(pl.col("findings") > 0)
    known = ClaimLine.objects.filter(session_id__in=now["session_id"].to_list())
    before = pl.DataFrame(
        list(known.values_list("session_id", "findings")),
        schema={"session_id": pl.Int64, "before": pl.UInt32},
        orient="row",
    )
    fresh = now.join(before, on="session_id").filter((pl.col("findings") & ~pl.col("before")) != 0)
    return fresh.select("session_id", "person_id", "fen", "findings")


def unit_costs(region: str, year: int) -> QuerySet[Any]:
    """Give, provider by provider and item by item, sessions, lowest, mean and highest price in fen of a year."""
    rows = Session.objects.filter(in_region_q(pad(region)), day__year=year, state="accepted")
    return rows.values("provider_id", "provider__organisation__name", "item").annotate(
        times=Count("id"), low=Min("price_fen"), mean=Avg("price_fen"), high=Max("price_fen"), fen=Sum("price_fen")
    ).order_by("item", "-mean")  # fmt: skip


def stock(region: str) -> QuerySet[Any]:
    """Give the things of a region by provider, item and state."""
    rows = Device.objects.filter(in_region_q(pad(region)))
    return rows.values("provider__organisation__name", "item", "state").annotate(count=Count("id")).order_by(
        "provider__organisation__name", "item", "state"
    )  # fmt: skip


def loans_overdue(region: str, *, on: date) -> QuerySet[Loan]:
    """Give what should have come back before a day, the longest overdue first."""
    late = Loan.objects.filter(in_region_q(pad(region)), returned_on__isnull=True, due_on__lt=on)
    return late.select_related("device", "person").order_by("due_on")


@dataclass(frozen=True, slots=True)
class ProjectStanding:
    """How a project of works stands: homes by state, and its sum against households times average (fen)."""

    project: Project
    homes: dict[str, int]
    spent_fen: int
    bound_fen: int

    @property
    def average_fen(self) -> int | None:
        """Give the average of the accepted homes, or None where none is accepted."""
        done = self.homes.get(WorksState.ACCEPTED, 0)
        return self.spent_fen // done if done else None


def project_standing(project: Project) -> ProjectStanding:
    """Count a project's homes and what they cost; what is quoted and not accepted is bound."""
    homes = dict(project.homes.order_by().values_list("state").annotate(count=Count("id")))
    spent = project.homes.filter(state=WorksState.ACCEPTED).aggregate(fen=Sum("final_fen"))["fen"] or 0
    open_ones = project.homes.exclude(state__in=[WorksState.ACCEPTED, WorksState.DROPPED])
    return ProjectStanding(project, homes, spent, open_ones.aggregate(fen=Sum("quoted_fen"))["fen"] or 0)


def homes_out_of_line(project: Project, *, factor: int = 2) -> QuerySet[HomeWorks]:
    """Give the homes that cost more than `factor` times the average or less than a `factor`th of it: a person asks why."""
    costs = project.homes.filter(final_fen__isnull=False).annotate(times=F("final_fen") * factor)
    high, low = project.average_fen * factor, project.average_fen
    return costs.filter(Q(final_fen__gt=high) | Q(times__lt=low)).order_by("-final_fen")


def what_runs(person_id: int) -> str:
    """Say what of a person still goes on here: for an erasure, empty where nothing does."""
    mine = Q(person_id=person_id) | Q(person__merged_into_id=person_id)
    if Order.objects.filter(mine, state__in=[OrderState.WAITING, OrderState.RUNNING]).exists():
        return "有服务单在轮候或执行 · a service is ordered"
    if Loan.objects.filter(mine, returned_on__isnull=True, due_on__isnull=False).exists():
        return "借用的辅具尚未归还 · a device is on loan"
    unsettled = Q(session__person_id=person_id) | Q(session__person__merged_into_id=person_id)
    open_lines = ClaimLine.objects.filter(unsettled, bill__isnull=True).exclude(state="refused")
    return "有服务费用未结算 · a service is not settled" if open_lines.exists() else ""


def photo_paths(person_id: int) -> list[str]:
    """Give the files of the photographs of a person's home, relative to the data folder."""
    from chuntian.services.photos import FOLDER

    mine = Q(room__works__person_id=person_id) | Q(room__works__person__merged_into_id=person_id)
    return [f"{FOLDER}/{pk}.photo" for pk in RoomPhoto.objects.filter(mine).values_list("pk", flat=True)]
