"""On English pages each Chinese passage is marked as Chinese and said to be the original (WCAG 3.1.2)."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from django.utils import translation
from tests.casework.county import County, Someone, moment

from chuntian.accounts.enums import Role
from chuntian.web import clock
from chuntian.web.templatetags.desk import marked

pytestmark = [pytest.mark.django_db, pytest.mark.alike]
DAY = date(2024, 3, 1)
VOID = {"meta", "link", "input", "br", "path", "img", "hr", "wbr", "col"}


class Listener(HTMLParser):
    """Hears a page with the voice of each text's language, and keeps the Chinese that an English voice would read."""

    def __init__(self):
        super().__init__()
        self.languages, self.misread = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.languages.append(dict(attrs).get("lang") or (self.languages[-1] if self.languages else ""))

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.languages.pop()

    def handle_data(self, data):
        if re.search(r"[\u4e00-\u9fff]", data) and self.languages[-1] == "en":
            self.misread.append(data.strip())


@pytest.fixture
def county(settings, tmp_path, monkeypatch):
    settings.DATA_FOLDER = tmp_path
    monkeypatch.setattr(clock, "now", lambda: moment(date(2024, 3, 20), 10))
    county = County([Someone("马春花", grade=3, dibao=None)])
    county.lists(DAY)
    return county


@pytest.fixture
def case(county):
    return county.refused("马春花", DAY)


PAGES = [
    "/programmes/living_subsidy/", "/programmes/nursing_subsidy/", "/programmes/employment_security_levy/",
    "/cases/{case}/", "/cases/{case}/letter/", "/people/{person}/decisions/",
]  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_chinese_law_is_heard_as_chinese(case, sign_in, address):
    client = sign_in(Role.CIVIL_AFFAIRS)
    client.post("/language/", {"language": "en", "next": "/"})

    page = client.get(address.format(case=case.pk, person=case.person_id)).content.decode()
    listener = Listener()
    listener.feed(page)

    names = {"马春花", "县民政局"}  # proper names: the person, the reader
    assert "Original Chinese text" in page
    assert [text for text in listener.misread if not any(name in text for name in names)] == []


@pytest.mark.parametrize("address", PAGES)
def test_a_chinese_page_says_nothing_of_it(case, sign_in, address):
    page = sign_in(Role.CIVIL_AFFAIRS).get(address.format(case=case.pk, person=case.person_id)).content.decode()

    assert "中文原文" not in page


def test_only_what_is_chinese_is_marked():
    with translation.override("en"):
        assert marked("age is at least 领取年龄（2024 年起） in years") == (
            'age is at least <span lang="zh-Hans">领取年龄（2024 年起）</span> in years'
        )
        assert marked("<b>plain</b>") == "&lt;b&gt;plain&lt;/b&gt;"
    with translation.override("zh-hans"):
        assert marked("领取年龄 & 1") == "领取年龄 &amp; 1"
