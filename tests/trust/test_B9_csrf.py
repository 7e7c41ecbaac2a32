"""B9: every unsafe method at every address refuses a missing and a foreign CSRF token, signing in included."""

import pytest
from django.test import Client
from tests.trust.addresses import address_of
from tests.web.test_policy import ADDRESSES

from chuntian.accounts.enums import Role

pytestmark = pytest.mark.django_db
FOREIGN = "A" * 64


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("role", ["", Role.COUNTY_CLERK, Role.ADMIN])
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
    }

    assert len(answers) > 50
    assert set(answers.values()) == {403}, {name: code for name, code in answers.items() if code != 403}


def test_B9_no_view_is_exempt():
    assert not [name for _, name, view in ADDRESSES if getattr(view, "csrf_exempt", False)]


def test_B9_a_form_of_another_site_is_refused_even_with_a_token(staff):
    client = Client(enforce_csrf_checks=True)
    token = client.get("/sign-in/").context["csrf_token"]
    said = {"csrfmiddlewaretoken": str(token), "username": "a", "password": "b"}

    assert client.post("/sign-in/", said, headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.post("/sign-in/", said, headers={"Origin": "http://testserver"}).status_code == 200
