"""One's own file: whose it is, who may open it, what the first page says."""

from datetime import date

import pytest
from tests.web.portal.mine import authorise

from chuntian.accounts.enums import Role
from chuntian.trail.models import Entry

pytestmark = pytest.mark.django_db


def test_one_sees_ones_own_file_and_the_reading_is_written_down(client, county, own):
    page = client.get("/mine/").content.decode()

    assert "马春花，您好" in page
    assert "换一个人" not in page
    entry = Entry.objects.get(action="person.view")
    assert (entry.actor, entry.subject_id) == ("citizen", str(county.person("马春花").pk))


def test_what_runs_is_said(client, county, own):
    county.award("马春花", "nursing_subsidy", "2024-01")

    assert "重度残疾人护理补贴" in client.get("/mine/").content.decode()


def test_a_guardian_chooses_whose_file_is_open(client, county, own):
    ward = county.person("王小宝")
    authorise(own.user, ward)
    me = own.person.pk

    answer = client.post("/mine/for/", {"do": "choose", "for": me, "person": ward.pk}, follow=True)

    assert "王小宝的档案" in answer.content.decode()
    assert "您正在看" in client.get("/mine/").content.decode()


@pytest.mark.parametrize("end", [date(2024, 3, 19), None])
def test_whom_one_may_not_act_for_is_absent(client, county, own, end):
    foreign, me = county.person("李秀英"), own.person.pk
    if end:
        authorise(own.user, foreign, end=end)

    answer = client.post("/mine/for/", {"do": "choose", "for": me, "person": foreign.pk})
    absent = client.post("/mine/for/", {"do": "choose", "for": me, "person": 17})

    assert answer.status_code == 404
    assert answer.content == absent.content
    assert "马春花" in client.get("/mine/").content.decode()


def test_an_authority_that_ended_closes_the_open_file(client, county, own):
    held, me = authorise(own.user, county.person("王小宝")), own.person.pk
    client.post("/mine/for/", {"do": "choose", "for": me, "person": county.person("王小宝").pk})
    held.valid_to = date(2024, 3, 19)
    held.save()

    assert "马春花，您好" in client.get("/mine/").content.decode()


def test_a_form_of_another_window_changes_nothing(client, county, own):
    ward = county.person("王小宝")
    authorise(own.user, ward)

    answer = client.post("/mine/for/", {"do": "choose", "for": ward.pk, "person": ward.pk}, follow=True)

    assert "没有保存" in answer.content.decode()
    assert "马春花，您好" in client.get("/mine/").content.decode()


def test_an_account_without_a_file_is_told_what_to_do(client, county, staff):
    client.force_login(staff(Role.CITIZEN))

    assert "您的账号还没有连上档案" in client.get("/mine/").content.decode()


def test_staff_have_no_file_here(client, county, staff):
    client.force_login(staff(Role.COUNTY_CLERK))

    assert client.get("/mine/").status_code == 403


def test_a_citizen_lands_on_the_own_file_and_finds_it_on_the_first_page(client, county, own, staff):
    client.logout()
    from tests.web.conftest import PASSWORD

    asked = client.post("/sign-in/", {"username": "citizen", "password": PASSWORD})

    assert asked.url == "/mine/"
    assert 'href="/mine/"' in client.get("/").content.decode()
    assert "portal.css" in client.get("/account/").content.decode()
    assert "session.js" in client.get("/mine/").content.decode()
