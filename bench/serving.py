"""Our processes with providers, orders and sessions: fill an office for a province, work and settle a month, open the pages."""

import json
import os
import resource
import sys
import time
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

YEAR = 2024
FIRST, LAST = date(YEAR, 1, 1), date(YEAR, 12, 31)
PROVINCE, COUNTY = "620000000000", "620104000000"
# Gansu's year: 9,194 children and 119,000 services of rehabilitation (issue), about two million sessions.
CHILDREN_IN = 14  # one of so many orders is a child's
PERSONS_A_PROVIDER = 213
CHILD, BASIC = ("child_rehab_relief", "training.hearing", 12_000), ("precision_rehab", "function_training", 8_000)
ASKED_PROVIDERS, ASKED = 4, 50  # providers whose pages are opened, and how often each
FAULT = 200  # one session of so many is handed in a second time, at an hour that lies over it


def at(day: date, hour: int = 9) -> datetime:
    """Give a moment of a day in China."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("Asia/Shanghai"))


def users() -> dict[str, object]:
    """Give the sign-ins of the office by their name."""
    from chuntian.accounts.models import User

    return {user.username: user for user in User.objects.all()}


def fill() -> dict:
    """Register providers with agreements and prices, and give every person of the register an order for the year."""
    from django.db import transaction

    from chuntian.registry.models import Person

    with transaction.atomic():
        people = list(Person.objects.order_by("resident_index").values_list("pk", "region"))
        size = max(4, len(people) // PERSONS_A_PROVIDER)
        providers = [_provider(number) for number in range(size)]
        orders = _orders(people, providers)
    return {"providers": size, "orders": orders}


def _provider(number: int) -> int:
    from chuntian.places.models import Organisation
    from chuntian.services import operations as services

    clerk, moment = users()["county_clerk"], at(FIRST)
    programme, item, fen = BASIC if number % 2 else CHILD
    place = Organisation.objects.create(kind="provider", name=f"机构{number}", division=COUNTY, region=COUNTY)
    made = services.register_provider(organisation=place, qualification="测", by=clerk, at=moment, shut_weekdays="7")
    services.set_price(provider=made, item=item, price_fen=fen, from_on=FIRST, by=clerk, at=moment)
    agreement = services.apply_for_agreement(
        provider=made, programme=programme, region=COUNTY, on=FIRST, by=clerk, at=moment
    )
    for step in ("assess", "publish", "sign"):
        services.step_agreement(agreement=agreement, step=step, on=FIRST, ends_on=LAST, by=clerk, at=moment)
    return made.pk


def _orders(people: list[tuple[int, str]], providers: list[int]) -> int:
    """Put orders in as rows: what is measured is the settling, an order is made one by one at a desk."""
    from chuntian.kernel.ids import new_ids
    from chuntian.registry.bulk import insert_frame, moment

    rows = pl.DataFrame(people, schema={"person_id": pl.Int64, "region": pl.String}, orient="row")
    rows = rows.with_row_index("number").with_columns(child=pl.col("number") % CHILDREN_IN == 0)
    both = {kind: providers[0 if kind else 1 :: 2] for kind in (True, False)}
    chosen = [both[child][number % len(both[child])] for number, child in rows.select("number", "child").iter_rows()]
    orders = rows.select(
        pl.Series("id", new_ids(rows.height), dtype=pl.Int64), "person_id", "region",
        pl.when("child").then(pl.lit(CHILD[0])).otherwise(pl.lit(BASIC[0])).alias("programme"),
        pl.Series("provider_id", chosen, dtype=pl.Int64), pl.lit("running").alias("state"),
        pl.when("child").then(pl.lit(CHILD[0])).otherwise(pl.lit("")).alias("alone"), pl.lit(False).alias("restricted"),
        pl.lit(FIRST).alias("asked_on"), pl.lit(FIRST).alias("starts_on"), pl.lit(LAST).alias("ends_on"),
        pl.lit(2_000_000).alias("ceiling_fen"), pl.lit("person").alias("chosen_by"), pl.lit(False).alias("outside"),
        pl.lit("").alias("stop_reason"), pl.lit(moment(at(FIRST))).alias("made_at"),
    )  # fmt: skip
    insert_frame("services_order", orders)
    items = orders.select(
        pl.Series("id", new_ids(rows.height), dtype=pl.Int64), pl.col("id").alias("order_id"),
        pl.when(pl.col("programme") == CHILD[0]).then(pl.lit(CHILD[1])).otherwise(pl.lit(BASIC[1])).alias("item"),
        pl.lit(None, pl.Int64).alias("quantity"),
    )  # fmt: skip
    insert_frame("services_orderitem", items)
    return orders.height


def attendance(month: int) -> tuple[pl.DataFrame, int]:
    """Give a month's sessions, a child's eight or nine and three of four others' once, and how many are handed in twice."""
    from chuntian.services.models import Order

    orders = pl.DataFrame(
        list(Order.objects.order_by("pk").values_list("pk", "programme")),
        schema={"order_id": pl.Int64, "programme": pl.String}, orient="row",
    ).with_row_index("number")  # fmt: skip
    first, days = date(YEAR, month, 1), 0
    while (first + timedelta(days=days)).month == month:
        days += 1
    open_days = [first + timedelta(days=n) for n in range(days) if (first + timedelta(days=n)).isoweekday() < 7]
    calendar = pl.DataFrame({"day": open_days}).with_row_index("place")
    every = orders.join(calendar, how="cross")
    is_child = pl.col("programme") == CHILD[0]
    once = (pl.col("number") + month) % len(open_days) == pl.col("place")
    comes = pl.when(is_child).then((pl.col("number") // CHILDREN_IN + pl.col("place")) % 3 == 0)
    rows = every.filter(comes.otherwise(once & ((pl.col("number") + month) % 4 != 0)))
    starts = (480 + 60 * (pl.col("number") % 8)).cast(pl.Int32)
    sheet = rows.select(
        "order_id", pl.when(is_child).then(pl.lit(CHILD[1])).otherwise(pl.lit(BASIC[1])).alias("item"), "day",
        starts.alias("starts"), (starts + 50).alias("ends"), pl.lit("centre").alias("mode"), pl.lit("signature").alias("proof"),
    )  # fmt: skip
    twice = sheet.gather_every(FAULT).with_columns(pl.col("starts") + 20, pl.col("ends") + 20)
    return pl.concat([sheet, twice]), twice.height


def month(number: int) -> dict:
    """Take a month's attendance over, then claim, hand in, settle and order to pay; tell the seconds of each and what was held."""
    from chuntian.services import operations as services
    from chuntian.services.models import ClaimLine

    who, taken = users(), {}
    sheet, planted = attendance(number)
    last = FIRST.replace(month=number + 1) if number < 12 else LAST + timedelta(days=1)
    steps = _Steps(taken)
    steps.take("attendance", lambda: services.take_over_sessions(
        sheet=sheet, region=PROVINCE, by=who["provider"], at=at(last, 20)))  # fmt: skip
    text, after = f"{YEAR}-{number:02}", last + timedelta(days=5)
    claims = steps.take("claim", lambda: services.build_claims(region=PROVINCE, month=text, by="bench", at=at(after)))
    claims = steps.take("submit", lambda: [
        services.submit_claim(claim=one, by=who["provider"], at=at(after)) for one in claims])  # fmt: skip
    bills = steps.take(
        "settle", lambda: services.settle_claims(claims=claims, by=who["county_approver"], at=at(after, 12))
    )
    vouchers = steps.take("pay", lambda: _paid(who, after))
    held = ClaimLine.objects.filter(claim__month=text).exclude(findings=0).count()
    return {
        **taken, "seconds": sum(taken.values()), "sessions": sheet.height, "claims": len(claims), "bills": len(bills),
        "vouchers": vouchers, "planted": planted, "held": held,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }  # fmt: skip


class _Steps:
    """Measures one step after the other."""

    def __init__(self, taken: dict[str, float]) -> None:
        self.taken = taken

    def take(self, name, work):  # type: ignore[no-untyped-def]
        start = time.perf_counter()
        found = work()
        self.taken[name] = time.perf_counter() - start
        return found


def _paid(who: dict, after: date) -> int:
    from chuntian.money import operations as money

    vouchers = money.prepare_vouchers(region=PROVINCE, by=who["finance_preparer"], at=at(after, 13))
    return len(money.approve_vouchers(vouchers=vouchers, by=who["finance_approver"], at=at(after, 14)))


def pages(number: int) -> dict:
    """Open the pages of four providers' own staff on a day of a month that is settled; give each page's time and queries."""
    from django.conf import settings

    from bench.pages import ask, signed_in
    from chuntian.accounts.models import User
    from chuntian.services.models import Claim, Provider, Session
    from chuntian.web import clock

    settings.ALLOWED_HOSTS, clock.now = ["testserver"], lambda: at(date(YEAR, number, 25), 16)
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    staff, found = signed_in("provider"), {}
    # who was sent nobody has nothing to show: numbers of persons and of providers do not always share out evenly
    providers = list(Provider.objects.filter(pk__in=Claim.objects.values("provider")).order_by("pk"))
    for place in range(ASKED_PROVIDERS):
        one = providers[min(place * len(providers) // ASKED_PROVIDERS + place % 2, len(providers) - 1)]
        User.objects.filter(username="provider").update(organisation_id=one.organisation_id)
        claim = (
            Claim.objects.filter(provider=one).order_by("-month", "pk").first()
        )  # not every one delivers every month
        last = Session.objects.filter(order__provider=one).order_by("-day", "-pk").first()
        if claim is None or last is None:
            raise SystemExit("机构没有账单或服务 · a provider without claim or session")
        addresses = {
            "today": f"/provider/?day={last.day}", "session": f"/provider/sessions/{last.pk}/", "people": "/provider/people/",
            "claims": "/provider/claims/", "claim": f"/provider/claims/{claim.pk}/", "agreement": "/provider/agreement/",
        }  # fmt: skip
        for name, address in addresses.items():
            found[f"{name} {place + 1}"] = ask(staff, [address] * ASKED)
    return {"pages": found, "sessions": Session.objects.count()}


def main() -> None:
    """Set up Django on the folder of CHUNTIAN_DATA and do one piece of work."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chuntian.config.settings.dev")
    import django

    django.setup()
    work = {"fill": fill, "month": lambda number: month(int(number)), "pages": lambda number: pages(int(number))}
    print(json.dumps(work[sys.argv[1]](*sys.argv[2:]), default=str))


if __name__ == "__main__":
    main()
