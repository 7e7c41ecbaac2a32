"""Read the trail."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from chuntian.trail.enums import MessageState
from chuntian.trail.models import Entry, Message, Shown


def entries_about(subject_kind: str, subject_id: Any) -> QuerySet[Entry]:
    """Give the entries about one subject, newest first."""
    return Entry.objects.filter(subject_kind=subject_kind, subject_id=str(subject_id)).order_by("-id")


def entries_of_person(ids: Collection[int], most: int) -> list[Entry]:
    """
    Give who opened, changed or was shown a person, newest first.

    :param ids: the person, and those found to be the same and merged.
    :param most: of each of the two kinds (about the person alone, among others) only so many, the newest.
    """
    about = Entry.objects.filter(
        subject_kind__in=("person", "registry_person"), subject_id__in=[str(one) for one in ids]
    )
    among = Entry.objects.filter(
        pk__in=Shown.objects.filter(person_id__in=ids).order_by("-entry_id").values("entry_id")[:most]
    )
    return sorted([*about.order_by("-id")[:most], *among], key=lambda one: (one.at, one.pk), reverse=True)


def waiting_messages() -> QuerySet[Message]:
    """Give the messages still to be sent, oldest first."""
    return Message.objects.filter(state=MessageState.PENDING).order_by("made_at", "id")


def stuck_messages(before: datetime) -> QuerySet[Message]:
    """Give the messages that wait since before a moment, or whose outcome is unknown."""
    return Message.objects.filter(state__in=[MessageState.PENDING, MessageState.UNKNOWN], made_at__lt=before).order_by(
        "made_at", "id"
    )
