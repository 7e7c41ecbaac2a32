"""Claims: each fault is found, named and kept from payment; what passes is billed once."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.casework.county import REGION, moment
from tests.services.conftest import ITEM

from chuntian.casework.models import Bill
from chuntian.registry.operations import merge_persons
from chuntian.services import operations as services
from chuntian.services.enums import Finding, findings_of
from chuntian.services.models import ClaimLine, Session
from chuntian.services.queries import billed_now_wrong, findings
from chuntian.services.verify import checks

AT = moment(date(2024, 4, 6))


def faults(claims) -> dict[int, list[Finding]]:
    return {
        line.session_id: findings_of(line.findings)
        for line in ClaimLine.objects.filter(claim__in=claims)
        if line.findings
    }


def test_what_both_sides_confirmed_is_claimed_checked_and_owed_once(centre):
    order = centre.order()
    for day in (4, 5, 6):
        centre.session(order, date(2024, 3, day))
    centre.session(order, date(2024, 3, 7), accepted=False)

    (claim,) = claims = centre.claims()
    assert centre.claims() == [claim]
    (bill,) = centre.settle(centre.submit(claims))

    assert claim.lines.count() == 3
    assert (bill.amount_fen, bill.count, bill.payee) == (30_000, 3, centre.one.organisation)
    with pytest.raises(services.NothingToSettle):
        centre.settle(claims)
    assert Bill.objects.count() == 1


def test_each_fault_is_found_named_and_kept_from_payment(centre):
    order, other = centre.order(ceiling_fen=50_000), centre.order("阿二")
    good = [centre.session(order, date(2024, 3, day)) for day in (4, 5)]
    double = centre.session(order, date(2024, 3, 5))
    sunday = centre.session(order, date(2024, 3, 10))
    dear = centre.session(order, date(2024, 3, 11))
    Session.objects.filter(pk=dear.pk).update(price_fen=99_900)
    dead = centre.session(other, date(2024, 3, 20))
    suspended = centre.session(order, date(2024, 3, 28))
    services.step_agreement(
        agreement=centre.one.agreements.get(), step="suspend", on=date(2024, 3, 25), by=centre.clerk, at=AT, why="检查"
    )
    centre.county.deaths(date(2024, 3, 31), {"阿二": date(2024, 3, 15)})

    claims = centre.claims()

    assert faults(claims) == {
        double.pk: [Finding.DOUBLE], sunday.pk: [Finding.SHUT_DAY],
        dear.pk: [Finding.OVER_CEILING, Finding.OVER_PRICE],
        dead.pk: [Finding.DEAD], suspended.pk: [Finding.OUTSIDE_AGREEMENT],
    }  # fmt: skip
    (bill,) = centre.settle(centre.submit(claims))
    assert bill.amount_fen == sum(one.price_fen for one in good)
    assert {one.finding for one in findings(claims)} >= {Finding.DOUBLE, Finding.DEAD, Finding.SHUT_DAY}


def test_a_ceiling_is_never_passed_over_months(centre):
    order = centre.order(ceiling_fen=30_000)
    for day in (4, 5):
        centre.session(order, date(2024, 3, day))
    centre.settle(centre.submit(centre.claims("2024-03")))
    late = [centre.session(order, date(2024, 4, day)) for day in (8, 9)]

    claims = centre.claims("2024-04")

    assert faults(claims) == {late[1].pk: [Finding.OVER_CEILING]}


def test_an_agreements_year_is_never_passed(centre):
    agreement = centre.one.agreements.get()
    agreement.year_fen = 15_000
    agreement.save()
    order = centre.order()
    sessions = [centre.session(order, date(2024, 3, day)) for day in (4, 5)]

    assert faults(centre.claims()) == {sessions[1].pk: [Finding.OVER_AGREEMENT_SUM]}


def test_a_double_over_two_records_of_one_person_is_found(centre):
    order, other = centre.order(), centre.order("阿二", provider=centre.two)
    centre.session(order, date(2024, 3, 4))
    second = centre.session(other, date(2024, 3, 4))
    merge_persons(
        duplicate=centre.county.person("阿二"),
        into=centre.county.person("阿一"),
        by=centre.clerk,
        at=AT,
        reason="同一人",
    )

    assert faults(centre.claims()) == {second.pk: [Finding.DOUBLE]}


def test_a_held_line_waits_for_a_person_who_did_not_hand_it_in(centre):
    order = centre.order()
    centre.session(order, date(2024, 3, 4))
    centre.session(order, date(2024, 3, 10))
    claims = centre.submit(centre.claims())
    line = ClaimLine.objects.get(state="held")

    with pytest.raises(services.SamePerson):
        services.decide_line(line=line, allow=True, reason="当日补课", by=centre.provider_staff, at=AT)
    with pytest.raises(services.CannotClaim):
        services.decide_line(line=line, allow=True, reason="当日补课", by=centre.clerk, at=AT, amount_fen=10_001)
    services.dispute_line(line=line, words="当日经同意补课", by=centre.provider_staff, at=AT)
    first = centre.settle(claims)
    services.decide_line(line=line, allow=True, reason="已核实补课记录", by=centre.clerk, at=AT, amount_fen=8_000)
    second = centre.settle(claims)

    assert ([one.amount_fen for one in first], [one.amount_fen for one in second]) == ([10_000], [8_000])
    with pytest.raises(services.CannotClaim):
        services.decide_line(line=line, allow=False, reason="改变", by=centre.clerk, at=AT)


def test_a_death_reported_late_holds_what_is_not_billed_and_shows_what_is(centre):
    order, other = centre.order(), centre.order("阿二")
    centre.session(order, date(2024, 3, 4))
    centre.session(other, date(2024, 3, 20))
    claims = centre.submit(centre.claims())
    centre.county.deaths(date(2024, 4, 6), {"阿二": date(2024, 3, 15)})
    (bill,) = centre.settle(claims)
    assert bill.amount_fen == 10_000

    centre.county.deaths(date(2024, 4, 20), {"阿一": date(2024, 3, 1)})
    wrong = billed_now_wrong(REGION, "2024-03", at=moment(date(2024, 4, 21)))

    assert wrong["person_id"].to_list() == [centre.county.person("阿一").pk]
    assert findings_of(wrong["findings"][0]) == [Finding.DEAD]


def test_the_database_refuses_a_second_line_and_a_sum_without_a_person(centre):
    centre.session(centre.order(), date(2024, 3, 10))
    (claim,) = centre.claims()
    line = claim.lines.get()

    for change in ({"allowed_fen": 1}, {"state": "passes"}, {"state": "allowed", "allowed_fen": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ClaimLine.objects.filter(pk=line.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimLine.objects.create(
            claim=claim, session_id=line.session_id, asked_fen=1, allowed_fen=0, state="held", findings=1
        )


def test_what_was_accepted_after_the_claim_was_handed_in_comes_with_the_next_month(centre):
    order = centre.order()
    centre.session(order, date(2024, 3, 4))
    centre.submit(centre.claims())
    late = centre.session(order, date(2024, 3, 29))

    assert centre.claims() == []
    (claim,) = centre.claims("2024-04")

    assert [line.session_id for line in claim.lines.all()] == [late.pk]
    assert late.item == ITEM


def test_a_line_altered_after_the_bill_shows(centre):
    order = centre.order()
    for day in (4, 5):
        centre.session(order, date(2024, 3, day))
    centre.settle(centre.submit(centre.claims()))
    assert [one.problems for one in checks() if one.problems] == []

    ClaimLine.objects.filter(pk=ClaimLine.objects.first().pk).update(allowed_fen=9_999)

    assert [len(one.problems) for one in checks()] == [1, 0, 0]
