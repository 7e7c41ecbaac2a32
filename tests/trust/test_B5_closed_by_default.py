"""B5: whoever is not signed in reaches the listed public pages and nothing else, by any method."""

import pytest
from tests.trust.addresses import address_of
from tests.web.test_policy import ADDRESSES, HALFWAY, PUBLIC

pytestmark = pytest.mark.django_db
METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
# Reviewed one by one: the door, the text size, the language, the accessibility statement.
REVIEWED = {"desk:sign-in", "desk:preferences", "desk:language", "desk:accessibility"}


def test_B5_the_public_pages_are_the_reviewed_ones():
    assert (
        {name for _, name, view in ADDRESSES if not getattr(view, "login_required", True)}
        == REVIEWED | HALFWAY
        == PUBLIC | HALFWAY
    )


@pytest.mark.parametrize("method", METHODS)
def test_B5_every_other_address_leads_to_the_door(client, method):
    answers = {
        name: getattr(client, method)(address_of(pattern)) for pattern, name, _ in ADDRESSES if name not in REVIEWED
    }

    wrong = {
        name: answer.status_code
        for name, answer in answers.items()
        if not (answer.status_code == 302 and answer.url.startswith("/sign-in/")) and answer.status_code != 405
    }
    assert len(answers) > 50
    assert not wrong
    assert all(not answer.content for name, answer in answers.items() if name not in HALFWAY)
