"""What lies outside one's region answers like what does not exist; each opening of a file is written down; numbers stay masked."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.casework.county import REGION, County, Someone, moment
from tests.web.conftest import just_proved

from chuntian.accounts.enums import Role
from chuntian.casework.models import Task
from chuntian.money.operations import prepare_run
from chuntian.registry.models import Person
from chuntian.trail.models import Entry
from chuntian.web import clock

NOW = moment(date(2024, 3, 20), 10)
ELSEWHERE = "620102000000"
OF_THE_HOUSE = re.compile("trail_|SAVEPOINT|set_config")  # what each page asks, whatever it shows
PERSON_PAGES = ["", "facts/", "decisions/", "money/", "number/", "apply/"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(settings, tmp_path, monkeypatch):
    settings.DATA_FOLDER = tmp_path
    monkeypatch.setattr(clock, "now", lambda: NOW)
    county = County([Someone("马春花", grade=1, dibao=1), Someone("王建国", grade=2, dibao=None)])
    county.lists(date(2024, 3, 1))
    return county


@pytest.mark.parametrize("page", PERSON_PAGES)
def test_a_foreign_person_answers_like_an_absent_one(county, sign_in, page):
    client, person = sign_in(Role.COUNTY_CLERK, ELSEWHERE), county.person("马春花")

    foreign = client.get(f"/people/{person.pk}/{page}")
    absent = client.get(f"/people/1/{page}")

    assert foreign.status_code == absent.status_code == 404
    assert masked(foreign, person.pk) == masked(absent, 1)


@pytest.mark.parametrize("page", PERSON_PAGES)
def test_the_same_page_opens_for_its_own_county(county, sign_in, page):
    client, person = sign_in(Role.COUNTY_CLERK), county.person("马春花")

    assert client.get(f"/people/{person.pk}/{page}").status_code == 200


def test_a_search_finds_nobody_outside_the_scope(county, sign_in):
    page = sign_in(Role.COUNTY_CLERK, ELSEWHERE).post("/people/", {"q": "马春花"}).content.decode()

    assert "没有找到" in page


def test_a_search_finds_by_pinyin_and_shows_masked_numbers_only(county, sign_in):
    page = sign_in(Role.COUNTY_CLERK).post("/people/", {"q": "mch"}).content.decode()

    assert "马春花" in page
    assert county.who("马春花").resident_id not in page


@pytest.mark.parametrize("page", ["", "facts/", "decisions/", "money/"])
def test_no_page_of_a_file_opens_more_than_the_masked_number_and_the_birth_year(county, sign_in, page):
    one, person = county.who("马春花"), county.person("马春花")

    shown = sign_in(Role.COUNTY_CLERK).get(f"/people/{person.pk}/{page}").content.decode()

    assert one.resident_id not in shown
    assert one.born.isoformat() not in shown
    assert f"{one.born.year}年{one.born.month}月" not in shown
    assert (
        one.resident_id[10:14] not in shown.replace("&shy;", "").split("<main")[1].replace("\n", "")
        or one.resident_id[:14] not in shown
    )


def test_each_opening_of_a_file_is_written_down(county, sign_in):
    client, person = sign_in(Role.COUNTY_CLERK), county.person("马春花")

    client.get(f"/people/{person.pk}/facts/")

    entry = Entry.objects.filter(action="person.view").get()
    assert (entry.actor, entry.subject_id, entry.region) == (Role.COUNTY_CLERK, str(person.pk), person.region)


def test_a_whole_number_is_shown_once_for_a_reason_that_is_kept(county, sign_in):
    client, person = sign_in(Role.COUNTY_CLERK), county.person("马春花")

    refused = client.post(f"/people/{person.pk}/number/", {"what": "resident_id", "why": ""})
    shown = client.post(f"/people/{person.pk}/number/", {"what": "resident_id", "why": "核对低保名单上的号码"})

    assert county.who("马春花").resident_id not in refused.content.decode()
    assert county.who("马春花").resident_id in shown.content.decode()
    assert Entry.objects.filter(action="reveal", reason="核对低保名单上的号码").count() == 1


def test_a_liaison_sees_contact_but_no_benefits(county, sign_in):
    client, person = sign_in(Role.LIAISON), county.person("马春花")

    facts = client.get(f"/people/{person.pk}/facts/").content.decode()
    benefits = client.get(f"/people/{person.pk}/decisions/").content.decode()

    assert "最低生活保障" not in facts
    assert "不看待遇" in benefits
    assert client.get(f"/people/{person.pk}/number/").status_code == 403


@pytest.mark.parametrize(("page", "most"), [("", 8), ("facts/", 16), ("money/", 8)])
def test_the_pages_of_a_file_keep_their_number_of_queries(county, sign_in, page, most):
    client, person = sign_in(Role.COUNTY_CLERK), county.person("马春花")
    client.get(f"/people/{person.pk}/{page}")

    with CaptureQueriesContext(
        connection,
    ) as seen:
        client.get(f"/people/{person.pk}/{page}")

    read = [one["sql"] for one in seen if not OF_THE_HOUSE.search(one["sql"])]
    assert len(read) <= most, "\n".join(read)


def test_work_keeps_its_number_of_queries_however_many_tasks_there_are(county, sign_in):
    client = sign_in(Role.COUNTY_CLERK)
    for number in range(40):
        Task.objects.create(
            kind="check", person=Person.objects.first(), key=str(number), region=REGION, owner_role=Role.COUNTY_CLERK,
            due_on=date(2024, 3, 20), opened_at=NOW,
        )  # fmt: skip

    with CaptureQueriesContext(connection) as seen:
        page = client.get("/").content.decode()

    assert "第 1–25 条，共 40 条" in page
    assert len([one for one in seen if not OF_THE_HOUSE.search(one["sql"])]) <= 10


def test_one_who_prepared_a_run_cannot_approve_it(county, sign_in, staff):
    preparer = staff(Role.FINANCE_PREPARER, username="both")
    from chuntian.accounts.models import Assignment

    Assignment.objects.create(user=preparer, role=Role.FINANCE_APPROVER, region=REGION, valid_from=date(2020, 1, 1))
    run = prepared(county, preparer)
    client = sign_in(Role.FINANCE_APPROVER)
    client.force_login(preparer)
    just_proved(client)

    page = client.post(f"/payments/{run.pk}/", {"do": "approve"}).content.decode()

    run.refresh_from_db()
    assert run.state == "prepared"
    assert "编制人不能审批自己编制的批次" in page
    assert "错误：" in page


def test_a_deed_that_is_not_ones_own_is_refused_even_when_posted_by_hand(county, sign_in, staff):
    run = prepared(county, staff(Role.FINANCE_PREPARER))
    client = sign_in(Role.AUDITOR)

    assert client.get(f"/payments/{run.pk}/").status_code == 200
    assert client.post(f"/payments/{run.pk}/", {"do": "approve"}).status_code == 403


def prepared(county, by):
    """Give a run of one line, prepared by someone."""
    county.award("马春花", "nursing_subsidy", "2024-03")
    county.decide("2024-03", programmes=["nursing_subsidy"])
    return prepare_run(region=REGION, month="2024-03", by=by, at=NOW)


def masked(answer, pk) -> str:
    """Give the page without its token and its own address."""
    text = answer.content.decode().replace(f"/people/{pk}/", "/people/PK/")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)
