"""The races of tests/faults/rivals.py: one thing, many hands, and what must be true afterwards (trust A11)."""

import random
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from tests.faults.lone import Crowd

MONTH = "2024-01"
DAY = date(2024, 1, 16)
WHY = "同时办理的一次试验"
RACES = [
    "approve_approve", "approve_cancel", "approve_leave_out", "prepare_prepare", "decide_a_case", "stop_resume",
    "decide_a_discrepancy", "confirm_the_brake", "close_a_task", "double_click", "approve_on_the_page",
]  # fmt: skip


class Office:
    """The county, its staff in crowds, and one kind of race a method; each gives the faults it found."""

    def __init__(self, most: int, seed: int) -> None:
        from tests.casework.county import County, Someone, moment

        self.chance, self.crowd, self.at = random.Random(seed), Crowd(most), moment(DAY)
        people = [
            Someone("阿一", grade=1, dibao=1),
            Someone("阿二", grade=2, dibao=None),
            Someone("阿三", grade=1, dibao=None),
        ]
        people.append(Someone("阿四", grade=3, dibao=None))
        self.county = County(people)
        self.staff = {
            role: self.county.staff(*(f"{role}{number}" for number in range(1, most + 1)))
            for role in ("finance_preparer", "finance_approver", "civil_affairs", "county_clerk")
        }
        self.county.lists(date(2024, 1, 1))
        for name, programme in (("阿一", "living_subsidy"), ("阿二", "nursing_subsidy"), ("阿四", "nursing_subsidy")):
            self.county.award(name, programme, MONTH)
        self.county.decide(MONTH, programmes=["living_subsidy", "nursing_subsidy"])

    def some(self, role: str, count: int) -> list[Any]:
        return self.staff[role][:count]

    def prepared(self) -> Any:
        """Give a run that waits for approval, all of it settled but 阿四 who is no longer entitled."""
        from tests.casework.county import REGION

        from chuntian.money.models import PaymentRun
        from chuntian.money.operations import cancel_run, prepare_run

        for old in PaymentRun.objects.filter(state__in=["prepared", "approved"]):
            cancel_run(run=old, by=self.staff["finance_preparer"][0], at=self.at, reason=WHY)
        return prepare_run(region=REGION, month=MONTH, by=self.staff["finance_preparer"][0], at=self.at)

    def settled(self) -> Any:
        from chuntian.money.operations import leave_out

        run = self.prepared()
        leave_out(run=run, by=self.staff["finance_preparer"][0], at=self.at, reason=WHY)
        return run

    # --- the races --------------------------------------------------------------------------------------------------
    def approve_approve(self, count: int) -> list[str]:
        """Many approvers, and who prepared the run among them."""
        from chuntian.money.operations import CannotApprove, SamePerson, approve_run

        run = self.settled()
        people = [*self.some("finance_approver", count - 1), run.prepared_by]
        got = self.crowd.at_once([lambda by=by: approve_run(run=run, by=by, at=self.at) for by in people])
        faults = one_wins(got[:-1], CannotApprove) + refused(got[-1:], CannotApprove, SamePerson)
        run.refresh_from_db()
        winner = [by.pk for by, one in zip(people, got, strict=True) if not isinstance(one, Exception)]
        if [run.approved_by_id] != winner:
            faults.append(f"approved by {run.approved_by_id}, told to {winner}")
        return faults + self.entries("pay.approve", run.pk, 1) + messages(f"pay:{run.pk}:approved", 1)

    def double_click(self, count: int) -> list[str]:
        """One approver's impatient hand: the same answer each time, one approval."""
        from chuntian.money.operations import approve_run

        run, by = self.settled(), self.staff["finance_approver"][0]
        got = self.crowd.at_once([lambda: approve_run(run=run, by=by, at=self.at)] * count)
        return refused(got) + self.entries("pay.approve", run.pk, 1)

    def approve_cancel(self, count: int) -> list[str]:
        from chuntian.money.operations import CannotApprove, approve_run, cancel_run

        run = self.settled()
        deeds = [
            lambda by=by: approve_run(run=run, by=by, at=self.at) for by in self.some("finance_approver", count - 1)
        ]
        got = self.crowd.at_once([*deeds, lambda: cancel_run(run=run, by=run.prepared_by, at=self.at, reason=WHY)])
        run.refresh_from_db()
        faults = refused(got[-1:]) + at_most_one_wins(got[:-1], CannotApprove)
        if run.state != "cancelled" or run.lines.exclude(state="cancelled").exists():
            faults.append(f"cancelled, and {run.state}")
        return faults + self.entries("pay.cancel", run.pk, 1)

    def approve_leave_out(self, count: int) -> list[str]:
        """Some say what is to become of the held month, one approves: never a run with an open month approved."""
        from chuntian.money.operations import AlreadySettled, CannotApprove, HeldLinesOpen, approve_run, leave_out

        run = self.prepared()
        ids = list(run.held.values_list("pk", flat=True))
        deeds: list[Callable[[], Any]] = [
            lambda by=by: leave_out(run=run, by=by, at=self.at, reason=WHY, ids=ids)
            for by in self.some("finance_preparer", count - 1)
        ]
        by = self.staff["finance_approver"][0]
        got = self.crowd.at_once([*deeds, lambda: approve_run(run=run, by=by, at=self.at)])
        run.refresh_from_db()
        faults = one_wins(got[:-1], AlreadySettled, CannotApprove) + refused(got[-1:], None, HeldLinesOpen)
        if run.state == "approved" and run.held.filter(resolution="").exists():
            faults.append("approved with an open month")
        return faults + self.entries("pay.leave_out", run.pk, 1)

    def prepare_prepare(self, count: int) -> list[str]:
        """Everyone prepares the month, some for the village: one run, the same for all who asked for it."""
        from tests.casework.county import REGION, VILLAGE

        from chuntian.money.models import PaymentRun
        from chuntian.money.operations import RunInPreparation, cancel_run, prepare_run

        cancel_run(run=self.prepared(), by=self.staff["finance_preparer"][0], at=self.at, reason=WHY)
        places = [VILLAGE if self.chance.random() < 0.3 else REGION for _ in range(count)]
        people = self.some("finance_preparer", count)
        got = self.crowd.at_once(
            [lambda by=by, place=place: prepare_run(region=place, month=MONTH, by=by, at=self.at)
             for by, place in zip(people, places, strict=True)]
        )  # fmt: skip
        waiting = PaymentRun.objects.filter(state="prepared")
        given = {one.pk for one in got if not isinstance(one, Exception)}
        faults = refused(got, None, RunInPreparation)
        return (
            faults if [run.pk for run in waiting] == list(given) else [*faults, f"{waiting} waits, {given} was given"]
        )

    def decide_a_case(self, count: int) -> list[str]:
        """Approve, approve, refuse, withdraw: one decision, at most one award."""
        from tests.casework.county import REGION

        from chuntian.casework.models import Award
        from chuntian.casework.operations import CannotDecide, CannotMove, act, apply, decide_case, stop_award

        law, person = self.county.law, self.county.person("阿三")
        clerk = self.staff["county_clerk"][0]
        case = apply(
            person=person, programme="nursing_subsidy", applied_on=DAY, channel="window", by=clerk, at=self.at, law=law
        )
        case = act(case=case, kind="first_check", by=clerk, at=self.at)
        case = act(case=case, kind="check", by=clerk, at=self.at, law=law)
        deeds: list[Callable[[], Any]] = [
            lambda by=by: decide_case(case=case, approve=True, by=by, at=self.at, law=law)
            for by in self.some("civil_affairs", count)
        ]
        if count > 2:
            deeds[-1] = lambda: decide_case(
                case=case, approve=False, by=self.staff["civil_affairs"][-1], at=self.at, law=law
            )
            deeds[-2] = lambda: act(case=case, kind="withdraw", by=clerk, at=self.at, why=WHY)
        got = self.crowd.at_once(deeds)
        awards = list(Award.objects.filter(case=case))
        case.refresh_from_db()
        faults = one_wins(got, CannotMove, CannotDecide)
        if len(awards) != (case.state == "approved"):
            faults.append(f"{case.state} with {len(awards)} awards")
        for award in awards:
            stop_award(award=award, end_month="2023-12", by=clerk, at=self.at, reason=f"{WHY} {REGION}")
        return faults + self.entries("award.grant", awards[0].pk if awards else 0, len(awards))

    def stop_resume(self, count: int) -> list[str]:
        """Stop many times, then resume two ended awards of one programme many times: one stop, one award that runs."""
        from chuntian.casework.models import Award
        from chuntian.casework.operations import CannotResume, CannotStop, resume_award, stop_award

        person, people = self.county.person("阿一"), self.some("county_clerk", count)
        running = Award.objects.filter(person=person, programme="nursing_subsidy", end_month=None).first()
        award = running or self.county.award("阿一", "nursing_subsidy", MONTH)
        got = self.crowd.at_once(
            [lambda by=by: stop_award(award=award, end_month="2024-02", by=by, at=self.at, reason=WHY) for by in people]
        )
        faults = one_wins(got, CannotStop) + self.entries("award.stop", award.pk, 1)
        ended = list(Award.objects.filter(person=person, programme="nursing_subsidy").order_by("-id")[:2])
        got = self.crowd.at_once(
            [lambda by=by, old=self.chance.choice(ended): resume_award(award=old, start_month="2024-03", by=by, at=self.at, reason=WHY)
             for by in people]
        )  # fmt: skip
        if Award.objects.filter(person=person, programme="nursing_subsidy", end_month=None).count() != 1:
            faults.append("not one award runs")
        return faults + one_wins(got, CannotResume)

    def decide_a_discrepancy(self, count: int) -> list[str]:
        from tests.casework.county import REGION

        from chuntian.exchange.enums import DiscrepancyKind, DiscrepancyOutcome
        from chuntian.exchange.models import Discrepancy
        from chuntian.exchange.operations import decide_discrepancy
        from chuntian.exchange.operations.discrepancies import CannotDecide
        from chuntian.registry.models import Source

        found = Discrepancy.objects.create(
            kind=DiscrepancyKind.values[0], person=self.county.person("阿一"), source=Source.objects.first(), region=REGION,
            key=f"race {time.monotonic_ns()}", found_at=self.at,
        )  # fmt: skip
        got = self.crowd.at_once(
            [lambda by=by, outcome=self.chance.choice(DiscrepancyOutcome.values): decide_discrepancy(
                discrepancy=found, outcome=outcome, by=by, at=self.at, reason=WHY) for by in self.some("county_clerk", count)]
        )  # fmt: skip
        return one_wins(got, CannotDecide) + self.entries("discrepancy.decided", found.pk, 1)

    def confirm_the_brake(self, count: int) -> list[str]:
        """One person confirms many times while another drops the list: he counts once, or not at all."""
        from tests.casework.county import REGION

        from chuntian.exchange.models import Upload
        from chuntian.exchange.operations import confirm_brake, reject
        from chuntian.exchange.operations.commit import CannotConfirm

        upload = Upload.objects.create(
            kind="dibao", as_of=DAY, whole=True, file_name="x.csv", sha256=f"{time.monotonic_ns():064d}", state="halted",
            region=REGION, received_at=self.at,
        )  # fmt: skip
        by, other = self.some("county_clerk", 2)
        deeds = [lambda: confirm_brake(upload=upload, by=by, at=self.at, reason=WHY)] * (count - 1)
        got = self.crowd.at_once([*deeds, lambda: reject(upload=upload, by=other, at=self.at, reason=WHY)])
        given = upload.confirmations.count()
        faults = refused(got[-1:]) + at_most_one_wins(got[:-1], CannotConfirm)
        won = sum(not isinstance(one, Exception) for one in got[:-1])
        return faults if given == won else [*faults, f"{given} confirmations, {won} were told so"]

    def close_a_task(self, count: int) -> list[str]:
        from tests.casework.county import REGION

        from chuntian.casework.operations import TaskClosed, close_task, open_task

        task = open_task(
            kind="stop", person=self.county.person("阿一"), region=REGION, at=self.at, programme="living_subsidy",
            key=f"race {time.monotonic_ns()}",
        )  # fmt: skip
        got = self.crowd.at_once(
            [lambda by=by: close_task(task=task, outcome="kept", by=by, at=self.at, reason=WHY)
             for by in self.some("county_clerk", count)]
        )  # fmt: skip
        return one_wins(got, TaskClosed) + self.entries("task.close", task.pk, 1)

    def approve_on_the_page(self, count: int) -> list[str]:
        """Through the desk, each signed in: one goes on, the others read why not."""
        from django.conf import settings
        from django.test import Client

        from chuntian.web import clock

        settings.ALLOWED_HOSTS, clock.now = ["testserver"], lambda: self.at
        run, doors = self.settled(), []
        for by in self.some("finance_approver", min(count, 8)):
            doors.append(Client())
            doors[-1].force_login(by)
            session = doors[-1].session
            session["factor"], session["proved_at"] = "totp", int(clock.present().timestamp())
            session.save()
        got = self.crowd.at_once(
            [lambda door=door: door.post(f"/payments/{run.pk}/", {"do": "approve"}) for door in doors]
        )
        faults = refused(got)
        if not faults:
            codes = sorted(one.status_code for one in got)
            told = sum("不能再审批" in one.content.decode() or "情况已变" in one.content.decode() for one in got)
            if codes.count(302) != 1 or told != len(got) - 1:
                faults.append(f"answers {codes}, {told} told why")
        return faults + self.entries("pay.approve", run.pk, 1)

    def entries(self, action: str, pk: int, wanted: int) -> list[str]:
        from chuntian.trail.models import Entry

        found = Entry.objects.filter(action=action, subject_id=str(pk)).count()
        return [] if found == wanted else [f"{found} trail entries {action}"]


def messages(key: str, wanted: int) -> list[str]:
    from chuntian.trail.models import Message

    found = Message.objects.filter(key=key).count()
    return [] if found == wanted else [f"{found} messages {key}"]


def refused(got: list[Any], *kinds: type[Exception] | None) -> list[str]:
    """Give what is no clear refusal of these kinds; where `None` is among them, or none is, success is right too."""
    may_win = not kinds or None in kinds
    named = tuple(kind for kind in kinds if kind)
    bad = [one for one in got if isinstance(one, Exception) and not isinstance(one, named)]
    bad += [] if may_win else [one for one in got if not isinstance(one, Exception)]
    return [f"{type(one).__name__}: {one}" for one in bad]


def at_most_one_wins(got: list[Any], *kinds: type[Exception]) -> list[str]:
    won = sum(not isinstance(one, Exception) for one in got)
    return refused(got, None, *kinds) + ([f"{won} won"] if won > 1 else [])


def one_wins(got: list[Any], *kinds: type[Exception]) -> list[str]:
    won = sum(not isinstance(one, Exception) for one in got)
    return refused(got, None, *kinds) + ([] if won == 1 else [f"{won} won"])
