"""What of signing in stands in the way of real use; `chuntian check` asks here."""

from datetime import date

from django.conf import settings

from chuntian.accounts.enums import STAFF, Role
from chuntian.accounts.models import Assignment, User
from chuntian.accounts.second_factors import PROVING


def sign_in_problems(on: date) -> list[str]:
    """Say why signing in is not fit for real data: one sentence a problem, none when all is well (trust.md B7, B23)."""
    found = []
    if settings.DEMO_WITHOUT_SECOND_FACTOR:
        found.append("第二步验证被演示设置放开了：请用正式设置 · demo settings let a password alone do")
    held = Assignment.objects.in_force(on).filter(user__is_active=True)
    for role in (Role.ADMIN, Role.SECURITY_ADMIN):
        if not held.filter(role=role).exists():
            found.append(f"还没有{role.label}：chuntian account {role} · nobody holds the role {role}")
    if User.objects.filter(is_superuser=True, is_active=True).exists():
        found.append("有 Django 超级用户：请停用 · there is a Django superuser, stop it")
    return found


def without_second_factor(on: date) -> int:
    """Count the active staff accounts that have yet to set up a second factor (they will be asked at their sign-in)."""
    staff = Assignment.objects.in_force(on).filter(user__is_active=True, role__in=list(STAFF)).values("user_id")
    return User.objects.filter(pk__in=staff).exclude(authenticator__type__in=PROVING).distinct().count()
