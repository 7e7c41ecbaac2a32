"""Each of the 86 success criteria of WCAG 2.2 has a test, a document or a reason, and the page says so."""

from dataclasses import replace

import pytest
from tools import make_accessibility
from tools.evidence import BrokenRow, rows_of
from tools.make_accessibility import PAGE, WCAG, page, rows


def test_every_criterion_is_answered_on_the_page():
    found = rows()

    assert len(found) == sum(WCAG.levels.values()) == 86
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("1.4.3|AA|", "1.4.3|A|"),
        ("|T|tests/journeys/test_look.py|light and dark", "|T||light and dark"),
        ("|T|tests/journeys/test_look.py|light and dark", "|T|tests/journeys/no_such_test.py|light and dark"),
        ("|T|tests/journeys/test_look.py|light and dark", "|T|docs/reference/access.md|light and dark"),
        ("|N||nothing can be dragged\n", "|N||\n"),
        ("2.5.7|", "2.5.8|"),
        ("2.5.7|", "5.5.7|"),
    ],
)
def test_a_row_without_evidence_stops_the_build(tmp_path, before, after):
    text = make_accessibility.WCAG.rows.read_text(encoding="utf-8")
    assert before in text
    changed = tmp_path / "wcag.txt"
    changed.write_text(text.replace(before, after, 1), encoding="utf-8")

    with pytest.raises(BrokenRow):
        rows_of(replace(WCAG, rows=changed))
