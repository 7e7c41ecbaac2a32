"""Write the audit chain and the outbox."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from chuntian.kernel.divisions import prefix
from chuntian.trail.digests import chain_digest, content_digest, detail_text, entry_marks, head_mark, moment_text
from chuntian.trail.enums import MessageState
from chuntian.trail.models import Chain, Entry, Message, Shown
from chuntian.trail.places import anchor_folder
from chuntian.trail.tail import note

ERASED = "trail.erased"
PERSONS = "persons"  # where an entry's detail names whom a list showed


class KeyUsedAgain(Exception):
    """The key of a message was used before for something else."""


class CannotErase(Exception):
    """The entry is already erased, or is itself the record of an erasure."""


class CannotMove(Exception):
    """A message cannot go from its state to the one asked for."""


def chain_of(region: str) -> str:
    """Give the chain an entry of a region belongs to: its county, or the region itself above the county."""
    return prefix(region)[:6].ljust(6, "0") if region else "000000"


def actor_name(actor: Any) -> str:
    """Give the name an actor is logged under: a user's sign-in name, or the text itself ("system:month")."""
    if isinstance(actor, str):
        return actor[:150]
    return actor.get_username() if hasattr(actor, "get_username") else str(actor)[:150]


def _locked(name: str) -> Chain:
    """Give the locked head of a chain, made at its first entry."""
    heads = Chain.objects.select_for_update()
    head = heads.filter(region=name).first()
    if head is None:
        Chain.objects.get_or_create(region=name)  # another process may make it at the same moment
        head = heads.get(region=name)
    return head


@transaction.atomic
def record(
    *,
    actor: Any,
    action: str,
    subject_kind: str,
    subject_id: Any = "",
    region: str = "",
    at: datetime,
    reason: str = "",
    detail: dict[str, Any] | None = None,
    shown: Iterable[int] = (),
) -> Entry:
    """
    Add an entry to the audit chain of the region's county.

    The chain's row is locked until the surrounding transaction ends, so numbers have no gap and no order can differ.
    No personal data in `detail`: counts, ids and codes only.

    :param shown: the persons whom a list named together; each finds the entry among those about himself.
    """
    persons = list(dict.fromkeys(shown))
    said = {
        "actor": actor_name(actor),
        "action": action,
        "subject_kind": subject_kind,
        "subject_id": "" if subject_id is None else str(subject_id),
        "region": region,
        "reason": reason[:400],
        "detail": detail_text({**(detail or {}), **({PERSONS: persons} if persons else {})}),
        "salt": secrets.token_hex(16),
    }
    entry = _append(chain_of(region), at, said)
    Shown.objects.bulk_create([Shown(entry=entry, person_id=one) for one in persons])
    return entry


def _append(name: str, at: datetime, said: dict[str, str]) -> Entry:
    head, moment = _locked(name), moment_text(at)
    content = content_digest(moment=moment, **said)
    place = {key: said[key] for key in ("actor", "action", "region")}
    head.seq += 1
    head.digest = chain_digest(
        before=head.digest, chain=name, seq=head.seq, moment=moment, content=content, **place
    )  # fmt: skip
    head.mark = head_mark(name, head.seq, head.digest)
    head.save()
    mark = entry_marks([head.digest])[0]
    note(anchor_folder(), name, head.seq, head.digest)
    return Entry.objects.create(chain=name, seq=head.seq, at=at, content=content, digest=head.digest, mark=mark, **said)


@transaction.atomic
def erase(*, entry: Entry, actor: Any, at: datetime, reason: str, by_function: int | None = None) -> Entry:
    """
    Empty what an entry says of someone (subject, reason, detail, salt), keep its place in the chain, and log that.

    :param by_function: the erasure for which the owner's function does it, where this role may change no entry itself.
    :raises CannotErase: it is erased already, or it is itself a record of erasure.
    """
    if not entry.salt or entry.action == ERASED:
        raise CannotErase(f"{entry.chain}#{entry.seq}")
    with connection.cursor() as cursor:
        if by_function is not None:
            cursor.execute("SELECT trail_empty_entry(%s, %s)", [entry.pk, by_function])
        else:
            cursor.execute(
                "UPDATE trail_entry SET salt = '', subject_id = '', reason = '', detail = '{}' WHERE id = %s",
                [entry.pk],
            )
    return record(
        actor=actor,
        action=ERASED,
        subject_kind="entry",
        subject_id=entry.seq,
        region=entry.region,
        at=at,
        reason=reason,
        detail={"seq": entry.seq},
    )


@transaction.atomic
def put_in_outbox(*, topic: str, key: str, payload: dict[str, Any], at: datetime) -> Message:
    """
    Put a message beside the change it tells of; the same key and payload again gives the message that is there.

    :raises KeyUsedAgain: the key is there with another topic or payload.
    """
    message, made = Message.objects.get_or_create(key=key, defaults={"topic": topic, "payload": payload, "made_at": at})
    if not made and (message.topic != topic or message.payload != payload):
        raise KeyUsedAgain(f"消息键 {key} 已用于另一内容")
    return message


NEXT = {
    MessageState.PENDING: {MessageState.SENT, MessageState.UNKNOWN, MessageState.FAILED},
    MessageState.UNKNOWN: {MessageState.SENT, MessageState.FAILED},
    MessageState.FAILED: {MessageState.PENDING},
    MessageState.SENT: set(),
}


@transaction.atomic
def move_message(*, message: Message, state: str, at: datetime, answer: str = "") -> Message:
    """
    Say what became of a message. An unknown outcome must be reconciled before anything is tried again.

    :raises CannotMove: the states do not follow each other (a sent message never becomes pending).
    """
    locked = Message.objects.select_for_update().get(pk=message.pk)
    if state not in NEXT[MessageState(locked.state)]:
        raise CannotMove(f"{locked.key}: {locked.state} → {state}")
    locked.state, locked.tried_at, locked.tries, locked.answer = state, at, locked.tries + 1, answer[:400]
    locked.save(update_fields=["state", "tried_at", "tries", "answer"])
    return locked
