"""What is hashed, and how: the same bytes when an entry is written and when it is checked."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

FIRST = "0" * 64


def detail_text(detail: dict[str, Any]) -> str:
    """Give the one text a detail is stored as, so that it never depends on the order of keys."""
    return json.dumps(detail, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def content_digest(
    *,
    salt: str,
    actor: str,
    action: str,
    subject_kind: str,
    subject_id: str,
    region: str,
    at: datetime,
    reason: str,
    detail: str,
) -> str:
    """Give the salted digest of what an entry says; without the salt the content cannot be guessed from it."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = [salt, actor, action, subject_kind, subject_id, region, moment, reason, detail]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def chain_digest(
    *, before: str, chain: str, seq: int, at: datetime, actor: str, action: str, region: str, content: str
) -> str:
    """Give the digest that binds an entry to its place and to the entry before it; it survives an erasure."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    text = "\n".join((before, chain, str(seq), moment, actor, action, region, content))
    return hashlib.sha256(text.encode()).hexdigest()
