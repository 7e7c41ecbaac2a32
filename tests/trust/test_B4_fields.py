"""B4: a field that a role sees or may set anew shows as a change of one file, which somebody reads."""

import difflib
import os

import pytest
from django import forms
from tests.journeys.office import NAMES, NOW
from tests.trust.built import Built
from tests.trust.fields import PAGE, Fields, by_model, found_by, opened, snapshot
from tests.trust.test_B4_mass_assignment import NEVER

from chuntian.accounts.enums import Do, Role
from chuntian.accounts.roles import ROLE_ACTIONS
from chuntian.registry.models import Person
from chuntian.trail.protected import ProtectedTextField
from chuntian.web.desk.lists import UploadForm

pytestmark = [pytest.mark.django_db, pytest.mark.alike]


def test_B4_every_field_and_every_role_is_as_written_down(built: Built):
    now = snapshot(built)
    if os.environ.get("FIELDS") == "write":
        PAGE.write_text(now, encoding="utf-8")
    written = PAGE.read_text(encoding="utf-8")

    changed = list(difflib.unified_diff(written.splitlines(), now.splitlines(), "written", "now", n=2))
    assert not changed, "\n".join(["look at each line, then write it anew (its head says how)", *changed])


def test_B4_a_new_field_of_a_form_or_a_new_role_on_a_page_would_show(built: Built, monkeypatch):
    before = found_by(built, Role.COUNTY_CLERK)
    monkeypatch.setitem(UploadForm.base_fields, "digest", forms.CharField(label="指纹"))
    monkeypatch.setitem(ROLE_ACTIONS, Role.COUNTY_CLERK, ROLE_ACTIONS[Role.COUNTY_CLERK] | {Do.AUDIT_VIEW})

    now = found_by(built, Role.COUNTY_CLERK)

    assert now["desk:upload"]["sets"] - before["desk:upload"]["sets"] == {"digest"}
    assert now["desk:upload"]["sees"] - before["desk:upload"]["sees"] == {"指纹"}
    assert set(now) - set(before) >= {"desk:person-trail"}


def test_B4_a_new_field_of_a_model_would_show(monkeypatch):
    (line,) = [one for one in by_model() if "registry.Person:" in one]

    assert "resident_id (sealed)" in line
    assert "name" in line
    fresh = [*Person._meta.concrete_fields, ProtectedTextField(name="diagnosis")]
    monkeypatch.setattr(Person._meta, "concrete_fields", fresh)
    assert "diagnosis (sealed)" in next(one for one in by_model() if "registry.Person:" in one)


def test_B4_an_opened_column_shows_masked_or_whole(built: Built):
    one = Person.objects.get(name=NAMES[0])
    with opened() as columns:
        str(one.resident_id)
        assert columns == {"registry_person.resident_id masked"}
        one.resident_id.reveal(actor="test", why="核对", at=NOW)

    assert columns == {"registry_person.resident_id masked", "registry_person.resident_id whole"}


def test_B4_every_label_and_every_field_of_a_page_is_collected():
    said = Fields(
        '<form method="get"><input name="q"></form><form method="post"><label>理由<textarea name="why"></textarea></label>'
        '<button name="do" value="stop">停</button><input type="hidden" name="csrfmiddlewaretoken"></form>'
        '<table><tr><th scope="col">金额</th></tr><tr><th scope="row">马春花</th></tr></table><dl><dt>第 3 号</dt></dl>'
    )

    assert said.sees == {"理由", "金额", "第 N 号"}
    assert said.sets == {"why", "do=stop"}


def test_B4_nobody_sets_who_decided_or_what_is_paid():
    """What is written down holds none of the fields that only an operation gives."""
    sets = {
        name.split("-")[-1] for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("    sets: ")
        for name in line.removeprefix("    sets: ").split(" | ")
    }  # fmt: skip

    assert {"reason", "why", "month"} <= sets
    assert not sets & NEVER
