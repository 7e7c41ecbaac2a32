"""Check what casework keeps: the decision files, decisions made again, states that follow from actions."""

import random
from datetime import date
from pathlib import Path

import polars as pl
from polars.testing import assert_frame_equal

from chuntian.casework import store
from chuntian.casework.frames import data_path
from chuntian.casework.models import Case, CaseDocument, DecisionRun, Letter, LetterFile
from chuntian.casework.paths import PATHS
from chuntian.formats.letter.source import digest
from chuntian.kernel.crypto import Tampered
from chuntian.kernel.files import sha256_file
from chuntian.kernel.vault import plain_sha256
from chuntian.rules import Law
from chuntian.rules.decided import scan_decisions
from chuntian.rules.everyone import decisions_frame
from chuntian.standards.queries import laws_around
from chuntian.trail.protected import keyring
from chuntian.trail.verify import Check

REPLAYED_RUNS = 6
REPLAYED_ROWS = 2000


def checks() -> list[Check]:
    """Look at everything; an empty list of problems means that the check ran and found nothing."""
    return [
        Check("判定文件与登记的摘要一致 · decision files", _files()),
        Check("判定可由快照和法规重算 · decisions replayed", _replayed()),
        Check("文书与出具时一致 · letters as issued", _letters()),
        Check("申请材料与收到时一致 · documents of cases", _documents()),
        Check("申请状态与经办记录一致 · case states", _states()),
    ]


def _problem_of_file(path: Path, sha256: str, name: str) -> list[str]:
    if not path.exists():
        return [f"{name}：文件不存在"]
    return [] if sha256_file(path) == sha256 else [f"{name}：文件内容已改变"]


def _files() -> list[str]:
    problems = []
    for run in DecisionRun.objects.select_related("snapshot").iterator():
        problems += _problem_of_file(data_path(run.path), run.sha256, f"判定 {run.month} {run.region}")
        problems += _problem_of_file(data_path(run.snapshot.path), run.snapshot.sha256, f"快照 {run.on} {run.region}")
    return problems


def _letters() -> list[str]:
    problems = [
        f"文书 {one.pk}：内容与出具时不同"
        for one in Letter.objects.only("pk", "content", "sha256").iterator(chunk_size=500)
        if one.content and digest(one.content) != one.sha256
    ]
    for file in LetterFile.objects.exclude(letter__content={}).iterator():
        problems += _problem_of_file(data_path(file.path), file.sha256, f"文书 {file.letter_id} {file.form}")
    return problems


def _documents() -> list[str]:
    problems = []
    for one in CaseDocument.objects.exclude(sha256="").iterator():
        try:
            same = plain_sha256(store.path_of(one, store.AS_SENT), keyring()) == one.sha256
        except FileNotFoundError:
            problems.append(f"材料 {one.pk}：文件不存在")
            continue
        except Tampered:
            same = False
        problems += [] if same else [f"材料 {one.pk}：文件内容已改变"]
    return problems


def _replayed() -> list[str]:
    problems: list[str] = []
    for run in DecisionRun.objects.select_related("snapshot").order_by("-made_at")[:REPLAYED_RUNS]:
        problems += replay(run)
    return problems


def replay(run: DecisionRun, rows: int = REPLAYED_ROWS) -> list[str]:
    """
    Decide a sample of a run again from its snapshot.

    The law is dated, so a later version of it must still say the same of the past; where it does not, that is told.
    """
    law = _law_of(run)
    name = f"判定 {run.month} {run.region}" + ("" if law.version == run.law_version else "（法规此后有修订）")
    gone = [slug for slug in run.programmes if slug not in law.checked]
    if gone:
        return [f"{name}：项目 {'、'.join(gone)} 已不在法规中，无法重算"]
    for one in (run.snapshot, run):  # a damaged file is told, not read: it may break the reader
        if damaged := _problem_of_file(data_path(one.path), one.sha256, name):
            return [f"{damaged[0]}，无法重算"]
    facts = pl.read_parquet(data_path(run.snapshot.path))
    picked = random.Random(run.pk).sample(range(facts.height), min(rows, facts.height))
    facts = facts[sorted(picked)]
    again = decisions_frame(law, facts, programmes=run.programmes, on=run.on).sort("subject_id")
    kept = scan_decisions(data_path(run.path)).collect().join(facts.select("subject_id"), on="subject_id", how="semi")
    try:
        assert_frame_equal(kept.sort("subject_id").select(again.columns), again)
    except (AssertionError, pl.exceptions.ColumnNotFoundError) as why:
        return [f"{name}：重算结果不同：{str(why).splitlines()[0]}"]
    return []


def _law_of(run: DecisionRun) -> Law:
    """Give the law a run was made with, by its version; where the files have changed since, the one that holds of its moment."""
    sides = (run.demo_parameters, not run.demo_parameters)
    laws = (law for demo in sides for law in laws_around(run.made_at, demo=demo))
    first = next(laws)
    return (
        first
        if first.version == run.law_version
        else next((law for law in laws if law.version == run.law_version), first)
    )


def replay_sample(*, decisions: int, since: date) -> tuple[int, list[str]]:
    """
    Decide a sample of all decisions since a day again (trust A32); give how many were compared, and every difference.

    Outcome, amount and the requirements that failed or are unknown must be those that were kept.
    """
    runs = list(DecisionRun.objects.select_related("snapshot").filter(on__gte=since).order_by("on", "made_at"))
    compared, problems = 0, []
    for left, run in zip(range(len(runs), 0, -1), runs, strict=True):
        wanted = max(0, decisions - compared)
        rows = -(-wanted // (left * max(1, len(run.programmes))))
        problems += replay(run, rows)
        compared += min(rows, run.rows) * len(run.programmes)
    return compared, problems


def _states() -> list[str]:
    problems = []
    for case in Case.objects.prefetch_related("actions").iterator(chunk_size=2000):
        state = derived_state(case)
        if state != case.state:
            problems.append(f"申请 {case.pk}：状态 {case.state}，按经办记录应为 {state}")
    return problems


def derived_state(case: Case) -> str:
    """Walk the actions of a case along its path and give where they lead."""
    return PATHS[case.path].follow(action.kind for action in list(case.actions.all())[1:])[0]
