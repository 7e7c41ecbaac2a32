"""Give, end and demonstrate the roles people hold."""

from datetime import date, datetime

from django.db import transaction

from chuntian.accounts.enums import Role
from chuntian.accounts.models import Assignment, User
from chuntian.accounts.roles import ROLE_ACTIONS
from chuntian.kernel.divisions import pad, prefix


class CannotAssign(Exception):
    """The role cannot be given: it is held already, or the duties must stay apart."""


# No one account holds both sides (trust.md B23, B24).
APART = (
    {Role.FINANCE_PREPARER, Role.FINANCE_APPROVER},
    {Role.COUNTY_CLERK, Role.COUNTY_APPROVER},
    {Role.ADMIN, Role.AUDITOR},
)


@transaction.atomic
def assign(*, user: User, role: str, region: str, start: date, end: date | None = None) -> Assignment:
    """
    Give a user a role in a region.

    :raises CannotAssign: duties that must stay with two people would meet in this account.
    """
    held = set(Assignment.objects.in_force(start).filter(user=user).values_list("role", flat=True)) | {role}
    if any(len(pair & held) > 1 for pair in APART) or (Role.ADMIN in held and len(held) > 1):
        raise CannotAssign(f"{user.username} 不能兼任这些角色：{'、'.join(sorted(Role(one).label for one in held))}")
    return Assignment.objects.create(user=user, role=role, region=pad(region), valid_from=start, valid_to=end)


@transaction.atomic
def end_assignment(*, assignment: Assignment, end: date) -> Assignment:
    """End an assignment after a day; the row stays as the record of who was responsible."""
    assignment.valid_to = end
    assignment.save(update_fields=["valid_to"])
    return assignment


def ensure_roles() -> list[str]:
    """Check that every role has its row in the table of actions, and give the roles."""
    missing = [role for role in Role.values if role not in ROLE_ACTIONS]
    if missing:
        raise CannotAssign(f"ROLE_ACTIONS 缺少角色：{missing}")
    return list(Role.values)


@transaction.atomic
def ensure_demo_users(*, region: str, at: datetime, password: str) -> dict[str, User]:
    """
    Make one sign-in for each role of design.md section 4 in a region, and give them by role. Safe to repeat.

    The supervisor gets the prefecture above the region, everyone else the region itself.
    """
    region = pad(region)
    users = {}
    for role in Role.values:
        user, made = User.objects.get_or_create(
            username=role, defaults={"display_name": f"演示{Role(role).label}", "date_joined": at}
        )
        if made:
            user.set_password(password)
            user.save(update_fields=["password"])
        place = prefix(region)[:4].ljust(12, "0") if role == Role.SUPERVISOR else region
        Assignment.objects.get_or_create(
            user=user, role=role, region=place, defaults={"valid_from": date(at.year - 5, 1, 1)}
        )
        users[role] = user
    return users
