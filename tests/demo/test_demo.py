"""The command, as it is used: a small county lives two months and everything planted is found."""

import json
import subprocess
import sys

import pytest

from chuntian.demo.folder import outside_of

pytestmark = pytest.mark.whole


def test_everything_planted_is_found(lived):
    _, summary = lived

    assert summary["missed"] == {}
    assert summary["found"] == summary["planted"]
    assert all(summary["planted"].values())


def test_nobody_is_stopped_or_told_wrongly_and_the_books_agree(lived):
    _, summary = lived

    assert (summary["stopped_wrongly"], summary["told_wrongly"]) == (0, 0)
    assert (summary["ledger_difference_fen"], summary["paid_twice"]) == (0, 0)
    assert summary["paid_fen"] > 0
    assert (summary["persons"], summary["months"]) >= (900, 2)


def test_the_files_and_the_truth_lie_beside_the_folder(lived):
    folder, summary = lived
    truth = json.loads((outside_of(folder) / "truth.json").read_text(encoding="utf-8"))

    assert {path.name for path in (outside_of(folder) / "incoming").iterdir()} == {"2024-01", "2024-02"}
    assert truth["counts"] == summary["planted"]


def test_the_last_days_leave_something_under_way_at_the_counter(lived):
    _, summary = lived

    assert all(summary["at_the_counter"].values()), summary["at_the_counter"]


def test_another_folder_is_left_alone(tmp_path):
    (tmp_path / "letters.txt").write_text("mine")

    order = [sys.executable, "-m", "chuntian", "demo", "--no-serve", "--folder", str(tmp_path)]
    done = subprocess.run(order, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "--fresh" in done.stderr
    assert (tmp_path / "letters.txt").exists()


def test_every_fault_in_the_services_is_found_and_kept_from_payment(lived):
    _, summary = lived
    served = summary["services"]

    assert served["found"] == served["planted"]
    assert {"double_session", "over_ceiling", "shut_day"} <= set(served["planted"])
    assert (served["held_wrongly"], served["billed_fen"] > 0) == (0, True)
    assert served["devices"] == 24
    assert {"planned", "kept", "moved", "cancelled", "missed"} <= set(served["appointments"])
    assert served["homes"] > 0
    assert served["assessments"] > 0
