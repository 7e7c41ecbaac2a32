"""What the pages of services ask beyond `queries`: a provider's day, what is left, waiting times, costs that stand out."""

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.db.models import Count, F, Min, Q, QuerySet, Sum

from chuntian.kernel.divisions import pad
from chuntian.places.regions import in_region_q
from chuntian.services.declared import services
from chuntian.services.enums import PLACED, LineState, OrderState, SessionState
from chuntian.services.models import (
    Agreement,
    Claim,
    ClaimLine,
    HomeWorks,
    Loan,
    Need,
    Order,
    Project,
    Provider,
    Session,
    ShutDay,
)
from chuntian.services.queries import unit_costs

# A unit price, or a home, is asked about where it lies a half above, or a third below, what the others or the plan cost.
HIGH, LOW = (3, 2), (2, 3)
LONG_WAIT = 90


def of_person(person_id: int, field: str = "person") -> Q:
    """Select what belongs to a person, records merged into his with it."""
    return Q(**{f"{field}_id": person_id}) | Q(**{f"{field}__merged_into_id": person_id})


def provider_of(organisation_id: int | None) -> Provider | None:
    """Give the provider that an organisation is, or None."""
    if organisation_id is None:
        return None
    rows = Provider.objects.filter(organisation_id=organisation_id, organisation__closed_on__isnull=True)
    return rows.select_related("organisation").first()


def orders_on(provider: Provider, day: date) -> QuerySet[Order]:
    """Give the placed orders of a provider whose days hold a day, by the persons' names."""
    held = Order.objects.filter(provider=provider, state__in=PLACED, starts_on__lte=day, ends_on__gte=day)
    return held.select_related("person").order_by("person__pinyin", "pk")


def sessions_on(provider: Provider, day: date) -> QuerySet[Session]:
    """Give the sessions of a provider's day, in their hours."""
    rows = Session.objects.filter(provider=provider, day=day)
    return rows.select_related("person", "order", "line").order_by("starts", "pk")


def shut_days(provider: Provider, first: date, last: date) -> dict[date, str]:
    """Give the days from `first` to `last` on which a provider is shut, each with the reason."""
    span = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    found = {day: "每周停业日" for day in span if str(day.isoweekday()) in provider.shut_weekdays}
    said = ShutDay.objects.filter(provider=provider, day__gte=first, day__lte=last).values_list("day", "reason")
    return {day: reason or "停业日" for day, reason in said} | found


def is_shut(provider: Provider, day: date) -> str:
    """Say why a provider is shut on a day, empty where it is open."""
    return shut_days(provider, day, day).get(day, "")


def claims_of(rows: QuerySet[Claim]) -> QuerySet[Claim]:
    """Give claims with how many lines they have, what they ask and are allowed (fen), and how many lines wait."""
    return rows.select_related("provider__organisation").annotate(
        lines_all=Count("lines"),
        asked_fen=Sum("lines__asked_fen"),
        allowed_fen=Sum("lines__allowed_fen"),
        lines_held=Count("lines", filter=Q(lines__state__in=[LineState.HELD, LineState.DISPUTED])),
        lines_refused=Count("lines", filter=Q(lines__state=LineState.REFUSED)),
        lines_unbilled=Count(
            "lines", filter=Q(lines__state__in=[LineState.PASSES, LineState.ALLOWED], lines__bill__isnull=True)
        ),
    )


def beside(session: Session) -> QuerySet[Session]:
    """Give the other sessions of the same person on the same day, wherever they were."""
    same = Q(person_id=session.person_id) | Q(person__merged_into_id=session.person_id)
    if session.person.merged_into_id:
        same |= Q(person_id=session.person.merged_into_id)
    rows = Session.objects.filter(same, day=session.day).exclude(pk=session.pk).exclude(state=SessionState.VOID)
    return rows.select_related("provider__organisation", "line").order_by("starts")


def spent_in_year(agreement: Agreement, year: int) -> int:
    """Give what owed lines took of an agreement's calendar year, in fen."""
    rows = ClaimLine.objects.filter(
        session__provider_id=agreement.provider_id, session__order__programme=agreement.programme,
        session__day__year=year, state__in=[LineState.PASSES, LineState.ALLOWED],
    )  # fmt: skip
    return rows.aggregate(fen=Sum("allowed_fen"))["fen"] or 0


@dataclass(frozen=True, slots=True)
class Wait:
    """Who waits for a programme: how many, the longest and the middle wait in days, how many longer than LONG_WAIT."""

    programme: str
    count: int
    longest: int
    middle: int
    long: int


def waits(region: str, *, on: date) -> list[Wait]:
    """Give the waiting times of a region's programmes, the longest first."""
    rows = Order.objects.filter(in_region_q(pad(region)), state=OrderState.WAITING)
    days: dict[str, list[int]] = {}
    for programme, asked in rows.values_list("programme", "asked_on"):
        days.setdefault(programme, []).append((on - asked).days)
    found = [
        Wait(slug, len(some), max(some), round(median(some)), sum(one > LONG_WAIT for one in some))
        for slug, some in days.items()
    ]
    return sorted(found, key=lambda one: (-one.longest, one.programme))


