"""Whom a user may see: role × region subtree × field mask, default deny (design.md sections 3 and 8.8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from chuntian.accounts.enums import Do, Mask, Role
from chuntian.accounts.models import Assignment, User
from chuntian.accounts.roles import FIELD_MASKS, ROLE_ACTIONS, field_allowed
from chuntian.kernel.divisions import prefix

# These roles reach persons of their region through lists and pages; the others see only what is their own, or figures.
SEES_PERSONS = frozenset(role for role, actions in ROLE_ACTIONS.items() if Do.PERSON_VIEW in actions)
ADMINISTERS = frozenset({Do.SYSTEM_ADMIN, Do.SECURITY_ADMIN})


@dataclass(frozen=True, slots=True)
class Scope:
    """What one user reaches on one day. Empty regions reach nothing."""

    regions: tuple[str, ...] = ()
    role: str | None = None
    fields: str = Mask.NONE
    roles: tuple[str, ...] = ()
    actions: frozenset[str] = frozenset()
    person_id: int | None = None

    def filter(self, queryset: QuerySet, field: str = "region") -> QuerySet:
        """
        Keep the rows of the scope's regions; none when there is no region.

        A model whose `RESTRICTED` says which rows only some may know gives those to them alone.
        """
        closed, rows = getattr(queryset.model, "RESTRICTED", None), queryset.filter(self.q(field))
        return rows if closed is None or self.can(Do.RESTRICTED_VIEW) else rows.exclude(closed)

    def q(self, field: str = "region") -> Q:
        """Give the condition that holds for rows of the scope's regions (never true without a region)."""
        condition = Q(pk__in=[])
        for region in self.regions:
            start = prefix(region)
            condition |= Q(**{f"{field}__gte": start.ljust(12, "0"), f"{field}__lte": start.ljust(12, "9")})
        return condition

    def allows(self, region: str) -> bool:
        """Say whether a region lies within the scope."""
        return bool(region) and any(region.startswith(prefix(mine)) for mine in self.regions)

    def can(self, action: str) -> bool:
        """Say whether one of the scope's roles may do an action."""
        return action in self.actions

    def shows(self, field: str) -> bool:
        """Say whether a person's field may be shown."""
        return field_allowed(self.fields, field)


NOTHING = Scope()


def scope_of(user: User, on: date, role: str | None = None) -> Scope:
    """
    Give what a user reaches on a day, over all his roles or in one of them.

    Regions and field mask come only from roles that see persons; a citizen, provider, employer, supervisor or
    administrator has no region here, whatever his assignment says. Figures use `figure_regions`.
    """
    held = _held(user, on, role)
    if not held:
        return NOTHING
    seeing = [one for one in held if one.role in SEES_PERSONS]
    masks = {FIELD_MASKS.get(one.role, Mask.NONE) for one in seeing}
    return Scope(
        regions=_outermost(one.region for one in seeing),
        role=(seeing or held)[0].role,
        fields=Mask.ALL if Mask.ALL in masks else Mask.CONTACT if Mask.CONTACT in masks else Mask.NONE,
        roles=tuple(sorted({one.role for one in held})),
        actions=frozenset().union(*(ROLE_ACTIONS[one.role] for one in held)),
        person_id=user.person_id if any(one.role == Role.CITIZEN for one in held) else None,
    )


def figure_regions(user: User, on: date) -> tuple[str, ...]:
    """Give the regions whose figures a user may open (roles with measures.view)."""
    return _outermost(one.region for one in _held(user, on) if Do.MEASURES_VIEW in ROLE_ACTIONS[one.role])


def administered(user: User, on: date) -> Scope:
    """Give the scope whose accounts a user administers (roles of system and security administration)."""
    held = [one for one in _held(user, on) if ROLE_ACTIONS[one.role] & ADMINISTERS]
    return Scope(regions=_outermost(one.region for one in held), roles=tuple(sorted({one.role for one in held})))


def can(user: User, action: str, on: date | None = None, region: str | None = None) -> bool:
    """
    Say whether a user may do an action: on a day (else by any assignment without an end), in a region if one is given.

    A superuser flag gives nothing here.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return False
    held = _held(user, on) if on else Assignment.objects.filter(user=user, valid_to__isnull=True)
    return any(
        action in ROLE_ACTIONS.get(one.role, frozenset()) and (region is None or region.startswith(prefix(one.region)))
        for one in held
    )


def _held(user: User, on: date, role: str | None = None) -> list[Assignment]:
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return []
    held = Assignment.objects.in_force(on).filter(user=user).order_by("role", "region")
    return [one for one in held if one.role in ROLE_ACTIONS and (role is None or one.role == role)]


def _outermost(regions: Iterable[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for region in sorted(set(regions), key=lambda code: (len(prefix(code)), code)):
        if not any(region.startswith(prefix(outer)) for outer in kept):
            kept.append(region)
    return tuple(kept)
