"""Board, monthly return, publishing and what the public sees, through the pages."""

import csv
import io
import json
from datetime import date

import openpyxl
import pytest
from django.utils import timezone, translation
from tests.casework.county import REGION, moment
from tests.journeys.figures import LAST, furnish_figures

from chuntian.accounts.enums import Role
from chuntian.casework.law import law_in_use
from chuntian.indicators.computing import work_off
from chuntian.indicators.models import KeptFigure, Publication
from chuntian.places.models import Organisation
from chuntian.places.offices import UnknownFeature, describe_office
from chuntian.web import clock

pytestmark = pytest.mark.django_db
HERE = f"?month={LAST}&region={REGION}"
RATE = "nursing_subsidy_coverage"
NOW = moment(date(2024, 3, 20), 10)


@pytest.fixture(autouse=True)
def furnished(settings, tmp_path, monkeypatch):
    settings.DATA_FOLDER = tmp_path
    monkeypatch.setattr(clock, "now", lambda: NOW)
    furnish_figures(months=2, within="620104")


def test_the_board_shows_missing_targets_as_missing(sign_in):
    page = sign_in(Role.COUNTY_CLERK).get(f"/measures/board/{HERE}").content.decode()

    assert "原文缺失" in page
    assert "0.8（单位缺失）" in page
    assert page.count('<div class="progress">') == 11


def test_a_month_that_was_not_computed_offers_to_compute_it(sign_in):
    client = sign_in(Role.COUNTY_CLERK)

    page = client.get("/measures/board/?month=2023-11").content.decode()

    assert "现在计算" in page


def test_computing_keeps_the_month_and_a_month_to_come_is_refused(sign_in):
    client = sign_in(Role.COUNTY_CLERK)

    later = client.post(f"/measures/board/{HERE}", {"do": "keep", "keep-month": "2024-09"})
    done = client.post(f"/measures/board/{HERE}", {"do": "keep", "keep-month": "2024-03"})

    assert "这个月还没有到" in later.content.decode()
    assert done.status_code == 302
    assert "month=2024-03" in done["Location"]
    assert "2024-03 的指标排上了队" in client.get(done["Location"]).content.decode()
    assert not KeptFigure.objects.filter(region=REGION, month="2024-03").exists()

    assert work_off(law=law_in_use, clock=timezone.now) == 1

    assert KeptFigure.objects.filter(region=REGION, month="2024-03").exists()
    page = client.get(done["Location"]).content.decode()
    assert "排上了队" not in page
    assert "data-ask-again" not in page


def test_a_province_opens_what_was_computed_and_says_where_to_have_it_computed(sign_in):
    client = sign_in(Role.SUPERVISOR, "620100000000")

    there = client.get("/measures/?year=2024&month=2&region=620100000000").content.decode()
    none = client.get("/measures/?year=2019&month=2&region=620100000000").content.decode()

    assert "所知的事实算出" in there
    assert "重度残疾人护理补贴覆盖率" in there
    assert "这个月还没有算过" in none
    assert "/measures/board/?month=2019-02&amp;region=620100000000" in none
    assert "请再算一次" not in there
    KeptFigure.objects.filter(measure=RATE).delete()  # as of a month that was kept before there was such a measure
    assert "请再算一次" in client.get("/measures/?year=2024&month=2&region=620100000000").content.decode()


def test_an_edition_is_checked_before_it_can_be_published(sign_in):
    client, ahead = sign_in(Role.COUNTY_CLERK), "/measures/public/?month=2024-01&region=620104000000"

    before = client.get(ahead).content.decode()
    client.post(ahead, {"do": "prepare"})
    assert 'value="prepare"' not in client.get(ahead).content.decode()  # once is enough
    work_off(law=law_in_use, clock=timezone.now)
    after = client.get(ahead).content.decode()

    assert "核对能不能推算出来" in before
    assert "公开这一期" not in before
    assert 'value="prepare"' in before
    assert "公开这一期" in after
    client.post(ahead, {"do": "publish", "publish-licence": "CC-BY-4.0", "publish-reason": "按月公开"})
    assert Publication.objects.filter(month="2024-01", withdrawn_at=None).exists()


def test_whoever_makes_no_reports_computes_and_publishes_nothing(sign_in):
    client = sign_in(Role.TOWNSHIP_CLERK)

    assert client.get(f"/measures/board/{HERE}").status_code == 200
    assert client.post(f"/measures/board/{HERE}", {"do": "keep", "keep-month": "2024-03"}).status_code == 403
    assert client.post(f"/measures/public/{HERE}", {"do": "withdraw"}).status_code == 403


@pytest.mark.parametrize("address", ["board/", "board.xlsx", f"board/{RATE}/", "monthly/", "monthly.xlsx", "public/"])
def test_figures_of_another_division_are_absent(sign_in, address):
    client = sign_in(Role.COUNTY_CLERK)

    assert client.get(f"/measures/{address}?month={LAST}&region=620102000000").status_code == 404
    assert client.get(f"/measures/{address}?month=2024-13").status_code == 404


