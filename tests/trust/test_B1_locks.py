"""Rows are locked in one order, so that no two deeds wait for each other (ASVS 15.4.3): recorded while a county is at work."""

import re
from collections import defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet
from tests.casework.county import moment
from tests.money.conftest import county, data_folder, payday  # noqa: F401

from chuntian.casework.models import Award
from chuntian.casework.operations import act, decide_case, stop_award
from chuntian.casework.operations import apply as apply_for
from chuntian.money.operations import cancel_run

pytestmark = pytest.mark.django_db
DAY = date(2024, 1, 10)
PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "locks.md"


class Recorder:
    """Hears which tables each transaction locks rows of, in order."""

    def __init__(self) -> None:
        self.now: list[str] = []
        self.done: list[list[str]] = []
        self.outside = len(connection.savepoint_ids)

    def hear(self, table: str) -> None:
        if not self.now or self.now[-1] != table:
            self.now.append(table)

    def end(self) -> None:
        if len(connection.savepoint_ids) <= self.outside and self.now:
            self.done.append(self.now)
            self.now = []


@pytest.fixture
def recorder(monkeypatch):
    heard = Recorder()
    lock, leave = QuerySet.select_for_update, transaction.Atomic.__exit__

    def locking(self, *args, **kwargs):
        heard.hear(self.model._meta.db_table)
        return lock(self, *args, **kwargs)

    def leaving(self, *args):
        leave(self, *args)
        heard.end()

    monkeypatch.setattr(QuerySet, "select_for_update", locking)
    monkeypatch.setattr(transaction.Atomic, "__exit__", leaving)
    return heard


def named() -> set[str]:
    """Give the tables that stand on the page."""
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ") and "`" in line]
    return {table for row in rows for table in re.findall(r"`(\w+)`", row.split("|")[2])}


def circles(histories: list[list[str]]) -> list[str]:
    """Give the circles in what was locked after what; one in which everybody holds the books first is none."""
    after, free = defaultdict(set), set()
    for history in histories:
        once = list(dict.fromkeys(history))
        for first, then in pairwise(once):
            after[first].add(then)
        if once[0] != "books":
            free |= {(first, then) for place, first in enumerate(once) for then in once[place + 1 :]}
    return sorted(f"{first} → {then} → … → {first}" for first, then in free if first in reached(then, after))


def reached(start: str, after: dict[str, set[str]]) -> set[str]:
    found, waiting = set(), [start]
    while waiting:
        for one in after[waiting.pop()] - found:
            found.add(one)
            waiting.append(one)
    return found


def test_B1_the_check_finds_circles_and_knows_who_is_alone():
    assert circles([["a", "b"], ["b", "a"]])
    assert circles([["a", "b"], ["b", "c"], ["c", "a"]])
    assert circles([["books", "a", "b"], ["b", "a"]])
    assert not circles([["a", "b"], ["a", "b", "a"], ["b", "c"]])
    assert not circles([["books", "a", "b"], ["books", "b", "a"], ["a"]])


def test_B1_every_table_that_is_locked_stands_on_the_page():
    from django.apps import apps

    source = Path(__file__).resolve().parents[2] / "src" / "chuntian"
    text = "\n".join(path.read_text("utf-8") for path in source.rglob("*.py"))
    ours = {model.__name__: model for model in apps.get_models() if model.__module__.startswith("chuntian.")}
    named_so = {model.__name__: model for model in apps.get_models()} | ours
    locked = {
        model._meta.db_table
        for name, model in named_so.items()
        if re.search(rf"\b{name}\.objects\.select_for_update", text)
    }

    assert len(locked) > 10
    assert locked - named() == set()


@pytest.fixture
def books(recorder, monkeypatch):
    """Hear the first lock of all work on money too: on SQLite it does nothing, on PostgreSQL it is an advisory lock."""
    import sys

    from chuntian.money.operations import lock

    kept = lock.hold_books
    for name, module in list(sys.modules.items()):
        if name.startswith("chuntian.") and getattr(module, "hold_books", None) is kept:
            monkeypatch.setattr(module, "hold_books", lambda region: (recorder.hear("books"), kept(region))[1])
    return recorder


def test_B1_a_month_of_money_locks_in_the_order_of_the_page(payday, books):  # noqa: F811
    run = payday.month("2024-01")
    payday.decide("2024-02")
    again = payday.prepare("2024-02")
    payday.approve(again)
    cancel_run(run=again, by=payday.approver, at=payday.at("2024-02", 17), reason="银行系统停机，改日再发")
    payday.file(payday.approve(payday.prepare("2024-02", 18), 19), 20)

    assert run.state == "reconciled"
    assert len(books.done) > 12
    assert [history for history in books.done if "money_ledgerchain" in history and history[0] != "books"] == []
    assert circles(books.done) == []
    assert {table for history in books.done for table in history} <= named()


def test_B1_an_application_locks_in_the_order_of_the_page(county, recorder):  # noqa: F811
    town, clerk, civil = county.staff("township_clerk", "county_clerk", "civil_affairs")
    case = apply_for(
        person=county.person("阿四"), programme="nursing_subsidy", applied_on=DAY, channel="window", by=town, at=moment(DAY),
        law=county.law,
    )  # fmt: skip
    case = act(case=case, kind="first_check", by=town, at=moment(DAY, 10))
    case = act(case=case, kind="check", by=clerk, at=moment(DAY, 11), law=county.law)
    decide_case(case=case, approve=True, by=civil, at=moment(date(2024, 3, 5)), law=county.law)
    award = Award.objects.get(person=county.person("阿四"))
    stop_award(award=award, by=civil, at=moment(date(2024, 3, 6)), reason="本人自愿放弃", end_month="2024-03")

    heard = {table for history in recorder.done for table in history}
    assert {"registry_person", "casework_case", "casework_award", "trail_chain"} <= heard
    assert circles(recorder.done) == []
    assert heard <= named()
