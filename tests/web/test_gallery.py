"""The examples site: every component in development, and in production not a trace of it."""

import re

import pytest
from django.conf import settings
from django.test import override_settings
from django.urls import include, path

from chuntian.web.components import names
from chuntian.web.gallery.pages import addresses

urlpatterns = [*addresses(debug=True), path("", include("chuntian.web.urls"))]
TOKEN = re.compile(rb'value="[A-Za-z0-9]{64}"')
pytestmark = pytest.mark.django_db
in_development = override_settings(ROOT_URLCONF=__name__)


@in_development
def test_the_list_names_every_component(client):
    page = client.get("/components/").content.decode()

    assert all(f'href="/components/{name}/"' in page for name in names())


@in_development
@pytest.mark.parametrize("name", names())
def test_each_component_shows_its_examples(client, name):
    answer = client.get(f"/components/{name}/")

    assert answer.status_code == 200
    assert "例 Example 1" in answer.content.decode()


@in_development
def test_a_component_that_does_not_exist_is_absent(client):
    assert client.get("/components/no-such/").status_code == 404


def test_in_production_the_site_answers_like_any_absent_address(client):
    def answer(address):
        found = client.get(address)
        return (
            found.status_code,
            TOKEN.sub(b"", found.content.replace(address.encode(), b"")),
            found.headers.get("Location", "").replace(address, ""),
        )

    assert settings.DEBUG is False
    assert answer("/components/") == answer("/componentz/")
    assert answer("/components/chart/") == answer("/componentz/chart/")
