"""Months a run could neither pay nor stop: they wait for a person, are settled by a word, or come later as arrears."""

from dataclasses import replace
from datetime import date

import pytest

from chuntian.casework.operations import decide_by_hand
from chuntian.money.models import HeldLine
from chuntian.money.operations import HeldLinesOpen, approve_run
from chuntian.money.verify import checks


def clean():
    return [problem for check in checks() for problem in check.problems]


def test_not_eligible_and_unknown_wait_for_a_person(payday):
    payday.county.award("阿三", "nursing_subsidy", "2024-01")
    payday.decide("2024-01")
    run = payday.prepare("2024-01")

    held = HeldLine.objects.get(run=run)
    assert (held.person.name, held.why) == ("阿三", "not_eligible")
    with pytest.raises(HeldLinesOpen):
        approve_run(run=run, by=payday.approver, at=payday.at("2024-01"))
    assert payday.approve(run).state == "approved"


@pytest.mark.parametrize(("word", "fen", "next_run"), [("pay", 5000, [5000]), ("do_not_pay", None, [])])
def test_a_held_month_decided_by_hand_no_longer_waits_and_is_paid_next_time(payday, word, fen, next_run):
    award = payday.county.award("阿三", "nursing_subsidy", "2024-01")
    payday.decide("2024-01")
    run = payday.prepare("2024-01")
    decide_by_hand(award=award, month="2024-01", outcome=word, amount_fen=fen, by=payday.civil,
                   at=payday.at("2024-01", 15), reason="已入户核实")  # fmt: skip

    approve_run(run=run, by=payday.approver, at=payday.at("2024-01", 16))

    held = HeldLine.objects.get(run=run)
    assert (held.resolution, held.resolved_by) == ("settled", payday.civil)
    assert not run.lines.filter(obligation__person__name="阿三").exists()
    payday.file(run)
    payday.reconcile(run, payday.send(run))
    later = payday.month("2024-02")
    arrears = later.lines.filter(obligation__person__name="阿三", obligation__period="2024-01")
    assert list(arrears.values_list("amount_fen", flat=True)) == next_run
    assert not later.held.filter(period="2024-01").exists()
    assert clean() == []


def test_a_decision_by_hand_opens_no_account(payday):
    award = payday.county.award("阿四", "nursing_subsidy", "2024-01")
    payday.decide("2024-01")
    run = payday.prepare("2024-01")
    decide_by_hand(award=award, month="2024-01", outcome="pay", amount_fen=5000, by=payday.civil,
                   at=payday.at("2024-01", 15), reason="已入户核实")  # fmt: skip

    with pytest.raises(HeldLinesOpen):
        approve_run(run=run, by=payday.approver, at=payday.at("2024-01", 16))


def test_a_month_nobody_decided_is_held_not_paid(payday):
    run = payday.prepare("2024-01")

    assert run.lines_count == 0
    assert set(run.held.values_list("why", flat=True)) == {"no_decision"}


def test_without_an_account_the_month_waits_and_comes_as_arrears(payday):
    payday.county.award("阿四", "nursing_subsidy", "2024-01")
    first = payday.month("2024-01")
    assert list(first.held.values_list("person__name", "why")) == [("阿四", "no_account")]
    payday.county.accounts(date(2024, 2, 1), [replace(one, has_account=True) for one in payday.county.people])

    second = payday.month("2024-02")

    lines = second.lines.filter(obligation__person__name="阿四").values_list("obligation__period", "state")
    assert sorted(lines) == [("2024-01", "paid"), ("2024-02", "paid")]


def test_a_person_may_pay_or_not_pay_a_month_by_hand(payday):
    award = payday.county.award("阿三", "nursing_subsidy", "2024-01")
    payday.decide("2024-01")
    decide_by_hand(award=award, month="2024-01", outcome="pay", amount_fen=5000, by=payday.civil,
                   at=payday.at("2024-01", 6), reason="等级变更期间按原标准")  # fmt: skip

    run = payday.prepare("2024-01")

    assert not run.held.exists()
    assert run.lines.get(obligation__person__name="阿三").amount_fen == 5000
