"""Give and end the roles people hold."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from chuntian.accounts.enums import Role
from chuntian.accounts.models import Assignment, User
from chuntian.accounts.roles import ROLE_ACTIONS
from chuntian.kernel.divisions import pad


class CannotAssign(Exception):
    """The role cannot be given: it is held already, or the duties must stay apart."""


# No one account holds both sides (trust.md B23, B24).
APART = (
    {Role.FINANCE_PREPARER, Role.FINANCE_APPROVER},
    {Role.COUNTY_CLERK, Role.COUNTY_APPROVER},
)
# System, security and audit administration never meet in one account, nor with any other work (GB/T 22239-2019 8.1.5).
ALONE = frozenset({Role.ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})


@transaction.atomic
def assign(*, user: User, role: str, region: str, start: date, end: date | None = None) -> Assignment:
    """
    Give a user a role in a region.

    :raises CannotAssign: duties that must stay with two people would meet in this account.
    """
    during = Q(valid_to__isnull=True) | Q(valid_to__gte=start)
    if end:
        during &= Q(valid_from__lte=end)
    held = set(Assignment.objects.filter(during, user=user).values_list("role", flat=True)) | {role}
    if any(len(pair & held) > 1 for pair in APART) or (ALONE & held and len(held) > 1):
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
