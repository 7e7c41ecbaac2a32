"""
A department's programme that asks the register: a working example (docs/how-to/let-a-department-ask.md).

It needs Python and the package `cryptography`, nothing of Chuntian. Copy it and make it yours.

    python ask_the_register.py key civil-2024.key                       make a key; give the printed public half to the federation
    python ask_the_register.py ask --register https://… --receiver dr-620104 --sender civil-affairs --key-id civil-2024 \\
        --key civil-2024.key --purpose two-subsidies --call disabled    then type one identity number, or pipe it in

Numbers are read from standard input, so that they stand in no list of processes and in no history of commands.
"""

import argparse
import base64
import hashlib
import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid
from datetime import UTC, datetime
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

CALLS = "/spdci/dr/v1.0.0/registry/sync/"
SIGNED = "(request-target) (created) (expires) digest"


def canonical(said: dict) -> bytes:
    """Write JSON in the one form that is signed: members sorted, no blanks, UTF-8."""
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def signed_text(said: dict, path: str, created: int, expires: int) -> bytes:
    """Give the four lines that are signed."""
    digest = hashlib.sha256(canonical({"header": said["header"], "message": said["message"]})).digest()
    return (
        f"(request-target): post {path}\n(created): {created}\n(expires): {expires}\n"
        f"digest: SHA-256={base64.b64encode(digest).decode()}"
    ).encode()


def message_for(call: str, numbers: list[str], purpose: str) -> dict:
    """Write the message of a call: `disabled` and `get-disability-details` for one number, `search` for up to fifty."""
    transaction = uuid.uuid4().hex
    asked = [
        {
            "query_type": "idtype-value",
            "query": {"type": "UIN", "value": number},
            "authorize": {"purpose": {"code": purpose}},
        }
        for number in numbers
    ]
    if call != "search":
        return {"transaction_id": transaction, "disabled_criteria": asked[0]}
    items = [
        {"reference_id": str(place), "timestamp": now(), "search_criteria": one} for place, one in enumerate(asked, 1)
    ]
    return {"transaction_id": transaction, "search_request": items}


def envelope(call: str, message: dict, *, sender: str, receiver: str, key_id: str, key: Ed25519PrivateKey) -> dict:
    """Put a message into its envelope and sign it; each try, also a repeated one, needs a new envelope."""
    header = {
        "version": "1.0.0",
        "message_id": uuid.uuid4().hex,
        "message_ts": now(),
        "action": "search",
        "sender_id": sender,
        "receiver_id": receiver,
        "total_count": len(message.get("search_request", [1])),
    }
    said = {"header": header, "message": message}
    created = int(time.time())
    value = base64.b64encode(key.sign(signed_text(said, CALLS + call, created, created + 300))).decode()
    parts = {
        "namespace": "spdci",
        "kidId": f"{sender}|{key_id}|ed25519",
        "algorithm": "ed25519",
        "created": created,
        "expires": created + 300,
        "headers": SIGNED,
        "signature": value,
    }
    return {"signature": "Signature: " + ", ".join(f'{name}="{part}"' for name, part in parts.items()), **said}


def verified(reply: dict, path: str, keys: dict) -> dict:
    """
    Give the message of a reply whose signature holds under a key of /.well-known/jwks.json.

    :raises Exception: it does not hold; use nothing of the reply.
    """
    parts = dict(one.split("=", 1) for one in reply["signature"].removeprefix("Signature: ").split(", "))
    parts = {name: value.strip('"') for name, value in parts.items()}
    name = parts["kidId"].split("|")[1]
    public = next(one["x"] for one in keys["keys"] if one["kid"] == name)
    raw = base64.urlsafe_b64decode(public + "=" * (-len(public) % 4))
    text = signed_text(reply, path, int(parts["created"]), int(parts["expires"]))
    Ed25519PublicKey.from_public_bytes(raw).verify(base64.b64decode(parts["signature"]), text)
    return reply["message"]


def ask(register: str, call: str, said: dict) -> dict:
    """Send an envelope, and give the verified message of the reply."""
    with urllib.request.urlopen(f"{register}/.well-known/jwks.json", timeout=30) as answer:
        keys = json.load(answer)
    request = urllib.request.Request(
        register + CALLS + call, json.dumps(said).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return verified(json.load(answer), CALLS + call, keys)


def now() -> str:
    """Give the present moment with its zone."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def make_key(file: str) -> None:
    """Make a private key that only its owner reads, and print the public half."""
    key = Ed25519PrivateKey.generate()
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(base64.b64encode(key.private_bytes_raw()))
    print(base64.b64encode(key.public_key().public_bytes_raw()).decode())


def main(arguments: list[str] | None = None) -> int:
    """Make a key, or ask; 0 answered, 1 refused."""
    parser = argparse.ArgumentParser(description="ask the register")
    steps = parser.add_subparsers(dest="step", required=True)
    steps.add_parser("key").add_argument("file")
    asking = steps.add_parser("ask")
    for name in ("register", "receiver", "sender", "key-id", "key", "purpose"):
        asking.add_argument(f"--{name}", required=True)
    asking.add_argument("--call", choices=["disabled", "get-disability-details", "search"], default="disabled")
    said = parser.parse_args(arguments)
    if said.step == "key":
        make_key(said.file)
        return 0
    if urlsplit(said.register).hostname not in ("localhost", "127.0.0.1") and not said.register.startswith("https://"):
        parser.error("--register: https only")
    with open(said.key, "rb") as file:
        key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(file.read()))
    message = message_for(said.call, sys.stdin.read().split(), said.purpose)
    signed = envelope(said.call, message, sender=said.sender, receiver=said.receiver, key_id=said.key_id, key=key)
    try:
        answer = ask(said.register.rstrip("/"), said.call, signed)
    except urllib.error.HTTPError as why:
        print(why.code, why.read().decode(), file=sys.stderr)
        return 1
    print(json.dumps(answer, ensure_ascii=False, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
