"""Tables of a standard whose every row has a test, a document or a reason: what docs/reference shows of asvs and wcag."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATES = {"T": "test", "D": "document", "N": "not applicable", "O": "open"}


class BrokenRow(ValueError):
    """Rows without evidence, or a list that is not the standard's; each line says which."""


@dataclass(frozen=True)
class Row:
    """One requirement: number, level, words, state, evidence, remark."""

    number: str
    level: str
    asks: str
    state: str
    evidence: tuple[str, ...]
    remark: str


@dataclass(frozen=True)
class Standard:
    """A standard: its rows on disk, how many each level has, how its numbers look, and the chapters by which they are shown."""

    rows: Path
    levels: Mapping[str, int]
    number: str
    chapters: Mapping[str, str]
    chapter_of: Callable[[str], str]
    shown: Callable[[str], str] = str


def rows_of(standard: Standard) -> list[Row]:
    """
    Read the rows and hold each to its evidence.

    :raises BrokenRow: with every fault found.
    """
    lines = [
        line for line in standard.rows.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]
    found = [_row(line) for line in lines]
    wrong = [fault for row in found for fault in _faults(standard, row)]
    numbers = Counter(row.number for row in found)
    wrong += [f"{number}: twice" for number, count in numbers.items() if count > 1]
    for level, count in standard.levels.items():
        have = sum(row.level == level for row in found)
        if have != count:
            wrong.append(f"level {level}: {have} rows, the standard has {count}")
    if wrong:
        raise BrokenRow("\n".join(wrong))
    return found


def page_of(standard: Standard, head: str) -> str:
    """Give the whole page: a count by level, then chapter by chapter."""
    found = rows_of(standard)
    lines = [
        head,
        "| level | requirements | test | document | not applicable | open |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for level, count in standard.levels.items():
        here = Counter(row.state for row in found if row.level == level)
        lines.append(f"| {level} | {count} | " + " | ".join(str(here[state]) for state in STATES) + " |")
    for chapter, title in standard.chapters.items():
        lines += [
            f"\n## {chapter} {title}\n",
            "| | level | requirement | state | evidence, reason |",
            "| --- | --- | --- | --- | --- |",
        ]
        lines += [_line(standard, row) for row in found if standard.chapter_of(row.number) == chapter]
    return "\n".join(lines) + "\n"


def files(evidence: str) -> list[Path]:
    """Give the files that a piece of evidence means: a path, or every test file of a row of trust.md (`B9`)."""
    if re.fullmatch(r"[ABC]\d+", evidence):
        return sorted((ROOT / "tests").rglob(f"test_{evidence}_*.py"))
    path = ROOT / evidence
    return [path] if path.is_file() else []


def _row(line: str) -> Row:
    number, level, asks, state, evidence, remark = line.split("|")
    return Row(number, level, asks, state, tuple(evidence.split()), remark)


def _faults(standard: Standard, row: Row) -> list[str]:
    found = [f"{row.number}: {one} is not there" for one in row.evidence if not files(one)]
    known = re.fullmatch(standard.number, row.number) and standard.chapter_of(row.number) in standard.chapters
    if row.state not in STATES or not known:
        found.append(f"{row.number}: unknown state or number")
    if row.state in "TD" and not row.evidence:
        found.append(f"{row.number}: {STATES[row.state]} without evidence")
    if row.state == "T" and not any(path.name.startswith("test_") for one in row.evidence for path in files(one)):
        found.append(f"{row.number}: no test among its evidence")
    if row.state in "NO" and not row.remark:
        found.append(f"{row.number}: without a reason")
    return found


def _line(standard: Standard, row: Row) -> str:
    proof = ", ".join(f"`{one}`" for one in row.evidence)
    said = "; ".join(filter(None, [proof, row.remark]))
    return f"| {standard.shown(row.number)} | {row.level} | {row.asks} | {STATES[row.state]} | {said} |"
