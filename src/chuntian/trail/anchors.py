"""
The heads of the audit chains, kept outside the database every day: a chain that was cut or rewritten then contradicts them.

An anchor is a file that names the anchor before it; the chain in turn records each anchor. A line of it can be kept on
paper: `620104#123:ab12…`. Where CHUNTIAN_ANCHORS names a folder on another machine, nobody rewrites both.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from chuntian.kernel.files import sha256_bytes, sha256_file, write_once
from chuntian.trail.models import Chain, Entry
from chuntian.trail.operations import record
from chuntian.trail.places import anchor_folder, own_folder
from chuntian.trail.tail import forget, set_aside_tail, unguarded

MADE, SET_ASIDE = "trail.anchored", "trail.anchors_set_aside"
SHORT = 16


class AnchorExists(Exception):
    """There is an anchor of this very second."""


class NotALine(ValueError):
    """A printed line has the form 620104#123:ab12…"""


@dataclass(frozen=True, slots=True)
class Kept:
    """One anchor file as it was read: the heads it names, or why it cannot be read."""

    path: Path
    heads: dict[str, dict[str, Any]]
    previous: dict[str, str]
    fault: str = ""


@transaction.atomic
def anchor(folder: Path | None, at: datetime) -> Path:
    """
    Write the head of every chain to a new file, and record in the chain that it was made.

    :raises AnchorExists: there is one of this second.
    """
    folder = folder or anchor_folder()
    heads = {one.region: {"seq": one.seq, "digest": one.digest} for one in Chain.objects.order_by("region")}
    last = max(folder.glob("anchor-*.json"), default=None)
    previous = {"name": last.name, "sha256": sha256_file(last)} if last else {}
    told = {"at": at.isoformat(), "heads": heads, "previous": previous}
    body = json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1)
    content = json.dumps({"body": body, "sha256": sha256_bytes(body.encode())}, ensure_ascii=False, indent=1).encode()
    path = folder / f"anchor-{at:%Y%m%dT%H%M%S}.json"
    if not write_once(path, content):
        raise AnchorExists(str(path))
    detail = {"name": path.name, "sha256": sha256_bytes(content)}
    record(actor="system:anchor", action=MADE, subject_kind="anchor", subject_id=path.name, at=at, detail=detail)
    if folder == anchor_folder():
        forget(folder, heads)
    return path


def lines_of(path: Path) -> list[str]:
    """Give the lines of an anchor that can be printed, dictated or sent: chain, number, first digits of the digest."""
    return [f"{chain}#{head['seq']}:{head['digest'][:SHORT]}" for chain, head in sorted(_read(path).heads.items())]


def contradicts(line: str) -> str:
    """
    Say how the chain contradicts a printed line, or nothing.

    :raises NotALine: it has another form.
    """
    chain, _, rest = line.strip().partition("#")
    number, _, digest = rest.partition(":")
    if not (chain.isdigit() and number.isdigit() and len(digest) >= SHORT):
        raise NotALine(line)
    found = Entry.objects.filter(chain=chain, seq=int(number)).values_list("digest", flat=True).first()
    if found is None:
        return f"{chain}#{number}: 没有这条记录（尾部被截）"
    return "" if found.startswith(digest) else f"{chain}#{number}: 与所记不符（链被重写）"


def verify_anchors(folder: Path | None = None) -> list[str]:
    """Give the anchors that are missing or unreadable, or that the chains contradict."""
    outside = settings.ANCHORS_FOLDER
    folders = [folder] if folder else list(dict.fromkeys([own_folder(), anchor_folder()]))
    problems = []
    if outside and folder is None and not Path(outside).is_dir():
        problems.append(f"锚的文件夹 {outside} 不在，无法比对")
    kept = {path.name: _read(path) for one in folders for path in sorted(one.glob("anchor-*.json"))}
    aside = _set_aside()
    problems += [f"{name}: {one.fault}" for name, one in kept.items() if one.fault]
    problems += _missing(kept)
    counted = [kept[name] for name in sorted(kept) if aside.get(name) != sha256_file(kept[name].path)]
    return problems + list(_contradictions(counted))


def set_aside_anchors(*, by: str, at: datetime, reason: str) -> int:
    """
    Record which anchors tell of a time that a restored backup does not know; they are told, and counted no more.

    For `chuntian restore`, right after the database is back.
    """
    kept = {path.name: _read(path) for one in {own_folder(), anchor_folder()} for path in one.glob("anchor-*.json")}
    known = {name for name, _ in _recorded(MADE)}
    beyond = [one for name, one in sorted(kept.items()) if name not in known or list(_contradictions([one]))]
    named = {one.path.name: sha256_file(one.path) for one in beyond}
    lines = set_aside_tail([own_folder(), anchor_folder()])
    if named or lines:
        detail = {"anchors": named, "lines": lines}
        record(actor=by, action=SET_ASIDE, subject_kind="anchor", at=at, reason=reason, detail=detail)
    return len(named)


def unguarded_chains() -> list[str]:
    """Give the chains whose newest entry nothing outside the database tells of: it could be cut off unseen."""
    anchored: dict[str, int] = {}
    last = max(anchor_folder().glob("anchor-*.json"), default=None)
    for chain, head in (_read(last).heads if last else {}).items():
        anchored[chain] = int(head["seq"])
    return unguarded(anchor_folder(), anchored)


def _read(path: Path) -> Kept:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        body = json.loads(kept["body"])
        fault = "" if sha256_bytes(kept["body"].encode()) == kept["sha256"] else "锚文件被改动"
        return Kept(path, dict(body["heads"]), dict(body.get("previous") or {}), fault)
    except (OSError, ValueError, KeyError, TypeError) as why:
        return Kept(path, {}, {}, f"锚文件读不出来（{type(why).__name__}）")


def _recorded(action: str) -> Iterator[tuple[str, dict[str, Any]]]:
    entries = Entry.objects.filter(action=action).exclude(salt="").order_by("id")
    for subject, detail in entries.values_list("subject_id", "detail"):
        yield subject, json.loads(detail)


def _set_aside() -> dict[str, str]:
    return {name: digest for _, detail in _recorded(SET_ASIDE) for name, digest in detail["anchors"].items()}


def _missing(kept: dict[str, Kept]) -> Iterator[str]:
    """Give the anchors that the chain or the next anchor names, and that are gone or are no longer those bytes."""
    wanted = {name: detail["sha256"] for name, detail in _recorded(MADE)}
    for one in kept.values():
        if one.previous:
            wanted.setdefault(one.previous["name"], one.previous["sha256"])
    for name, digest in sorted(wanted.items()):
        if name not in kept:
            yield f"{name}: 锚文件不见了"
        elif sha256_file(kept[name].path) != digest and not kept[name].fault:
            yield f"{name}: 锚文件不是当初写的那一份"


def _contradictions(kept: list[Kept]) -> Iterator[str]:
    """Give, for each chain, between which two anchored entries it was rewritten, or what is cut off."""
    good: dict[str, int] = {}
    told: set[str] = set()
    for one in kept:
        for chain, head in one.heads.items():
            if not head["seq"] or chain in told:
                continue
            found = Entry.objects.filter(chain=chain, seq=head["seq"]).values_list("digest", flat=True).first()
            if found == head["digest"]:
                good[chain] = max(good.get(chain, 0), head["seq"])
                continue
            told.add(chain)
            what = "没有这条记录，尾部被截" if found is None else f"#{good.get(chain, 0) + 1}–#{head['seq']} 之间被重写"
            yield f"{chain}#{head['seq']}: 与 {one.path.name} 不符，{what}"
