"""
Signatures in the form of the standard (the draft HTTP signatures): what is signed, how it is written, whether it holds.

The standard fixes neither a canonical form nor an algorithm; ours are in docs/decisions/0015. The address is signed too, or a
message meant for one call could be led to another that takes the same message.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from chuntian.web.api.messages import canonical

HEADERS = "(request-target) (created) (expires) digest"
PARTS = re.compile(r'([A-Za-z]+)="([^"]*)"')
NAMES = {"namespace", "kidId", "algorithm", "created", "expires", "headers", "signature"}
SECONDS = re.compile(r"[0-9]{1,12}")
ED25519 = "ed25519"


class BadSignature(ValueError):
    """The text is no signature of the form we take, or it does not hold."""


@dataclass(frozen=True)
class Signature:
    """What the signature of a message says of itself; nothing of it is trusted before it holds."""

    sender: str
    key: str
    algorithm: str
    created: int
    expires: int
    value: bytes

    @classmethod
    def parse(cls, text: str) -> "Signature":
        """
        Read `Signature: namespace="…", kidId="sender|key|algorithm", algorithm="…", created="…", expires="…", …`.

        :raises BadSignature: a part is missing, doubled, unknown, or not of its form.
        """
        plain = text.removeprefix("Signature:").strip()
        pairs = PARTS.findall(plain)
        said = dict(pairs)
        if len(pairs) != len(said) or said.keys() != NAMES or PARTS.sub("", plain).replace(",", "").strip():
            raise BadSignature("parts")
        who = said["kidId"].split("|")
        if len(who) != 3 or who[2] != said["algorithm"] or said["headers"] != HEADERS:
            raise BadSignature("kidId, algorithm, headers")
        if not (SECONDS.fullmatch(said["created"]) and SECONDS.fullmatch(said["expires"])):
            raise BadSignature("created, expires")
        try:
            value = base64.b64decode(said["signature"], validate=True)
        except binascii.Error as why:
            raise BadSignature("base64") from why
        return cls(*who, int(said["created"]), int(said["expires"]), value)

    def holds(self, said: dict[str, Any], path: str, public_key: str) -> bool:
        """Say whether the key signed this header and message for this address and these times."""
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key))
        try:
            key.verify(self.value, signed_text(said, path, self.created, self.expires))
        except InvalidSignature:
            return False
        return self.algorithm == ED25519


def signed_text(said: dict[str, Any], path: str, created: int, expires: int) -> bytes:
    """Give the text that is signed for a header and message sent to an address."""
    both = {"header": said["header"], "message": said["message"]}
    digest = base64.b64encode(hashlib.sha256(canonical(both)).digest()).decode()
    lines = [
        f"(request-target): post {path}",
        f"(created): {created}",
        f"(expires): {expires}",
        f"digest: SHA-256={digest}",
    ]
    return "\n".join(lines).encode()


def sign(
    said: dict[str, Any], *, path: str, sender: str, key_id: str, key: Ed25519PrivateKey, created: int, expires: int
) -> str:
    """Write the signature of a header and message."""
    value = base64.b64encode(key.sign(signed_text(said, path, created, expires))).decode()
    parts = {
        "namespace": "spdci", "kidId": f"{sender}|{key_id}|{ED25519}", "algorithm": ED25519, "created": created,
        "expires": expires, "headers": HEADERS, "signature": value,
    }  # fmt: skip
    return "Signature: " + ", ".join(f'{name}="{part}"' for name, part in parts.items())
