"""B14: wapiti walks the running pages as three roles and finds nothing; sent the same way it finds a careless page (`make test-long`)."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from tests.trust.scanned import careless, cookies, pages, scanner, signed_in  # noqa: F401

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.timeout(3600)]
SECONDS = int(os.environ.get("CHUNTIAN_SCAN_SECONDS", "480"))  # for each role: 60 to walk, the rest to attack
# What wapiti tries; nothing that asks an address elsewhere (ssrf, xxe, log4shell), nothing that measures time on a busy machine.
MODULES = "sql,xss,permanentxss,exec,file,crlf,redirect"
NOWHERE = "http://127.0.0.1:9/"


def scan(url: str, folder: Path, *words: str, seconds: int = SECONDS) -> dict:
    """Give wapiti's report of the pages below an address; a scan that fails is no clean report."""
    report = folder / "report.json"
    command = [
        str(scanner("wapiti")), "-u", f"{url}/", "-m", MODULES, "--scope", "folder", "--level", "1", "-f", "json", "-o", str(report),
        "--flush-session", "--store-session", str(folder / "session"), "--store-config", str(folder / "config"), "--no-bugreport",
        "--endpoint", NOWHERE, "--max-scan-time", "60", "--max-attack-time", str((seconds - 60) // 7), "--max-parameters", "12",
        "--tasks", "2", "-t", "60", "-v", "1", "-x", f"{url}/sign-out/", "-x", f"{url}/i18n/*", *words,
    ]  # fmt: skip
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=3000, env={**os.environ, "HOME": str(folder)}
    )
    assert report.exists(), done.stdout[-3000:] + done.stderr[-3000:]
    return {**json.loads(report.read_text(encoding="utf-8")), "said": done.stdout}


def found(report: dict) -> list[str]:
    """Give what was found, by kind: vulnerabilities, and answers of 500."""
    return [
        f"{kind}: {one['method']} {one['path']} {one.get('parameter')} {one.get('info', '')[:200]}"
        for part in ("vulnerabilities", "anomalies") for kind, ones in report[part].items() for one in ones
    ]  # fmt: skip


@pytest.mark.parametrize("role", ["county_clerk", "finance_approver", "admin"])
def test_B14_wapiti_finds_nothing(pages, tmp_path, role):  # noqa: F811
    client = signed_in(role)

    report = scan(pages, tmp_path, "-C", cookies(client))

    print(
        f"\nB14 wapiti {role}: {report['infos']['crawled_pages_nbr']} pages, {report['said'].count('[*] Launching')} modules"
    )
    assert report["infos"]["crawled_pages_nbr"] >= 20  # signed in, it walked
    assert report["said"].count("[*] Launching") == len(MODULES.split(","))
    assert client.get("/account/").status_code == 200  # and was signed in to the end
    assert found(report) == []


def test_B14_wapiti_finds_a_careless_page(tmp_path):
    with careless() as url:
        report = scan(url, tmp_path, seconds=200)

    kinds = {kind for kind, ones in report["vulnerabilities"].items() if ones}
    assert any("SQL" in kind for kind in kinds), report["said"][-2000:]
    assert any("Scripting" in kind or "XSS" in kind for kind in kinds), kinds
