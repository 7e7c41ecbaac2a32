"""Which list is due when, and two receipts beside each other."""

from datetime import date

import pytest
from tests.casework.county import REGION, VILLAGE, County, Someone, moment

from chuntian.accounts.enums import Role
from chuntian.exchange.kinds import kind as kind_of
from chuntian.exchange.models import Upload
from chuntian.exchange.operations import stage_bytes
from chuntian.exchange.receipts import difference
from chuntian.trail.models import Entry
from chuntian.web import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(settings, tmp_path, monkeypatch):
    settings.DATA_FOLDER = tmp_path
    monkeypatch.setattr(clock, "now", lambda: moment(date(2024, 3, 20), 10))
    return County([Someone("马春花"), Someone("王建国"), Someone("李秀英")])


def sent(county, as_of, rows) -> Upload:
    lines = ["姓名,身份证号,户籍地,户编号,保障方式,城乡类别,类档"]
    lines += [f"{one.name},{one.resident_id},{VILLAGE},H1,整户保,农村,{kind}" for one, kind in rows]
    return stage_bytes(
        content="\n".join(lines).encode("utf-8-sig"), name=f"低保{as_of}.csv", kind="dibao", as_of=as_of, region=REGION,
        by=county.staff("county_clerk7")[0], at=moment(as_of),
    )  # fmt: skip


def test_the_calendar_tells_what_is_overdue_and_what_never_came(today, sign_in):
    today.lists(date(2023, 6, 1))
    client = sign_in(Role.COUNTY_CLERK)

    page = client.get("/lists/calendar/").content.decode()
    none = client.get("/lists/calendar/?owner=" + kind_of("prison").owner).content.decode()
    file = client.get("/lists/calendar/?as=csv").content.decode("utf-8-sig")

    assert "已过期" in page
    assert "没有收到过" in page
    assert 'href="/lists/calendar/"' in client.get("/lists/").content.decode()
    assert 'href="/lists/prison/"' in none
    assert 'href="/lists/dibao/"' not in none
    assert "低保" in file


def test_two_receipts_say_who_is_new_gone_and_changed(today, sign_in):
    ma, wang, li = today.people
    before = sent(today, date(2024, 2, 1), [(ma, "一类"), (wang, "二类")])
    after = sent(today, date(2024, 3, 1), [(ma, "二类"), (li, "一类")])

    found = difference(before, after)
    client = sign_in(Role.COUNTY_CLERK)
    page = client.get(f"/lists/{after.pk}/compare/?other={before.pk}&part=changed").content.decode()

    assert (found.before, found.after, found.new.height, found.gone.height, found.changed.height) == (2, 2, 1, 1, 1)
    assert list(found.columns) == ["class"]
    assert "马＊＊" in page
    assert "马春花" not in page
    assert ma.resident_id not in page
    assert "1 → 2" in page
    assert "2024" in client.get(f"/lists/{after.pk}/compare/").content.decode()
    assert Entry.objects.filter(action="list.compare").count() == 2


def test_the_same_list_twice_has_no_difference_and_a_foreign_one_is_absent(today, sign_in):
    rows = [(one, "一类") for one in today.people]
    before, after = sent(today, date(2024, 2, 1), rows), sent(today, date(2024, 3, 1), rows)

    found = difference(before, after)

    assert (found.new.height, found.gone.height, found.changed.height) == (0, 0, 0)
    assert sign_in(Role.COUNTY_CLERK, "620102000000").get(f"/lists/{after.pk}/compare/").status_code == 404


def test_a_first_receipt_has_nothing_to_be_compared_with(today, sign_in):
    only = sent(today, date(2024, 3, 1), [(today.people[0], "一类")])

    assert "没有可以比的另一份" in sign_in(Role.COUNTY_CLERK).get(f"/lists/{only.pk}/compare/").content.decode()
