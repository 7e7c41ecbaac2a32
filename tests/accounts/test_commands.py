"""The commands init, snapshot and verify, as someone types them."""

import json

import pytest
from click.testing import CliRunner

from chuntian.trail.models import Chain

pytestmark = pytest.mark.django_db


def test_verify_tells_what_it_looked_at_and_fails_on_a_problem(settings, tmp_path):
    from chuntian.commands.verify import command

    settings.DATA_FOLDER = tmp_path
    clean = CliRunner().invoke(command, ["--json"])
    rooms = {(one["room"], one["check"]) for one in json.loads(clean.stdout)["checks"]}
    assert {("trail", "audit_chain"), ("trail", "anchors"), ("registry", "snapshots")} <= rooms

    Chain.objects.create(region="620104", seq=3, digest="0" * 64)
    broken = CliRunner().invoke(command, ["--json"])

    assert broken.exit_code == 1
    assert any(one["problems"] for one in json.loads(broken.stdout)["checks"] if one["check"] == "audit_chain")


def test_a_check_that_could_not_look_is_a_problem(monkeypatch):
    from chuntian.commands import verify

    monkeypatch.setattr(verify, "_modules", lambda: ["chuntian.nowhere.verify"])

    result = CliRunner().invoke(verify.command, [])

    assert result.exit_code == 1
    assert "无法核验" in result.stdout


def test_snapshot_writes_a_file(settings, tmp_path):
    from chuntian.commands.snapshot import command

    settings.DATA_FOLDER = tmp_path
    done = CliRunner().invoke(
        command, ["--region", "620104", "--on", "2024-04-01", "--known-at", "2024-04-01T09:30", "--json"]
    )

    assert json.loads(done.stdout)["rows"] == 0
    assert CliRunner().invoke(command, ["--region", "6201"]).exit_code == 1
