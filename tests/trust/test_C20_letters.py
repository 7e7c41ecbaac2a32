"""C20: letters as PDF: two checkers find no error of PDF/UA-1, and each finds one in a file that is not accessible."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typst
from tests.formats.samples import letter

from chuntian.formats.letter.easy import to_easy_pdf
from chuntian.formats.letter.gist import Says
from chuntian.formats.letter.pdf import SIZES, to_pdf

ALL = len(Says) * (len(SIZES) + 1)  # every kind of letter in every size, and in easy words
PDFUA = Path(sys.executable).parent / "pdfua"
OUTLOUD = Path(__file__).resolve().parents[2] / ".venv-scan" / "bin" / "outloud"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Write every kind of letter in every size, and in easy words; beside them one file without tags."""
    folder = tmp_path_factory.mktemp("letters")
    for says in Says:
        for points in SIZES:
            (folder / f"{says}-{points}.pdf").write_bytes(to_pdf(letter(says), points))
        (folder / f"{says}-easy.pdf").write_bytes(to_easy_pdf(letter(says)))
    bad = folder / "bad" / "untagged.pdf"
    bad.parent.mkdir()
    bad.write_bytes(typst.compile(b"#set page(width: 9cm)\nText", format="pdf"))
    return sorted(folder.glob("*.pdf")), bad


def pdfua(*paths: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(PDFUA), "check", *map(str, paths)], capture_output=True, text=True, check=False)


def test_pdfua_finds_nothing_in_any_letter(files):
    good, bad = files

    told, noticed = pdfua(*good), pdfua(bad)

    assert len(good) == ALL
    assert told.stdout.count("result: PASS") == ALL, told.stdout
    assert told.returncode == 0
    assert noticed.returncode in (2, 3)


@pytest.mark.slow
def test_outloud_finds_nothing_in_any_letter(files, tmp_path):
    if not OUTLOUD.exists():
        assert not os.environ.get("CHUNTIAN_LONG"), "make .venv-scan/.done"
        pytest.skip("no second checker: make .venv-scan/.done")
    good, bad = files
    report = tmp_path / "report.json"

    told = subprocess.run(
        [str(OUTLOUD), "-q", "--fail-on", "warning", "--json", str(report), *map(str, good)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    noticed = subprocess.run([str(OUTLOUD), "-q", str(bad)], capture_output=True, text=True, check=False)

    assert told.returncode == 0, told.stdout
    assert json.loads(report.read_text(encoding="utf-8"))
    assert told.stdout.count(": 0 error(s), 0 warning(s)") == ALL, told.stdout
    assert noticed.returncode != 0
