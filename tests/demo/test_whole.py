"""What the county left behind: it verifies clean, one altered byte is found, its figures, reasons and report can be read."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.whole
REGION = "620104"


def chuntian(folder, *words):
    hidden = ("DATABASE_URL", "CHUNTIAN_SECRETS", "DJANGO_SETTINGS_MODULE")
    environment = {name: value for name, value in os.environ.items() if name not in hidden} | {
        "CHUNTIAN_DATA": str(folder)
    }
    order = [sys.executable, "-m", "chuntian", *words]
    return subprocess.run(order, capture_output=True, text=True, check=False, env=environment, timeout=300)


@pytest.fixture
def copy(lived, tmp_path):
    """Give a copy of the county's folder that may be spoilt."""
    return Path(shutil.copytree(lived[0], tmp_path / "county"))


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(content)


def problems(folder):
    done = chuntian(folder, "verify", "--json")
    found = json.loads(done.stdout)
    return done.returncode, {check["check"] for check in found["checks"] if check["problems"]}


def test_the_county_verifies_clean(lived):
    assert problems(lived[0]) == (0, set())


@pytest.mark.parametrize(
    ("files", "room"), [("decisions/*.parquet", "判定"), ("lists/*", "报送"), ("snapshots/**/*.parquet", "snapshots")]
)
def test_one_altered_byte_of_a_file_is_found(copy, files, room):
    flip(sorted(path for path in copy.glob(files) if path.is_file())[0])

    status, found = problems(copy)

    assert status == 1
    assert any(room in name for name in found)


def test_one_altered_digit_of_the_ledger_is_found_though_the_triggers_are_gone(copy):
    database = sqlite3.connect(copy / "chuntian.sqlite3")
    triggers = [
        name
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='money_posting'"
        )
    ]
    assert triggers
    with pytest.raises(sqlite3.DatabaseError):
        database.execute(
            "UPDATE money_posting SET amount_fen = amount_fen + 1 WHERE id = (SELECT min(id) FROM money_posting)"
        )
    for name in triggers:
        database.execute(f'DROP TRIGGER "{name}"')
    database.execute(
        "UPDATE money_posting SET amount_fen = amount_fen + 1 WHERE id = (SELECT min(id) FROM money_posting)"
    )
    database.commit()
    database.close()

    status, found = problems(copy)

    assert status == 1
    assert any("账目" in name for name in found)


def test_no_identity_number_stands_in_the_clear_in_any_file_we_keep(lived):
    """The departments' own files, the bank's books and the truth lie beside the folder; all that is in it is searched."""
    folder = lived[0]
    kept = [path for path in folder.rglob("*") if path.is_file()]

    more_than_a_mask_shows = re.compile(rb"620199[0-9]{5}")  # a letter names its reader by ten digits and eight stars
    leaks = [str(path.relative_to(folder)) for path in kept if more_than_a_mask_shows.search(path.read_bytes())]

    assert len(kept) > 20
    assert leaks == []


def test_the_reasons_of_a_person_are_told_with_their_articles(lived):
    folder = lived[0]
    person = (
        sqlite3.connect(folder / "chuntian.sqlite3")
        .execute("SELECT person_id FROM casework_award LIMIT 1")
        .fetchone()[0]
    )

    done = chuntian(
        folder, "explain", str(person), "--programme", "nursing_subsidy", "--on", "2024-02-01", "--demo", "--json"
    )

    told = json.loads(done.stdout)
    reasons = (told[0] if isinstance(told, list) else told)["reasons"]
    assert all({"code", "met", "text", "article"} <= set(reason) for reason in reasons)
    assert any(reason["article"] for reason in reasons)


def test_a_figure_of_the_report_opens_to_its_rows(lived, tmp_path):
    folder, _ = lived
    report = tmp_path / "report.docx"

    made = chuntian(folder, "report", "annual", "--year", "2024", "--region", REGION, "--out", str(report), "--json")
    opened = chuntian(
        folder,
        "measures",
        "--year",
        "2024",
        "--region",
        REGION,
        "--open",
        "nursing_subsidy.persons_paid",
        "--json",
        "--limit",
        "100000",
    )

    assert json.loads(made.stdout)["figures"] > 10
    assert report.stat().st_size > 20_000
    found = json.loads(opened.stdout)
    assert found["figure"]["value"] == len({row["subject_id"] for row in found["rows"]}) > 0


def test_a_changed_rule_is_simulated_on_the_register(lived, tmp_path):
    folder, _ = lived
    change = tmp_path / "change.yaml"
    change.write_text("parameters:\n  sub.care.A: 150\n", encoding="utf-8")

    done = chuntian(folder, "simulate", str(change), "--region", REGION, "--json")

    nursing = next(one for one in json.loads(done.stdout)["programmes"] if one["programme"] == "nursing_subsidy")
    assert nursing["cost_after_fen"] > nursing["cost_before_fen"]
    assert nursing["more"] > 0
