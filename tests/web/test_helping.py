"""Help on the desk: in the same place on every page, only of places that one may enter, searched, with whom to ask."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.served import enter, served_office, text  # noqa: F401 (a fixture)

from chuntian.accounts.enums import Role
from chuntian.web.navigation import PLACES
from chuntian.web.reading.helping import TOPICS, WORDS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [Role.COUNTY_CLERK, Role.LIAISON, Role.PROVIDER, Role.ADMIN])
def test_help_is_the_first_link_after_the_page_for_every_role(office, role):
    client = enter(role)
    places = re.findall(r'<nav class="places".*?</nav>', client.get("/account/").content.decode(), re.DOTALL)
    addresses = re.findall(r'href="([^"]+)"', places[0])

    for address in [*addresses, "/account/", "/people/1/"]:  # and where there is nothing
        foot = client.get(address, follow=True).content.decode().partition("<footer")[2]
        assert re.findall(r'href="([^"]+)"', foot)[0] == "/help/", address


def test_each_place_is_told_of_to_those_who_may_enter_it(office):
    clerk, provider = text(enter(Role.COUNTY_CLERK), "/help/"), text(enter(Role.PROVIDER), "/help/")

    assert "名单停在“刹车”是什么意思？" in clerk
    assert "怎样请本人确认一次服务？" not in clerk
    assert "怎样请本人确认一次服务？" in provider
    assert "名单" not in provider.partition("这里用的词")[0]
    assert "“系统检查”" in text(enter(Role.ADMIN), "/help/")
    assert "“系统检查”" not in clerk
    assert set(TOPICS) <= {name for name, _, _ in PLACES}


def test_each_way_leads_where_the_reader_may_go(office):
    for role in (Role.COUNTY_CLERK, Role.COUNTY_APPROVER, Role.SUPERVISOR, Role.LIAISON, Role.PROVIDER):
        client = enter(role)
        page = client.get("/help/").content.decode()
        for address in re.findall(r'<a href="([^"]+)">去办', page):
            assert client.get(address).status_code == 200, (role, address)


def test_what_is_looked_for_is_found_or_said_not_to_be(office):
    clerk = enter(Role.COUNTY_CLERK)

    found = text(clerk, "/help/?q=回盘")
    assert "银行发来的文件" in found
    assert "快照" not in found
    assert "没有找到" in text(clerk, "/help/?q=zzz")
    assert text(clerk, "/help/").partition("这里用的词</h2>")[2].count("<dt>") == len(WORDS)


def test_it_says_who_keeps_the_accounts_here(office):
    page = text(enter(Role.COUNTY_CLERK), "/help/")

    assert "找系统管理员：" in page
    assert "写着问的，就写着回答" in page


def test_nobody_reads_it_unknown_and_the_door_leads_to_the_office():
    assert Client().get("/help/").status_code == 302
    foot = Client().get(reverse("desk:sign-in")).content.decode().partition("<footer")[2]

    assert re.findall(r'href="([^"]+)"', foot)[0] == reverse("portal:contact")
