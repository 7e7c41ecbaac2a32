"""Every address × role × place × method answers as the policy table says; what is foreign answers like what is absent."""

import ast
import inspect
import re
from pathlib import Path

import pytest
from django.test import Client
from tests.casework.county import REGION
from tests.journeys.office import NAMES
from tests.trust.built import FORMER, STANDS, Built

from chuntian.accounts.enums import Role
from chuntian.accounts.scopes import SEES_PERSONS
from chuntian.commands.access import COMMANDS, JOBS, REGIONS
from chuntian.commands.main import cli
from chuntian.kernel.divisions import is_within
from chuntian.registry.models import Person
from chuntian.web import access

ROOT = Path(__file__).resolve().parents[2]
ROWS = [row for row in access.rows() if row.policy.actions]
pytestmark = [pytest.mark.django_db, pytest.mark.alike]
HIDING = {
    "desk:award",
    "desk:case-letter",
    "desk:person-letter",
    "desk:letter-file",
    "desk:document",
    "desk:document-page",
    "desk:bulk-one",
}  # shown to some masks only

AROUND = {"desk:scale"}  # documents of a division, also for those below it: nobody is named (trail/row_security.py)


class Desk:
    """Ask addresses as one user; answers of the same question are kept."""

    def __init__(self, built: Built, role: str, region: str) -> None:
        self.built, self.client = built, Client()
        self.client.force_login(built.users[role, region])

    def get(self, row: access.Row, absent: bool = False) -> tuple:
        return self._plain(self.client.get(self.built.address(row, absent)), self.built.address(row, absent))

    def post(self, row: access.Row, deed: str, absent: bool = False) -> tuple:
        address = self.built.address(row, absent)
        return self._plain(self.client.post(address, {"do": deed}), address)

    @staticmethod
    def _plain(answer, address: str) -> tuple:
        """Give status, headers and body; the asker's own address, which the page repeats, is the same in both."""
        headers = tuple(sorted((name, value.replace(address, "ADDRESS")) for name, value in answer.items()))
        return answer.status_code, headers, answer.content.replace(address.encode(), b"ADDRESS")


def reaches(row: access.Row, role: str, stands: str, region: str) -> bool:
    if row.region == access.OWN:
        return role == Role.CITIZEN and stands == REGION  # the one citizen who is a person of the county (built.py)
    if row.region == access.SERVED:
        return role == Role.PROVIDER and stands == REGION  # the staff of the one provider that is furnished (built.py)
    if row.region == access.FIGURES:
        return is_within(region, stands)  # whoever may open figures of a place, whether he sees its persons or not
    if row.name in AROUND and role in SEES_PERSONS and is_within(stands, region):
        return True
    return (role in SEES_PERSONS or row.region == access.ACCOUNTS) and is_within(region, stands)


# Each change asks these; the others are asked in the slow lane.
FIRST_ROLES = {Role.CITIZEN, Role.LIAISON, Role.COUNTY_CLERK, Role.FINANCE_APPROVER, Role.AUDITOR, Role.ADMIN}
CELLS = [
    pytest.param(role, stands, marks=[] if role in FIRST_ROLES and stands != "parent" else [pytest.mark.slow])
    for role in Role.values
    for stands in STANDS
]


@pytest.mark.parametrize(("role", "stands"), CELLS)
def test_every_address_answers_as_the_table_says(built, role, stands):
    desk = Desk(built, role, STANDS[stands])
    slow = role not in FIRST_ROLES or stands == "parent"

    for row in ROWS:
        if "GET" not in row.methods or (row.region == access.FIGURES and row.opens_for(role) and not slow):
            continue  # figures are counted anew for each asker: the slow lane asks them
        region, found = built.region(row), desk.get(row)
        if not row.opens_for(role):
            assert found[0] == 403, (row.name, found[0])
            assert not row.region or not region or found == desk.get(row, absent=True), row.name
        elif region and not reaches(row, role, STANDS[stands], region):
            assert found[0] == 404, (row.name, found[0])
            assert found == desk.get(row, absent=True), row.name
        elif region:
            assert found[0] in ((200, 302, 403, 404) if row.name in HIDING else (200, 302)), (row.name, found[0])
        else:
            assert found[0] in (200, 404 if row.region == access.FIGURES else 200), (row.name, found[0])


