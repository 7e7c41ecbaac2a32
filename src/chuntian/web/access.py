"""
Who may do what where: one row for every address, gathered from the pages' own policies (trust.md B2).

docs/reference/access.md is written from here by tools/make_access.py; the tests ask every row of the running pages.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from chuntian.accounts.enums import Do, Role
from chuntian.accounts.roles import ROLE_ACTIONS
from chuntian.web.pages import Policy, View

PEOPLE, FIGURES, LAW, ACCOUNTS, CONTRACT, OWN = "people", "figures", "law", "accounts", "contract", "own"
SERVED = "served"
REGIONS = {
    PEOPLE: "persons and what hangs on them, in the division of one's role and those below it",
    FIGURES: "figures of the division of one's role and those below it; nobody is named",
    LAW: "the law, the same for everyone",
    CONTRACT: "persons in the division of a department's contract, only the contracted fields",
    OWN: "the person one is, and those one acts for by a recorded authority",
    SERVED: "the people, sessions and claims of the provider whose staff one is",
    ACCOUNTS: "accounts with a role in the division one administers and those below it",
}
# An action opens rows of one kind; all actions of one page open the same kind (a test holds that).
OPENS = {Do.PROGRAMMES_VIEW: LAW, Do.MEASURES_VIEW: FIGURES, Do.REPORT_MAKE: FIGURES, Do.SIMULATE: FIGURES}
OPENS |= {Do.LAW_PREPARE: LAW, Do.LAW_APPROVE: LAW}
OPENS |= {Do.SYSTEM_ADMIN: ACCOUNTS, Do.SECURITY_ADMIN: ACCOUNTS, Do.OWN_FILE: OWN, Do.SERVICE_DELIVER: SERVED}


class NoPolicy(Exception):
    """An address has no policy: nobody can say who may open it."""


@dataclass(frozen=True)
class Row:
    """One address: its name, its path, its methods, and its policy."""

    name: str
    address: str
    methods: tuple[str, ...]
    policy: Policy
    view: View

    @property
    def region(self) -> str:
        """Give which rows the address opens; "" where it opens one's own things only, or nothing of anyone."""
        if self.policy.signed:
            return CONTRACT
        kinds = {OPENS.get(action, PEOPLE) for action in self.policy.actions}
        return kinds.pop() if len(kinds) == 1 else ", ".join(sorted(kinds))

    def opens_for(self, role: str) -> bool:
        """Say whether a role opens the address."""
        return bool(self.policy.own or self.policy.public) or bool(ROLE_ACTIONS[role] & set(self.policy.actions))


def rows() -> list[Row]:
    """
    Give every address, in the order in which they are tried.

    :raises NoPolicy: one of them says nothing.
    """
    return [_row(name, address, view) for name, address, view in _walk(get_resolver())]


def roles_with(actions: tuple[str, ...]) -> list[str]:
    """Name the roles that hold one of some actions, in the order of the role table."""
    return [role for role in Role.values if ROLE_ACTIONS[role] & set(actions)]


def _row(name: str, address: str, view: View) -> Row:
    policy = getattr(view, "policy", None)
    if policy is None:
        raise NoPolicy(f"/{address}")
    return Row(name, f"/{address}", tuple(view.methods), policy, view)


def _walk(resolver: URLResolver, before: str = "", names: tuple[str, ...] = ()) -> Iterator[tuple[str, str, View]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield ":".join([*names, entry.name or ""]), before + str(entry.pattern), entry.callback
        else:
            inner = (*names, entry.namespace) if entry.namespace else names
            yield from _walk(entry, before + str(entry.pattern), inner)
