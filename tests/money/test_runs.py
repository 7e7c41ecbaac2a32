"""A payment run from preparing to the answer: what is owed, who signs, what never happens."""

import errno
from datetime import date

import polars as pl
import pytest
from django.db import IntegrityError, transaction
from tests.casework.county import REGION

from chuntian.casework.operations import stop_award
from chuntian.money import ledger
from chuntian.money.models import BankFile, Obligation, PaymentLine, PaymentRun
from chuntian.money.operations import (
    BankSays,
    BudgetExceeded,
    CannotApprove,
    CannotFile,
    FileChanged,
    HandoverUnknown,
    PaymentsLocked,
    RunInPreparation,
    RunOutdated,
    SamePerson,
    approve_run,
    bankfile,
    cancel_run,
    lift_lock,
    lock_payments,
    prepare_run,
)  # fmt: skip
from chuntian.money.operations import prepare as preparing
from chuntian.money.operations.accrue import accrue
from chuntian.money.operations.prepare import accounts_of
from chuntian.money.plan import Plan, plan
from chuntian.money.queries import budget_use, ledger_difference_fen, paid_totals, paid_twice, payments_of
from chuntian.money.verify import checks
from chuntian.registry.models import BankAccount


def owed(run):
    return sorted(run.lines.values_list("obligation__person__name", "obligation__programme", "amount_fen"))


def clean():
    return [problem for check in checks() for problem in check.problems]


def test_a_month_is_paid_once_from_decision_to_bank(payday):
    run = payday.month("2024-01")

    assert run.state == "reconciled"
    assert owed(run) == [
        ("阿一", "living_subsidy", 13000),
        ("阿一", "nursing_subsidy", 13000),
        ("阿二", "nursing_subsidy", 8000),
    ]
    assert payday.bank.paid_fen() == run.total_fen
    assert clean() == []


def test_a_month_paid_twice_owes_nothing_twice(payday):
    first = payday.month("2024-01")

    again = payday.prepare("2024-01", 25)

    assert again == first
    assert PaymentLine.objects.count() == 3
    assert payday.bank.paid_fen() == first.total_fen


def test_preparing_again_gives_the_run_that_waits(payday):
    payday.decide("2024-01")

    assert payday.prepare("2024-01") == payday.prepare("2024-01", 16)
    assert PaymentRun.objects.count() == 1


def test_months_not_yet_paid_are_lines_of_their_own(payday):
    for month in ("2024-01", "2024-02"):
        payday.decide(month)

    run = payday.prepare("2024-02")

    periods = sorted(run.lines.filter(obligation__person__name="阿二").values_list("obligation__period", "arrears"))
    assert periods == [("2024-01", True), ("2024-02", False)]


def test_who_prepared_cannot_approve_and_the_database_holds_it(payday):
    payday.decide("2024-01")
    run = payday.prepare("2024-01")

    with pytest.raises(SamePerson):
        approve_run(run=run, by=payday.preparer, at=payday.at("2024-01"))
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentRun.objects.filter(pk=run.pk).update(state="approved", approved_by=payday.preparer)


def test_money_goes_to_the_account_of_the_newest_list_valid_on_the_day(payday):
    other, ended = payday.county.who("阿三"), {"valid_to": date(2024, 1, 10)}
    rows = BankAccount.objects.filter(person__name="阿一")
    old = rows.get()
    payday.county.commit(
        "bank_accounts", date(2024, 1, 8),
        pl.DataFrame([{
            "resident_id": payday.county.who("阿一").resident_id, "name": "阿一", "bank": "演示银行", "holder": "",
            "account": payday.county.account(other),
        }]), whole=False,
    )  # fmt: skip
    new = rows.exclude(pk=old.pk).get()
    persons = [old.person_id]

    assert accounts_of(persons, date(2024, 1, 15)).rows() == [(old.person_id, new.pk, "阿一")]
    rows.filter(pk=new.pk).update(**ended)
    assert accounts_of(persons, date(2024, 1, 15))["account_id"].to_list() == [old.pk]
    assert accounts_of([], date(2024, 1, 15)).is_empty()


