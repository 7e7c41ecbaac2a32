"""The first administrators come from the command line; what stands in the way of real use is said."""

import json
from datetime import date

import pytest
from click.testing import CliRunner

from chuntian.accounts.models import User
from chuntian.accounts.readiness import sign_in_problems, without_second_factor
from chuntian.commands.account import command

pytestmark = pytest.mark.django_db
ON = date(2100, 1, 1)


def test_a_first_administrator_gets_a_password_to_replace():
    done = CliRunner().invoke(command, ["admin", "wang.admin", "--region", "620104", "--json"])

    said = json.loads(done.stdout)
    user = User.objects.get(username="wang.admin")
    assert user.check_password(said["password"])
    assert user.password_given_at
    assert said["region"] == "620104000000"
    again = CliRunner().invoke(command, ["admin", "wang.admin", "--region", "620104"])
    assert again.exit_code == 1
    assert "已经有人用" in again.output


def test_what_stands_in_the_way_of_real_use_is_said(settings):
    settings.DEMO_WITHOUT_SECOND_FACTOR = True
    User.objects.create_superuser("root", password="x")
    assert len(sign_in_problems(ON)) == 4

    settings.DEMO_WITHOUT_SECOND_FACTOR = False
    User.objects.all().update(is_superuser=False)
    for role in ("admin", "security_admin"):
        CliRunner().invoke(command, [role, f"first-{role}", "--region", "620104"])

    assert sign_in_problems(ON) == []
    assert without_second_factor(ON) == 2