@pytest.mark.parametrize("role", Role.values)
def test_a_deed_is_refused_to_whoever_may_not_do_it_and_absent_to_whoever_does_not_reach_it(built, role):
    own, foreign = Desk(built, role, STANDS["own"]), Desk(built, role, STANDS["sibling"])

    for row in ROWS:
        for deed, actions in row.policy.does:
            may = row.opens_for(role) and role in access.roles_with(actions)
            if not may:
                assert own.post(row, deed)[0] == 403, (row.name, deed)
            elif built.region(row):
                answer = foreign.post(row, deed)
                assert answer[0] == 404, (row.name, deed)
                assert answer == foreign.post(row, deed, absent=True), (row.name, deed)
        if "POST" in row.methods:
            assert own.post(row, "no-such-deed")[0] == 403, row.name


@pytest.mark.parametrize("role", [Role.COUNTY_CLERK, Role.COUNTY_APPROVER, Role.FINANCE_APPROVER, Role.AUDITOR])
@pytest.mark.parametrize("stands", ["sibling", "other child"])
def test_no_list_file_or_search_names_anyone_of_another_place(built, role, stands):
    desk = Desk(built, role, STANDS[stands])
    lists = [row for row in ROWS if not built.region(row) and row.opens_for(role)]

    said = {"do": "export", "purpose": "核对名单", "kind": "csv"}
    bodies = [
        desk.client.get(built.address(row) + "?whose=all&state=all").content.decode(errors="replace") for row in lists
    ]
    files = [desk.client.post(built.address(row) + "?whose=all&state=all", said) for row in lists if row.policy.gives]
    bodies += [file.content.decode() for file in files if file["Content-Type"].startswith("text/csv")]
    bodies += [desk.client.post("/people/", {"q": name}).content.decode() for name in NAMES[:3]]

    for body in bodies:
        assert not [name for name in NAMES if f">{name}<" in body or f",{name}," in body]


@pytest.mark.parametrize("role", sorted(SEES_PERSONS))
def test_whoever_moved_away_is_absent_where_he_came_from(built, role):
    """SORMAS-Foundation/SORMAS-Project#5490: the old address still opened after the case had moved."""
    desk, there = Desk(built, role, REGION), Desk(built, role, FORMER)
    rows = [
        row for row in ROWS if "<int:pk>" in row.address and row.address.startswith("/people/") and row.opens_for(role)
    ]
    person = Person.objects.get(name=NAMES[0])
    kept, person.region = person.region, FORMER
    person.save(update_fields=["region"])
    try:
        for row in rows:
            assert desk.get(row) == desk.get(row, absent=True), row.name
            assert row.name in HIDING or there.get(row)[0] == 200, row.name
    finally:
        person.region = kept
        person.save(update_fields=["region"])


def test_every_address_opens_rows_of_one_kind_and_names_its_deeds():
    for row in access.rows():
        assert row.region in {"", *access.REGIONS}, row.name
        assert "POST" not in row.methods or not row.policy.actions or row.policy.does, row.name


def test_what_a_page_does_is_what_it_declares():
    for path in sorted((ROOT / "src/chuntian/web/desk").glob("*.py")):
        for view in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            calls = (
                [one for one in ast.walk(view) if isinstance(one, ast.Call)]
                if isinstance(view, ast.FunctionDef)
                else []
            )
            for call in calls:
                if ast.unparse(call.func) == "deeds.answer":
                    said = " ".join(map(ast.unparse, view.decorator_list))
                    names = [one.id for one in ast.walk(call.args[1]) if isinstance(one, ast.Name) and one.id.isupper()]
                    assert [name for name in names if f"does={name}" in said] == names, f"{path.name}: {view.name}"


def test_every_file_is_declared_and_passes_the_gate():
    """No view makes a file by itself: whatever is kept outside the house goes through web/exports.py."""
    makes = re.compile(r"Content-Disposition|FileResponse|StreamingHttpResponse|content_type=")
    for path in sorted((ROOT / "src/chuntian/web").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert path.name in {"exports.py", "middleware.py"} or not makes.search(text), path
    for row in access.rows():
        source = inspect.getsource(inspect.unwrap(row.view))
        gives = "exports." in source
        assert gives == bool(row.policy.gives), row.name


def test_every_command_and_job_has_a_row():
    assert set(COMMANDS) == set(cli.list_commands(None))
    assert {row.region for row in [*COMMANDS.values(), *JOBS.values()]} <= set(REGIONS)
    work = ast.parse((ROOT / "src/chuntian/upkeep/work.py").read_text(encoding="utf-8"))
    once = next(one for one in work.body if isinstance(one, ast.FunctionDef) and one.name == "work_once")
    called = {ast.unparse(call.func) for call in ast.walk(once) if isinstance(call, ast.Call)}
    assert {name for name in called if "." not in name and "(" not in name} - {"clock"} == set(JOBS) | {"alarming"}


def test_the_reference_page_is_what_the_pages_say(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import make_access

    assert make_access.PAGE.read_text(encoding="utf-8") == make_access.page(), "run tools/make_access.py"
