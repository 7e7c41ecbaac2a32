"""B34: no secret in the tree nor in the history; production refuses what is of tests and demos; Django's own check is clean."""

import hashlib
import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from tools.scan_secrets import findings, history, tree

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.alike
PRODUCTION = "chuntian.config.settings.production"


def test_no_secret_and_no_personal_number_in_the_tree():
    assert [f"{name}: {one}" for name, content in tree() for one in findings(content)] == []


def test_no_secret_and_no_personal_number_in_the_history():
    versions = list(history())

    assert len(versions) >= len(list(tree()))  # a shallow clone holds one version of each file, and that is looked at
    assert [f"{name}: {one}" for name, content in versions for one in findings(content)] == []


@pytest.mark.parametrize(
    "planted",
    [
        "-----BEGIN " + "PRIVATE KEY-----\n" + "MIIEvQIBADANBgkqhkiG9w0BAQ",
        "aes-256-gcm " + secrets.token_hex(32),
        "sm4-gcm " + secrets.token_hex(16),
        "chuntian-backup-key " + secrets.token_hex(32),
        "AKIA" + "Q" * 16,
        "DATABASE_URL=postgresql://" + "chuntian:x7Kq9vLm2Rt5@db/chuntian",
        'SECRET_' + f'KEY = "{secrets.token_urlsafe(48)}a1"',
        '{"api_' + f'key": "{hashlib.sha256(b"planted").hexdigest()[:40]}"}}',
    ],
    ids=["private", "aes", "sm4", "backup", "cloud", "database", "django", "json"],  # the values differ in each process
)  # fmt: skip
def test_planted_secrets_are_found(planted):
    assert len(findings(planted.encode())) == 1


def chuntian(folder: Path, settings: str = PRODUCTION, **environment: str) -> subprocess.CompletedProcess:
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("CHUNTIAN_", "DJANGO_", "DATABASE_"))
    }
    clean |= {"CHUNTIAN_DATA": str(folder), "PYTHONPATH": str(ROOT / "src"), **environment}
    order = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING", "--settings", settings]
    return subprocess.run(order, capture_output=True, text=True, check=False, env=clean)


def test_djangos_own_check_is_clean_with_the_settings_of_a_server(tmp_path):
    done = chuntian(tmp_path, CHUNTIAN_SECRET_KEY=secrets.token_urlsafe(48), CHUNTIAN_HOSTS="chuntian.example")

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_the_check_can_fail(tmp_path):
    assert chuntian(tmp_path, settings="chuntian.config.settings.dev").returncode == 1


@pytest.mark.parametrize("key", ["", "only-for-tests", "short"])
def test_production_does_not_start_without_a_key_of_its_own(tmp_path, key):
    done = chuntian(tmp_path, CHUNTIAN_SECRET_KEY=key)

    assert done.returncode != 0
    assert "CHUNTIAN_SECRET_KEY" in done.stderr


def test_production_does_not_start_over_a_demo(tmp_path):
    (tmp_path / "demo.json").write_text(json.dumps({"demo": True}))

    done = chuntian(tmp_path, CHUNTIAN_SECRET_KEY=secrets.token_urlsafe(48))

    assert done.returncode != 0
    assert "demo" in done.stderr


def test_production_has_no_debug(tmp_path):
    code = f"import os; os.environ['DJANGO_SETTINGS_MODULE']='{PRODUCTION}'; from django.conf import settings; print(settings.DEBUG)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={**os.environ, "CHUNTIAN_DATA": str(tmp_path), "DEBUG": "1", "DJANGO_DEBUG": "1", "CHUNTIAN_SECRET_KEY": secrets.token_urlsafe(48)},
    )  # fmt: skip

    assert done.stdout.strip() == "False"
