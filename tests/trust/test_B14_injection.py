"""B14: nothing is injectable: SQL of our own stands in listed files only, what a checker calls risky is listed with its reason, hostile words break nothing."""

import ast
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.test import Client

from chuntian.accounts.enums import Role
from chuntian.registry.models import Person
from chuntian.web import access

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "chuntian"
# Where SQL is written by hand, and why; every value in it is a parameter, table and column names are our own.
RAW_SQL = {
    "casework/operations/discover.py": "new tasks of a county in one statement",
    "demo/bank.py": "the simulated bank's own small store",
    "exchange/operations/stage.py": "a lock of the database around one file",
    "money/operations/lock.py": "a lock of the database around money",
    "money/operations/prepare.py": "the newest account and attempt of each person in one statement",
    "money/triggers.py": "triggers that refuse changes of the ledger",
    "places/bulk.py": "660,000 divisions at once",
    "registry/bulk.py": "many rows at once, on both engines",
    "registry/name_index.py": "the search table of names",
    "registry/operations/statements.py": "many statements at once",
    "registry/search.py": "names that match, as a sub-query; terms are parameters",
    "registry/snapshots/reader.py": "reads a region's facts column by column",
    "registry/verify.py": "looks for triggers that are gone",
    "services/operations/claims.py": "a lock of the database around the building of claims",
    "services/triggers.py": "triggers that refuse two providers at once",
    "trail/app_role.py": "rights of the application's role in PostgreSQL",
    "trail/dispatch.py": "takes messages that nobody else holds",
    "trail/operations.py": "a lock of the database around a chain",
    "trail/reach.py": "tells PostgreSQL which regions a request sees",
    "trail/rotation.py": "seals values anew",
    "trail/row_security.py": "policies of PostgreSQL",
    "trail/triggers.py": "triggers that refuse changes of the trail",
    "upkeep/database.py": "copies the database while it is in use",
    "upkeep/emptying.py": "a function of the owner, made of the list of holdings",
    "upkeep/erasure.py": "empties what lies free in the file",
    "upkeep/restore.py": "loads a copy",
}
CALLS = {"execute", "executemany", "executescript", "raw", "extra", "RawSQL"}
# What ruff's security rules (those of bandit) say of our code, looked at one by one.
REVIEWED = {
    ("casework/verify.py", "S311"): "draws a sample to replay",
    ("commands/demo.py", "S606"): "becomes `chuntian serve`, words of our own",
    ("commands/serve.py", "S104"): "compares with the address, does not bind to it",
    ("commands/serving.py", "S311"): "spreads out when those turned away come again",
    ("demo", "S311"): "invents people",
    ("demo/setup.py", "S105"): "the password of demo accounts; production refuses them (B34)",
    ("exchange/reading/workbook.py", "S314"): "no DOCTYPE reaches it, see package.read_part (B16)",
    ("kernel/crypto.py", "S305"): "SM4 with a mode built beside it; vectors in tests/kernel",
    ("registry/search.py", "S611"): "terms are parameters",
    ("rules/parameters.py", "S506"): "a safe loader of our own over our own files",
    ("rules/person.py", "S102"): "runs the law compiled from our own declarations, never a text of a user",
    ("upkeep/sealed.py", "S105"): "a word, no password",
    ("web/desk/security.py", "S105"): "the name of a place in the session",
    (
        "web/gallery/pages.py",
        "S308",
    ): "examples of component.yaml, which is code; the gallery exists in development only",
    ("web/portal/plain.py", "S308"): "pictures.svg of our own, read by no one's wish",
    ("web/templatetags/desk.py", "S308"): "output of a component, whose template has escaped every value (B12)",
    ("", "S603"): "a list of words without a shell",
    ("", "S607"): "PostgreSQL's own tools, found as the operator installed them",
    ("", "S608"): "names of our own; the files are those of RAW_SQL and their neighbours",
}
SQL = [
    "'", "''", "\\'", "' OR '1'='1", "') OR 1=1--", "1; DROP TABLE registry_person--", "' UNION SELECT password FROM accounts_user--",
    "1 AND SLEEP(9)", "'||pg_sleep(9)||'", "%' AND 1=1 AND '%'='", '" OR ""="', "0x27", "-1 OR 1=1", "id; --", "name) --", "\x00", "%00", "[1]",
    "NEAR(a b)", "a* OR b", "^a", "{a b}", "tokens:a", "' | 'x", "!!", "a & b",
]  # fmt: skip
ASKED = (
    "q",
    "page",
    "kind",
    "state",
    "whose",
    "month",
    "year",
    "region",
    "programme",
    "as",
    "plan",
    "order",
    "offset",
    "sort",
)


