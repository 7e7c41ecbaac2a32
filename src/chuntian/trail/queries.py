"""Read the trail."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from chuntian.trail.enums import MessageState
from chuntian.trail.models import Entry, Message, Shown

ABOUT_A_PERSON = ("person", "registry_person")  # the second kind: protected values of the person's row


def entries_about(subject_kind: str, subject_id: Any) -> QuerySet[Entry]:
    """Give the entries about one subject, newest first."""
    return Entry.objects.filter(subject_kind=subject_kind, subject_id=str(subject_id)).order_by("-id")


def entries_of_person(ids: Collection[int]) -> QuerySet[Entry]:
    """
    Give who opened, changed or was shown a person, newest first, to be counted and cut into pages.

    :param ids: the person, and those found to be the same and merged.
    """
    about = Entry.objects.filter(subject_kind__in=ABOUT_A_PERSON, subject_id__in=[str(one) for one in ids])
    among = Entry.objects.filter(pk__in=Shown.objects.filter(person_id__in=ids).values("entry_id"))
    return about.order_by().union(among.order_by()).order_by("-id")


def waiting_messages() -> QuerySet[Message]:
    """Give the messages still to be sent, oldest first."""
    return Message.objects.filter(state=MessageState.PENDING).order_by("made_at", "id")


def stuck_messages(before: datetime) -> QuerySet[Message]:
    """Give the messages that wait since before a moment, or whose outcome is unknown."""
    return Message.objects.filter(state__in=[MessageState.PENDING, MessageState.UNKNOWN], made_at__lt=before).order_by(
        "made_at", "id"
    )
