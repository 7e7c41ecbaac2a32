"""What is hashed, and how: the same bytes when an entry is written and when it is checked."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from chuntian.trail.keys import keyring

FIRST = "0" * 64
_text_of = json.JSONEncoder(ensure_ascii=False).encode  # as json.dumps, without making an encoder a million times


def detail_text(detail: dict[str, Any]) -> str:
    """Give the one text a detail is stored as, so that it never depends on the order of keys."""
    return json.dumps(detail, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def moment_text(at: datetime) -> str:
    """Give the one text a moment is digested as, wherever the reader's clock stands."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def content_digest(
    *,
    salt: str,
    actor: str,
    action: str,
    subject_kind: str,
    subject_id: str,
    region: str,
    moment: str,
    reason: str,
    detail: str,
) -> str:
    """Give the salted digest of what an entry says; without the salt the content cannot be guessed from it."""
    parts = [salt, actor, action, subject_kind, subject_id, region, moment, reason, detail]
    return hashlib.sha256(_text_of(parts).encode()).hexdigest()


def chain_digest(
    *, before: str, chain: str, seq: int, moment: str, actor: str, action: str, region: str, content: str
) -> str:
    """Give the digest that binds an entry to its place and to the entry before it; it survives an erasure."""
    text = "\n".join((before, chain, str(seq), moment, actor, action, region, content))
    return hashlib.sha256(text.encode()).hexdigest()


def entry_marks(digests: Iterable[str]) -> list[str]:
    """Give the keyed mark of each chain digest: who owns the database and not the keys cannot make it."""
    return keyring().index_many(digests, "trail_entry.mark")


def head_mark(region: str, seq: int, digest: str) -> str:
    """Give the keyed mark of a chain's head."""
    return keyring().index(f"{region}#{seq}:{digest}", "trail_chain.mark")
