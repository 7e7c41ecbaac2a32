"""B10: the content policy holds in a real browser, and what it stops is reported; `conftest.py` fails any journey with a report."""

import pytest
from tests.journeys.content_policy import REPORTS

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
# What an attacker would plant, and the directive that stops it.
PLANTED = [
    ("script-src-elem", "const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s)"),
    ("script-src-elem", "const s = document.createElement('script'); s.src = 'http://127.0.0.1:9/x.js'; document.body.append(s)"),
    ("script-src-attr", "document.body.innerHTML = '<img src=/static/desk/leaf.svg onload=window.ran=1>'"),
    ("script-src-elem", "const a = document.createElement('a'); a.href = 'javascript:window.ran=1'; document.body.append(a); a.click()"),
    ("style-src-elem", "const s = document.createElement('style'); s.textContent = 'body{color:red}'; document.body.append(s)"),
    ("style-src-attr", "document.body.innerHTML = '<p style=color:red>x</p>'"),
    ("img-src", "const i = new Image(); i.src = 'http://127.0.0.1:9/x.png'; document.body.append(i)"),
    ("object-src", "const o = document.createElement('object'); o.data = '/static/desk/leaf.svg'; document.body.append(o)"),
    ("frame-src", "const f = document.createElement('iframe'); f.src = 'http://127.0.0.1:9/'; document.body.append(f)"),
    ("base-uri", "const b = document.createElement('base'); b.href = 'http://127.0.0.1:9/'; document.head.append(b)"),
    ("connect-src", "fetch('http://127.0.0.1:9/').catch(() => 0)"),
    ("form-action", "document.body.innerHTML = '<form action=http://127.0.0.1:9/ method=post></form>'; document.forms[0].submit()"),
    ("script-src", "setTimeout('window.ran = 1', 0)"),
]  # fmt: skip


@pytest.mark.parametrize(("directive", "deed"), PLANTED)
def test_B10_what_is_planted_is_stopped_and_reported(site, directive, deed):
    page = site.page("county_clerk")
    page.goto(f"{site.url}/people/")
    page.evaluate(f"() => {{ {deed} }}")
    page.wait_for_timeout(200)
    told, REPORTS[:] = REPORTS[:], []

    assert any(directive in text for text in told), told
    assert page.evaluate("() => window.ran") is None
    page.context.close()


def test_B10_nobody_may_frame_a_page(site):
    page = site.page("county_clerk")
    page.route(
        "http://frame.test/",
        lambda route: route.fulfill(content_type="text/html", body=f"<iframe src='{site.url}/'></iframe>"),
    )
    page.goto("http://frame.test/")
    page.wait_for_timeout(300)
    REPORTS.clear()

    assert len(page.frames) == 2
    assert "春天" not in page.frames[-1].content()
    page.context.close()
