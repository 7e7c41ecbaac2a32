"""A department's number through the pages: entered by one, checked by another, seen at the measure with its document."""

from datetime import date

import pytest
from tests.casework.county import REGION, County, Someone, moment

from chuntian.accounts.enums import Role
from chuntian.indicators.models import ReportedFigure
from chuntian.web import clock

pytestmark = pytest.mark.django_db
SLUG = "child_screening_rate"
SAID = {
    "do": "enter", "enter-measure": SLUG, "enter-month": "2024-02", "enter-numerator": "9934", "enter-denominator": "10000",
    "enter-department": "县卫生健康局", "enter-document": "2024年2月妇幼统计（虚构）",
}  # fmt: skip


@pytest.fixture(autouse=True)
def county(settings, tmp_path, monkeypatch):
    settings.DATA_FOLDER = tmp_path
    monkeypatch.setattr(clock, "now", lambda: moment(date(2024, 3, 20), 10))
    county = County([Someone("马春花", grade=3)])
    county.lists(date(2024, 3, 1))
    return county


def enter(client, **other):
    return client.post("/measures/reported/", SAID | {f"enter-{name}": value for name, value in other.items()})


def text(client, address):
    return client.get(address).content.decode()


def test_one_enters_another_checks_and_the_measure_shows_it_with_its_document(sign_in):
    measure = f"/measures/{SLUG}/?year=2024&month=2&region={REGION}"
    client = sign_in(Role.COUNTY_CLERK)
    before, sent = text(client, measure), enter(client)
    own = client.post(sent.url, {"do": "confirm"}).content.decode()

    sign_in(Role.COUNTY_APPROVER).post(sent.url, {"do": "confirm"})
    after = text(client, measure)

    assert "去登记部门报来的数" in before
    assert "等另一个人核对" in own
    assert "登记的人不能自己核对" in own
    assert "99.34" in after
    assert "2024年2月妇幼统计（虚构）" in after
    assert "已核对，计入" in text(client, "/measures/reported/")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"numerator": "10001"}, "分子不能大于分母"),
        ({"month": "2024-03"}, "这个月还没有过完"),
        ({"month": "二月"}, "请写成 2024-03 这样的月份"),
        ({"denominator": "0"}, "大于或等于"),
        ({"document": ""}, "文件"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_kept(sign_in, wrong, says):
    answer = enter(sign_in(Role.COUNTY_CLERK), **wrong)

    assert answer.status_code == 200
    assert says in answer.content.decode()
    assert "error-summary" in answer.content.decode()
    assert not ReportedFigure.objects.exists()


def test_the_same_month_twice_is_refused_until_the_first_is_taken_back(sign_in):
    clerk = sign_in(Role.COUNTY_CLERK)
    first = enter(clerk)

    again = enter(clerk).content.decode()
    clerk.post(first.url, {"do": "withdraw", "withdraw-reason": "分母写错一位"})
    second = enter(clerk)

    assert "已经登记过" in again
    assert second.status_code == 302
    assert "分母写错一位" in text(clerk, first.url)


def test_it_waits_in_the_inbox_of_another_person_of_the_place_until_it_is_checked(sign_in):
    client = sign_in(Role.COUNTY_CLERK)
    address = enter(client).url
    own = text(client, "/?whose=all")
    theirs = text(sign_in(Role.COUNTY_APPROVER), "/?whose=all")
    client.post(address, {"do": "confirm"})

    assert address not in own
    assert address in theirs
    assert address not in text(client, "/?whose=all")


def test_whoever_only_reads_figures_is_offered_nothing_and_can_do_nothing(sign_in):
    sent = enter(sign_in(Role.COUNTY_CLERK))
    auditor = sign_in(Role.AUDITOR)

    assert "登记一个数" not in text(auditor, "/measures/reported/")
    assert auditor.post(sent.url, {"do": "confirm"}).status_code in (200, 403)
    assert ReportedFigure.objects.get().confirmed_at is None


def test_another_county_sees_no_number_of_this_one(sign_in):
    sent = enter(sign_in(Role.COUNTY_CLERK))
    other = sign_in(Role.COUNTY_APPROVER, "620102000000")

    assert other.get(sent.url).status_code == 404
    assert other.get(f"/measures/reported/?region={REGION}").status_code == 404
