"""Issue, shown by 2: from a screening at a hospital to a settled year, with a birthday and a change of provider in between."""

from datetime import date, timedelta

import polars as pl
from tests.casework.conftest import data_folder  # noqa: F401
from tests.casework.county import VILLAGE, moment
from tests.services.conftest import ITEM
from tests.services.test_things import scale

from chuntian.casework.models import Bill
from chuntian.indicators.catalogue import measure
from chuntian.indicators.compute import figure, open_rows
from chuntian.indicators.data import Data
from chuntian.indicators.periods import Period
from chuntian.money import ledger, verify
from chuntian.money import operations as money
from chuntian.money.operations.vouchers import bills_due
from chuntian.registry.models import Person
from chuntian.services import operations as services
from chuntian.services.models import ClaimLine, Need, Order
from chuntian.services.queries import billed_now_wrong, left_of, lines_to_look_at

PLACE, PROVINCE = "622921000000", "620000000000"  # the age is 7 there
BORN, SEVENTH = date(2017, 6, 10), date(2024, 6, 10)
FROM, TO, MOVES = date(2024, 2, 1), date(2025, 1, 31), date(2024, 8, 1)
LINK = {"screening": None, "diagnosis": None, "referral": None}


def _screened(centre, hospital) -> Need:
    """Find a child at a hospital's screening, have it diagnosed, and hand it over to the federation."""
    child = centre.county.person("阿一")
    centre.agree(hospital, "screen_diagnose_rehab_link")
    order = centre.order(provider=hospital, programme="screen_diagnose_rehab_link", items=LINK, ceiling_fen=None)
    for item, day in zip(LINK, (date(2024, 1, 5), date(2024, 1, 12), date(2024, 1, 15)), strict=True):
        services.set_price(provider=hospital, item=item, price_fen=1_000, from_on=FROM.replace(month=1), by=centre.clerk,
                           at=moment(day))  # fmt: skip
        centre.session(order, day, item=item)
    return services.record_need(
        person=child, kind="rehabilitation", source="hospital", known_on=date(2024, 1, 15), urgency=1, by=centre.clerk,
        at=moment(date(2024, 1, 15)), source_ref=f"order:{order.pk}",
    )  # fmt: skip


