"""Who is meant by a filter of the search: where they live, how old they are, which disability, what they receive."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from chuntian.accounts.scopes import Scope
from chuntian.casework.models import Award
from chuntian.kernel.components import GRADES, category_bit
from chuntian.kernel.days import add_months
from chuntian.places.models import Division
from chuntian.places.regions import in_region_q
from chuntian.registry.enums import CertificateStatus
from chuntian.registry.models import Certificate

AGES = {"child": (0, 6), "school": (7, 17), "adult": (18, 59), "old": (60, 79), "oldest": (80, None)}
MOST_PLACES = 200
MULTIPLE = 7


@dataclass(frozen=True)
class Narrow:
    """
    A filter. Each part holds only for those of whom it is known: who has no certificate on record has no grade.

    :param place: the code of a town; `place_text`: a part of the name of a town or village.
    :param grade: 1 to 4; `category`: 1 to 6, or 7 for several disabilities; of the newest certificate, in force.
    :param age: a key of AGES, in full years today; `receiving`: the slug of a programme whose award runs.
    """

    place: str = ""
    place_text: str = ""
    grade: str = ""
    category: str = ""
    age: str = ""
    receiving: str = ""

    @classmethod
    def of(cls, said: dict[str, Any], scope: Scope) -> "Narrow":
        """Read a filter, without what the reader's field mask hides."""
        kept = {one.name: str(said.get(one.name) or "").strip() for one in fields(cls)}
        return cls(**{name: value for name, value in kept.items() if name != "receiving" or scope.shows("awards")})

    @property
    def asked(self) -> dict[str, str]:
        """Give the parts that were asked for."""
        return {one.name: value for one in fields(self) if (value := getattr(self, one.name))}

    def condition(self, scope: Scope, today: date) -> Q | None:
        """Give the condition on persons; None where nothing was asked for."""
        if not self.asked:
            return None
        met = Q()
        if self.place:
            met &= _lives_in([self.place])
        if self.place_text:
            met &= _lives_in(places_named(self.place_text, scope))
        if self.age in AGES:
            met &= _born(*AGES[self.age], today)
        if self.grade or self.category:
            met &= Q(pk__in=_certified(self, scope, today))
        if self.receiving:
            running = Award.objects.filter(person=OuterRef("pk"), programme=self.receiving, end_month__isnull=True)
            met &= Q(Exists(running))
        return met


def places_named(text: str, scope: Scope) -> list[str]:
    """Give the towns and villages of a scope whose names hold a text."""
    named = scope.filter(Division.objects.filter(name__contains=text), "code").order_by("code")
    return list(named.values_list("code", flat=True).distinct()[:MOST_PLACES])


def _lives_in(codes: list[str]) -> Q:
    """Registered or living in one of some places; nobody where there is none."""
    met = Q(pk__in=[])
    for code in codes:
        met |= in_region_q(code, "hukou") | in_region_q(code, "residence")
    return met


def _born(youngest: int, oldest: int | None, today: date) -> Q:
    met = Q(birth_date__lte=add_months(today, -12 * youngest))
    return met if oldest is None else met & Q(birth_date__gt=add_months(today, -12 * (oldest + 1)))


def _certified(asked: Narrow, scope: Scope, today: date) -> Any:
    """Give the persons whose newest certificate is in force and says what is asked."""
    as_old, as_late = Q(as_of=OuterRef("as_of")), Q(known_since=OuterRef("known_since"))
    newer = Q(as_of__gt=OuterRef("as_of")) | as_old & Q(known_since__gt=OuterRef("known_since"))
    newer |= as_old & as_late & Q(row__gt=OuterRef("row"))
    newest = scope.filter(
        Certificate.objects.filter(~Exists(Certificate.objects.filter(newer, person=OuterRef("person"))))
    )
    held = newest.filter(status=CertificateStatus.ISSUED).filter(Q(expires_on__isnull=True) | Q(expires_on__gte=today))
    if asked.grade.isdecimal():
        held = held.filter(grade=int(asked.grade))
    if asked.category.isdecimal():
        wanted = int(asked.category)
        met = Q(category=wanted)
        if wanted != MULTIPLE:
            mask = sum(category_bit(wanted, grade) for grade in GRADES)
            held, met = held.annotate(found=F("components").bitand(mask)), met | Q(category=MULTIPLE, found__gt=0)
        held = held.filter(met)
    return held.values("person")
