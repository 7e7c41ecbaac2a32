"""
Write docs/reference/asvs.md: each requirement of OWASP ASVS 5.0.0 with the tests, the document or the reason that answers it.

The rows are in docs/data/asvs.txt. A row of state T without a test that is there, one of state D without a file that is there, one of
state N or O without a word, and a number that is missing, stop the build (tests/trust/test_B1_asvs.py).
"""

import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROWS = ROOT / "docs" / "data" / "asvs.txt"
PAGE = ROOT / "docs" / "reference" / "asvs.md"
STATES = {"T": "test", "D": "document", "N": "not applicable", "O": "open"}
LEVELS = {"1": 70, "2": 183, "3": 92}  # how many requirements the standard has
CHAPTERS = {
    "V1": "Encoding and Sanitization", "V2": "Validation and Business Logic", "V3": "Web Frontend Security", "V4": "API and Web Service",
    "V5": "File Handling", "V6": "Authentication", "V7": "Session Management", "V8": "Authorization", "V9": "Self-contained Tokens",
    "V10": "OAuth and OIDC", "V11": "Cryptography", "V12": "Secure Communication", "V13": "Configuration", "V14": "Data Protection",
    "V15": "Secure Coding and Architecture", "V16": "Security Logging and Error Handling", "V17": "WebRTC",
}  # fmt: skip
HEAD = """# OWASP ASVS 5.0: each requirement and what answers it

The Application Security Verification Standard 5.0.0 of OWASP (https://owasp.org/www-project-application-security-verification-standard/,
licence CC BY-SA 4.0) has 345 requirements. Each stands here under its number in a few words of our own: read the standard for the
wording that counts. This table is under the same licence.

*test*: the named tests run in `make test` (B9 means every test of that row of the [page of promises](trust.md)). *document*: a page, or
the file of code that settles it; nobody has tried to break it. *not applicable*: with the reason. *open*: what is missing, said plainly.
Nobody outside the project has checked this table. Written by `python tools/make_asvs.py` from `docs/data/asvs.txt`.
"""


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

    @property
    def chapter(self) -> str:
        """Give the chapter it stands in."""
        return self.number.split(".")[0]


def rows() -> list[Row]:
    """
    Read the rows and hold each to its evidence.

    :raises BrokenRow: with every fault found.
    """
    lines = [line for line in ROWS.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    found = [_row(line) for line in lines]
    wrong = [fault for row in found for fault in _faults(row)]
    numbers = Counter(row.number for row in found)
    wrong += [f"{number}: twice" for number, count in numbers.items() if count > 1]
    for level, count in LEVELS.items():
        have = sum(row.level == level for row in found)
        if have != count:
            wrong.append(f"level {level}: {have} rows, the standard has {count}")
    if wrong:
        raise BrokenRow("\n".join(wrong))
    return found


def _row(line: str) -> Row:
    number, level, asks, state, evidence, remark = line.split("|")
    return Row(number, level, asks, state, tuple(evidence.split()), remark)


def _faults(row: Row) -> list[str]:
    found = [f"{row.number}: {one} is not there" for one in row.evidence if not files(one)]
    if row.state not in STATES or not re.fullmatch(r"V\d+\.\d+\.\d+", row.number) or row.chapter not in CHAPTERS:
        found.append(f"{row.number}: unknown state or number")
    if row.state in "TD" and not row.evidence:
        found.append(f"{row.number}: {STATES[row.state]} without evidence")
    if row.state == "T" and not any(path.name.startswith("test_") for one in row.evidence for path in files(one)):
        found.append(f"{row.number}: no test among its evidence")
    if row.state in "NO" and not row.remark:
        found.append(f"{row.number}: without a reason")
    return found


def files(evidence: str) -> list[Path]:
    """Give the files that a piece of evidence means: a path, or every test file of a row of trust.md (`B9`)."""
    if re.fullmatch(r"[ABC]\d+", evidence):
        return sorted((ROOT / "tests").rglob(f"test_{evidence}_*.py"))
    path = ROOT / evidence
    return [path] if path.is_file() else []


def page() -> str:
    """Give the whole page."""
    found = rows()
    lines = [
        HEAD,
        "| level | requirements | test | document | not applicable | open |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for level in LEVELS:
        here = Counter(row.state for row in found if row.level == level)
        lines.append(f"| {level} | {LEVELS[level]} | " + " | ".join(str(here[state]) for state in STATES) + " |")
    for chapter, title in CHAPTERS.items():
        lines += [
            f"\n## {chapter} {title}\n",
            "| | level | requirement | state | evidence, reason |",
            "| --- | --- | --- | --- | --- |",
        ]
        lines += [_line(row) for row in found if row.chapter == chapter]
    return "\n".join(lines) + "\n"


def _line(row: Row) -> str:
    shown = ", ".join(f"`{one}`" for one in row.evidence)
    said = "; ".join(filter(None, [shown, row.remark]))
    return f"| {row.number[1:]} | {row.level} | {row.asks} | {STATES[row.state]} | {said} |"


if __name__ == "__main__":
    try:
        PAGE.write_text(page(), encoding="utf-8")
    except BrokenRow as why:
        sys.exit(str(why))
