"""The difference between what is decided and what runs becomes work, once."""

import sys
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from tests.casework.county import VILLAGE, moment

from chuntian.accounts.scopes import scope_of
from chuntian.casework.enums import TaskKind, TaskState
from chuntian.casework.frames import open_tasks_frame
from chuntian.casework.models import Task
from chuntian.casework.operations import close_task, decline, discover
from chuntian.casework.operations.tasks import TaskClosed
from chuntian.casework.queries import entitled_not_receiving, receiving_not_entitled, tasks
from chuntian.registry.models import Person

TWO = ["living_subsidy", "nursing_subsidy"]


def find(county, month="2024-01", on=None):
    run = county.decide(month, on, programmes=TWO)
    return run, discover(run=run, by="test", at=run.made_at)


def open_of(kind, **more):
    return set(Task.objects.filter(kind=kind, state=TaskState.OPEN, **more).values_list("person__name", "programme"))


def test_who_is_entitled_and_receives_nothing_is_to_be_told(county):
    county.award("阿一", "nursing_subsidy", "2023-12")

    find(county)

    assert open_of(TaskKind.TELL) == {
        ("阿一", "living_subsidy"), ("阿四", "living_subsidy"), ("阿四", "nursing_subsidy"), ("阿二", "nursing_subsidy"),
    }  # fmt: skip


def test_a_second_look_opens_nothing_twice(county):
    find(county)
    count = Task.objects.count()

    _, opened = find(county, on=date(2024, 1, 6))

    assert opened == {"fell_away": 0}
    assert Task.objects.count() == count


def test_what_someone_else_opened_in_this_moment_stays_as_it_is(county, monkeypatch):
    find(county)
    before = set(Task.objects.values_list("pk", flat=True))
    module = sys.modules[discover.__module__]
    monkeypatch.setattr(module, "open_tasks_frame", lambda region, kinds: open_tasks_frame(region, kinds).clear())

    find(county, on=date(2024, 1, 6))

    assert set(Task.objects.values_list("pk", flat=True)) == before


def test_who_receives_and_is_not_entitled_is_to_be_looked_at_by_the_county(county):
    county.award("阿三", "nursing_subsidy", "2023-12")

    find(county)

    task = Task.objects.get(kind=TaskKind.STOP)
    assert (task.person.name, task.owner_role, task.due_on) == ("阿三", "county_clerk", date(2024, 1, 12))


def test_a_stop_task_is_never_closed_by_a_machine_but_telling_is(county):
    county.award("阿三", "nursing_subsidy", "2023-12")
    find(county)
    better = [replace(one, grade={"阿三": 1, "阿二": 4}.get(one.name, one.grade)) for one in county.people]
    county.certificates(date(2024, 2, 1), better)

    _, opened = find(county, "2024-02")

    assert open_of(TaskKind.STOP) == {("阿三", "nursing_subsidy")}
    assert ("阿二", "nursing_subsidy") not in open_of(TaskKind.TELL)
    assert opened["fell_away"] == 1
    assert "情况已变化" in Task.objects.get(state=TaskState.FELL_AWAY).close_reason


def moved_away(county, name, to="620102001201"):
    row = {
        "resident_id": county.who(name).resident_id, "name": name, "moved_on": "2024-01-20",
        "from_division": VILLAGE, "to_division": to,
    }  # fmt: skip
    county.commit("moves", date(2024, 2, 1), pl.DataFrame([row]), whole=False)


def test_an_award_of_someone_who_moved_away_is_to_be_looked_at_once(county):
    county.award("阿一", "nursing_subsidy", "2023-12")
    county.award("阿二", "nursing_subsidy", "2023-12")
    find(county)
    assert not open_of(TaskKind.STOP)
    moved_away(county, "阿一")

    _, opened = find(county, "2024-02")
    _, again = find(county, "2024-03")

    task = Task.objects.get(kind=TaskKind.STOP)
    assert (task.person.name, task.programme, task.region) == ("阿一", "nursing_subsidy", VILLAGE)
    assert task.detail == {"reason": "not_registered_here"}
    assert (opened["stop"], again.get("stop")) == (1, None)


def test_who_moved_within_the_county_keeps_the_award(county):
    county.award("阿一", "nursing_subsidy", "2023-12")
    moved_away(county, "阿一", to="620104101201")

    find(county, "2024-02")

    assert not open_of(TaskKind.STOP)


def test_an_award_of_a_merged_record_is_to_be_looked_at_with_that_reason(county):
    county.award("阿三", "nursing_subsidy", "2023-12")
    Person.objects.filter(name="阿三").update(merged_into=county.person("阿二"))

    find(county)

    assert Task.objects.get(kind=TaskKind.STOP).detail == {"reason": "merged_into_another"}


def test_who_declined_is_not_asked_again_this_year(county):
    find(county)
    liaison = county.staff("liaison")[0]
    decline(
        person=county.person("阿二"),
        programme="nursing_subsidy",
        by=liaison,
        at=moment(date(2024, 1, 8)),
        reason="本人不愿意",
    )

    find(county, on=date(2024, 1, 9))

    assert ("阿二", "nursing_subsidy") not in open_of(TaskKind.TELL)
    assert Task.objects.get(person__name="阿二", outcome="declined").state == TaskState.DONE


def test_a_missing_list_is_one_task_of_the_county_not_one_a_person(county):
    run, _ = find(county, "2024-06")

    fetch = Task.objects.filter(kind=TaskKind.FETCH, state=TaskState.OPEN)
    assert fetch.exists()
    assert all(task.person is None and task.region == "620104000000" for task in fetch)
    assert run.counts["nursing_subsidy"]["unknown"] > 0


def test_the_unknown_of_a_receiver_is_fetched_for_that_person(county):
    county.award("阿一", "nursing_subsidy", "2023-12")

    find(county, "2024-06")

    assert ("阿一", "nursing_subsidy") in open_of(TaskKind.FETCH, person__isnull=False)


def test_a_certificate_that_ends_in_half_a_year_is_reminded_of(county):
    ending = [
        replace(one, expires_on=date(2024, 6, 30) if one.name == "阿一" else one.expires_on) for one in county.people
    ]
    county.certificates(date(2024, 1, 2), ending)

    find(county, "2024-02")

    assert Task.objects.get(key="certificate:2024-06-30").person.name == "阿一"


def test_the_lists_of_both_audit_findings(county):
    county.award("阿三", "nursing_subsidy", "2023-12")
    run = county.decide("2024-01", programmes=TWO)

    never_told, ran_on = entitled_not_receiving(run), receiving_not_entitled(run)

    assert set(never_told.filter(programme="nursing_subsidy")["person_id"]) == {
        county.person(n).pk for n in ("阿一", "阿二", "阿四")
    }
    assert ran_on.select("programme", "person_id").rows() == [("nursing_subsidy", county.person("阿三").pk)]


def test_tasks_are_seen_within_a_scope_only(county):
    find(county)
    clerk, stranger = county.staff("county_clerk", "county_clerk2")
    stranger.assignments.update(region="620102000000")

    seen = tasks(scope_of(clerk, date(2024, 1, 8)), kind="tell").count()

    assert seen == 5
    assert tasks(scope_of(stranger, date(2024, 1, 8))).count() == 0


def test_a_task_is_closed_once(county):
    find(county)
    task, clerk = Task.objects.filter(kind=TaskKind.TELL).first(), county.staff("liaison")[0]
    close_task(task=task, outcome="told", by=clerk, at=moment(date(2024, 1, 9)))

    with pytest.raises(TaskClosed):
        close_task(task=task, outcome="told", by=clerk, at=moment(date(2024, 1, 9)))
