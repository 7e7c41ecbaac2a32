"""People who sign in, and the folder WhiteNoise expects."""

import time
from datetime import date

import pytest
from django.conf import settings
from django.utils import translation
from tests.casework.county import County, Someone, moment

from chuntian.accounts.enums import Role
from chuntian.accounts.models import Assignment, User
from chuntian.web import clock

COUNTY = "620104000000"
PASSWORD = "春天-the-long-one"


@pytest.fixture(autouse=True)
def _static_folder():
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def _chinese():
    with translation.override("zh-hans"):  # a request leaves its language behind
        yield


@pytest.fixture
def staff(db):
    def make(role: str, region: str = COUNTY, username: str = "") -> User:
        user = User.objects.create_user(username or role, password=PASSWORD, display_name=str(Role(role).label))
        Assignment.objects.create(user=user, role=role, region=region, valid_from=date(2020, 1, 1))
        return user

    return make


def just_proved(client) -> None:
    """Let a client stand as one does after signing in at the door: what weighs much does not ask again."""
    session = client.session
    session["proved_at"] = int(time.time())
    session.save()


@pytest.fixture
def sign_in(client, staff):
    def enter(role: str, region: str = COUNTY):
        client.force_login(staff(role, region))
        just_proved(client)
        return client

    return enter


@pytest.fixture
def decided(settings, tmp_path, monkeypatch):
    """A county of two persons whose March is decided; it is 20 March."""
    settings.DATA_FOLDER = tmp_path
    monkeypatch.setattr(clock, "now", lambda: moment(date(2024, 3, 20), 10))
    county = County([Someone("马春花", grade=1), Someone("王建国", grade=2, dibao=None)])
    county.lists(date(2024, 3, 1))
    return county.decide("2024-03")
