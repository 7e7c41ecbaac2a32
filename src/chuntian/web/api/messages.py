"""JSON read strictly, and its one canonical form: what is signed must mean one thing to everyone."""

import json
from typing import Any


class NotStrict(ValueError):
    """The bytes are no JSON object in UTF-8, name a member twice, or hold a number that is no whole number."""


def read(raw: bytes) -> dict[str, Any]:
    """
    Read an object.

    :raises NotStrict: see there; also when it is nested too deeply, or holds half a surrogate pair.
    """
    try:
        said = json.loads(raw.decode("utf-8"), object_pairs_hook=_once, parse_float=_no, parse_constant=_no)
        canonical(said)
    except (ValueError, RecursionError) as why:
        raise NotStrict("not strict JSON") from why
    if not isinstance(said, dict):
        raise NotStrict("not an object")
    return said


def canonical(said: Any) -> bytes:
    """Give the bytes that are signed: members sorted, no blanks, UTF-8 without escapes beyond the necessary."""
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member is named twice")
    return found


def _no(text: str) -> None:
    raise ValueError("only whole numbers")
