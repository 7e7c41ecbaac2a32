"""Several tasks in one go: what is done with them, what is left to one's judgement, what is taken back."""

from datetime import date, timedelta

import pytest
from tests.casework.county import REGION, County, Someone, moment
from tests.web.conftest import just_proved

from chuntian.accounts.models import User
from chuntian.casework.enums import TaskKind
from chuntian.casework.models import ContactAttempt, Task, TaskBatch
from chuntian.casework.operations import open_task
from chuntian.registry.models import Person
from chuntian.trail.models import Entry
from chuntian.upkeep.personal import HOLDINGS
from chuntian.web import clock

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 20)


@pytest.fixture
def tasks(settings, tmp_path, monkeypatch):
    """Three persons to be told, by a liaison; one to be stopped, by a clerk."""
    settings.DATA_FOLDER = tmp_path
    monkeypatch.setattr(clock, "now", lambda: moment(DAY, 10))
    county = County([Someone("马春花"), Someone("王建国"), Someone("李秀英")])
    county.lists(date(2024, 3, 1))
    county.staff("liaison", "liaison2", "county_clerk")
    told = [
        open_task(
            kind=TaskKind.TELL, person=person, region=person.region, at=moment(DAY, 9), programme="nursing_subsidy"
        )
        for person in Person.objects.order_by("pk")
    ]
    open_task(kind=TaskKind.STOP, person=told[0].person, region=REGION, at=moment(DAY, 9), programme="nursing_subsidy")
    return told


@pytest.fixture
def client(client, tasks):
    return enter(client, "liaison")


def enter(client, name):
    client.force_login(User.objects.get(username=name))
    just_proved(client)
    return client


def together(client, tasks, **said):
    address = "/work/together/?" + "&".join(f"pick={task.pk}" for task in tasks)
    if not said:
        return client.get(address).content.decode()
    data = {"do": said["do"]} | {f"{said['do']}-{name}": value for name, value in said.items() if name != "do"}
    return client.post(address, data, follow=True).content.decode()


def states(tasks):
    return [Task.objects.get(pk=task.pk).state for task in tasks]


def test_contacts_are_noted_for_each_and_only_those_reached_are_closed_as_told(client, tasks):
    assert "选中 3 件" in together(client, tasks)
    page = together(client, tasks[:2], do="contact", channel="phone", result="reached", note="下午集中打电话")
    assert "2 件都办了" in page
    assert "联系记录不撤销" in page
    assert ContactAttempt.objects.filter(note="下午集中打电话").count() == 2

    page = together(client, tasks, do="close", outcome="told", reason="电话里都说清楚了")

    assert "办了 2 件，没有办 1 件" in page
    assert "先记下联系" in page
    assert states(tasks) == ["done", "done", "open"]
    assert Entry.objects.filter(action="task.close").count() == 2


def test_a_batch_is_taken_back_on_its_day_by_its_own_hand_only(client, tasks, monkeypatch):
    together(client, tasks, do="contact", channel="phone", result="reached")
    together(client, tasks, do="close", outcome="told", reason="电话里都说清楚了")
    batch = TaskBatch.objects.get(deed="close")
    enter(client, "liaison2")
    assert 'value="undo"' not in client.get(f"/work/done/{batch.pk}/").content.decode()
    client.post(f"/work/done/{batch.pk}/", {"do": "undo"})
    assert states(tasks) == ["done"] * 3
    enter(client, "liaison")
    monkeypatch.setattr(clock, "now", lambda: moment(DAY + timedelta(days=1)))
    assert 'value="undo"' not in client.get(f"/work/done/{batch.pk}/").content.decode()
    client.post(f"/work/done/{batch.pk}/", {"do": "undo"})
    assert states(tasks) == ["done"] * 3
    monkeypatch.setattr(clock, "now", lambda: moment(DAY, 17))

    page = client.post(f"/work/done/{batch.pk}/", {"do": "undo"}, follow=True).content.decode()

    assert "已撤销" in page
    assert states(tasks) == ["open"] * 3
    assert "已撤销" in client.get("/work/done/").content.decode()


def test_who_takes_over_is_seen_by_colleagues_and_what_they_have_stays_theirs(client, tasks):
    together(client, tasks[:1], do="take")
    enter(client, "liaison2")

    page = together(client, tasks, do="take")

    assert "办了 2 件，没有办 1 件" in page
    assert "liaison已经接手" in page
    assert "共 2 条" in client.get("/?whose=taken").content.decode()
    assert "liaison在办" in client.get("/").content.decode()
    client.post(f"/tasks/{tasks[0].pk}/", {"do": "take"})
    assert Task.objects.get(pk=tasks[0].pk).taken_by.username == "liaison2"
    client.post(f"/tasks/{tasks[0].pk}/", {"do": "give_back"})
    assert Task.objects.get(pk=tasks[0].pk).taken_by is None


def test_what_a_person_must_weigh_is_never_decided_together(client, tasks):
    enter(client, "county_clerk")
    stops = list(Task.objects.filter(kind="stop"))

    page = together(client, stops)
    assert 'value="close"' not in page
    answer = together(client, stops, do="close", outcome="stopped", reason="都死亡了的名单")

    assert "情况已变" in answer
    assert states(stops) == ["open"]
    enter(client, "liaison")
    assert "declined" not in together(client, tasks)
    together(client, tasks, do="contact", channel="phone", result="declined")
    assert not ContactAttempt.objects.exists()


def test_what_is_not_ones_own_is_not_picked(client, tasks):
    page = together(client, [*tasks, *Task.objects.filter(kind="stop")])
    assert "选中 3 件" in page
    assert "没有选中" in together(enter(client, "county_clerk"), tasks)
    assert "没有选中" in client.get("/work/together/?pick=abc&pick=9999999999999999999999").content.decode()


def test_an_erasure_leaves_no_words_in_a_batch(client, tasks):
    together(client, tasks, do="contact", channel="phone", result="reached", note="马春花不在家，她女儿接的")
    pk = tasks[0].person_id
    for holding in HOLDINGS:
        if holding.model.startswith("casework.TaskBatch"):
            holding.rows(pk).update(**holding.empties)

    assert TaskBatch.objects.get().reason == ""


def test_findings_say_why_and_can_be_taken_along(client, tasks):
    Task.objects.filter(kind="tell").update(detail={"amount_fen": 12000})  # said on its page, with the standard's mark
    page = client.get("/discovery/").content.decode()

    assert "符合条件，没有在享受</small>" in page
    assert "/discovery.xlsx?" in page
    file = client.post("/discovery.xlsx?tried=never", {"do": "export", "purpose": "安排走访", "kind": "csv"})
    assert "符合条件，没有在享受" in file.content.decode("utf-8-sig")
