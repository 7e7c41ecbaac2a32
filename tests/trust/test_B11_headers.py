"""B11: the headers of every address, as a snapshot; nothing personal is kept by a browser or a proxy."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from tests.trust.addresses import address_of
from tests.web.test_policy import ADDRESSES

from chuntian.accounts.enums import Role

pytestmark = [pytest.mark.django_db, pytest.mark.alike]
# same-origin instead of no-referrer: under no-referrer browsers send "Origin: null" with a form, which the CSRF check
# refuses; what another site learns is nothing under both.
EXPECTED = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; object-src 'none'; "
        "base-uri 'none'; frame-ancestors 'none'; form-action 'self'; report-uri /reports/policy/; report-to policy"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "same-origin",
    "Reporting-Endpoints": 'policy="/reports/policy/"',
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# A file to keep is shown nowhere, and could do nothing if it were.
FILE = {
    "Content-Security-Policy": (
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox; "
        "report-uri /reports/policy/; report-to policy"
    )
}


@pytest.mark.parametrize("role", ["", Role.COUNTY_CLERK, Role.ADMIN, Role.AUDITOR])
def test_B11_every_answer_carries_the_same_headers(client, staff, role):
    if role:
        client.force_login(staff(role))
    client.raise_request_exception = False

    for pattern, name, _ in [*ADDRESSES, ("no-such-page/", "absent", None)]:
        for method in (client.get, client.post):
            headers = method(address_of(pattern)).headers
            expected = EXPECTED | (FILE if "Content-Disposition" in headers else {})
            assert {header: headers.get(header) for header in expected} == expected, name


def test_B11_cookies_are_for_this_server_only(client, staff):
    client.force_login(staff(Role.COUNTY_CLERK))
    client.get("/account/")
    client.get("/sign-in/")

    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"


def test_B11_production_speaks_https_only_and_says_so_for_a_year(tmp_path):
    asked = (
        "from django.conf import settings as s; print(s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS, "
        "s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.DEMO_WITHOUT_SECOND_FACTOR, s.DEBUG)"
    )
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("CHUNTIAN", "DATABASE"))},
        "CHUNTIAN_DATA": str(tmp_path), "CHUNTIAN_SECRET_KEY": "k" * 60,
        "DJANGO_SETTINGS_MODULE": "chuntian.config.settings.production",
    }  # fmt: skip

    said = subprocess.run(
        [sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True, timeout=60
    ).stdout

    assert said.split() == ["31536000", "True", "True", "True", "True", "False", "False"]
