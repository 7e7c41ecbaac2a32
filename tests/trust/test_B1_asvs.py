"""B1: each of the 345 requirements of OWASP ASVS 5.0 has a test, a document or a reason, and the page says so."""

from dataclasses import replace

import pytest
from tools.evidence import BrokenRow, rows_of
from tools.make_asvs import ASVS, PAGE, page, rows


def test_B1_every_requirement_is_answered_on_the_page():
    found = rows()

    assert len(found) == sum(ASVS.levels.values()) == 345
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("V1.2.1|1|", "V1.2.1|2|"),
        ("|T|B12|\n", "|T||\n"),
        ("|T|B9|\n", "|T|tests/no_such_test.py|\n"),
        ("|T|B9|\n", "|T|docs/reference/access.md|\n"),
        ("|N||no OAuth\n", "|N||\n"),
        ("V17.3.2|2|malformed signals|N||no WebRTC\n", ""),
        ("V17.3.2|", "V17.3.1|"),
    ],
)
def test_B1_a_row_without_evidence_stops_the_build(tmp_path, before, after):
    text = ASVS.rows.read_text(encoding="utf-8")
    assert before in text
    changed = tmp_path / "asvs.txt"
    changed.write_text(text.replace(before, after, 1), encoding="utf-8")

    with pytest.raises(BrokenRow):
        rows_of(replace(ASVS, rows=changed))
