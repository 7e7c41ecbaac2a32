"""Check the books: digests of the ledger, balances, ids that can be made again, files and their hashes."""

import json

from django.db.models import Q, Sum

from chuntian.kernel.crypto import Tampered
from chuntian.kernel.files import sha256_bytes
from chuntian.money import ledger
from chuntian.money.enums import LineState
from chuntian.money.models import BankFile, Journal, LedgerChain, PaymentLine, PaymentRun, Posting
from chuntian.money.operations.bankfile import kept_content, kept_copy
from chuntian.money.operations.prepare import end_to_end_id
from chuntian.money.queries import bills_astray, ledger_difference_fen, paid_twice
from chuntian.trail.models import Entry
from chuntian.trail.verify import Check

FIRST = "0" * 64


def checks() -> list[Check]:
    """Look at everything; an empty list of problems means that the check ran and found nothing."""
    return [
        Check("账目未被改动 · ledger digests", chain_problems()),
        Check("账目与审计链一致 · ledger in the audit chain", _anchored()),
        Check("账目平衡并与明细一致 · ledger balance", _balance()),
        Check("无重复发放 · paid twice", [f"义务 {row['obligation_id']} 多发" for row in paid_twice()]),
        Check("机构账单、支付单与账目一致 · bills and vouchers", bills_astray()),
        Check("明细编号可由义务重算 · end-to-end ids", _ids()),
        Check("批次合计与明细一致 · totals of runs", _totals()),
        Check("报盘文件未被改动 · bank files", _files()),
    ]


def chain_problems() -> list[str]:
    """Make every digest of the ledger again; one altered byte of a row shows, and so does a row that is gone."""
    problems = []
    known = dict(LedgerChain.objects.values_list("region", "digest"))
    heads: dict[str, tuple[int, str]] = {}
    sealed = 0
    for journal in Journal.objects.order_by("chain", "number").iterator(chunk_size=200):
        number, before = heads.get(journal.chain, (0, FIRST))
        name = f"{journal.chain} 第 {journal.number} 号凭证"
        if journal.number != number + 1:
            problems.append(f"{name}：编号不连续，此前应为第 {number} 号")
        if journal.previous_digest != before:
            problems.append(f"{name}：与前一凭证的摘要不衔接")
        found, count = _postings(journal, name)
        problems += found
        sealed += count
        heads[journal.chain] = (journal.number, journal.digest)
    for chain, digest in known.items():
        if heads.get(chain, (0, FIRST))[1] != digest:
            problems.append(f"{chain}：最后的凭证与链头不符，可能缺少凭证")
    problems += [f"{chain}：没有链头" for chain in heads.keys() - known.keys()]
    if sealed != Posting.objects.count():
        problems.append("有分录不属于任何凭证")
    return problems


def _postings(journal: Journal, name: str) -> tuple[list[str], int]:
    problems, before, total, expected, count = [], journal.previous_digest, 0, 1, 0
    rows = journal.postings.order_by("number").values_list(*ledger.POSTING)
    for *said, sealed in rows.iterator(chunk_size=5000):
        number, fen = said[2], said[5]
        if sealed != ledger.posting_digest(before, *said) or number != expected:
            problems.append(f"{name} 第 {number} 行：内容与摘要不符")
        before, total, expected, count = sealed, total + fen, number + 1, count + 1
    if total:
        problems.append(f"{name}：借贷不平，差 {total} 分")
    if ledger.journal_digest(before, journal) != journal.digest:
        problems.append(f"{name}：内容与摘要不符")
    return problems, count


def _anchored() -> list[str]:
    """Hold every journal against what the audit chain, whose heads are kept outside, says of it."""
    told = {
        int(subject): json.loads(detail)["digest"]
        for subject, detail in Entry.objects.filter(action="ledger.post").values_list("subject_id", "detail")
        if subject
    }
    ours = dict(Journal.objects.values_list("id", "digest"))
    changed = [pk for pk in told.keys() | ours.keys() if told.get(pk) != ours.get(pk)]
    return [f"凭证 {pk} 与审计链记载不符" for pk in sorted(changed)]


def _balance() -> list[str]:
    difference = ledger_difference_fen()
    return [f"账目与明细相差 {difference} 分"] if difference else []


def _ids() -> list[str]:
    problems = []
    owed = [f"obligation__{name}" for name in ("person_id", "programme", "period", "kind")]
    rows = PaymentLine.objects.values_list("end_to_end_id", "attempt", *owed)
    for there, attempt, person_id, programme, period, kind in rows.iterator(chunk_size=5000):
        expected = end_to_end_id(person_id=person_id, programme=programme, period=period, kind=kind, attempt=attempt)
        if there != expected:
            problems.append(f"明细 {there}：编号与所属义务不符")
    return problems


def _totals() -> list[str]:
    problems = []
    live = ~Q(lines__state=LineState.CANCELLED)
    for run in PaymentRun.objects.annotate(sum=Sum("lines__amount_fen", filter=live)).exclude(state="cancelled"):
        if (run.sum or 0) != run.total_fen:
            problems.append(f"批次 {run.batch}：明细合计 {run.sum or 0} 分，登记 {run.total_fen} 分")
    return problems


def _files() -> list[str]:
    problems = []
    for file in BankFile.objects.filter(written_at__isnull=False):
        path = kept_copy(file)
        try:
            if sha256_bytes(kept_content(file)) != file.sha256:
                problems.append(f"{path.name}：文件内容已改变")
        except FileNotFoundError:
            problems.append(f"{path.name}：文件不存在")
        except Tampered as why:
            problems.append(f"{path.name}：{why}")
    return problems
