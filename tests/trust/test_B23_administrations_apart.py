"""B23: system, security and audit administration never meet in one account, nor with other work; none opens a case."""

from datetime import date
from itertools import combinations

import pytest
from django.urls import reverse
from tests.web.test_policy import ADDRESSES

from chuntian.accounts.enums import Do, Role
from chuntian.accounts.models import Assignment, User
from chuntian.accounts.operations import CannotAssign, assign
from chuntian.accounts.roles import ROLE_ACTIONS
from chuntian.accounts.scopes import Scope, administered, scope_of

ADMINISTRATIONS = (Role.ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)
ON = date(2024, 3, 5)
CASEWORK = {
    Do.CASE_APPLY, Do.CASE_CHECK, Do.CASE_DECIDE, Do.TASK_WORK, Do.LIST_UPLOAD, Do.LIST_COMMIT, Do.PERSON_EDIT,
    Do.PERSON_REVEAL, Do.PAY_PREPARE, Do.PAY_APPROVE, Do.DISCREPANCY_DECIDE, Do.BRAKE_CONFIRM, Do.VISIT_RECORD,
    Do.SERVICE_DELIVER, Do.LEVY_FILE,
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    "pair", list(combinations(ADMINISTRATIONS, 2)) + [(one, Role.LIAISON) for one in ADMINISTRATIONS]
)
@pytest.mark.parametrize("order", [1, -1])
def test_B23_never_in_one_account(pair, order):
    first, second = pair[::order]
    user = User.objects.create_user("someone")
    assign(user=user, role=first, region="620104", start=ON, end=date(2024, 12, 31))

    with pytest.raises(CannotAssign):
        assign(user=user, role=second, region="620102", start=ON)
    with pytest.raises(CannotAssign):  # nor by beginning before it
        assign(user=user, role=second, region="620102", start=date(2023, 1, 1))
    assert assign(user=user, role=second, region="620102", start=date(2025, 1, 1))


@pytest.mark.parametrize("role", ADMINISTRATIONS)
def test_B23_none_does_casework(role):
    assert not ROLE_ACTIONS[role] & CASEWORK


@pytest.mark.parametrize("role", [Role.ADMIN, Role.SECURITY_ADMIN])
def test_B23_administrators_open_nothing_of_a_person(role):
    scope = Scope(actions=ROLE_ACTIONS[role], roles=(role,))
    opened = {name for _, name, view in ADDRESSES if view.policy.actions and view.policy.lets_through(scope)}

    law = {f"desk:{name}" for name in ("programmes", "programme", "programme-values", "programme-try", "programme-log")}
    settings = {name for name in opened if name.startswith(("desk:settings", "desk:organisation"))}
    assert {name for name in opened if "account" not in name} - settings == law
    assert settings  # the office's own affairs: who works here, its places, its health; nobody it serves


def test_B23_each_administration_has_an_action_that_no_other_role_has():
    for action, role in (
        (Do.SYSTEM_ADMIN, Role.ADMIN),
        (Do.SECURITY_ADMIN, Role.SECURITY_ADMIN),
        (Do.AUDIT_VIEW, Role.AUDITOR),
    ):
        assert [one for one, actions in ROLE_ACTIONS.items() if action in actions] == [role]


@pytest.mark.django_db
def test_B23_a_superuser_flag_opens_nothing(client):
    user = User.objects.create_superuser("root", password="x")
    Assignment.objects.create(user=user, role=Role.CITIZEN, region="620104000000", valid_from=date(2020, 1, 1))
    client.force_login(user)

    assert scope_of(user, ON).regions == administered(user, ON).regions == ()
    for name in ("desk:search", "desk:lists", "desk:accounts", "desk:payments"):
        assert client.get(reverse(name)).status_code == 403
