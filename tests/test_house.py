"""The house rules of style.md section 6, held by the build."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "chuntian"
ROOMS = sorted(path for path in SOURCE.iterdir() if path.is_dir() and (path / "__init__.py").exists())
PYTHON_FILES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
DOCUMENTED_BY_HELP = SOURCE / "commands"


def tracked_files() -> list[Path]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in listing.split("\0") if name and (ROOT / name).is_file()]


def test_every_file_is_a_room_of_reasonable_size():
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in PYTHON_FILES}

    too_long = {str(path.relative_to(ROOT)): length for path, length in lengths.items() if length > 350}

    assert lengths
    assert not too_long


def test_no_function_needs_another_room():
    too_long = []
    for path in PYTHON_FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > 50:
                too_long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")

    assert not too_long


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_every_room_says_what_it_is(room):
    docstring = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8")))

    assert docstring or (room / "README.md").exists()


def parameter_files() -> list[Path]:
    return sorted((SOURCE / "policy").rglob("parameters*/**/*.yaml"))


def test_every_parameter_has_a_unit_and_a_source():
    files = parameter_files()
    faults = []
    for path in files:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        for entry in content if isinstance(content, list) else [content]:
            for field in ("description", "unit"):
                if not entry.get(field):
                    faults.append(f"{path.name}: no {field}")
            for value in entry.get("values") or []:
                if not value.get("source"):
                    faults.append(f"{path.name}: a value without a source")
            if not entry.get("values") and not entry.get("document"):
                faults.append(f"{path.name}: neither a value nor the document to ask for")

    assert len(files) > 10
    assert not faults


def test_every_programme_has_examples_a_caseworker_can_read():
    from chuntian.policy.law import load_law

    slugs = list(load_law().decided)
    beside = ROOT / "src" / "chuntian" / "policy" / "examples"
    missing = [slug for slug in slugs if not (beside / f"{slug}.yaml").is_file()]

    assert len(slugs) >= 17
    assert not missing


def test_every_command_is_documented():
    from chuntian.commands.main import cli

    page = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    names = cli.list_commands(None)

    assert names
    assert [name for name in names if f"chuntian {name}" not in page] == []
    assert [name for name in names if not cli.get_command(None, name).help] == []


def test_every_setting_is_documented():
    page = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    names = set()
    for path in PYTHON_FILES:
        names |= set(re.findall(r"""["'](CHUNTIAN_[A-Z_]+|DATABASE_URL)["']""", path.read_text(encoding="utf-8")))

    assert names
    assert [name for name in sorted(names) if name not in page] == []


def test_every_template_loads():
    from django.template.loader import get_template

    folders = [folder for folder in SOURCE.rglob("templates") if folder.is_dir()]
    names = [str(path.relative_to(folder)) for folder in folders for path in folder.rglob("*.html")]

    assert names
    for name in names:
        assert get_template(name)


PERSONAL_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])([1-9]\d{5})((?:18|19|20)\d{2})(0[1-9]|1[0-2])([0-2]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])"
)


def test_no_personal_number_of_a_county_that_exists():
    """Samples use the unassigned county 620199, or (codes.md) a birth date in March 1900 (trust.md B35)."""
    found = []
    for path in tracked_files():
        if path.suffix in {".png", ".parquet", ".gz", ".pdf", ".docx", ".mo"} or path.name.endswith(".min.js"):
            continue
        for match in PERSONAL_NUMBER.finditer(path.read_text(encoding="utf-8", errors="ignore")):
            county, year = match.group(1), match.group(2)
            if county != "620199" and int(year) > 1900 and county[:2] not in {"00", "99"}:
                found.append(f"{path.relative_to(ROOT)}: {match.group(0)[:6]}…")

    assert not found


def test_nothing_unfinished_is_left():
    words = re.compile(r"\b(TODO|FIXME|XXX)\b|NotImplementedError")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in PYTHON_FILES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if words.search(line)
    ]

    assert not found


def test_every_promise_has_its_evidence_on_the_page():
    from tools.make_trust import PAGE, assembled, page

    rows = {one["row"] for one in assembled()}

    assert rows >= {f"A{number}" for number in range(1, 33)} | {f"B{number}" for number in range(1, 38)}
    assert PAGE.read_text(encoding="utf-8") == page()
