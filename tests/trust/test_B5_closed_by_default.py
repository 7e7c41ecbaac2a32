"""B5: whoever is not signed in reaches the listed public pages and nothing else, by any method."""

import pytest
from tests.trust.addresses import address_of
from tests.web.test_policy import ADDRESSES, HALFWAY, PUBLIC, SIGNED

pytestmark = pytest.mark.django_db
METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
# Reviewed one by one: the door, the text size, the language, the accessibility statement, what browsers report against the
# content policy; what the interface takes and gives (no data), and the public key of its replies; the first page, which shows
# a visitor three links; and the portal: the law, the catalogue, and the check, which keeps nothing (tests/web/portal).
REVIEWED = {
    "desk:sign-in",
    "desk:preferences",
    "desk:language",
    "desk:accessibility",
    "desk:policy-reports",
    "desk:work",
}
REVIEWED |= {"registry:openapi", "registry:jwks"}
REVIEWED |= {f"portal:{name}" for name in ("check", "who", "place", "question", "answers", "result", "forget")}
# Figures that someone made public behind the disclosure gate, and the directory of offices and providers: no persons.
REVIEWED |= {"portal:progress", "portal:open-data", "portal:data-file", "portal:providers"}
REVIEWED |= {"portal:programmes", "portal:programme", "portal:contact", "portal:notices"}


def test_B5_the_public_pages_are_the_reviewed_ones():
    assert (
        {name for _, name, view in ADDRESSES if not getattr(view, "login_required", True)}
        == REVIEWED | HALFWAY | SIGNED
        == PUBLIC | HALFWAY | SIGNED
    )


@pytest.mark.parametrize("method", METHODS)
def test_B5_every_other_address_leads_to_the_door(client, method):
    answers = {
        name: getattr(client, method)(address_of(pattern))
        for pattern, name, _ in ADDRESSES
        if name not in REVIEWED | SIGNED
    }

    wrong = {
        name: answer.status_code
        for name, answer in answers.items()
        if not (answer.status_code == 302 and answer.url.startswith("/sign-in/")) and answer.status_code != 405
    }
    assert len(answers) > 50
    assert not wrong
    assert all(not answer.content for name, answer in answers.items() if name not in HALFWAY)


@pytest.mark.parametrize("method", METHODS)
def test_B5_what_departments_sign_opens_to_nothing_else(client, method):
    for pattern, name, _ in ADDRESSES:
        if name in SIGNED:
            answer = getattr(client, method)(address_of(pattern))
            assert answer.status_code == (415 if method == "post" else 405), name
            assert b"records" not in answer.content
