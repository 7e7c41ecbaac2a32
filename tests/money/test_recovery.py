"""When facts change, what was paid too much becomes a claim with its own decision, what was too little comes as arrears."""

from dataclasses import replace
from datetime import date

import pytest
from tests.casework.county import REGION

from chuntian.casework.models import Task
from chuntian.casework.operations import ReasonMissing, stop_award
from chuntian.money import ledger
from chuntian.money.models import Obligation, Recovery
from chuntian.money.operations import CannotRecover, decide_recovery, recompute, record_repayment
from chuntian.money.queries import ledger_difference_fen, paid_twice, recoveries
from chuntian.money.verify import checks


def clean():
    return [problem for check in checks() for problem in check.problems]


@pytest.fixture
def overpaid(payday):
    """阿二 died in January; February and March were paid before anyone knew."""
    for month in ("2024-01", "2024-02", "2024-03"):
        payday.county.lists(date.fromisoformat(f"{month}-01"))
        payday.month(month)
    payday.county.deaths(date(2024, 4, 1), {"阿二": date(2024, 1, 20)})
    for month in ("2024-02", "2024-03"):
        payday.county.decide(month, date(2024, 4, 2), programmes=["nursing_subsidy"])
    recompute(region=REGION, upto_month="2024-03", by=payday.preparer, at=payday.at("2024-04", 3))
    return payday


def test_months_after_a_death_become_claims_a_person_decides(overpaid):
    claims = list(recoveries(REGION))

    assert [(one.obligation.period, one.amount_fen, one.state) for one in claims] == [
        ("2024-02", 8000, "proposed"), ("2024-03", 8000, "proposed"),
    ]  # fmt: skip
    assert Task.objects.filter(key__startswith="recovery:", state="open").count() == 2
    assert clean() == []


def test_recomputing_again_claims_nothing_twice(overpaid):
    recompute(region=REGION, upto_month="2024-03", by=overpaid.preparer, at=overpaid.at("2024-04", 4))

    assert Recovery.objects.count() == 2
    assert sum(Recovery.objects.values_list("amount_fen", flat=True)) == 16000


def test_nothing_is_netted_against_another_benefit(overpaid):
    overpaid.county.lists(date(2024, 4, 1))
    overpaid.decide("2024-04")

    run = overpaid.prepare("2024-04")

    assert sorted(run.lines.values_list("obligation__person__name", "amount_fen")) == [("阿一", 13000), ("阿一", 13000)]
    assert list(run.held.values_list("person__name", "period", "why")) == [("阿二", "2024-04", "not_eligible")]


def test_a_claim_is_decided_repaid_and_booked(overpaid):
    claim = recoveries(REGION).first()
    with pytest.raises(ReasonMissing):
        decide_recovery(recovery=claim, outcome="claimed", by=overpaid.civil, at=overpaid.at("2024-04"), reason="")

    decide_recovery(
        recovery=claim, outcome="claimed", by=overpaid.civil, at=overpaid.at("2024-04"), reason="已去世，应予追回"
    )
    assert ledger.balances()[ledger.RECEIVABLE] == 8000
    record_repayment(recovery=claim, on=date(2024, 4, 20), by=overpaid.preparer, at=overpaid.at("2024-04", 20))

    assert ledger.balances()[ledger.RECEIVABLE] == 0
    assert (ledger_difference_fen(), paid_twice(), clean()) == (0, [], [])
    with pytest.raises(CannotRecover):
        record_repayment(recovery=claim, on=date(2024, 4, 20), by=overpaid.preparer, at=overpaid.at("2024-04", 20))


def test_a_claim_may_be_waived(overpaid):
    claim = recoveries(REGION).first()

    decide_recovery(
        recovery=claim, outcome="waived", by=overpaid.civil, at=overpaid.at("2024-04"), reason="家庭特别困难"
    )
    recompute(region=REGION, upto_month="2024-03", by=overpaid.preparer, at=overpaid.at("2024-04", 20))

    assert ledger.balances()[ledger.WRITTEN_OFF] == 8000
    assert Recovery.objects.count() == 2
    assert clean() == []


def test_a_death_reported_in_error_takes_the_proposals_back(overpaid):
    overpaid.county.deaths(date(2024, 4, 10), {"阿二": date(2024, 1, 20)}, correction=True)
    for month in ("2024-02", "2024-03"):
        overpaid.county.decide(month, date(2024, 4, 11), programmes=["nursing_subsidy"])

    recompute(region=REGION, upto_month="2024-03", by=overpaid.preparer, at=overpaid.at("2024-04", 12))

    assert set(Recovery.objects.values_list("state", flat=True)) == {"cancelled"}
    assert overpaid.prepare("2024-03", 28).state == "reconciled"
    assert clean() == []


def test_an_award_ended_backwards_by_a_person_claims_the_rest(payday):
    payday.month("2024-01")
    award = payday.county.person("阿二").awards.get()
    stop_award(award=award, end_month="2023-12", by=payday.civil, at=payday.at("2024-01", 25), reason="虚假材料")

    claims = recompute(region=REGION, upto_month="2024-01", by=payday.preparer, at=payday.at("2024-01", 26))

    assert [claim.amount_fen for claim in claims] == [8000]
    assert Obligation.objects.get(person__name="阿二").target_fen == 0


def test_a_higher_grade_for_the_past_comes_as_arrears(payday):
    payday.month("2024-01")
    better = [replace(one, grade=1) if one.name == "阿二" else one for one in payday.county.people]
    payday.county.certificates(date(2024, 1, 1), better, at=payday.at("2024-02", 1))
    payday.decide("2024-02")
    payday.county.decide("2024-01", date(2024, 2, 6), programmes=["nursing_subsidy"])

    run = payday.prepare("2024-02")

    lines = run.lines.filter(obligation__person__name="阿二").values_list("obligation__period", "amount_fen", "arrears")
    assert sorted(lines) == [("2024-01", 5000, True), ("2024-02", 13000, False)]
    assert clean() == []


def test_a_run_alone_takes_the_proposals_back_and_pays_nothing_again(overpaid):
    overpaid.county.deaths(date(2024, 4, 10), {"阿二": date(2024, 1, 20)}, correction=True)
    for month in ("2024-02", "2024-03"):
        overpaid.county.decide(month, date(2024, 4, 11), programmes=["nursing_subsidy"])

    assert overpaid.prepare("2024-03", 28).state == "reconciled"  # nothing is due: the last run

    assert set(Recovery.objects.values_list("state", flat=True)) == {"cancelled"}
    assert paid_twice() == []
    assert clean() == []


def test_the_rest_of_a_month_waits_while_a_line_of_it_is_with_the_bank(payday):
    payday.decide("2024-01")
    first = payday.prepare("2024-01")
    payday.approve(first)
    payday.file(first)
    payday.county.certificates(date(2024, 1, 1), [replace(payday.county.who("阿二"), grade=1), *payday.county.people[:1]],
                               at=payday.at("2024-01", 17))  # fmt: skip
    payday.decide("2024-01", 18)
    assert payday.prepare("2024-01", 19).pk == first.pk  # nothing of the raised month yet

    payday.reconcile(first, payday.send(first))
    again = payday.prepare("2024-01", 22)

    assert sorted(again.lines.values_list("payee", "amount_fen")) == [("阿二", 5000)]
    assert clean() == []
