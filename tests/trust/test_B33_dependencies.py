"""B33: what Chuntian runs on is pinned, listed with its licences, and audited; an audit that could not look is red."""

import json
import os
import re
import subprocess
from email.message import Message
from pathlib import Path

import pytest
from tools import sbom

ROOT = Path(__file__).resolve().parents[2]
APART = "espeakng-loader"  # carries espeak-ng, GPL-3
# Licences under which the code may be used in a product that is given away, its own licence kept.
FREE = re.compile(
    r"MIT|BSD|Apache|PSF|Python Software|MPL|Mozilla|ISC|Zlib|LGPL|Lesser|HPND|OFL|Unlicense|0BSD|CC0", re.IGNORECASE
)


@pytest.fixture
def audit(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "tools")
    from tools import audit

    return audit


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "requirements-cluster.txt", "requirements-bench.txt"]
)
def test_every_package_is_pinned_with_hashes(name):
    lines = [line for line in (ROOT / name).read_text().splitlines() if line and not line.startswith((" ", "#"))]

    assert lines
    assert all("==" in line for line in lines)
    assert all(hashes for _, _, hashes in sbom.locked(ROOT / name))


def test_the_bill_names_every_locked_package_with_hash_and_licence(tmp_path):
    assert sbom.main([str(tmp_path)]) == 0

    bill = json.loads((tmp_path / "sbom.cdx.json").read_text())
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    assert {(one["name"], one["version"]) for one in bill["components"]} == {
        (name, version) for name, version, _ in sbom.locked()
    }
    assert all(one["hashes"] and one["purl"].startswith("pkg:pypi/") for one in bill["components"])
    assert sbom.bill(sbom.parts()) == bill
    other = {one["name"] for one in bill["components"] if not FREE.search(one["licenses"][0]["license"]["name"])}
    assert other == {APART}


def test_the_one_package_under_the_gpl_is_only_ever_another_process():
    """espeak-ng may be given away beside the product, not linked into it (docs/decisions/0018)."""
    source, process = ROOT / "src" / "chuntian", "formats/speech/espeak.py"
    texts = {path.relative_to(source).as_posix(): path.read_text(encoding="utf-8") for path in source.rglob("*.py")}
    loaded = re.compile(r"^\s*(import|from) espeakng_loader", re.MULTILINE)
    imported = re.compile(r"^\s*(import|from) .*speech\.espeak\b|^\s*from .*speech import .*\bespeak\b", re.MULTILINE)

    assert [name for name, text in texts.items() if loaded.search(text)] == [process]
    assert not [name for name, text in texts.items() if imported.search(text)]


def test_a_package_without_licence_hash_or_installation_is_a_gap(tmp_path, monkeypatch):
    lock = tmp_path / "requirements.txt"
    lock.write_text("click==0.0.1\nnot-there-at-all==1.0 \\\n    --hash=sha256:" + "0" * 64 + "\n")

    with pytest.raises(sbom.Gap, match=r"click: installed(?s:.*)click: no hash(?s:.*)not-there-at-all: not installed"):
        sbom.parts(lock)
    lock.write_text("")
    with pytest.raises(sbom.Gap):
        sbom.parts(lock)
    assert sbom.licence_of(Message()) == ""


def clean(address: str) -> bytes:
    return json.dumps({"info": {"version": address.split("/")[-2]}, "vulnerabilities": []}).encode()


def test_an_audit_that_asked_about_everything_is_green(audit, capsys):
    assert audit.main([], ask=clean) == 0
    assert "0 known" in capsys.readouterr().out


def test_a_known_vulnerability_is_red(audit, capsys):
    def ask(address: str) -> bytes:
        told = json.loads(clean(address))
        told["vulnerabilities"] = [{"id": "PYSEC-0000", "summary": "made up"}] if "/django/" in address else []
        return json.dumps(told).encode()

    assert audit.main([], ask=ask) == 1
    assert "✗ django" in capsys.readouterr().out


@pytest.mark.parametrize("fault", [OSError("no network"), ValueError("not JSON"), None])
def test_an_audit_that_could_not_look_is_red_and_says_so(audit, capsys, fault):
    def ask(address: str) -> bytes:
        if "/polars/" not in address:
            return clean(address)
        if fault is None:
            return b'{"info": {"version": "0"}, "vulnerabilities": []}'
        raise fault

    assert audit.main([], ask=ask) == 2
    assert "could not look: polars" in capsys.readouterr().out


def test_make_audit_without_a_way_to_the_index_is_red():
    """The whole command, as a person runs it where nothing can be reached: it ends, and not with "none"."""
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    done = subprocess.run(
        ["make", "--no-print-directory", "audit"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
        env={**os.environ, **nowhere, "no_proxy": "", "NO_PROXY": ""},
    )  # fmt: skip

    assert done.returncode == 2, done.stdout + done.stderr  # make's own status for a step that failed
    assert "Error 2" in done.stderr
    assert "this is no clean result" in done.stdout
    assert f"{len(sbom.locked())} of {len(sbom.locked())} not looked up" in done.stdout


def test_the_live_audit_is_a_written_duty_of_a_release():
    duty = (ROOT / "docs" / "how-to" / "release.md").read_text(encoding="utf-8")

    assert "`make audit`" in duty
    assert "Only 0 will do" in duty