def test_a_target_is_changed_against_what_the_row_holds_not_what_a_plan_once_read(payday):
    payday.decide("2024-01")
    stale = plan(REGION, "2024-01")
    payday.prepare("2024-01")
    obligation = Obligation.objects.first()
    wrong = stale.rows.with_columns(
        pl.col("target") + 100, pl.lit(obligation.pk).alias("obligation_id"), pl.lit(1).alias("old_target")
    ).filter((pl.col("person_id") == obligation.person_id) & (pl.col("programme") == obligation.programme))

    for _ in range(2):
        accrue(plan=Plan(wrong), region=REGION, by=payday.preparer, at=payday.at("2024-01"))

    again = Obligation.objects.get(pk=obligation.pk)
    assert again.target_fen == obligation.target_fen + 100
    assert ledger.balances(obligations=[obligation.pk])["expense"] == again.target_fen
    assert (again.run_id, again.award_id) == (obligation.run_id, obligation.award_id)


def test_a_run_is_worked_out_again_while_decisions_come_in(payday, monkeypatch):
    payday.decide("2024-01")
    came = iter([1, 1, 0])  # beside what was accrued first
    monkeypatch.setattr(preparing, "accrue", lambda **said: accrue(**said) or next(came))

    run = payday.prepare("2024-01")

    assert next(came, "all asked") == "all asked"
    assert len(owed(run)) == 3
    assert clean() == []


def test_what_never_settles_is_refused_and_nothing_is_written(payday, monkeypatch):
    payday.decide("2024-01")
    monkeypatch.setattr(preparing, "accrue", lambda **said: 1)

    with pytest.raises(RunInPreparation, match="正在变动"):
        payday.prepare("2024-01")

    assert not PaymentRun.objects.exists()


def test_a_stop_after_preparing_makes_the_run_outdated(payday):
    payday.decide("2024-01")
    run = payday.prepare("2024-01")
    award = payday.county.person("阿二").awards.get()
    stop_award(award=award, end_month="2023-12", by=payday.civil, at=payday.at("2024-01", 15), reason="误批")

    with pytest.raises(RunOutdated):
        payday.approve(run)
    cancel_run(run=run, by=payday.preparer, at=payday.at("2024-01", 16), reason="重新编制")
    again = payday.prepare("2024-01", 17)

    assert not again.lines.filter(obligation__person__name="阿二").exists()
    assert clean() == []


def test_one_payment_per_obligation_is_held_by_the_database(payday):
    payday.decide("2024-01")
    line = payday.prepare("2024-01").lines.first()

    for change in ({"attempt": 2, "end_to_end_id": "CT-OTHER"}, {"attempt": 1, "end_to_end_id": "CT-MORE"}):
        copy = PaymentLine.objects.get(pk=line.pk)
        copy.pk, copy.attempt, copy.end_to_end_id = None, change["attempt"], change["end_to_end_id"]
        copy.id = line.pk + 1
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save(force_insert=True)
    owed = Obligation.objects.get(pk=line.obligation_id)
    owed.id = owed.pk + 1
    with pytest.raises(IntegrityError), transaction.atomic():
        owed.save(force_insert=True)


def test_nothing_is_filed_before_it_is_approved_nor_cancelled_after(payday):
    payday.decide("2024-01")
    run = payday.prepare("2024-01")
    with pytest.raises(CannotFile):
        payday.file(run)
    payday.approve(run)
    payday.file(run)

    with pytest.raises(CannotApprove):
        cancel_run(run=run, by=payday.preparer, at=payday.at("2024-01", 17), reason="反悔")


def test_the_file_of_a_run_is_always_the_same_bytes(payday):
    payday.decide("2024-01")
    run = payday.prepare("2024-01")
    payday.approve(run)
    first = payday.file(run)
    content = (payday.bank.folder / "outbox" / f"{run.batch}.txt").read_bytes()

    again = payday.file(run, 18)

    assert (again.pk, again.sha256) == (first.pk, first.sha256)
    assert (payday.bank.folder / "outbox" / f"{run.batch}.txt").read_bytes() == content


def test_whoever_is_overtaken_by_a_colleague_gets_the_file_and_need_ask_nobody(payday, monkeypatch):
    payday.decide("2024-01")
    run = payday.prepare("2024-01")
    payday.approve(run)
    out = payday.bank.folder / "outbox" / f"{run.batch}.txt"
    overtaking = []

    def overtake(name):
        if name == "pay.file.before_write" and not overtaking:
            overtaking.append(name)
            overtaking.append(payday.file(run, 19))
            out.unlink()  # the bank takes it at once

    monkeypatch.setattr(bankfile, "crash_point", overtake)
    mine = payday.file(run)

    assert (mine.pk, mine.written_at) == (overtaking[1].pk, overtaking[1].written_at)
    assert not out.exists()
    assert clean() == []


