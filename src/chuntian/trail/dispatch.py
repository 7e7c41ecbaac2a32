"""
Send the messages of the outbox, each effect exactly once (trust A7, A9).

A message is *unknown* from before the attempt until the carrier's answer is written down. Whoever finds it unknown (the
worker died, the line broke) asks the receiver first and sends again only what the receiver says it does not have.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from django.db import connection
from django.db.models import QuerySet

from chuntian.kernel.crash import crash_point
from chuntian.trail.enums import MessageState
from chuntian.trail.models import Message
from chuntian.trail.operations import move_message

AT_MOST = 500  # messages a pass
SOONEST, LATEST = timedelta(minutes=1), timedelta(hours=1)
GIVE_UP = timedelta(days=7)
LEASE = 620_199  # the advisory lock of PostgreSQL that one worker holds


class Refused(Exception):
    """The receiver has not taken the message and says so, or was never reached: the message certainly had no effect."""


class Unclear(Exception):
    """Nobody knows whether the receiver has the message: time-out, broken line, its own failure."""


class Carrier(Protocol):
    """What takes messages to their receiver."""

    def send(self, message: Message) -> str:
        """Hand a message over; give the receiver's words. :raises Refused, Unclear"""

    def has(self, message: Message) -> bool:
        """Ask whether the receiver has a message. :raises Unclear"""


@dataclass
class Dispatched:
    """What one pass did."""

    sent: int = 0
    found: int = 0  # the receiver had it already
    refused: int = 0
    unclear: int = 0


def dispatch(
    *, carrier: Carrier, clock: Callable[[], datetime], settle: timedelta = timedelta(seconds=10)
) -> Dispatched:
    """
    Make one pass over the outbox: ask about the unknown, try the refused again when it is time, send what waits.

    One message never holds up another. `settle` is how long after an attempt the receiver's "no" is to be trusted.
    """
    done = Dispatched()
    for message in Message.objects.filter(state=MessageState.UNKNOWN).order_by("made_at", "id")[:AT_MOST]:
        if message.tried_at is None or clock() - message.tried_at >= settle:
            _ask(message, carrier, clock, done)
    for message in due_again(clock()):
        move_message(message=message, state=MessageState.PENDING, at=clock(), answer=message.answer)
    for message in Message.objects.filter(state=MessageState.PENDING).order_by("made_at", "id")[:AT_MOST]:
        _send(message, carrier, clock, done)
    return done


def due_again(now: datetime) -> list[Message]:
    """Give the refused messages whose next attempt is due: after as long again as they are old, a minute to an hour."""
    failed = Message.objects.filter(state=MessageState.FAILED, made_at__gt=now - GIVE_UP).order_by("made_at", "id")
    return [
        one for one in failed[:AT_MOST] if now - one.tried_at >= min(max(one.tried_at - one.made_at, SOONEST), LATEST)
    ]


def _send(message: Message, carrier: Carrier, clock: Callable[[], datetime], done: Dispatched) -> None:
    message = move_message(message=message, state=MessageState.UNKNOWN, at=clock(), answer=message.answer)
    crash_point("work.before_send")
    try:
        said = carrier.send(message)
    except Refused as why:
        done.refused += 1
        move_message(message=message, state=MessageState.FAILED, at=clock(), answer=str(why))
    except Unclear as why:
        done.unclear += 1
        _note(message, clock(), str(why))
    else:
        crash_point("work.after_send")
        done.sent += 1
        move_message(message=message, state=MessageState.SENT, at=clock(), answer=said)


def _ask(message: Message, carrier: Carrier, clock: Callable[[], datetime], done: Dispatched) -> None:
    try:
        there = carrier.has(message)
    except Unclear as why:
        done.unclear += 1
        _note(message, clock(), str(why))
        return
    if there:
        done.found += 1
        move_message(message=message, state=MessageState.SENT, at=clock(), answer="对方已有 · the receiver had it")
        return
    failed = move_message(message=message, state=MessageState.FAILED, at=clock(), answer="对方没有 · not received")
    move_message(message=failed, state=MessageState.PENDING, at=clock(), answer=failed.answer)


def _note(message: Message, at: datetime, answer: str) -> None:
    """Keep the reason in sight while the outcome stays unknown."""
    Message.objects.filter(pk=message.pk, state=MessageState.UNKNOWN).update(tried_at=at, answer=answer[:400])


def doubt_waiting_messages(*, at: datetime, answer: str) -> int:
    """Let every waiting message ask first: after a restore it may have been sent already."""
    return Message.objects.filter(state=MessageState.PENDING).update(
        state=MessageState.UNKNOWN, tried_at=at, answer=answer[:400]
    )


def alarming(now: datetime, after: timedelta = timedelta(minutes=5)) -> QuerySet[Message]:
    """Give the messages a person has to look at: waiting or unknown for too long, or refused."""
    late = Message.objects.filter(state__in=[MessageState.PENDING, MessageState.UNKNOWN], made_at__lt=now - after)
    return (late | Message.objects.filter(state=MessageState.FAILED)).order_by("made_at", "id")


@contextmanager
def only_worker(folder: Path) -> Iterator[bool]:
    """Give whether this process is the one that sends; the hold ends with the process, however it ends."""
    import fcntl

    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / "work.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield lease()
    finally:
        os.close(handle)


def lease() -> bool:
    """Take, or still hold, the lock that workers on several machines share; on SQLite there is one machine."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LEASE])
        return bool(cursor.fetchone()[0])
