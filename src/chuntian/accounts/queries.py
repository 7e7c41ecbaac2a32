"""Read accounts: who there is in a region, and for whom someone may act."""

from datetime import date

from django.db.models import Q, QuerySet

from chuntian.accounts.models import Assignment, Authority, User
from chuntian.accounts.scopes import Scope


def accounts_in(scope: Scope, text: str = "", role: str = "", active: str = "") -> QuerySet[User]:
    """Give the accounts with a role (now or once) in the scope's regions, by name."""
    held = scope.filter(Assignment.objects.all())
    if role:
        held = held.filter(role=role)
    found = User.objects.filter(pk__in=held.values("user_id"))
    if text:
        found = found.filter(Q(username__icontains=text) | Q(display_name__icontains=text))
    if active:
        found = found.filter(is_active=active == "yes")
    return found.order_by("username")


def authorities_about(person_id: int) -> QuerySet[Authority]:
    """Give the authorities recorded for a person, newest first."""
    return (
        Authority.objects.filter(person_id=person_id).select_related("user", "recorded_by").order_by("-valid_to", "-id")
    )


def persons_of(user: User, on: date) -> frozenset[int]:
    """Give whom an account may act for on a day: itself, and whom it has a recorded authority for."""
    own = {user.person_id} if user.person_id else set()
    return frozenset(own | set(Authority.objects.in_force(on).filter(user=user).values_list("person_id", flat=True)))


def lies_within(scope: Scope, user: User, on: date) -> bool:
    """Say whether all that an account may do lies in the scope's regions; else someone above administers it."""
    held = Assignment.objects.filter(user=user).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    return all(scope.allows(region) for region in held.values_list("region", flat=True))