def test_a_broken_hand_over_asks_the_bank_before_anything_is_handed_over_again(payday, monkeypatch):
    payday.decide("2024-01")
    run = payday.prepare("2024-01")
    payday.approve(run)
    out = payday.bank.folder / "outbox" / f"{run.batch}.txt"

    def cut(name):
        if name == "pay.file.after_write":
            raise InterruptedError

    with monkeypatch.context() as patched:
        patched.setattr(bankfile, "crash_point", cut)
        with pytest.raises(InterruptedError):
            payday.file(run)
    taken = out.read_bytes()
    out.unlink()  # the bank takes it

    with pytest.raises(HandoverUnknown, match="先问银行"):
        payday.file(run)
    assert not out.exists()

    written = payday.file(run, bank_says=BankSays.RECEIVED)
    assert written.written_at
    assert not out.exists()
    BankFile.objects.update(written_at=None)
    payday.file(run, bank_says=BankSays.NOT_RECEIVED)
    assert out.read_bytes() == taken


def test_A18_a_folder_without_room_leaves_nothing_to_ask_the_bank_about(payday, monkeypatch):
    payday.decide("2024-01")
    run = payday.prepare("2024-01")
    payday.approve(run)
    out = payday.bank.folder / "outbox" / f"{run.batch}.txt"

    def full(path, content):
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    with monkeypatch.context() as patched:
        patched.setattr(bankfile, "drafted", full)
        with pytest.raises(OSError, match="No space"):
            payday.file(run)

    assert payday.file(run).written_at
    assert out.exists()


def test_a_line_changed_behind_our_back_stops_the_file(payday):
    payday.decide("2024-01")
    run = payday.prepare("2024-01")
    payday.approve(run)
    payday.file(run)
    PaymentLine.objects.filter(run=run, obligation__person__name="阿二").update(amount_fen=99999900)

    with pytest.raises(FileChanged):
        payday.file(run)
    assert any("合计" in problem for problem in clean())


def test_another_run_of_the_region_cannot_be_prepared_beside(payday):
    payday.decide("2024-01")
    payday.prepare("2024-01")

    with pytest.raises(RunInPreparation):
        prepare_run(region=REGION, month="2024-02", by=payday.preparer, at=payday.at("2024-02"))
    with pytest.raises(RunInPreparation):
        prepare_run(region="620000000000", month="2024-01", by=payday.preparer, at=payday.at("2024-01"))


def test_the_budget_of_the_year_is_a_wall(payday):
    from chuntian.money.models import Budget, Fund

    fund = Fund.objects.create(slug="two_subsidies", name="两项补贴资金")
    Budget.objects.create(fund=fund, region=REGION, programme="nursing_subsidy", year=2024, amount_fen=15000)
    payday.decide("2024-01")
    run = payday.prepare("2024-01")

    with pytest.raises(BudgetExceeded):
        payday.approve(run)
    Budget.objects.update(amount_fen=10_000_000)
    payday.approve(run)
    used = sum(run.lines.filter(obligation__programme="nursing_subsidy").values_list("amount_fen", flat=True))
    assert budget_use(region=REGION, year=2024)[0]["used_fen"] == used


def test_after_a_restore_nothing_moves_until_a_person_lifts_the_lock(payday):
    payday.decide("2024-01")
    lock = lock_payments(reason="已从备份恢复", by="restore", at=payday.at("2024-01"))

    with pytest.raises(PaymentsLocked):
        payday.prepare("2024-01")
    lift_lock(lock=lock, by=payday.approver, at=payday.at("2024-01"), reason="与银行流水逐笔核对无差异")

    assert payday.prepare("2024-01").lines_count == 3


def test_after_a_restore_the_same_transfer_has_the_same_id(payday):
    payday.decide("2024-01")
    with transaction.atomic():
        ids = set(payday.prepare("2024-01").lines.values_list("end_to_end_id", flat=True))
        transaction.set_rollback(True)

    assert set(payday.prepare("2024-01").lines.values_list("end_to_end_id", flat=True)) == ids


def test_totals_and_payments_can_be_read(payday):
    run = payday.month("2024-01")

    totals = paid_totals(region=REGION, months=["2024-01"])

    assert sum(row["amount_fen"] for row in totals) == run.total_fen
    assert {row["division"] for row in totals} == {REGION}
    assert [one["state"] for one in payments_of(payday.county.person("阿二"))] == ["paid"]
    assert (ledger_difference_fen(), paid_twice()) == (0, [])