def calls_of(path: Path) -> Counter:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = (one.func for one in ast.walk(tree) if isinstance(one, ast.Call))
    return Counter(
        name
        for one in names
        if (name := one.attr if isinstance(one, ast.Attribute) else getattr(one, "id", "")) in CALLS
    )


def test_B14_sql_by_hand_stands_in_listed_files_only():
    found = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts and calls_of(path)
    }

    assert found - set(RAW_SQL) == set(), "write it with the ORM, or list the file here with its reason"
    assert set(RAW_SQL) - found == set(), "no longer needed"


def test_B14_what_the_checker_calls_risky_is_looked_at():
    told = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--select", "S", "--ignore", "S101", "--output-format", "json",
         "--exclude", "migrations", str(SOURCE)],
        capture_output=True, text=True, check=False, timeout=120,
    ).stdout  # fmt: skip
    found = [(Path(one["filename"]).relative_to(SOURCE).as_posix(), one["code"]) for one in json.loads(told)]

    new = {(path, code) for path, code in found if not reasons(path, code)}
    assert new == set(), "mend it, or list it here with its reason"
    assert found


def reasons(path: str, code: str) -> list[str]:
    return [
        why
        for (place, rule), why in REVIEWED.items()
        if rule == code and (path == place or path.startswith(f"{place}/") or not place)
    ]


def test_B14_no_shell_no_pickle_no_storage_of_the_browser():
    python = re.compile(r"shell\s*=\s*True|os\.system|\bpickle\b|\bmarshal\b|yaml\.load\(|yaml\.unsafe")
    script = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|localStorage|sessionStorage|indexedDB|postMessage"
    )
    scripts = [path for path in SOURCE.rglob("*.js") if ".min." not in path.name]

    found = [
        path.name
        for path in SOURCE.rglob("*.py")
        if python.search(path.read_text(encoding="utf-8")) and path.name != "parameters.py"
    ]

    assert len(scripts) >= 3
    assert found == []
    assert [path.name for path in scripts if script.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.COUNTY_CLERK, Role.FINANCE_APPROVER, Role.AUDITOR, Role.ADMIN])
def test_B14_hostile_words_in_every_parameter_break_nothing(built, role):
    client, people = Client(raise_request_exception=False), Person.objects.count()
    client.force_login(built.users[role, "620104000000"])
    broken = []
    for place, row in enumerate(row for row in access.rows() if row.opens_for(role) and "GET" in row.methods):
        if row.name == "desk:sign-out" or (row.region == access.FIGURES and place % 3):
            continue
        for turn in range(2):
            asked = {name: SQL[(place * 3 + turn * 13 + at) % len(SQL)] for at, name in enumerate(ASKED)}
            answer = client.get(built.address(row), asked)
            if answer.status_code >= 500:
                broken.append((row.name, asked))

    assert broken == []
    assert Person.objects.count() == people


@pytest.mark.django_db
def test_B14_hostile_words_in_the_search_find_nobody(built):
    client = Client(raise_request_exception=False)
    client.force_login(built.users[Role.COUNTY_CLERK, "620104000000"])

    answers = {one: client.post("/people/", {"q": one}, follow=True) for one in SQL}

    assert {one: answer.status_code for one, answer in answers.items() if answer.status_code != 200} == {}
    assert [one for one, answer in answers.items() if "/people/7" in answer.content.decode()] == []
