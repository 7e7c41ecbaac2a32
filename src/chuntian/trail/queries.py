"""Read the trail."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from chuntian.trail.enums import MessageState
from chuntian.trail.models import Entry, Message


def entries_about(subject_kind: str, subject_id: Any) -> QuerySet[Entry]:
    """Give the entries about one subject, newest first."""
    return Entry.objects.filter(subject_kind=subject_kind, subject_id=str(subject_id)).order_by("-id")


def waiting_messages() -> QuerySet[Message]:
    """Give the messages still to be sent, oldest first."""
    return Message.objects.filter(state=MessageState.PENDING).order_by("made_at", "id")


def stuck_messages(before: datetime) -> QuerySet[Message]:
    """Give the messages that wait since before a moment, or whose outcome is unknown."""
    return Message.objects.filter(state__in=[MessageState.PENDING, MessageState.UNKNOWN], made_at__lt=before).order_by(
        "made_at", "id"
    )
