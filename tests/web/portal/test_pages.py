"""The other pages of the portal: the first one, programmes, help, how they are seen, and how much they weigh."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.urls import reverse
from tests.web.test_english import Listener

import chuntian.web
from chuntian.accounts.enums import Role
from chuntian.web.portal.plain import kept
from chuntian.web.portal.search import public_programmes

STATIC = Path(chuntian.web.__file__).parent / "static"
PAGES = ["/", "/check/", "/check/who/", "/benefits/", "/benefits/?q=轮椅", "/benefits/nursing_subsidy/", "/benefits/student_aid/", "/contact/", "/accessibility/", "/display/", "/no-such-page/"]  # fmt: skip


def text(answer) -> str:
    return answer.content.decode()


def test_the_first_page_has_three_choices_and_ways_to_sign_in(client, offices):
    page = text(client.get("/"))
    main = page[page.index("<main") : page.index("</main>")]

    choices, more = main.split('<nav class="more"')
    assert re.findall(r'<a href="([^"]+)"', choices) == ["/check/", "/mine/", "/benefits/"]
    assert re.findall(r'<a href="([^"]+)"', more) == ["/providers/", "/progress/", "/open-data/"]
    assert page.count('href="/sign-in/"') == 1
    assert page.index("</main>") < page.index('href="/sign-in/"')


def test_the_first_page_is_light(client, offices):
    page = text(client.get("/"))
    parts = re.findall(r'(?:href|src)="/static/([^"]+)"', page)
    weight = len(page.encode()) + sum((STATIC / re.sub(r"\.[0-9a-f]{12}\.", ".", one)).stat().st_size for one in parts)

    assert len(parts) >= 7
    assert weight <= 150 * 1024
    assert "http" not in re.sub(r'action="[^"]*"', "", page).replace("http-equiv", "")


def test_staff_find_their_work_at_the_same_address(sign_in, offices):
    client = sign_in(Role.COUNTY_CLERK)

    assert "我的工作" in text(client.get("/"))


def test_an_ended_session_leads_to_the_door_once(client, sign_in, offices, settings):
    client = sign_in(Role.COUNTY_CLERK)
    client.session.flush()

    assert client.get("/").url == "/sign-in/?next=/"
    assert text(client.get("/")).count("doors") == 1


@pytest.mark.parametrize("address", PAGES)
def test_help_stands_in_the_same_place_on_every_page(client, offices, address):
    page = text(client.get(address))
    landmarks = re.findall(r'<(header|main|aside class="help"|footer)', page)

    assert landmarks == ["header", "main", 'aside class="help"', "footer"]
    assert page.count("<h1>") == 1


@pytest.mark.parametrize("address", PAGES)
def test_english_pages_mark_what_is_chinese(client, offices, address):
    client.post("/language/", {"language": "en", "next": "/"})

    page = Listener()
    page.feed(text(client.get(address)))

    assert page.languages == []
    assert [one for one in page.misread if "轮椅" not in one] == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_programme_has_its_page(client, offices, language):
    client.post("/language/", {"language": language, "next": "/"})

    pages = {one.slug: text(client.get(f"/benefits/{one.slug}/")) for one in public_programmes()}

    assert len(pages) > 80
    for slug, page in pages.items():
        assert ("/check/" in page[: page.index("</main>")]) == (slug in kept()), slug
        assert not re.search(r"\[[A-Z]\d", page), slug
        assert not re.search(r"\b00\d:", page), slug


@pytest.mark.parametrize("slug", ["employment_security_levy", "disabled_population_base", "x"])
def test_what_is_not_for_people_is_not_here(client, offices, slug):
    assert client.get(f"/benefits/{slug}/").status_code == 404


def test_an_amount_that_no_document_gives_names_the_document(client, offices):
    page = text(client.get("/benefits/nursing_subsidy/"))

    assert "需要这份文件：" in page
    assert "演示标准" not in page


def test_an_invented_amount_is_marked(client, offices, demo_law):
    page = text(client.get("/benefits/nursing_subsidy/"))

    assert page.count("演示标准") >= 3
    assert re.search(r"130 元/月 <span class=\"demo-mark\">演示标准", page)


class Phones(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("address", ["/contact/", "/accessibility/"])
def test_no_way_needs_a_telephone(client, offices, settings, address):
    settings.CONTACT_TEXT, settings.CONTACT_VOICE = "短信 106900000000", "值班电话 0931-0000000"
    reader = Phones()
    reader.feed(text(client.get(address)))

    assert "短信 106900000000" in reader.text
    assert "0931-0000000" in reader.text
    assert reader.text.index("写信寄给") < reader.text.index("12385")
    assert "不方便打电话的" in reader.text


def test_the_statement_is_not_older_than_a_year(client, offices):
    from datetime import date

    said = re.search(r"本声明写于 (\d{4}) 年 (\d+) 月 (\d+) 日", text(client.get("/accessibility/")))
    written = date(*map(int, said.groups()))

    assert (date.today() - written).days < 366  # noqa: DTZ011 (trust.md C34: the build looks at the real day)
    page = text(client.get("/accessibility/"))
    assert "已知的不足" in page
    assert reverse("apply:complain") in page  # in writing; by voice the telephone of the office stands below


@pytest.mark.parametrize("address", ["/", "/sign-in/", "/display/"])
def test_how_pages_are_seen_is_kept_in_cookies_that_say_nothing_else(client, offices, address):
    client.post("/display/", {"size": "largest", "view": "elder", "contrast": "high"})
    page = text(client.get(address))

    assert 'class="size-largest view-elder contrast-high"' in page
    said = {name: one.value for name, one in client.cookies.items() if name not in ("csrftoken", "messages")}
    assert said == {"text-size": "largest", "view": "elder", "contrast": "high"}


def test_the_switch_in_the_head_turns_the_elder_view_on_and_off_and_comes_back(client, offices):
    answer = client.post("/display/", {"switch": "elder", "next": "/benefits/"})
    assert answer.url == "/benefits/"
    assert "view-elder" in text(client.get("/benefits/"))

    assert client.post("/display/", {"switch": "plain", "next": "https://evil.example/"}).url == "/"
    assert "view-plain" in text(client.get("/benefits/"))


@pytest.mark.parametrize("bad", ["<script>", "huge", ""])
def test_a_cookie_that_nobody_set_changes_nothing(client, offices, bad):
    client.cookies["view"], client.cookies["text-size"] = bad, bad

    assert 'class="size-normal view-plain contrast-normal"' in text(client.get("/"))
