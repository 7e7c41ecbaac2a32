"""Whatever order things happen in: nobody is paid twice, nobody is missed, the books agree."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.casework.county import REGION

from chuntian.money.layouts import answer_file
from chuntian.money.models import PaymentRun
from chuntian.money.operations import NothingDue, cancel_run, recompute
from chuntian.money.queries import ledger_difference_fen, paid_twice
from chuntian.money.verify import checks

STEPS = ["decide", "prepare", "approve", "file", "answer", "fail", "answer_again", "cancel", "recompute", "regrade"]


class History:
    """Take steps in any order, as hasty people would; each step is allowed to find nothing to do."""

    def __init__(self, payday) -> None:
        self.payday, self.day, self.answers = payday, 2, []

    def take(self, step: str) -> None:
        self.day = min(self.day + 1, 28)
        getattr(self, step)()

    def runs(self, *states: str) -> list[PaymentRun]:
        return list(PaymentRun.objects.filter(state__in=states).order_by("number"))

    def decide(self) -> None:
        self.payday.decide("2024-01", self.day)

    def prepare(self) -> None:
        try:
            self.payday.prepare("2024-01", self.day)
        except NothingDue:
            return

    def approve(self) -> None:
        from chuntian.money.operations import RunOutdated

        for run in self.runs("prepared"):
            try:
                self.payday.approve(run, self.day)
            except RunOutdated:
                cancel_run(run=run, by=self.payday.preparer, at=self.payday.at("2024-01", self.day), reason="有变")

    def file(self) -> None:
        for run in self.runs("approved", "filed"):
            self.payday.file(run, self.day)

    def answer(self, fail_every: int = 0) -> None:
        for run in self.runs("filed"):
            lines = [line for line in run.lines.order_by("end_to_end_id") if line.state == "sent"]
            rows = [
                (
                    line.end_to_end_id,
                    line.amount_fen,
                    "failed" if fail_every and not n % fail_every else "paid",
                    "",
                    "",
                    "",
                )
                for n, line in enumerate(lines)
            ]
            path = self.payday.folder / f"{run.pk}-{len(self.answers)}.csv"
            path.write_bytes(answer_file(batch=run.batch, answers=rows))
            self.answers.append((run, path))
            self.payday.reconcile(run, path, self.day)

    def fail(self) -> None:
        self.answer(fail_every=2)

    def answer_again(self) -> None:
        for run, path in self.answers:
            self.payday.reconcile(run, path, self.day)

    def cancel(self) -> None:
        for run in self.runs("prepared"):
            cancel_run(run=run, by=self.payday.preparer, at=self.payday.at("2024-01", self.day), reason="重做")

    def recompute(self) -> None:
        recompute(region=REGION, upto_month="2024-01", by=self.payday.preparer, at=self.payday.at("2024-01", self.day))

    def regrade(self) -> None:
        grade = 1 + self.day % 3
        people = [replace(one, grade=grade) if one.name == "阿二" else one for one in self.payday.county.people]
        self.payday.county.certificates(date(2024, 1, 1), people, at=self.payday.at("2024-01", self.day))


@pytest.mark.slow
@pytest.mark.parametrize("finish", [["decide", "prepare", "approve", "file", "answer"] * 2])
@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(STEPS), min_size=4, max_size=14))
def test_no_order_of_steps_pays_twice(payday, finish, steps):
    from django.db import transaction

    # The books of the history before are rolled back; what it handed to the bank, and our copies of it, go with them.
    for file in (payday.folder / "bank").rglob("*.*"):
        if file.suffix in (".sealed", ".txt"):
            file.unlink()
    with transaction.atomic():
        history = History(payday)
        for step in [*steps, *finish]:
            history.take(step)
            assert (ledger_difference_fen(), paid_twice()) == (0, []), step

        assert [problem for check in checks() for problem in check.problems] == []
        due = dict(payday.county.person("阿一").obligations.values_list("programme", "target_fen"))
        paid = payday.county.person("阿一").obligations.filter(lines__state="paid")
        assert dict(paid.values_list("programme", "lines__amount_fen")) == due
        transaction.set_rollback(True)
