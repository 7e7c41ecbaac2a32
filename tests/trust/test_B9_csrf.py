"""B9: every unsafe method at every address refuses a missing and a foreign CSRF token, signing in included."""

import pytest
from django.test import Client
from tests.trust.addresses import address_of
from tests.web.test_policy import ADDRESSES, SIGNED

from chuntian.accounts.enums import Role
from chuntian.trail.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.alike]
FOREIGN = "A" * 64
# Browsers send it by themselves, without a token; it does nothing for anyone and reads no session (tests/web/test_reports.py).
WITHOUT = {"desk:policy-reports"}


# The check stands before the roles: each role posts, as forms do; the other methods are those of one of them.
ASKED = [*(("post", role) for role in ("", Role.COUNTY_CLERK, Role.ADMIN)),
         *((method, Role.COUNTY_CLERK) for method in ("put", "patch", "delete"))]  # fmt: skip


@pytest.mark.parametrize(("method", "role"), ASKED)
@pytest.mark.parametrize("token", ["", FOREIGN], ids=["missing", "foreign"])
def test_B9_refused_without_a_token_of_this_browser(staff, method, role, token):
    client = Client(enforce_csrf_checks=True)
    if role:
        client.force_login(staff(role))
    client.get("/sign-in/")  # sets the cookie that a token must fit
    said = {"csrfmiddlewaretoken": token} if token and method == "post" else {}
    headers = {"X-CSRFToken": token} if token else {}

    answers = {
        name: getattr(client, method)(address_of(pattern), said, headers=headers).status_code
        for pattern, name, _ in ADDRESSES
        if name not in SIGNED | WITHOUT
    }

    assert len(answers) > 50
    assert set(answers.values()) == {403}, {name: code for name, code in answers.items() if code != 403}


def test_B9_only_what_departments_sign_and_browsers_report_is_exempt():
    assert {name for _, name, view in ADDRESSES if getattr(view, "csrf_exempt", False)} == SIGNED | WITHOUT


@pytest.mark.parametrize("role", ["", Role.COUNTY_CLERK, Role.ADMIN])
def test_B9_where_no_token_is_asked_for_a_session_opens_nothing(staff, role):
    """The reason for a form token is a browser that brings its cookie along: here a cookie counts for nothing."""
    client = Client(enforce_csrf_checks=True)
    if role:
        client.force_login(staff(role))
    deeds = Entry.objects.exclude(action__startswith="refused.")  # that it was refused is written down
    before = deeds.count()

    for pattern, name, _ in ADDRESSES:
        if name in SIGNED:
            for body, code in (("{}", 401), ('{"header": {}, "message": {}, "signature": ""}', 401), ("[", 400)):
                answer = client.post(address_of(pattern), body, content_type="application/json")
                assert answer.status_code == code, name
            form = client.post(address_of(pattern), {"header": "x"})
            assert (form.status_code, form.json()["errors"][0]["code"]) == (415, "err.request.bad")
            assert client.post(address_of(pattern), "{}", content_type="text/plain").status_code == 415
    assert deeds.count() == before


def test_B9_a_form_of_another_site_is_refused_even_with_a_token(staff):
    client = Client(enforce_csrf_checks=True)
    token = client.get("/sign-in/").context["csrf_token"]
    said = {"csrfmiddlewaretoken": str(token), "username": "a", "password": "b"}

    assert client.post("/sign-in/", said, headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.post("/sign-in/", said, headers={"Origin": "http://testserver"}).status_code == 200
