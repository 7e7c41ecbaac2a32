"""One person's rows read through the models, so that his page can show the same rows without asking again."""

from collections.abc import Sequence
from datetime import date, datetime

import polars as pl

from chuntian.registry.bulk import moment
from chuntian.registry.models import Certificate, Person
from chuntian.registry.snapshots.reader import CERTIFICATES, PERSONS, Reader

RENAMED = ("subject_id", "source", "known", "hukou")


class OnePersonReader(Reader):
    """Reads one person, with records merged into him, in three queries: persons, certificates, statements."""

    def __init__(self, *, person_id: int, known_at: datetime) -> None:
        rows = Person.objects.filter(pk=person_id) | Person.objects.filter(merged_into_id=person_id)
        self.rows_of_person = {row.pk: row for row in rows.select_related("household")}
        self.person = self.rows_of_person.get(person_id)
        self.known_moment = known_at
        self._cards: list[Certificate] | None = None
        super().__init__(region="", known_at=known_at, subjects=[person_id])

    def _aliases(self) -> dict[int, int]:
        return {
            pk: row.merged_into_id
            for pk, row in self.rows_of_person.items()
            if row.merged_into_id in self.rows_of_person
        }

    def persons(self) -> pl.DataFrame:
        """Give the person, unless he is merged into someone else or was not known yet."""
        one = self.person
        rows = [(one.pk, one.sex, one.birth_date, one.hukou, one.residence, one.residence_permit)] if one else []
        if one and (one.merged_into_id or one.registered_at > self.known_moment):
            rows = []
        return pl.DataFrame(rows, schema=PERSONS, orient="row")

    def cards(self) -> list[Certificate]:
        """Give every certificate row known, oldest list first."""
        if self._cards is None:
            known = Certificate.objects.filter(person_id__in=self.rows_of_person, known_since__lte=self.known_moment)
            self._cards = list(known.select_related("source").order_by("as_of", "known_since", "row"))
        return self._cards

    def certificates(
        self, *, on: date, sources: Sequence[int] | None, missing: Sequence[int] | None = None
    ) -> pl.DataFrame:
        """Give the certificate rows that are true on or before the day."""
        columns = [name for name in CERTIFICATES if name not in RENAMED]
        rows = [
            {
                "subject_id": self.subjects[0],
                "source": one.source_id,
                "known": moment(one.known_since),
                "hukou": one.region,
            }
            | {name: getattr(one, name) for name in columns}
            for one in self.cards()
            if one.as_of <= on
        ]
        return pl.DataFrame(rows, schema=CERTIFICATES)
