"""The simulation page: what a change costs, where; only for one's own region; a wrong change is an error, never a crash."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from chuntian.accounts.enums import Role
from chuntian.casework.models import DecisionRun
from chuntian.trail.models import Entry

pytestmark = pytest.mark.django_db
ADDRESS = "/programmes/simulate/?programme=nursing_subsidy"
WRONG = [
    "programmes: {free_lunch: {}}", "- a\n- b", "parameters: [1]", "programmes: {nursing_subsidy: x}", "{", "a: &a [1]\nb: *a",
    "programmes: {nursing_subsidy: {remove: 5}}", "programmes: {nursing_subsidy: {replace: {severe: 'open(1)'}}}",
    "parameters: {sub.care.A: much}", "programmes: {nursing_subsidy: {add_conditions: [1]}}", "parameters: {sub.care.A: [{}]}",
    "parameters: {no.such: 1}", "? [a]\n: b",
]  # fmt: skip


def test_a_dearer_standard_shows_who_gets_more_and_what_it_costs(decided, sign_in):
    client = sign_in(Role.COUNTY_CLERK)

    blank = client.get(ADDRESS).content.decode()
    page = client.post(ADDRESS, {"value:sub.care.A": "200"}).content.decode()

    assert "改什么" in blank
    assert "元/月" in blank
    assert 'data-label="提高">1<' in page
    assert 'data-label="增减"><span>70.00 元' in page
    assert "演示金额" in page
    assert Entry.objects.filter(action="simulate").count() == 1


def test_the_change_is_tried_on_each_month_where_asked(decided, sign_in):
    client = sign_in(Role.COUNTY_CLERK)

    page = client.post(ADDRESS, {"value:sub.care.A": "200", "by_month": "on"}).content.decode()
    plain = client.post(ADDRESS, {"value:sub.care.A": "200"}).content.decode()

    assert '<th scope="row">2024年3月</th>' in page
    assert "<h3>按月</h3>" not in plain


def test_an_uploaded_change_stays_in_the_box_for_the_export(decided, sign_in):
    client = sign_in(Role.SUPERVISOR, "620100000000")
    file = SimpleUploadedFile("change.yaml", b'parameters: {sub.care.A: "200"}')

    page = client.post(ADDRESS, {"file": file}).content.decode()
    table = client.post(ADDRESS, {"change": 'parameters: {sub.care.A: "200"}', "as": "csv"})

    assert "parameters: {sub.care.A: &quot;200&quot;}" in page
    lines = table.content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["层级", "合计", "县（区）", "乡镇（街道）"]
    assert "70" in lines[1]
    assert lines[1].endswith("演示金额")


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_change_is_an_error_on_the_page(decided, sign_in, text):
    answer = sign_in(Role.COUNTY_CLERK).post(ADDRESS, {"change": text})

    assert answer.status_code == 200
    assert "错误：" in answer.content.decode()


def test_nothing_changed_is_asked_back(decided, sign_in):
    page = sign_in(Role.COUNTY_CLERK).post(ADDRESS, {"change": " "}).content.decode()

    assert "请至少改一个数值" in page


def test_one_sees_only_one_s_own_region_of_a_wider_run(decided, sign_in):
    DecisionRun.objects.update(region="620000000000")
    client = sign_in(Role.COUNTY_CLERK, "620102000000")

    page = client.post(ADDRESS, {"value:sub.care.A": "200"}).content.decode()

    assert "没有任何变化" in page


def test_without_a_decided_month_the_page_says_so(db, sign_in):
    assert "还没有判定过" in sign_in(Role.SUPERVISOR).get(ADDRESS).content.decode()


@pytest.mark.parametrize("role", [Role.TOWNSHIP_CLERK, Role.AUDITOR, Role.FINANCE_APPROVER])
def test_who_may_not_simulate_is_refused(decided, sign_in, role):
    assert sign_in(role).get(ADDRESS).status_code == 403


@pytest.mark.parametrize(("kind", "magic"), [("docx", b"PK"), ("pdf", b"%PDF"), ("html", b"<!doctype html>")])
def test_the_annual_report_is_a_file_to_keep(decided, sign_in, kind, magic):
    answer = sign_in(Role.COUNTY_CLERK).get(f"/measures/annual-report/?year=2024&as={kind}")

    assert answer.content.startswith(magic)
    assert answer["Content-Disposition"].startswith("attachment")
    assert f'"as":"{kind}"' in Entry.objects.get(action="report.make").detail.replace(" ", "")


def test_a_report_is_only_for_those_who_make_reports_and_their_region(decided, sign_in, staff):
    client = sign_in(Role.COUNTY_APPROVER)

    assert client.get("/measures/annual-report/?region=620102").status_code == 404
    assert client.get("/measures/annual-report/?as=exe").status_code == 404
    assert "下载 Word" in client.get("/measures/?year=2024").content.decode()
    client.force_login(staff(Role.TOWNSHIP_CLERK))
    assert client.get("/measures/annual-report/").status_code == 403
    assert "下载 Word" not in client.get("/measures/?year=2024").content.decode()
