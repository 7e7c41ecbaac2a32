"""
Write docs/reference/asvs.md: each requirement of OWASP ASVS 5.0.0 with the tests, the document or the reason that answers it.

The rows are in docs/data/asvs.txt. A row of state T without a test that is there, one of state D without a file that is there, one of
state N or O without a word, and a number that is missing, stop the build (tests/trust/test_B1_asvs.py).
"""

import sys

from tools.evidence import ROOT, BrokenRow, Row, Standard, page_of, rows_of

ASVS = Standard(
    rows=ROOT / "docs" / "data" / "asvs.txt",
    levels={"1": 70, "2": 183, "3": 92},
    number=r"V\d+\.\d+\.\d+",
    chapters={
        "V1": "Encoding and Sanitization", "V2": "Validation and Business Logic", "V3": "Web Frontend Security", "V4": "API and Web Service",
        "V5": "File Handling", "V6": "Authentication", "V7": "Session Management", "V8": "Authorization", "V9": "Self-contained Tokens",
        "V10": "OAuth and OIDC", "V11": "Cryptography", "V12": "Secure Communication", "V13": "Configuration", "V14": "Data Protection",
        "V15": "Secure Coding and Architecture", "V16": "Security Logging and Error Handling", "V17": "WebRTC",
    },
    chapter_of=lambda number: number.split(".")[0],
    shown=lambda number: number[1:],
)  # fmt: skip
PAGE = ROOT / "docs" / "reference" / "asvs.md"
HEAD = """# OWASP ASVS 5.0: each requirement and what answers it

The Application Security Verification Standard 5.0.0 of OWASP (https://owasp.org/www-project-application-security-verification-standard/,
licence CC BY-SA 4.0) has 345 requirements. Each stands here under its number in a few words of our own: read the standard for the
wording that counts. This table is under the same licence.

*test*: the named tests run in `make test` (B9 means every test of that row of the [page of promises](trust.md)). *document*: a page, or
the file of code that settles it; nobody has tried to break it. *not applicable*: with the reason. *open*: what is missing, said plainly.
Nobody outside the project has checked this table. Written by `python -m tools.make_asvs` from `docs/data/asvs.txt`.
"""


def rows() -> list[Row]:
    """
    Give the requirements, each held to its evidence.

    :raises BrokenRow: with every fault found.
    """
    return rows_of(ASVS)


def page() -> str:
    """Give the whole page."""
    return page_of(ASVS, HEAD)


if __name__ == "__main__":
    try:
        PAGE.write_text(page(), encoding="utf-8")
    except BrokenRow as why:
        sys.exit(str(why))
