"""
Write docs/reference/accessibility.md: each success criterion of WCAG 2.2 with the tests, the document or the reason that answers it.

The rows are in docs/data/wcag.txt; a row without evidence or a criterion that is missing stops the build
(tests/web/test_accessibility.py).
"""

import sys

from tools.evidence import ROOT, BrokenRow, Row, Standard, page_of, rows_of

WCAG = Standard(
    rows=ROOT / "docs" / "data" / "wcag.txt",
    levels={"A": 31, "AA": 24, "AAA": 31},
    number=r"[1-4]\.\d\.\d+",
    chapters={
        "1.1": "Text alternatives", "1.2": "Time-based media", "1.3": "Adaptable", "1.4": "Distinguishable", "2.1": "Keyboard accessible",
        "2.2": "Enough time", "2.3": "Seizures and physical reactions", "2.4": "Navigable", "2.5": "Input modalities", "3.1": "Readable",
        "3.2": "Predictable", "3.3": "Input assistance", "4.1": "Compatible",
    },
    chapter_of=lambda number: number.rpartition(".")[0],
)  # fmt: skip
PAGE = ROOT / "docs" / "reference" / "accessibility.md"
HEAD = """# Accessibility: each criterion and what answers it

The Web Content Accessibility Guidelines 2.2 (https://www.w3.org/TR/WCAG22/) have 86 success criteria. Each stands here under its
number in a few words of our own: read the guidelines for the wording that counts.

*test*: the named tests run in `make test`, in a real browser. *document*: a file of code or a page that settles it; nobody has tried
to break it. *not applicable*: with the reason. *open*: what is missing, said plainly. A checker sees less than a third of the criteria;
no person with a disability has tried these pages yet, and nobody outside the project has checked this table.

GB/T 37668-2019 has 58 indicators in three levels (20, 17 and 21). Its text is not at hand, so no row is claimed: it has to be got
from the standards service before a second column can be written. Written by `python -m tools.make_accessibility` from `docs/data/wcag.txt`.
"""


def rows() -> list[Row]:
    """
    Give the criteria, each held to its evidence.

    :raises BrokenRow: with every fault found.
    """
    return rows_of(WCAG)


def page() -> str:
    """Give the whole page."""
    return page_of(WCAG, HEAD)


if __name__ == "__main__":
    try:
        PAGE.write_text(page(), encoding="utf-8")
    except BrokenRow as why:
        sys.exit(str(why))
