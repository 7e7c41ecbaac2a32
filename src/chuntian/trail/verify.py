"""Check the audit chain, entry by entry, against itself, the keyed marks, and the anchors kept outside the database."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from chuntian.trail.anchors import anchor, verify_anchors
from chuntian.trail.digests import FIRST, chain_digest, content_digest, entry_marks, head_mark, moment_text
from chuntian.trail.models import Chain, Entry, Shown
from chuntian.trail.operations import ERASED, PERSONS
from chuntian.trail.places import anchor_folder, own_folder
from chuntian.trail.rotation import unopenable
from chuntian.trail.tail import verify_tail

__all__ = ["Break", "Check", "anchor", "anchor_folder", "chain_breaks", "checks", "verify_anchors", "verify_chain"]
PIECE = 5_000


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at, and what is wrong with it. A check that could not look names that as a problem."""

    name: str
    problems: list[str]


@dataclass(frozen=True, slots=True)
class Break:
    """One break of a chain, at the entry it was found at."""

    chain: str
    seq: int
    said: str

    def __str__(self) -> str:
        return f"{self.chain}#{self.seq}: {self.said}"


class Row(NamedTuple):
    """An entry as it is read; a million of them as model instances would take a minute."""

    id: int
    chain: str
    seq: int
    at: object
    actor: str
    action: str
    subject_kind: str
    subject_id: str
    region: str
    reason: str
    detail: str
    salt: str
    content: str
    digest: str
    mark: str


@dataclass(slots=True)
class Walked:
    """How far a chain was walked: the digest the last entry holds, and the one it should hold."""

    seq: int = 0
    held: str = FIRST
    right: str = FIRST
    erased: set[int] = field(default_factory=set)
    recorded: set[int] = field(default_factory=set)


def checks() -> list[Check]:
    """Check every chain, every anchor, and that every protected value opens where it lies."""
    return [
        Check("audit_chain", verify_chain()),
        Check("anchors", verify_anchors()),
        Check("anchors_since", verify_tail(list(dict.fromkeys([own_folder(), anchor_folder()])))),
        Check("加密字段可打开 · protected values", unopenable()),
    ]


def verify_chain() -> list[str]:
    """Give every break in the chains, by the number of the entry."""
    return [str(one) for one in chain_breaks()]


def chain_breaks() -> list[Break]:
    """Find changed, inserted, missing, re-ordered and cut-off entries, entries without our mark, erasures nobody recorded."""
    found: list[Break] = []
    walked: defaultdict[str, Walked] = defaultdict(Walked)
    rows = Entry.objects.order_by("chain", "seq").values_list(*Row._fields).iterator(chunk_size=PIECE)
    while piece := [Row(*row) for row in islice(rows, PIECE)]:
        for row, mark in zip(piece, entry_marks([row.digest for row in piece]), strict=True):
            found += [Break(row.chain, seq, said) for seq, said in _look(row, mark, walked[row.chain])]
        found += _shown(piece)
    for chain, way in sorted(walked.items()):
        found += [Break(chain, seq, "内容被清空而无清除记录") for seq in sorted(way.erased - way.recorded)]
    return found + _heads(walked)


def _look(row: Row, mark: str, way: Walked) -> Iterator[tuple[int, str]]:
    """Hold one entry against itself, the one before it and its mark; go on from it."""
    if row.seq == way.seq:
        yield row.seq, "序号重复（插入）"
    elif row.seq != way.seq + 1:
        yield way.seq + 1, f"缺失至 #{row.seq - 1}（删除或重排）"
    moment = moment_text(row.at)  # type: ignore[arg-type]
    if row.salt:
        content = content_digest(
            salt=row.salt, actor=row.actor, action=row.action, subject_kind=row.subject_kind, moment=moment,
            subject_id=row.subject_id, region=row.region, reason=row.reason, detail=row.detail,
        )  # fmt: skip
        if content != row.content:
            yield row.seq, "内容被改动"
        elif row.action == ERASED:
            way.recorded.add(json.loads(row.detail).get("seq", 0))
    else:
        way.erased.add(row.seq)
    held, right = _digest(row, moment, way.held), way.right
    # An entry whose stored digest alone was changed is named itself, not the sound one after it.
    fits = held == row.digest or (right != way.held and _digest(row, moment, right) == row.digest)
    if not fits:
        yield row.seq, "与前一条不衔接，或本条被改动"
    if mark != row.mark:
        yield row.seq, "没有本系统的印记（被改写或插入）"
    way.seq, way.held, way.right = row.seq, row.digest, row.digest if fits else held


def _shown(piece: list[Row]) -> list[Break]:
    """Hold whom entries name together against the rows that lead to them: none hidden, none added."""
    named = {
        row.id: (row, json.loads(row.detail).get(PERSONS, []) if f'"{PERSONS}":[' in row.detail else [])
        for row in piece
        if row.salt
    }
    leading: defaultdict[int, set[int]] = defaultdict(set)
    for entry, person in Shown.objects.filter(entry_id__in=list(named)).values_list("entry_id", "person_id"):
        leading[entry].add(person)
    return [
        Break(row.chain, row.seq, "列表中出现过的人与索引不符")
        for row, persons in named.values()
        if leading[row.id] != set(persons)
    ]


def _digest(row: Row, moment: str, before: str) -> str:
    return chain_digest(
        before=before, chain=row.chain, seq=row.seq, moment=moment, actor=row.actor, action=row.action,
        region=row.region, content=row.content,
    )  # fmt: skip


def _heads(walked: dict[str, Walked]) -> list[Break]:
    found = []
    heads = {head.region: head for head in Chain.objects.all()}
    for chain in sorted(heads.keys() | walked.keys()):
        head, way = heads.get(chain), walked.get(chain, Walked())
        if head is None:
            found.append(Break(chain, way.seq, "没有链头（链头被删）"))
        elif head.seq > way.seq:
            found.append(Break(chain, way.seq + 1, f"缺失至链头 #{head.seq}（尾部被截）"))
        elif (head.seq, head.digest) != (way.seq, way.held):
            found.append(Break(chain, way.seq, f"链头为 #{head.seq}，与最后一条记录不符（链头被改）"))
        if head is not None and head.mark != head_mark(chain, head.seq, head.digest):
            found.append(Break(chain, head.seq, "链头没有本系统的印记（链头被改）"))
    return found
