"""Post to the ledger and read balances from it: whole fen, sums of nothing, digests in a chain."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

import polars as pl
from django.db import transaction
from django.db.models import Sum

from chuntian.kernel.divisions import prefix
from chuntian.kernel.ids import new_id, new_ids
from chuntian.money.models import Journal, LedgerChain, Posting
from chuntian.registry.bulk import insert_frame
from chuntian.trail.operations import KeyUsedAgain, record

EXPENSE = "expense"  # what the law cost
PAYABLE = "payable"  # owed to the person or organisation (-), or had too much by him and not yet claimed (+)
TRANSIT = "transit"  # with the bank or the treasury, not yet answered (-)
BANK = "bank"  # left our account (-)
RECEIVABLE = "receivable"  # claimed back
WRITTEN_OFF = "written_off"  # given up by a person's decision
POSTING = {
    "id": pl.Int64, "journal_id": pl.Int64, "number": pl.Int64, "account": pl.String, "obligation_id": pl.Int64,
    "amount_fen": pl.Int64, "digest": pl.String,
}  # fmt: skip
ACCOUNTS = (EXPENSE, PAYABLE, TRANSIT, BANK, RECEIVABLE, WRITTEN_OFF)


class Unbalanced(Exception):
    """The postings of a journal do not add up to nothing."""


class UnknownAccount(Exception):
    """A posting names an account that the ledger does not have."""


class Entry(NamedTuple):
    account: str
    obligation_id: int
    amount_fen: int


def transfer(source: str, target: str, obligation_id: int, fen: int) -> list[Entry]:
    """Give the two entries that move `fen` of an obligation from one account to another."""
    return [Entry(target, obligation_id, fen), Entry(source, obligation_id, -fen)]


def _sha256(*parts: Any) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()


def posting_digest(
    before: str, pk: int, journal_id: int, number: int, account: str, obligation_id: int, amount_fen: int
) -> str:
    """Seal one posting to the row before it."""
    text = f"{before}|{pk}|{journal_id}|{number}|{account}|{obligation_id}|{amount_fen}"
    return hashlib.sha256(text.encode()).hexdigest()


def journal_digest(last: str, journal: Journal) -> str:
    """Seal a journal to its last posting, and through it to the journal before."""
    j = journal
    moment = j.at.astimezone(UTC).isoformat(timespec="microseconds")
    return _sha256(last, j.id, j.chain, j.number, j.key, j.kind, moment, j.by_id, j.note, j.previous_digest)


def chain_of(region: str) -> str:
    """Give the chain that a region's journals continue: that of its county, or of itself above the counties."""
    return prefix(region)[:6].ljust(12, "0")


def _check(entries: list[Entry]) -> None:
    unknown = {entry.account for entry in entries} - set(ACCOUNTS)
    if unknown:
        raise UnknownAccount(f"没有这些科目：{sorted(unknown)}")
    if any(type(entry.amount_fen) is not int for entry in entries):
        raise Unbalanced("金额必须是整数分")
    if sum(entry.amount_fen for entry in entries) != 0:
        raise Unbalanced("分录借贷不平")


@transaction.atomic
def post(
    *, key: str, kind: str, region: str, entries: Iterable[Entry], by: Any, at: datetime, note: str = ""
) -> Journal | None:
    """
    Enter an event once: the same key and entries again give the journal that is there.

    :returns: None where there is nothing to enter.
    :raises Unbalanced: the entries do not add up to nothing; nothing is written.
    :raises KeyUsedAgain: the key stands for other entries.
    """
    entries = [entry for entry in entries if entry.amount_fen]
    _check(entries)
    if not entries:
        return None
    chain = chain_of(region)
    LedgerChain.objects.get_or_create(region=chain)
    head = LedgerChain.objects.select_for_update().get(region=chain)
    there = Journal.objects.filter(key=key).first()
    if there is not None:
        return _same(there, entries)
    journal = Journal(
        id=new_id(), chain=chain, number=head.number + 1, key=key, kind=kind, at=at, by=by, note=note,
        previous_digest=head.digest,
    )  # fmt: skip
    postings = _sealed(journal, entries)
    journal.digest = journal_digest(postings[-1][-1], journal)
    journal.save(force_insert=True)
    insert_frame("money_posting", pl.DataFrame(postings, schema=POSTING, orient="row"))
    head.number, head.digest = journal.number, journal.digest
    head.save(update_fields=["number", "digest"])
    # The heads of the audit chain are kept outside every day: whoever rewrites the ledger has to rewrite those too.
    record(
        actor=by or "system:money", action="ledger.post", subject_kind="journal", subject_id=journal.pk, region=region,
        at=at, detail={"number": journal.number, "kind": kind, "digest": journal.digest},
    )  # fmt: skip
    return journal


def _same(there: Journal, entries: list[Entry]) -> Journal:
    """Give a journal that is there, if it holds just these entries."""
    held = Counter(there.postings.values_list("account", "obligation_id", "amount_fen"))
    if held != Counter(map(tuple, entries)):
        raise KeyUsedAgain(f"记账键 {there.key} 已用于另一笔分录")
    return there


def _sealed(journal: Journal, entries: list[Entry]) -> list[tuple]:
    """Give the rows of a journal, each sealed to the one before it, in the order of POSTING."""
    rows, before, journal_id = [], journal.previous_digest, journal.id
    numbered = zip(new_ids(len(entries)), entries, strict=True)
    for number, (pk, (account, obligation_id, fen)) in enumerate(numbered, start=1):
        before = posting_digest(before, pk, journal_id, number, account, obligation_id, fen)
        rows.append((pk, journal_id, number, account, obligation_id, fen, before))
    return rows


def balances(*, before: datetime | None = None, obligations: Iterable[int] | None = None) -> dict[str, int]:
    """Give the balance of every account, now or as it was at a moment."""
    postings = Posting.objects.all()
    if before is not None:
        postings = postings.filter(journal__at__lt=before)
    if obligations is not None:
        postings = postings.filter(obligation_id__in=list(obligations))
    sums = dict(postings.order_by().values_list("account").annotate(total=Sum("amount_fen")))
    return {account: int(sums.get(account) or 0) for account in ACCOUNTS}
