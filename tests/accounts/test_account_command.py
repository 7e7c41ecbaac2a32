"""The first administrators come from the command line; what stands in the way of real use is said."""

import json
from datetime import date

import pytest
from click.testing import CliRunner

from chuntian.accounts.models import User
from chuntian.accounts.operations import CannotAdminister, activate, deactivate, give_password, give_role, take_role
from chuntian.accounts.readiness import sign_in_problems, without_second_factor
from chuntian.commands.account import command
from chuntian.commands.common import now

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


def test_nobody_administers_his_own_account():
    CliRunner().invoke(command, ["admin", "wang.admin", "--region", "620104"])
    admin = User.objects.get(username="wang.admin")
    said = {"user": admin, "by": admin, "at": now(), "reason": "自己给自己"}

    for deed in (
        lambda: give_password(password="x" * 12, **said),
        lambda: deactivate(**said),
        lambda: activate(**said),
        lambda: give_role(role="cadre", region="620104", start=ON, end=None, **said),
        lambda: take_role(assignment=admin.assignments.get(), end=ON, **{k: v for k, v in said.items() if k != "user"}),
    ):
        with pytest.raises(CannotAdminister):
            deed()


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
