"""
Where messages go: a folder other systems read, or an address that takes them over HTTP.

A message holds ids and codes, no names and no numbers of persons. Its key never expires; a receiver keeps it as well.
"""

import json
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote

from django.conf import settings

from chuntian.kernel.files import write_once
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

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")

    def send(self, message: Message) -> str:
        head = {"Content-Type": "application/json", "Idempotency-Key": quote(message.key, safe=":")}
        request = urllib.request.Request(self.address, data=body_of(message), headers=head, method="POST")
        try:
            return f"{self._open(request)} {self.address}"
        except urllib.error.HTTPError as why:
            if 400 <= why.code < 500:
                raise Refused(f"{why.code} {why.reason}: {why.read(200).decode(errors='replace')}") from why
            raise Unclear(f"{why.code} {why.reason}") from why
        except urllib.error.URLError as why:
            if isinstance(why.reason, ConnectionRefusedError):
                raise Refused(f"连不上 · not reached: {why.reason}") from why
            raise Unclear(f"结果未知 · {why.reason}") from why
        except (OSError, ValueError) as why:  # cut off in the middle of the answer
            raise Unclear(f"结果未知 · {type(why).__name__}: {why}") from why

    def has(self, message: Message) -> bool:
        try:
            self._open(urllib.request.Request(f"{self.address}/{quote(message.key, safe=':')}"))
        except urllib.error.HTTPError as why:
            if why.code == 404:
                return False
            raise Unclear(f"{why.code} {why.reason}") from why
        except (OSError, ValueError) as why:
            raise Unclear(f"问不到 · could not ask: {why}") from why
        return True

    def _open(self, request: urllib.request.Request) -> int:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            answer.read()
            return answer.status


def carrier() -> Carrier:
    """Give the carrier of this installation: CHUNTIAN_OUTBOX_URL, else the folder `outgoing`."""
    address = getattr(settings, "OUTBOX_URL", "")
    return AddressCarrier(address) if address else FolderCarrier(Path(settings.DATA_FOLDER) / FOLDER)
