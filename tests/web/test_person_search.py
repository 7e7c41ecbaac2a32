"""Persons found by where they live and what is known of them; the filters one keeps; the file of them."""

from datetime import date

import pytest
from tests.casework.county import REGION, VILLAGE, County, Someone, moment
from tests.web.conftest import just_proved

from chuntian.accounts.enums import Role
from chuntian.places.operations import load_packaged
from chuntian.registry.models import Certificate, Person
from chuntian.trail.models import Entry
from chuntian.web import clock
from chuntian.web.models import Export, SavedList

pytestmark = pytest.mark.django_db
NAMES = {"马春花", "王建国", "李秀英", "赵小宝", "周玉兰"}
OTHER = "620104002003"


@pytest.fixture
def county(settings, tmp_path, monkeypatch):
    """Five people: a severe one, a psychiatric one, one whose certificate ran out, a child, one who lives in another town."""
    settings.DATA_FOLDER = tmp_path
    monkeypatch.setattr(clock, "now", lambda: moment(date(2024, 3, 20), 10))
    load_packaged(within="620104")
    county = County(
        [
            Someone("马春花", grade=1), Someone("王建国", grade=2, category=6), Someone("李秀英", grade=1, expires_on=date(2024, 1, 31)),
            Someone("赵小宝", grade=3, born=date(2014, 3, 21)), Someone("周玉兰", grade=4, born=date(1944, 3, 20)),
        ]
    )  # fmt: skip
    county.lists(date(2024, 1, 1))
    Person.objects.filter(name="周玉兰").update(residence=OTHER)
    county.award("马春花", "nursing_subsidy", "2024-01")
    return county


def found(client, **said):
    page = client.post("/people/", said).content.decode()
    return {name for name in NAMES if f">{name}</a>" in page}


@pytest.fixture
def client(county, sign_in):
    return sign_in(Role.COUNTY_CLERK)


def test_each_condition_finds_those_of_whom_it_is_known(client):
    assert found(client, grade="1") == {"马春花"}  # 李秀英's certificate is out: nothing holds of her by it
    assert found(client, category="6") == {"王建国"}
    assert found(client, age="school") == {"赵小宝"}
    assert found(client, age="oldest") == {"周玉兰"}
    assert found(client, age="adult") == {"马春花", "王建国", "李秀英"}
    assert found(client, receiving="nursing_subsidy") == {"马春花"}
    assert found(client, place=OTHER[:9] + "000") == {"周玉兰"}
    assert found(client, place=VILLAGE[:9] + "000") == NAMES
    assert found(client, q="wang", grade="2") == {"王建国"}
    assert found(client, q="wang", grade="1") == set()


@pytest.mark.parametrize(
    "later",
    [
        {"as_of": date(2024, 2, 1)}, {"known_since": moment(date(2024, 1, 20))}, {"row": 9_999},
        {"as_of": date(2024, 2, 1), "known_since": moment(date(2023, 12, 1)), "row": 0},
    ],
    ids=["as of a later day", "known later", "further down the list", "the day counts before what is known"],
)  # fmt: skip
def test_of_several_certificates_the_newest_counts(client, later):
    one = Certificate.objects.get(person__name="马春花")
    new = {
        field.attname: getattr(one, field.attname)
        for field in Certificate._meta.concrete_fields
        if field.attname != "id"
    }
    Certificate.objects.create(**new | {"grade": 4} | later)

    assert found(client, grade="1") == set()
    assert found(client, grade="4") == {"马春花", "周玉兰"}


def test_the_name_of_a_place_finds_who_lives_there(client):
    from chuntian.places.models import Division

    name = Division.objects.filter(code=OTHER).first().name

    assert found(client, place_text=name) == {"周玉兰"}
    assert found(client, place_text="没有这个地方") == set()


def test_nothing_asked_is_told_and_finds_nobody(client):
    page = client.post("/people/", {"q": ""}).content.decode()

    assert "请写姓名或号码，或者选一个条件" in page
    assert not Entry.objects.filter(action="person.search").exists()


def test_a_filter_is_kept_without_a_name_and_opens_again(client, staff):
    page = client.post("/people/", {"do": "save", "grade": "1", "save-name": "一级的"}, follow=True).content.decode()

    kept = SavedList.objects.get()
    assert (kept.asked, kept.region) == ({"grade": "1"}, REGION)
    assert "马春花</a>" in page
    assert f'href="?list={kept.pk}"' in client.get("/people/").content.decode()
    client.post("/people/", {"do": "save", "q": "马春花", "save-name": "某人"})
    client.post("/people/", {"do": "save", "place_text": "马春花", "save-name": "某人"})
    assert SavedList.objects.count() == 1

    client.force_login(staff(Role.COUNTY_CLERK, REGION, "colleague"))
    assert "一级的" not in client.get("/people/").content.decode()
    assert "马春花" not in client.get(f"/people/?list={kept.pk}").content.decode()
    client.post("/people/", {"do": "forget", "list": kept.pk})
    assert SavedList.objects.count() == 1
    client.force_login(kept.user)
    client.post("/people/", {"do": "forget", "list": kept.pk})
    assert not SavedList.objects.exists()


def test_the_persons_of_a_filter_leave_through_the_gate(client):
    assert "/people.xlsx?grade=1" in client.post("/people/", {"grade": "1"}).content.decode()
    assert "/people.xlsx" not in client.post("/people/", {"grade": "1", "q": "ma"}).content.decode()

    file = client.post("/people.xlsx?grade=1", {"do": "export", "purpose": "上门走访", "kind": "csv"})

    text = file.content.decode("utf-8-sig")
    assert "马春花" in text
    assert "王建国" not in text
    assert Export.objects.get().rows == 1
    assert "请写姓名或号码，或者选一个条件" in client.get("/people.xlsx?q=ma").content.decode()


def test_a_neighbour_finds_nobody_and_a_liaison_no_money(client, staff, county):
    client.force_login(staff(Role.COUNTY_CLERK, "620102000000", "neighbour"))
    just_proved(client)
    assert found(client, grade="1") == set()
    assert (
        client.post("/people.xlsx?grade=1", {"do": "export", "purpose": "上门走访", "kind": "csv"}).content.count(b"\n")
        < 8
    )

    client.force_login(staff(Role.LIAISON, REGION, "liaison"))
    just_proved(client)
    page = client.get("/people/").content.decode()
    assert 'name="receiving"' not in page
    assert found(client, receiving="nursing_subsidy") == set()


def test_a_filter_without_a_name_is_not_kept_and_the_head_of_the_page_says_why(client):
    page = client.post("/people/", {"do": "save", "grade": "1", "save-name": ""}).content.decode()

    assert '<a href="#id_save-name">' in page
    assert "<title>错误：" in page
    assert not SavedList.objects.exists()


def test_only_a_condition_is_kept_and_the_head_of_the_page_says_so(client):
    page = client.post("/people/", {"do": "save", "q": "马春花", "save-name": "某人"}).content.decode()

    assert "<li>只能存选定的条件" in page
    assert not SavedList.objects.exists()
