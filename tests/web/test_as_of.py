"""A person's facts and decisions as they were on a day and known at a moment."""

from datetime import date

import pytest
from tests.casework.county import County, Someone, moment

from chuntian.accounts.enums import Role
from chuntian.trail.models import Entry
from chuntian.web import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(settings, tmp_path, monkeypatch):
    """Give someone who was on dibao in January, and in March no longer."""
    settings.DATA_FOLDER = tmp_path
    monkeypatch.setattr(clock, "now", lambda: moment(date(2024, 3, 20), 10))
    county = County([Someone("马春花", grade=1, dibao=1)])
    county.lists(date(2024, 1, 1))
    county.lists(date(2024, 3, 1), [Someone("马春花", grade=1, dibao=None, resident_id=county.people[0].resident_id)])
    county.decide("2024-03")
    return county.person("马春花")


def test_facts_of_another_day_and_of_what_was_known(person, sign_in):
    client, address = sign_in(Role.COUNTY_CLERK), f"/people/{person.pk}/facts/"

    today = client.get(address).content.decode()
    january = client.get(f"{address}?on=2024-01-15").content.decode()
    known = client.get(f"{address}?on=2024-03-15&known=2024-02-01").content.decode()
    wrong = client.get(f"{address}?on=x").content.decode()

    assert "今天知道的" in today
    assert "不是低保对象" in today.split("先后变化")[0]
    assert "低保家庭成员" in january.split("先后变化")[0]
    assert "不是低保对象" not in known
    assert "2024年2月1日 知道的" in known
    assert "错误：" in wrong
    assert Entry.objects.filter(action="person.view").count() == 4


def test_decisions_with_what_was_known_then(person, sign_in):
    client, address = sign_in(Role.COUNTY_CLERK), f"/people/{person.pk}/decisions/?month=2024-03"

    now = client.get(address).content.decode()
    then = client.get(f"{address}&known=2024-02-20").content.decode()
    later = client.get(f"{address}&known=2030-01-01").content.decode()

    assert now.count("130.00 元") != then.count("130.00 元") or "按 2024年2月20日" in then
    assert "按 2024年2月20日 已经知道的事实" in then
    assert "已经知道的事实" not in later
