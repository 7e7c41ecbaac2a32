"""
Find persons by name, pinyin, initials, the last four of an identity number, or a whole number; only within a scope.

Whole numbers are compared by their keyed digests, and a name matches by tokens, so a part of two characters is found as
fast as a whole name. Last four characters have no index: one of equal endings would give whole numbers away (trust B19).
The numbers of the scope are opened in memory for that, a county's in well under a second, and none is shown or kept.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from chuntian.kernel.identity import normalise
from chuntian.registry.models import Certificate, Person
from chuntian.registry.name_index import matching_sql
from chuntian.trail.protected import blind_index, context_of, keyring

MOST = 200
PIECE = 5_000
RESIDENT_ID = re.compile(r"[0-9]{17}[0-9X]")
CERTIFICATE = re.compile(r"[0-9]{17}[0-9X][1-7][1-4](?:B[0-9]{0,2})?")
LAST4 = re.compile(r"[0-9]{3}[0-9X]")
LATIN = re.compile(r"[A-Za-z][A-Za-z' ]*")
# What parts a name, as the index reads it: punctuation, symbols, blanks; not a character that is newer than Unicode here.
SIGNS = ("P", "S", "Z", "M", "Cc", "Cf")


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One page of what was found, and whether there is more."""

    persons: list[Person]
    more: bool

    def __iter__(self) -> Any:
        return iter(self.persons)

    def __len__(self) -> int:
        return len(self.persons)


def search(text: str, scope: Any, limit: int = 20, offset: int = 0, also: Q | None = None) -> SearchResult:
    """
    Give the persons of a scope that a text means, by pinyin order.

    Understands an identity or certificate number, its last four characters, a part of a name, pinyin or initials, and
    several of these between blanks. An empty text finds nobody, unless `also` says who else is meant.

    :param also: a condition that they have to meet as well.
    """
    limit = max(1, min(limit, MOST))
    text = text.strip()
    endings = [normalise(word) for word in text.split() if LAST4.fullmatch(normalise(word))]
    found = Person.objects.all() if not text and also is not None else _matching(text)
    if found is None:
        return SearchResult([], False)
    found = found if also is None else found.filter(also)
    allowed = scope.filter(found.filter(merged_into__isnull=True)).order_by("pinyin", "id")
    if endings:
        return _ending(allowed, endings, limit, offset)
    page = list(allowed[offset : offset + limit + 1])
    return SearchResult(page[:limit], len(page) > limit)


def _ending(allowed: QuerySet[Person], endings: list[str], limit: int, offset: int) -> SearchResult:
    """Open the numbers of those allowed, piece by piece, until the page is full; keep whose number ends so."""
    wanted: list[int] = []
    rows = allowed.values_list("id", "resident_id").iterator(chunk_size=PIECE)
    while len(wanted) <= offset + limit and (piece := list(islice(rows, PIECE))):
        ids, sealed = [pk for pk, _ in piece], [value for _, value in piece]
        numbers = keyring().open_many(sealed, ids, start=context_of("registry_person", "resident_id", ""))
        wanted += [pk for pk, number in zip(ids, numbers, strict=True) if all(map(number.endswith, endings))]
    page = wanted[offset : offset + limit + 1]
    persons = Person.objects.in_bulk(page[:limit])
    return SearchResult([persons[pk] for pk in page[:limit]], len(page) > limit)


def _matching(text: str) -> QuerySet[Person] | None:
    clean = normalise(text)
    if not clean:
        return None
    if RESIDENT_ID.fullmatch(clean):
        return Person.objects.filter(resident_index=blind_index(clean, "resident_id"))
    if CERTIFICATE.fullmatch(clean):
        held = Certificate.objects.filter(number_index=blind_index(clean, "certificate")).values("person_id")
        return Person.objects.filter(pk__in=held)
    terms: list[tuple[str, bool]] = []
    for word in text.split():
        if LAST4.fullmatch(normalise(word)):
            continue
        options = _terms(word)
        if not options:
            return None
        terms += options
    return _by_name(terms, " ".join(text.split()))


def _by_name(terms: list[tuple[str, bool]], text: str) -> QuerySet[Person]:
    if not terms:
        return Person.objects.all()
    if LATIN.fullmatch(text):
        return Person.objects.filter(_latin(text))
    sql, params = matching_sql(terms)
    return Person.objects.filter(pk__in=RawSQL(sql, params))


def _latin(text: str) -> Q:
    """Pinyin run together ("wangxiaoming", "xiaoming") or initials ("wxm"); both as beginnings."""
    letters = re.sub(r"[^a-z]", "", text.lower())
    wanted = Q()
    for mark in ("py", "in"):
        sql, params = matching_sql([(mark + letters, True)])
        wanted |= Q(pk__in=RawSQL(sql, params))
    return wanted


def _terms(word: str) -> list[tuple[str, bool]]:
    """Give the tokens that a written part of a name must hold: three neighbours at a time, none across a sign."""
    plain = word.replace("·", "").lower()
    runs = "".join(" " if unicodedata.category(one).startswith(SIGNS) else one for one in plain).split()
    if LATIN.fullmatch(plain):
        return [("py" + "".join(runs), True)]
    return [(run[at : at + 3], False) for run in runs for at in range(max(1, len(run) - 2))]
