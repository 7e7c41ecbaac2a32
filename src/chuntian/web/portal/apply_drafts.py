"""
An application being written: answers kept on the server, sealed, for whoever writes it and nobody else.

It ends by itself thirty days after the last answer, when it is sent, or when its writer throws it away. What is written
is under the account, so it can be taken up on another device; and whoever loses the right to act for a person loses it.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from chuntian.accounts.models import User
from chuntian.registry.models import Person
from chuntian.trail.protected import context_of, keyring
from chuntian.web.models import ApplicationDraft
from chuntian.web.portal.questions import Answer

KEPT = timedelta(days=30)
MOST = 20  # more than there are programmes one applies for at a time


class TooMany(Exception):
    """So many applications are being written that something else is meant."""


@dataclass(frozen=True)
class Said:
    """
    What has been answered: is what we know right, where it is handed in, the questions, how each paper is shown, consent.

    A part that is None or missing was not answered yet.
    """

    known: str = ""
    wrong: str = ""
    where: str = ""
    office: str = ""
    chain: list[str] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    papers: dict[str, str] = field(default_factory=dict)
    consent: bool = False

    def but(self, **changes: object) -> "Said":
        """Give the same with some things changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


def drafts_of(user: User, persons: Iterable[int], at: datetime) -> QuerySet[ApplicationDraft]:
    """Give what an account is writing for persons it may act for, the newest first."""
    found = ApplicationDraft.objects.filter(user=user, person_id__in=list(persons), ends_at__gt=at)
    return found.select_related("person").order_by("-kept_at")


def said_in(draft: ApplicationDraft) -> Said:
    """Give what a draft holds; nothing where an edition of other fields wrote it."""
    if draft.said is None:
        return Said()
    text = keyring().open(draft.said.sealed, context_of(draft._meta.db_table, "said", draft.pk))
    try:
        return Said(**json.loads(text))
    except TypeError:
        return Said()


@transaction.atomic
def begin(*, user: User, person: Person, programme: str, at: datetime) -> ApplicationDraft:
    """
    Begin an application, or give the one that is being written.

    :raises TooMany: so many are being written already.
    """
    ApplicationDraft.objects.filter(ends_at__lte=at).delete()
    mine = ApplicationDraft.objects.filter(user=user)
    there = mine.filter(person=person, programme=programme).first()
    if there is not None:
        return there
    if mine.count() >= MOST:
        raise TooMany
    return ApplicationDraft.objects.create(
        user=user, person=person, programme=programme, region=person.region, begun_at=at, kept_at=at, ends_at=at + KEPT
    )


@transaction.atomic
def keep(*, draft: ApplicationDraft, said: Said, at: datetime) -> None:
    """Keep what was answered, and count the thirty days anew."""
    row = ApplicationDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    row.said = json.dumps(asdict(said), ensure_ascii=False, sort_keys=True)
    row.kept_at, row.ends_at = at, at + KEPT
    row.save(update_fields=["said", "kept_at", "ends_at"])


def drop(*, draft: ApplicationDraft) -> None:
    """Throw a draft away: it was sent, or its writer does not want it."""
    ApplicationDraft.objects.filter(pk=draft.pk).delete()
