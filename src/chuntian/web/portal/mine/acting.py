"""For whom someone acts here: for himself, or for a person whose guardian or helper he is by a recorded authority."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chuntian.accounts.enums import AuthorityKind
from chuntian.accounts.models import Authority
from chuntian.registry.models import Person
from chuntian.trail import reach

SELF = "self"
CHOSEN = "acting_for"  # in the session: the number of a row of ours, no name and no identity number
LABELS: dict[str, str | Promise] = {
    SELF: _("我自己"),
    AuthorityKind.GUARDIAN: _("我是监护人"),
    AuthorityKind.HELPER: _("我是受托代办人"),
}


@dataclass(frozen=True)
class Ward:
    """A person one may act for: oneself ("self"), or by an authority as guardian or helper, to its last day."""

    person: Person
    kind: str
    until: date | None = None

    @property
    def label(self) -> str:
        """Say as what one acts."""
        return str(LABELS[self.kind])

    @property
    def is_self(self) -> bool:
        """Say whether it is one's own file."""
        return self.kind == SELF


@dataclass(frozen=True)
class Acting:
    """The persons one may act for on a day, and the one whose file is open now."""

    present: Ward
    wards: tuple[Ward, ...]

    @property
    def person(self) -> Person:
        """Give the person whose file is open."""
        return self.present.person

    @property
    def is_self(self) -> bool:
        """Say whether one's own file is open."""
        return self.present.is_self

    @property
    def may_choose(self) -> bool:
        """Say whether there is more than one file to open."""
        return len(self.wards) > 1


def wards_of(request: HttpRequest) -> tuple[Ward, ...]:
    """
    Give the persons that the asker may act for today, himself first, then by name.

    A merged record leads to the one it was merged into. By two authorities for one person counts the one that names
    the guardian.
    """
    own = request.scope.person_id
    with reach.whole_house(f"acting user:{request.user.pk}"):
        held = list(Authority.objects.in_force(request.today).filter(user=request.user))
        wanted = {one.person_id for one in held} | ({own} if own else set())
        known = Person.objects.select_related("merged_into").in_bulk(wanted)
    found: dict[int, Ward] = {}
    for one in sorted(held, key=lambda one: one.kind != AuthorityKind.GUARDIAN):
        if one.person_id in known:
            person = known[one.person_id].merged_into or known[one.person_id]
            found.setdefault(person.pk, Ward(person, one.kind, one.valid_to))
    if own in known:
        person = known[own].merged_into or known[own]
        found[person.pk] = Ward(person, SELF)
    return tuple(sorted(found.values(), key=lambda one: (not one.is_self, one.person.name, one.person.pk)))


def acting(request: HttpRequest) -> Acting | None:
    """Give for whom the asker acts: the person chosen last in this session, else himself, else the first; None for nobody."""
    wards = wards_of(request)
    if not wards:
        return None
    chosen = request.session.get(CHOSEN)
    return Acting(next((one for one in wards if one.person.pk == chosen), wards[0]), wards)


def choose(request: HttpRequest, ward: Ward) -> None:
    """Open another person's file from now on, in this session."""
    request.session[CHOSEN] = ward.person.pk
