"""Which fields each role sees and may set, page by page and file by file, asked of the running pages (trust B4)."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
from django.apps import apps
from django.db import models
from django.test import Client
from tests.casework.county import REGION
from tests.trust.built import Built

from chuntian.accounts.enums import Role
from chuntian.trail import protected
from chuntian.trail.protected import Protected, ProtectedTextField
from chuntian.web import access

PAGE = Path(__file__).parent / "fields.txt"
HEAD = """\
# Field × role (trust B4), written by `FIELDS=write python -m pytest tests/trust/test_B4_fields.py` and compared by the same test.
# Each address of the desk as a user of a role in the county itself finds it: `sees` the headings and labels of the page, `sets` the fields
# of its forms, `takes` the columns of its files. Then the protected columns that its pages open, masked or whole. Roles that find
# the same are named together; who is not named is refused. Last, every field of every model: a new one shows here first.
"""
LABELS = {"th", "dt", "label", "legend", "caption"}
SHOWS_BY_ROLE = {"desk:work"}  # open to visitors, who see the portal there; whoever is signed in sees what the role may
SKIPPED = {"csrfmiddlewaretoken", "next", "language"}
EXPORT = {"do": "export", "purpose": "核对名单", "kind": "csv"}


class Fields(HTMLParser):
    """The headings and labels of one page, and the names of what its forms send."""

    def __init__(self, content: str) -> None:
        super().__init__(convert_charrefs=True)
        self.sees: set[str] = set()
        self.sets: set[str] = set()
        self._label: list[str] | None = None
        self._posts = False
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        said = dict(attrs)
        if tag in LABELS and said.get("scope") != "row":
            self._label = []
        elif tag == "form":
            self._posts = (said.get("method") or "").lower() == "post"
        elif tag in ("input", "select", "textarea") and self._posts and said.get("name") not in {None, *SKIPPED}:
            name = said["name"]
            self.sets.add(general(f"{name}={said.get('value')}" if name == "do" else name))
        elif tag == "button" and self._posts and said.get("name") not in {None, *SKIPPED}:
            self.sets.add(general(f"{said['name']}={said.get('value', '')}"))

    def handle_data(self, data: str) -> None:
        if self._label is not None:
            self._label.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in LABELS and self._label is not None:
            self.sees.add(general(" ".join("".join(self._label).split())))
            self._label = None
        elif tag == "form":
            self._posts = False


def general(text: str) -> str:
    """Give a heading without the numbers and soft hyphens of the day."""
    return re.sub(r"\d+", "N", re.sub("[\u00ad\u200b]", "", text))


@contextmanager
def opened() -> Iterator[set[str]]:
    """Collect which protected columns are opened meanwhile, and whether for a mask or whole."""
    found: set[str] = set()
    shown, revealed = Protected.__str__, protected.reveal_many

    def masked(self: Protected) -> str:
        found.add(f"{self._table}.{self._column} masked")
        return shown(self)

    def whole(values, **said):  # type: ignore[no-untyped-def]
        found.update(f"{one._table}.{one._column} whole" for one in values if one is not None)
        return revealed(values, **said)

    Protected.__str__, protected.reveal_many = masked, whole  # type: ignore[method-assign]
    try:
        yield found
    finally:
        Protected.__str__, protected.reveal_many = shown, revealed  # type: ignore[method-assign]


def found_by(built: Built, role: str) -> dict[str, dict[str, frozenset[str]]]:
    """Give, for each address a role opens, what it sees, may set and takes along there."""
    client, answers = Client(), {}
    client.force_login(built.users[role, REGION])
    for row in access.rows():
        if (row.policy.public and row.name not in SHOWS_BY_ROLE) or not row.opens_for(role):
            continue
        with opened() as columns:
            page = client.get(built.address(row)) if "GET" in row.methods else None
            taken = _columns(client.post(built.address(row), EXPORT)) if _exports(row, role) else set()
            if row.name == "desk:reveal":
                for what in ("resident_id", "certificate", "account"):
                    client.post(built.address(row), {"why": "核对号码", "what": what})
        html = page is not None and page.status_code == 200 and page["Content-Type"].startswith("text/html")
        said = Fields(page.content.decode()) if html else Fields("")
        status = {f"{page.status_code}"} if page is not None and page.status_code != 200 else set()
        answers[row.name] = {
            "answers": frozenset(status), "sees": frozenset(said.sees - {""}), "sets": frozenset(said.sets),
            "takes": frozenset(taken | _columns(page)), "opens": frozenset(columns),
        }  # fmt: skip
    return answers


def _exports(row: access.Row, role: str) -> bool:
    return role in access.roles_with(dict(row.policy.does).get("export", ()))


def _columns(answer) -> set[str]:  # type: ignore[no-untyped-def]
    """Give the headings of a table that is given: in each sheet the first of its widest rows, below what is said about the file."""
    if answer is None or answer.status_code != 200:
        return set()
    sheets: list[list[list[str]]] = []
    if answer["Content-Type"].startswith("text/csv"):
        sheets = [list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))]
    elif "spreadsheetml" in answer["Content-Type"]:
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        sheets = [[[str(cell.value) for cell in row if cell.value is not None] for row in sheet] for sheet in book]
    return {general(name) for rows in sheets for name in max(rows, key=len, default=[])}


def by_page(built: Built) -> list[str]:
    """Give a paragraph an address: what which roles find there."""
    all_found = {role: found_by(built, role) for role in Role.values}
    lines = []
    for row in access.rows():
        groups = defaultdict(list)
        for role in Role.values:
            if row.name in all_found[role]:
                groups[tuple(all_found[role][row.name].items())].append(role)
        if groups:
            lines += ["", f"{row.name}  {row.address}"]
        for found, roles in groups.items():
            lines.append(f"  {' '.join(roles)}")
            lines += [f"    {verb}: {_list(names)}" for verb, names in found if names]
    return lines


def by_model() -> list[str]:
    """Give a line a model: its fields, what is sealed in capitals."""
    lines = ["", "models"]
    for model in sorted(apps.get_models(), key=lambda one: one._meta.label):
        if model.__module__.startswith("chuntian."):
            lines.append(f"  {model._meta.label}: {_list(map(_named, model._meta.concrete_fields))}")
    return lines


def _named(field: models.Field) -> str:
    return f"{field.name} (sealed)" if isinstance(field, ProtectedTextField) else field.name


def _list(names: Iterable[str]) -> str:
    return " | ".join(sorted(names))


def snapshot(built: Built) -> str:
    """Give the whole file."""
    return HEAD + "\n".join([*by_page(built), *by_model()]) + "\n"
