"""
Write docs/reference/trust.md: each promise with the tests that prove it, the figure reached, and what is still open.

The rows are in tests/trust/rows.yaml. A test belongs to a row by its name (`test_A4_…`, also a class or a module) or because
the row names it. A row with neither a test nor a word about what is open, a test named after no row, and a row that names
a test that is not there, stop the build (tests/test_house.py).
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "trust.md"
ROWS = ROOT / "tests" / "trust" / "rows.yaml"
NAMED = re.compile(r"test_([ABC]\d+)_")
LANES = ("slow", "browser", "crash", "postgres", "cluster", "whole")
HEAD = """# Trust: what is promised, and how it is proved

Each promise has the tests that prove it, the lane they run in, the figure reached, and what is still open. `fast` runs
first in `make test`, then the named lanes; `slow` runs in `make test-long`; a test without a lane of its own also runs on
PostgreSQL. This page is written by `python tools/make_trust.py` from `tests/trust/rows.yaml` and from the names of the tests.
"""


class BrokenPromise(ValueError):
    """Rows and tests do not fit together; each line says how."""


def tests() -> dict[str, str]:
    """Give every test as `path::name` with its lane."""
    found = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        whole = [name for node in tree.body if _sets_marks(node) for name in _lanes(node)]
        for name, node in _functions(tree.body):
            lanes = [*whole, *(lane for mark in node.decorator_list for lane in _lanes(mark))]
            found[f"{path.relative_to(ROOT).as_posix()}::{name}"] = lanes[0] if lanes else "fast"
    return found


def _functions(body: list[ast.stmt]) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node.body)


def _sets_marks(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and any(
        isinstance(one, ast.Name) and one.id == "pytestmark" for one in node.targets
    )


def _lanes(node: ast.AST) -> list[str]:
    return [one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute) and one.attr in LANES]


def assembled() -> list[dict]:
    """
    Give the rows with their tests.

    :raises BrokenPromise: a row without evidence, a test of no row, a named test that is not there.
    """
    rows, found, wrong = yaml.safe_load(ROWS.read_text(encoding="utf-8")), tests(), []
    for name in found:
        row = NAMED.search(name)
        if row and row[1] not in rows:
            wrong.append(f"{name}: no row {row[1]}")
    for key, row in rows.items():
        own = [name for name in found if (match := NAMED.search(name)) and match[1] == key]
        for named in row.get("tests", []):
            matching = [name for name in found if name == named or name.startswith((f"{named}::", f"{named}/"))]
            own += matching
            if not matching:
                wrong.append(f"{key}: no test {named}")
        row["proof"] = {name: found[name] for name in dict.fromkeys(own)}
        if not row["proof"] and not row.get("open"):
            wrong.append(f"{key}: neither a test nor a word about what is open")
    if wrong:
        raise BrokenPromise("\n".join(wrong))
    return [{"row": key, **row} for key, row in rows.items()]


def page() -> str:
    """Give the whole page."""
    rows = assembled()
    proved = sum(bool(row["proof"]) and not row.get("open") for row in rows)
    partly = sum(bool(row["proof"]) and bool(row.get("open")) for row in rows)
    lines = [
        HEAD,
        f"{len(rows)} promises: {proved} proved, {partly} in part, {len(rows) - proved - partly} open.\n",
        "| | promise | state | tests | reached | open |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    return "\n".join([*lines, *map(_line, rows)]) + "\n"


def _line(row: dict) -> str:
    state = "open" if not row["proof"] else "in part" if row.get("open") else "proved"
    said = [row["row"], row["goal"], state, _proof(row["proof"]), row.get("reached", ""), row.get("open", "")]
    return "| " + " | ".join(str(one).strip().replace("|", "/").replace("\n", " ") for one in said) + " |"


def _proof(proof: dict[str, str]) -> str:
    files = dict.fromkeys((name.split("::")[0].removeprefix("tests/"), lane) for name, lane in proof.items())
    return "<br>".join(f"`{path}` ({lane})" for path, lane in files)


if __name__ == "__main__":
    try:
        text = page()
    except BrokenPromise as why:
        sys.exit(str(why))
    if "--check" in sys.argv:
        sys.exit(0 if PAGE.read_text(encoding="utf-8") == text else "docs/reference/trust.md: run tools/make_trust.py")
    PAGE.write_text(text, encoding="utf-8")