def test_the_counties_of_a_prefecture_are_tiles_and_those_of_a_county_bars(sign_in):
    client = sign_in(Role.SUPERVISOR, "620100000000")

    above = client.get(f"/measures/board/{RATE}/?month={LAST}&region=620100000000").content.decode()
    below = client.get(f"/measures/board/{RATE}/{HERE}").content.decode()

    assert 'class="tile' in above
    assert "西固区" in above
    assert 'class="tile' not in below
    assert "新城镇" in below


def test_the_return_as_a_file_holds_what_the_page_shows(sign_in):
    client = sign_in(Role.COUNTY_CLERK)

    page = client.get(f"/measures/monthly/{HERE}").content.decode()
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"/measures/monthly.xlsx{HERE}").content)).active

    row = next(row for row in sheet.iter_rows(values_only=True) if row[1] == "持证残疾人")
    assert row[4] - row[5] == row[6] == 3
    assert f"{row[4]:,}" in page


def test_the_board_as_a_file_holds_every_indicator(sign_in):
    sheet = openpyxl.load_workbook(
        io.BytesIO(sign_in(Role.COUNTY_CLERK).get(f"/measures/board.xlsx{HERE}").content)
    ).active

    rows = list(sheet.iter_rows(values_only=True))
    heading = next(number for number, row in enumerate(rows) if row[0] == "指标")
    assert len([row for row in rows[heading + 1 :] if row[0]]) >= 11
    rate = next(row for row in rows if row[0] == "重度残疾人护理补贴覆盖率")
    assert rate[5] > rate[4] > 0


def test_the_public_reads_only_what_was_published(client):
    KeptFigure.objects.filter(region=REGION, measure="certificate_holders").update(numerator=7)

    page = client.get("/progress/").content.decode()

    assert "规划做到了哪一步" in page
    assert ">7 人" not in page
    assert client.get("/progress/?edition=1").status_code == 404


def test_open_data_describe_every_column_and_hold_no_small_count(client):
    pk = Publication.objects.get().pk

    described = json.loads(client.get(f"/open-data/{pk}/datapackage.json").content)
    rows = list(csv.DictReader(io.StringIO(client.get(f"/open-data/{pk}/figures.csv").content.decode("utf-8-sig"))))

    names = [field["name"] for field in described["resources"][0]["schema"]["fields"]]
    assert names == list(rows[0])
    assert described["licenses"][0]["name"] == "CC-BY-4.0"
    for row in rows:
        counts = [int(row[name]) for name in ("numerator", "denominator") if row[name]]
        assert row["state"] == "published" or not (row["value"] or row["numerator"])
        assert row["state"] != "suppressed" or not counts
        assert all(count == 0 or count >= 11 for count in counts)
    assert any(row["state"] == "suppressed" for row in rows)


def test_B32_asking_again_tells_nothing_new(client):
    pk = Publication.objects.get().pk
    first = {name: client.get(f"/open-data/{pk}/{name}").content for name in ("figures.csv", "measures.csv")}

    KeptFigure.objects.update(numerator=8)  # what is known meanwhile changes nothing that is public

    for _ in range(100):
        assert {name: client.get(f"/open-data/{pk}/{name}?town=620104101").content for name in first} == first


def test_what_is_taken_back_is_absent_everywhere(client, sign_in):
    pk = Publication.objects.get().pk
    staff = sign_in(Role.COUNTY_CLERK)

    staff.post(f"/measures/public/{HERE}", {"do": "withdraw", "withdraw-reason": "名单更正"})

    assert client.get(f"/open-data/{pk}/figures.csv").status_code == 404
    assert client.get(f"/open-data/{pk}/other.csv").status_code == 404


def test_the_directory_says_not_known_where_nobody_looked(client):
    page = client.get("/providers/").content.decode()

    assert "虚构路1号" in page
    assert "手语服务：<b>没有</b>" in page
    assert "无障碍停车位：<b>不知道</b>" in page
    assert "还没有人核对过" in page
    assert "没有找到" in client.get("/providers/?q=zz").content.decode()


def test_a_feature_without_a_word_is_refused():
    office = Organisation.objects.first()

    with pytest.raises(UnknownFeature, match="lift"):
        describe_office(office=office, at=NOW, access={"lift": True})


@pytest.mark.parametrize("address", ["/progress/", "/open-data/", "/providers/", "/"])
def test_public_pages_speak_english_too(client, address):
    with translation.override("en"):
        page = client.get(address, headers={"accept-language": "en"}).content.decode()

    assert '<html lang="en"' in page


@pytest.mark.alike
@pytest.mark.parametrize(
    ("written", "dialled"),
    [("0931-555 0101", "09315550101"), ("(0931) 5550101 转 8", ""), ("0931-5550101转8", "09315550101"), ("+86 931 5550101", "+869315550101"),
     ("请到窗口", ""), ("", ""), ("12", ""), ("javascript:alert(1)", "")],
)  # fmt: skip
def test_a_number_is_dialled_by_its_digits_and_words_are_not(written, dialled):
    from chuntian.web.reading.telephone import number_to_call

    assert number_to_call(written) == dialled
