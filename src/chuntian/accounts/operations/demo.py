"""The sign-ins of a demonstration."""

from datetime import date, datetime

from django.db import transaction

from chuntian.accounts.enums import Role
from chuntian.accounts.models import Assignment, User
from chuntian.kernel.divisions import pad, prefix


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
