"""The case page and the public notices, as staff, citizens and visitors meet them."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from tests.casework.county import REGION, County, Someone, moment

from chuntian.accounts.enums import Role
from chuntian.casework.enums import TaskKind
from chuntian.casework.models import Case, CaseDocument, Objection, PublicNotice
from chuntian.casework.operations import act, apply, open_notice, open_task
from chuntian.web import clock

DAY = date(2024, 1, 10)


@pytest.fixture
def county(db, settings, tmp_path, monkeypatch):
    settings.DATA_FOLDER = tmp_path
    monkeypatch.setattr(clock, "now", lambda: moment(date(2024, 1, 15)))
    county = County([Someone("阿一某", grade=1, dibao=1), Someone("阿二", grade=1, category=6)])
    county.lists(date(2024, 1, 1))
    return county


@pytest.fixture
def case(county):
    town, clerk = county.staff("township_clerk", "county_clerk")
    case = apply(person=county.person("阿一某"), programme="nursing_subsidy", applied_on=DAY, channel="window", by=town,
                 at=moment(DAY), law=county.law)  # fmt: skip
    act(case=case, kind="first_check", by=town, at=moment(DAY))
    return act(case=case, kind="check", by=clerk, at=moment(DAY), law=county.law)


@pytest.fixture
def notice(county, case):
    return open_notice(case=case, by=county.staff("civil_affairs")[0], at=moment(date(2024, 1, 12)), law=county.law)


def test_a_visitor_sees_the_least_and_nothing_after_its_last_day(client, notice, monkeypatch):
    page = client.get("/notices/")

    assert "阿*某" in page.content.decode()
    assert "阿一某" not in page.content.decode()
    assert "noindex" in page["X-Robots-Tag"]
    monkeypatch.setattr(clock, "now", lambda: moment(date(2024, 1, 20)))
    assert "阿*某" not in client.get("/notices/").content.decode()
    assert PublicNotice.objects.get().down_at is None


def test_a_visitor_who_objects_is_asked_to_sign_in_and_whoever_is_signed_in_may(client, notice, staff):
    assert client.get(f"/notices/{notice.pk}/object/").status_code == 302
    client.force_login(staff(Role.CITIZEN, REGION, "citizen-x"))

    answer = client.post(f"/notices/{notice.pk}/object/", {"text": "他已经搬走两年了"})

    assert answer.status_code == 302
    assert Objection.objects.get().by.username == "citizen-x"
    assert client.post(f"/notices/{notice.pk}/object/", {"text": "短"}).status_code == 200


def test_the_page_shows_the_way_the_notice_and_what_is_left(client, county, notice):
    client.force_login(county.staff("civil_affairs")[0])

    page = client.get(f"/cases/{notice.case_id}/").content.decode()

    assert "公示中" in page
    assert "网上正在公示" in page
    assert "现在不计期限" in page
    assert 'aria-current="step"' in page
    assert "deed-approve" not in page


def test_a_paper_is_taken_in_and_looked_at(client, county, case):
    client.force_login(county.staff("county_clerk")[0])
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(out, "PNG")

    sent = {
        "do": "add_paper",
        "add_paper-kind": "guardian",
        "add_paper-file": SimpleUploadedFile("证明.png", out.getvalue()),
    }
    assert client.post(f"/cases/{case.pk}/", sent).status_code == 302

    paper = CaseDocument.objects.get()
    assert "证明.png" in client.get(f"/cases/papers/{paper.pk}/").content.decode()
    assert client.get(f"/cases/papers/{paper.pk}/1.jpg")["Content-Type"] == "image/jpeg"
    client.force_login(county.staff("liaison")[0])
    assert client.get(f"/cases/papers/{paper.pk}/1.jpg").status_code == 403


def test_a_question_and_its_answer_let_the_clock_go_on(client, county, case):
    client.force_login(county.staff("county_clerk")[0])
    address = f"/cases/{case.pk}/"
    client.post(address, {"do": "ask_papers", "ask_papers-why": "请补监护证明", "ask_papers-kinds": ["guardian"]})
    assert Case.objects.get().state == "papers_missing"

    client.post(address, {"do": "papers_in", "papers_in-why": "监护证明已补"})

    assert (Case.objects.get().state, Case.objects.get().due_on) == ("checked", date(2024, 1, 24))


@pytest.mark.parametrize(
    ("query", "found"), [("", 1), ("?whose=mine", 0), ("?due=late", 0), ("?way=review", 0), ("?sort=place", 1)]
)
def test_the_list_is_narrowed(client, county, case, query, found):
    client.force_login(county.staff("township_clerk")[0])

    assert client.get(f"/cases/{query}").content.decode().count('<th scope="row">') == found


def test_discovery_opens(client, county):
    client.force_login(county.staff("county_clerk")[0])

    for query in ("", "?kind=stop", "?tried=missed", "?state=declined"):
        assert client.get(f"/discovery/{query}").status_code == 200


def test_a_reminder_of_a_certificate_is_no_finding(client, county):
    client.force_login(county.staff("county_clerk")[0])
    person = county.person("阿一某")
    for programme, key in (("living_subsidy", ""), ("", "certificate:2024-09-01")):
        open_task(kind=TaskKind.TELL, person=person, region=person.region, at=moment(DAY), programme=programme, key=key)

    page = client.get("/discovery/").content.decode()

    assert page.count('<th scope="row">') == 1
