"""Check the audit chain, entry by entry, against itself and against the anchors kept outside the database."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from chuntian.kernel.files import sha256_bytes, write_whole
from chuntian.trail.digests import FIRST, chain_digest, content_digest
from chuntian.trail.models import Chain, Entry

FOLDER = "anchors"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at, and what is wrong with it. A check that could not look names that as a problem."""

    name: str
    problems: list[str]


def checks() -> list[Check]:
    """Check every chain and every anchor."""
    return [Check("audit_chain", verify_chain()), Check("anchors", verify_anchors())]


def verify_chain() -> list[str]:
    """Give every break in the chains: changed, missing, re-ordered, cut-off entries, and erasures nobody recorded."""
    problems: list[str] = []
    heads = {chain.region: chain for chain in Chain.objects.all()}
    seen: dict[str, tuple[int, str]] = {}
    erased: set[tuple[str, int]] = set()
    recorded: set[tuple[str, int]] = set()
    for entry in _entries():
        last_seq, last_digest = seen.get(entry.chain, (0, FIRST))
        problems += _breaks(entry, last_seq, last_digest)
        seen[entry.chain] = (entry.seq, entry.digest)
        if not entry.salt:
            erased.add((entry.chain, entry.seq))
        elif entry.action == "trail.erased":
            recorded.add((entry.chain, json.loads(entry.detail).get("seq", 0)))
    problems += [f"{chain}#{seq}: 内容被清空而无清除记录" for chain, seq in sorted(erased - recorded)]
    for region in sorted(heads.keys() | seen.keys()):
        head = heads.get(region)
        if head is None or (head.seq, head.digest) != seen.get(region, (0, FIRST)):
            problems.append(f"{region}: 链头与最后一条记录不符（尾部被截或链头被改）")
    return problems


def _entries() -> Iterator[Entry]:
    return Entry.objects.order_by("chain", "seq").iterator(chunk_size=5_000)


def _breaks(entry: Entry, last_seq: int, last_digest: str) -> list[str]:
    where = f"{entry.chain}#{entry.seq}"
    found = []
    if entry.seq != last_seq + 1:
        found.append(f"{where}: 前一条应为 #{entry.seq - 1}，实为 #{last_seq}（缺失或重排）")
    if entry.salt:
        content = content_digest(
            salt=entry.salt,
            actor=entry.actor,
            action=entry.action,
            subject_kind=entry.subject_kind,
            subject_id=entry.subject_id,
            region=entry.region,
            at=entry.at,
            reason=entry.reason,
            detail=entry.detail,
        )
        if content != entry.content:
            found.append(f"{where}: 内容被改动")
    digest = chain_digest(
        before=last_digest,
        chain=entry.chain,
        seq=entry.seq,
        at=entry.at,
        actor=entry.actor,
        action=entry.action,
        region=entry.region,
        content=entry.content,
    )
    if digest != entry.digest:
        found.append(f"{where}: 链摘要不符")
    return found


def anchor(folder: Path | None, at: datetime) -> Path:
    """
    Write the head of every chain to a file of the day, to be kept outside: a rewritten or cut chain then shows.

    `folder` None means the data folder's own; send a copy elsewhere every day.
    """
    heads = {chain.region: {"seq": chain.seq, "digest": chain.digest} for chain in Chain.objects.order_by("region")}
    body = json.dumps({"at": at.isoformat(), "heads": heads}, ensure_ascii=False, sort_keys=True, indent=1)
    content = json.dumps({"body": body, "sha256": sha256_bytes(body.encode())}, ensure_ascii=False, indent=1)
    path = (folder or anchor_folder()) / f"anchor-{at:%Y%m%dT%H%M%S}.json"
    write_whole(path, content.encode())
    return path


def anchor_folder() -> Path:
    """Give the data folder's own place for anchors."""
    return Path(settings.DATA_FOLDER) / FOLDER


def verify_anchors(folder: Path | None = None) -> list[str]:
    """Give the anchors that the chains contradict: an anchored entry is missing or has another digest."""
    problems = []
    for path in sorted((folder or anchor_folder()).glob("anchor-*.json")):
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            heads = json.loads(kept["body"])["heads"]
            whole = sha256_bytes(kept["body"].encode()) == kept["sha256"]
        except (ValueError, KeyError, TypeError) as why:
            problems.append(f"{path.name}: 锚文件读不出来（{type(why).__name__}）")
            continue
        if not whole:
            problems.append(f"{path.name}: 锚文件被改动")
        for region, head in heads.items():
            found = Entry.objects.filter(chain=region, seq=head["seq"]).values_list("digest", flat=True).first()
            if head["seq"] and found != head["digest"]:
                problems.append(f"{path.name}: {region}#{head['seq']} 与库中记录不符（链被截短或重写）")
    return problems
