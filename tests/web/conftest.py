"""People who sign in, and the folder WhiteNoise expects."""

from datetime import date

import pytest
from django.conf import settings
from django.utils import translation

from chuntian.accounts.enums import Role
from chuntian.accounts.models import Assignment, User

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


@pytest.fixture
def sign_in(client, staff):
    def enter(role: str, region: str = COUNTY):
        client.force_login(staff(role, region))
        return client

    return enter