def _weekly(centre, order: Order, first: date, last: date) -> int:
    days = [first + timedelta(days=7 * number) for number in range((last - first).days // 7 + 1)]
    for day in days:
        centre.session(order, day)
    return len(days)


def _settled(centre, month: str, on: date) -> None:
    """Claim a month, settle it, and have the treasury pay it."""
    claims = services.build_claims(region=PROVINCE, month=month, by=centre.clerk, at=moment(on))
    services.settle_claims(claims=centre.submit(claims, on), by=centre.approver, at=moment(on, 12))
    vouchers = money.prepare_vouchers(region=PROVINCE, by=centre.preparer, at=moment(on, 13))
    for number, one in enumerate(money.approve_vouchers(vouchers=vouchers, by=centre.signer, at=moment(on, 14))):
        money.voucher_paid(voucher=one, reference=f"{month}-{number}", on=on, by=centre.signer, at=moment(on, 15))


def _assessed(centre, order: Order, form, eat: int, on: date) -> int:
    said = services.assess(
        person=order.person, order=order, form=form, answers={"eat": str(eat)}, on=on, by=centre.provider_staff,
        at=moment(on),
    )  # fmt: skip
    return said.score


def test_a_child_from_the_screening_to_a_settled_year(centre, data_folder):  # noqa: F811
    centre.preparer, centre.signer = centre.county.staff("finance_preparer", "finance_approver")
    Person.objects.filter(name="阿一").update(region=PLACE, birth_date=BORN)
    moved = {"resident_id": centre.county.who("阿一").resident_id, "name": "阿一", "moved_on": "2023-12-01",
             "from_division": VILLAGE, "to_division": "622921100000"}  # fmt: skip
    centre.county.commit("moves", date(2024, 1, 2), pl.DataFrame([moved]), whole=False)
    hospital, one, two = (centre.provider(name, division=PLACE) for name in ("县医院", "康乐中心", "春风中心"))
    for place in (one, two):
        services.step_agreement(agreement=place.agreements.get(), step="renew", on=FROM, ends_on=TO, by=centre.clerk,
                                at=moment(FROM))  # fmt: skip
    need = _screened(centre, hospital)
    form = services.add_form(
        region=PLACE,
        content=scale(["integer", "eat", "进食", ". >= 0 and . <= 5", "yes"]),
        by=centre.clerk,
        at=moment(FROM),
    )
    asked = services.ask_for(
        person=need.person,
        programme="child_rehab_relief",
        need=need,
        on=date(2024, 1, 20),
        by=centre.clerk,
        at=moment(FROM),
    )
    order = services.place(
        order=asked, provider=one, starts_on=FROM, ends_on=TO, items={ITEM: 60}, chosen_by="guardian",
        ceiling_fen=1_600_000, by=centre.clerk, at=moment(FROM),
    )  # fmt: skip
    before = _assessed(centre, order, form, 1, FROM)

    there = _weekly(centre, order, FROM, MOVES - timedelta(days=1))
    centre.session(order, FROM)  # handed in a second time
    for month in ("2024-02", "2024-03", "2024-04", "2024-05", "2024-06", "2024-07"):
        _settled(centre, month, date(2024, int(month[5:]) + 1, 5))
    held = lines_to_look_at(PROVINCE).get()
    services.decide_line(line=held, allow=False, reason="与考勤表不符", by=centre.approver, at=moment(MOVES))
    moved = services.transfer(
        order=order,
        provider=two,
        on=MOVES,
        reason="搬到县城东",
        chosen_by="guardian",
        by=centre.clerk,
        at=moment(MOVES),
    )
    here = _weekly(centre, moved, MOVES, TO)
    for month in ("2024-08", "2024-09", "2024-10", "2024-11", "2024-12", "2025-01"):
        year, number = int(month[:4]), int(month[5:])
        _settled(centre, month, date(year + number // 12, number % 12 + 1, 5))
    after = _assessed(centre, moved, form, 4, TO)
    services.accept(order=moved, on=TO, given_by="guardian", accepted=True, rating=5, by=centre.family, at=moment(TO))
    services.close_need(need=need, reason="met", on=TO, by=centre.clerk, at=moment(TO))

    _the_year_is_whole(centre, there + here, moved)
    assert (before, after, Need.objects.get(pk=need.pk).state) == (1, 4, "closed")


def _the_year_is_whole(centre, sessions: int, last: Order) -> None:
    """Everything delivered is paid once, nothing else is, the books are even, and the child stands in the year's figure."""
    paid = sessions * 10_000 + 3 * 1_000
    accounts = {name: fen for name, fen in ledger.balances().items() if fen}
    assert ClaimLine.objects.filter(session__day__gt=SEVENTH, state="passes").exists()
    assert ClaimLine.objects.exclude(state="passes").get().state == "refused"
    assert accounts == {"expense": paid, "bank": -paid}
    assert sum(Bill.objects.values_list("amount_fen", flat=True)) == paid
    assert not bills_due(PROVINCE).exists()
    assert [one.problems for one in verify.checks() if one.problems] == []
    assert billed_now_wrong(PROVINCE, "2024-07", at=moment(date(2025, 2, 6))).is_empty()
    assert left_of(last)[1] == {ITEM: 60 - sessions}
    assert (last.follows.provider.organisation.name, last.ends_on) == ("康乐中心", TO)
    data = Data(PLACE, Period(2024), centre.county.law, moment(TO))
    found = figure(data, measure("basic_rehabilitation_rate"))
    assert (found.numerator, found.denominator) == (1, 1)
    assert open_rows(data, "basic_rehabilitation_rate")["subject_id"].to_list() == [last.person_id]
