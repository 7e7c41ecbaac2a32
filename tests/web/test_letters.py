"""Letters at the desk: who may read and issue them, and that what is downloaded is what was issued."""

from datetime import date

import pytest
from tests.casework.county import REGION, County, Someone, moment

from chuntian.accounts.enums import Role
from chuntian.casework.models import Letter
from chuntian.casework.operations import apply
from chuntian.trail.models import Entry
from chuntian.web import clock

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 1)
ELSEWHERE = "620102000000"


@pytest.fixture
def county(settings, tmp_path, monkeypatch):
    settings.DATA_FOLDER = tmp_path
    monkeypatch.setattr(clock, "now", lambda: moment(date(2024, 3, 20), 10))
    county = County([Someone("马春花", grade=3, dibao=None), Someone("王䶮", grade=1)])
    county.lists(DAY)
    return county


@pytest.fixture
def case(county):
    return county.refused("马春花", DAY)


def test_a_decision_letter_is_read_issued_and_taken_in_every_form(case, sign_in):
    client = sign_in(Role.CIVIL_AFFAIRS)
    linked = client.get(f"/cases/{case.pk}/").content.decode()
    before = client.get(f"/cases/{case.pk}/letter/").content.decode()

    client.post(f"/cases/{case.pk}/letter/")
    after = client.get(f"/cases/{case.pk}/letter/").content.decode()
    letter = Letter.objects.get()
    files = {
        form: client.get(f"/letters/{letter.pk}/{form}") for form in ("14.pdf", "18.pdf", "24.pdf", "18.html", "txt")
    }

    assert f"/cases/{case.pk}/letter/" in linked
    assert "尚未出具" in before
    assert "/letters/" not in before
    assert "不符合：残疾等级为一级或二级" in after
    assert letter.issued_by.username == Role.CIVIL_AFFAIRS
    assert {answer.status_code for answer in files.values()} == {200}
    assert files["18.pdf"]["Content-Type"] == "application/pdf"
    assert files["txt"]["Content-Disposition"].startswith("attachment")
    assert client.get(f"/letters/{letter.pk}/18.pdf").content == files["18.pdf"].content


def test_a_notice_is_reached_from_the_persons_page(county, sign_in):
    client, person = sign_in(Role.COUNTY_CLERK), county.person("王䶮")
    address = f"/people/{person.pk}/letter/nursing_subsidy/"

    assert "/decisions/" in client.get(f"/people/{person.pk}/").content.decode()
    assert address in client.get(f"/people/{person.pk}/decisions/").content.decode()
    client.post(address)
    client.post(address)

    assert Letter.objects.count() == 1
    assert "已出具" in client.get(address).content.decode()
    assert "王䶮" in client.get(f"/letters/{Letter.objects.get().pk}/txt").content.decode()


def test_another_county_gets_the_answer_of_what_is_not_there(case, sign_in):
    letter = Letter.objects.create(
        kind="notice", person=case.person, programme="nursing_subsidy", content={}, sha256="0" * 64, law_version="x",
        issued_at=moment(DAY), region=REGION,
    )  # fmt: skip
    client = sign_in(Role.CIVIL_AFFAIRS, ELSEWHERE)

    for address in (
        f"/cases/{case.pk}/letter/",
        f"/people/{case.person_id}/letter/nursing_subsidy/",
        f"/letters/{letter.pk}/txt",
    ):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(("role", "reads", "issues"), [
    (Role.TOWNSHIP_CLERK, 200, 302), (Role.AUDITOR, 200, 403), (Role.LIAISON, 403, 403), (Role.CADRE, 403, 403),
    (Role.FINANCE_PREPARER, 403, 403),
])  # fmt: skip
def test_who_reads_and_who_issues(case, sign_in, role, reads, issues):
    client = sign_in(role)

    assert client.get(f"/cases/{case.pk}/letter/").status_code == reads
    assert client.post(f"/cases/{case.pk}/letter/").status_code == issues
    assert Letter.objects.count() == (issues == 302)


def test_what_is_not_decided_or_not_there_has_no_letter(county, sign_in):
    client, person = sign_in(Role.COUNTY_CLERK), county.person("马春花")
    case = apply(person=person, programme="nursing_subsidy", applied_on=DAY, channel="window", by=county.staff("township_clerk9")[0],
                 at=moment(DAY), law=county.law)  # fmt: skip

    assert client.get(f"/cases/{case.pk}/letter/").status_code == 404
    assert client.get(f"/people/{person.pk}/letter/no_such/").status_code == 404
    assert client.get("/letters/1/14.pdf").status_code == 404
    assert client.get("/letters/1/9.pdf").status_code == 404


def test_on_an_english_page_the_letter_says_that_it_is_chinese(case, sign_in):
    client = sign_in(Role.CIVIL_AFFAIRS)
    client.post("/language/", {"language": "en", "next": "/"})

    page = client.get(f"/cases/{case.pk}/letter/").content.decode()

    assert '<article class="letter" lang="zh-Hans"' in page
    assert "Issue and keep" in page


def test_reading_and_giving_are_written_down(case, sign_in):
    client = sign_in(Role.CIVIL_AFFAIRS)
    client.post(f"/cases/{case.pk}/letter/")
    client.get(f"/letters/{Letter.objects.get().pk}/txt")

    actions = list(Entry.objects.filter(subject_id=case.person_id).values_list("action", flat=True))

    assert {"letter.issue", "letter.give"} <= set(actions)
