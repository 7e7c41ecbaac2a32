"""One inbox over all rooms: to each what is his to do, by its day, with why and the next step."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.casework.county import REGION, VILLAGE, County, Someone, moment
from tests.web.conftest import just_proved

from chuntian.accounts.enums import Role
from chuntian.accounts.models import User
from chuntian.casework.models import Task
from chuntian.casework.operations import act, apply, ask_review, complain, decide_case, discover, object_to, open_notice
from chuntian.exchange.models import Upload
from chuntian.money.operations import prepare_run
from chuntian.registry.models import Person, Source
from chuntian.standards.models import Change
from chuntian.upkeep.erasure import ask_erasure
from chuntian.web import clock
from chuntian.web.models import BulkRequest

pytestmark = pytest.mark.django_db
NOW = moment(date(2024, 3, 20), 10)
OF_THE_HOUSE = re.compile("trail_|SAVEPOINT|set_config")


@pytest.fixture
def county(settings, tmp_path, monkeypatch):
    """A county in the middle of its month: something waits in every room."""
    settings.DATA_FOLDER = tmp_path
    monkeypatch.setattr(clock, "now", lambda: NOW)
    county = County(
        [Someone("马春花", grade=1), Someone("王建国", grade=2), Someone("李秀英", grade=1), Someone("赵铁柱", grade=4)]
    )
    county.lists(date(2024, 3, 1))
    run = county.decide("2024-03")
    clerk, town, civil = county.staff("county_clerk", "township_clerk", "civil_affairs")
    county.staff("county_approver", "finance_preparer", "finance_approver", "liaison")
    discover(run=run, by=clerk, at=moment(date(2024, 3, 6)), programmes=["nursing_subsidy", "living_subsidy"])
    _cases(county, clerk, town, civil)
    BulkRequest.objects.create(kind="export", title="任务清单", rows=1480, purpose="三月集中走访", region=REGION, asked_by=clerk, asked_at=NOW)  # fmt: skip
    Change.objects.create(
        key="sub.care.A", value="160", valid_from=date(2024, 4, 1), document="通知", article="第一条", checked_on=date(2024, 3, 1),
        prepared_by=clerk, prepared_at=NOW, region=REGION,
    )  # fmt: skip
    Source.objects.create(
        origin="list",
        kind="moves",
        as_of=date(2024, 2, 1),
        received_at=NOW,
        committed_at=NOW,
        committed_by="test",
        region=REGION,
    )
    for state in ("staged", "halted"):
        Upload.objects.create(
            kind="dibao", as_of=date(2024, 3, 15), whole=True, file_name="低保.csv", sha256=state, state=state, rows=5, accepted=5,
            received_at=NOW, region=REGION,
        )  # fmt: skip
    return county


def _cases(county, clerk, town, civil):
    """Give one case to be checked, one on notice with an objection, one refused with a review and a complaint."""
    cases = [
        apply(person=county.person(name), programme="nursing_subsidy", applied_on=date(2024, 3, 11), channel="window", by=town,
              at=moment(date(2024, 3, 11)), law=county.law)
        for name in ("马春花", "李秀英", "赵铁柱")
    ]  # fmt: skip
    for case in cases[1:]:
        act(case=case, kind="first_check", by=town, at=moment(date(2024, 3, 12)))
        act(case=case, kind="check", by=clerk, at=moment(date(2024, 3, 12)), law=county.law)
    notice = open_notice(case=cases[1], by=civil, at=moment(date(2024, 3, 14)), law=county.law)
    object_to(notice=notice, text="他已经不住这里了", by=town, at=moment(date(2024, 3, 15)), channel="counter")
    decide_case(
        case=cases[2], approve=False, by=civil, at=moment(date(2024, 3, 13)), law=county.law, reason="四级不在范围"
    )
    ask_review(case=cases[2], text="我的等级评错了，正在重评", by=town, at=moment(date(2024, 3, 18)))
    complain(person=county.person("赵铁柱"), text="窗口没有告诉我还缺什么", by=town, at=moment(date(2024, 3, 18)))


def enter(client, name):
    client.force_login(User.objects.get(username=name))
    just_proved(client)
    return client


def words(client, query=""):
    page = client.get("/" + query).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1])) + page.split("<main", 1)[1]


def test_each_role_meets_what_is_its_own_to_do(county, client):
    clerk = words(enter(client, "county_clerk"))
    assert all(one in clerk for one in ("名单入库", "投诉待受理", "看报告后入库", "该报的名单"))
    assert not any(
        one in clerk for one in ("核实后确认", "定要不要追回", "同意或不同意", "核实并答复", "对照文件后批准")
    )
    approver = words(enter(client, "county_approver"))
    assert all(one in approver for one in ("复核待受理", "核实后确认", "同意或不同意", "核实并答复", "对照文件后批准"))
    assert "三月集中走访" in approver
    civil = words(enter(client, "civil_affairs"))
    assert all(one in civil for one in ("公示快到期", "公示期内有人提出异议"))
    assert "编制批次" in words(enter(client, "finance_preparer"))
    assert "待乡镇（街道）初审" in words(enter(client, "township_clerk"))
    assert "符合条件，没有在享受" in words(enter(client, "liaison"))


def test_an_erasure_is_approved_by_another_person_on_its_page(county, client):
    person = Person.objects.get(name="王建国")
    asked = ask_erasure(person=person, reason="本人要求清除", by="county_clerk", at=NOW)
    assert "提出清除" not in words(enter(client, "county_clerk"))
    assert f'href="/requests/erasures/{asked.pk}/"' in words(enter(client, "county_approver"))
    page = client.get(f"/requests/erasures/{asked.pk}/").content.decode()
    assert "本人要求清除" in page
    assert "条记录" in page

    client.post(f"/requests/erasures/{asked.pk}/", {"do": "approve"})

    asked.refresh_from_db()
    assert (asked.done_at, asked.approved_by) == (NOW, "county_approver")
    assert not Person.objects.filter(name="王建国").exists()
    assert "提出清除" not in words(client)


def test_what_one_began_waits_for_another_person(county, client):
    preparer, _approver = county.staff("finance_preparer", "finance_approver")
    county.award("马春花", "nursing_subsidy", "2024-03")
    run = prepare_run(region=REGION, month="2024-03", by=preparer, at=NOW)

    assert "等另一人审批" not in words(enter(client, "finance_preparer"))
    waits = words(enter(client, "finance_approver"))

    assert "等另一人审批" in waits
    assert f'href="/payments/{run.pk}/"' in waits


def test_the_list_is_narrowed_sorted_paged_and_counted_over_all_rooms(county, client):
    for number in range(30):
        Task.objects.create(
            kind="check", person=Person.objects.first(), key=str(number), region=VILLAGE, owner_role=Role.COUNTY_CLERK,
            due_on=date(2024, 3, 1 + number), opened_at=NOW,
        )  # fmt: skip
    enter(client, "county_clerk")

    whole = words(client)
    assert whole.index("逾期 19 天") < whole.index("逾期 18 天")
    assert "核查（30）" in whole
    assert "投诉（1）" in whole
    assert "第 1–30 条，共 30 条" not in words(client, "?kind=check")
    assert "共 30 条" in words(client, "?kind=check")
    assert "共 19 条" in words(client, "?kind=check&due=late")
    assert "没有符合条件的事" in words(client, "?kind=visit")
    assert "没有符合条件的事" in words(client, "?place=620104999000")
    assert "共 1 条" in words(client, "?kind=complaint&sort=place")
    for odd in (
        "?sort=x&due=y&whose=z&place=%27",
        "?page=99",
        "?kind=claim",
        "?whose=all&sort=opened&programme=nursing_subsidy",
    ):
        assert client.get("/" + odd).status_code == 200


def test_a_neighbour_meets_nothing_of_it(county, client, staff):
    for role in (Role.COUNTY_CLERK, Role.COUNTY_APPROVER, Role.CIVIL_AFFAIRS, Role.FINANCE_PREPARER):
        client.force_login(staff(role, "620102000000", f"{role}-elsewhere"))
        assert "都办完了" in words(client), role


def test_the_file_says_the_same_as_the_page(county, client):
    enter(client, "county_approver")

    answer = client.post("/work.xlsx", {"do": "export", "purpose": "排工作量", "kind": "csv"})

    assert all(
        one in answer.content.decode("utf-8-sig") for one in ("为什么", "三月集中走访", "同意或不同意", "2024-03-")
    )


@pytest.mark.parametrize("address", ["/?whose=all", "/discovery/?kind=fetch", "/discovery/?kind=stop"])
@pytest.mark.parametrize(
    ("kind", "key", "detail"),
    [
        ("check", "x", {}),
        ("fetch", "x", {"unknown": 1}),
        ("stop", "x", {"failed": 1}),
        ("fetch", "param:sub.care.A.", {}),
    ],
)
def test_the_number_of_queries_is_that_of_the_sources(county, client, kind, key, detail, address):
    """Also where the law's own words say why a task came: the law in use is read once a page."""

    def more(numbers):
        for number in numbers:
            Task.objects.create(
                kind=kind, person=Person.objects.first(), key=f"{key}{number}", region=REGION, owner_role=Role.COUNTY_CLERK,
                due_on=date(2024, 3, 1), opened_at=NOW, programme="nursing_subsidy", detail=detail,
            )  # fmt: skip

    enter(client, "county_clerk")
    more(range(1))
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    more(range(1, 41))
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    count = [len([one for one in seen if not OF_THE_HOUSE.search(one["sql"])]) for seen in (few, many)]
    assert count[1] <= count[0] <= 16