@dataclass(frozen=True, slots=True)
class FirstWait:
    """How many days passed until the first session, of the orders of a programme at a provider that had theirs in a year."""

    programme: str
    provider: str
    count: int
    from_start: int  # the middle, from the order's first day
    from_asking: int  # the middle, from the day the person asked
    longest: int  # from the order's first day


def first_waits(region: str, year: int) -> list[FirstWait]:
    """Give how long a region's placed orders waited for their first session, the longest middle first."""
    first = Min("sessions__day", filter=~Q(sessions__state=SessionState.VOID))
    rows = Order.objects.filter(in_region_q(pad(region)), provider__isnull=False, starts_on__isnull=False)
    named = rows.annotate(first=first).filter(first__year=year).values_list(
        "programme", "provider__organisation__name", "asked_on", "starts_on", "first"
    )  # fmt: skip
    days: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for programme, provider, asked, starts, session in named:
        days.setdefault((programme, provider), []).append((max((session - starts).days, 0), (session - asked).days))
    found = [
        FirstWait(
            *key, len(some), round(median(one for one, _ in some)), round(median(two for _, two in some)),
            max(one for one, _ in some),
        )
        for key, some in days.items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.from_start, -one.longest, one.programme, one.provider))


@dataclass(frozen=True, slots=True)
class UnitCost:
    """What an item cost at a provider in a year (fen, the mean a whole fen), beside the middle of all providers there."""

    provider_id: int
    provider: str
    item: str
    times: int
    low: int
    mean: int
    high: int
    middle: int

    @property
    def outlier(self) -> str:
        """Say "high" or "low" where a person asks why, else nothing."""
        if self.mean * HIGH[1] > self.middle * HIGH[0]:
            return "high"
        return "low" if self.mean * LOW[1] < self.middle * LOW[0] else ""


def costs(region: str, year: int) -> list[UnitCost]:
    """Give the unit costs of a region's year, those that stand out first."""
    rows = list(unit_costs(region, year))
    by_item: dict[str, list[int]] = {}
    for row in rows:
        by_item.setdefault(row["item"], []).append(round(row["mean"]))
    found = [
        UnitCost(
            row["provider_id"], row["provider__organisation__name"], row["item"], row["times"], row["low"],
            round(row["mean"]), row["high"], round(median(by_item[row["item"]])),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (not one.outlier, one.item, -one.mean))


def homes_asked_about(project: Project) -> QuerySet[HomeWorks]:
    """Give the homes whose final sum lies far from the project's average (HIGH, LOW): not wrong, but asked about."""
    rows = project.homes.filter(final_fen__isnull=False).annotate(
        over=F("final_fen") * HIGH[1], under=F("final_fen") * LOW[1]
    )
    found = rows.filter(Q(over__gt=project.average_fen * HIGH[0]) | Q(under__lt=project.average_fen * LOW[0]))
    return found.select_related("person").order_by("final_fen")


def is_average_asked_about(project: Project, average_fen: int | None) -> bool:
    """Say whether the average reached lies far from the one that the document names (1,981 yuan against 3,500)."""
    if average_fen is None:
        return False
    return average_fen * LOW[1] < project.average_fen * LOW[0] or average_fen * HIGH[1] > project.average_fen * HIGH[0]


def item_name(programme: str, item: str) -> str:
    """Give what an item of a programme is called; one that no declaration knows keeps its code."""
    said = services().get(programme)
    return next((one.name for one in said.items if one.code == item), item) if said else item


def device_name(item: str) -> str:
    """Give what a thing is called."""
    return item_name("assistive_device_fitting", item)


def any_item_name(item: str) -> str:
    """Give the name of an item whatever programme knows it."""
    return next((one.name for said in services().values() for one in said.items if one.code == item), item)


def hidden_programmes() -> frozenset[str]:
    """Give the programmes whose orders only who treats and who decides may see."""
    return frozenset(slug for slug, one in services().items() if one.restricted)


@dataclass(frozen=True, slots=True)
class Held:
    """Everything that services hold of a person, newest first."""

    needs: list[Need]
    orders: list[Order]
    loans: list[Loan]
    homes: list[HomeWorks]


def held_of(person_id: int, *, restricted: bool = True) -> Held:
    """Give a person's needs, orders, things and works; what only few may know is left out where not `restricted`."""
    mine = of_person(person_id)
    needs, orders, loans = Need.objects.filter(mine), Order.objects.filter(mine), Loan.objects.filter(mine)
    if not restricted:
        needs, orders = needs.exclude(Need.RESTRICTED), orders.exclude(Order.RESTRICTED)
    return Held(
        list(needs.order_by("-known_on", "-pk")),
        list(orders.select_related("provider__organisation").order_by("-asked_on", "-pk")),
        list(loans.select_related("device").order_by("-lent_on", "-pk")),
        list(HomeWorks.objects.filter(mine).select_related("project").order_by("-surveyed_on", "-pk")),
    )
