"""
Where messages go: a folder other systems read, or an address that takes them over HTTP.

A message holds ids and codes, no names and no numbers of persons. Its key never expires; a receiver keeps it as well.
"""

import json
from http.client import HTTPException
from pathlib import Path
from urllib.parse import quote

from django.conf import settings

from chuntian.kernel.files import write_once
from chuntian.kernel.outgoing import Allowed, Answer, NotAllowed, NotReached, call
from chuntian.trail.dispatch import Carrier, Refused, Unclear
from chuntian.trail.models import Message

FOLDER = "outgoing"
SECONDS = 10


def body_of(message: Message) -> bytes:
    """Give the bytes of a message, the same at every attempt."""
    told = {
        "key": message.key,
        "topic": message.topic,
        "made_at": message.made_at.isoformat(),
        "payload": message.payload,
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()


class FolderCarrier:
    """A file a message, named by its key, whole, never replaced. Who reads it leaves it there: it is the record."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, message: Message) -> Path:
        return self.folder / quote(message.topic, safe="") / f"{quote(message.key, safe='')}.json"

    def send(self, message: Message) -> str:
        try:
            write_once(self.path(message), body_of(message))
        except OSError as why:
            raise Refused(f"写不进 {FOLDER} 文件夹 · cannot write: {why}") from why
        return str(self.path(message).relative_to(self.folder))

    def has(self, message: Message) -> bool:
        return self.path(message).exists()


class AddressCarrier:
    """POST to one address, `Idempotency-Key` in the head; GET address/KEY answers 200 or 404."""

    def __init__(self, address: str, allowed: Allowed) -> None:
        self.address, self.allowed = address.rstrip("/"), allowed

    def send(self, message: Message) -> str:
        head = {"Content-Type": "application/json", "Idempotency-Key": quote(message.key, safe=":")}
        try:
            answer = self._call("POST", self.address, body_of(message), head)
        except (NotAllowed, NotReached) as why:
            raise Refused(str(why)) from why
        except (OSError, HTTPException) as why:  # cut off before or in the middle of the answer
            raise Unclear(f"结果未知 · {type(why).__name__}: {why}") from why
        if 300 <= answer.status < 500:  # a redirect is not followed: who moved says so to the operator
            raise Refused(f"{answer.status} {answer.reason}: {answer.body[:200].decode(errors='replace')}")
        if answer.status >= 500:
            raise Unclear(f"{answer.status} {answer.reason}")
        return f"{answer.status} {self.address}"

    def has(self, message: Message) -> bool:
        try:
            answer = self._call("GET", f"{self.address}/{quote(message.key, safe=':')}")
        except (NotAllowed, OSError, HTTPException) as why:
            raise Unclear(f"问不到 · could not ask: {why}") from why
        if answer.status != 404 and not 200 <= answer.status < 300:
            raise Unclear(f"{answer.status} {answer.reason}")
        return answer.status != 404

    def _call(self, method: str, address: str, body: bytes | None = None, head: dict[str, str] | None = None) -> Answer:
        return call(method, address, allowed=self.allowed, body=body, head=head, seconds=SECONDS)


def carrier() -> Carrier:
    """Give the carrier of this installation: CHUNTIAN_OUTBOX_URL, else the folder `outgoing`."""
    address = getattr(settings, "OUTBOX_URL", "")
    return AddressCarrier(address, settings.OUTGOING) if address else FolderCarrier(Path(settings.DATA_FOLDER) / FOLDER)
