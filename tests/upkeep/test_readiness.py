"""`chuntian check`: every danger shows, with what to do next."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from chuntian.accounts.models import User
from chuntian.kernel.crypto import Keyring
from chuntian.kernel.outgoing import Allowed
from chuntian.money.operations import lock_payments
from chuntian.policy.law import load_law
from chuntian.trail.operations import move_message, put_in_outbox, record
from chuntian.trail.verify import anchor
from chuntian.upkeep import readiness
from chuntian.upkeep.readiness import look
from chuntian.upkeep.work import work_once

pytestmark = pytest.mark.django_db
AT = datetime(2024, 3, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.DATA_FOLDER, settings.SECRETS_FOLDER = tmp_path / "data", tmp_path / "keys"
    settings.DATA_FOLDER.mkdir()
    Keyring.load(settings.SECRETS_FOLDER)
    return settings


def of(name, at=AT):
    return {line.name: line for line in look(at)}[name]


def test_every_bad_line_and_every_warning_of_ours_says_what_to_do(settings):
    settings.DEBUG = True
    put_in_outbox(topic="t", key="old", payload={}, at=AT - timedelta(hours=1))

    lines = [line for line in look(AT) if line.state != "ok" and not line.name.startswith(("django", "outbox old"))]

    assert {"debug", "signing key", "backup", "outbox"} <= {line.name for line in lines}
    assert all(line.do for line in lines)


def test_settings_and_signing_key(settings):
    assert of("settings").state == "warn"
    settings.SESSION_COOKIE_SECURE, settings.SECRET_KEY = True, "k" * 50
    assert of("settings").state == of("signing key").state == "ok"


def test_an_outbox_address_that_may_not_be_called_is_bad(settings):
    assert "outgoing" not in {line.name for line in look(AT)}
    settings.OUTBOX_URL = "http://127.0.0.1:8400/in"
    assert (of("outgoing").state, "CHUNTIAN_OUTGOING" in of("outgoing").said) == ("bad", True)
    settings.OUTGOING = Allowed.of("127.0.0.1")
    assert of("outgoing").state == "ok"


def test_demo_data_and_demo_passwords(settings):
    assert of("demo accounts").state == "ok"
    user = User.objects.create(username="auditor", display_name="a")
    user.set_password("chuntian-2024")
    user.save()
    (settings.DATA_FOLDER / "demo.json").write_text("{}")

    assert of("demo accounts").state == of("demo data").state == "bad"
    assert "auditor" in of("demo accounts").said


def test_field_keys(settings):
    assert of("field keys").state == "ok"
    (settings.SECRETS_FOLDER / "index.key").chmod(0o644)
    assert "index.key" in of("field keys").said
    settings.SECRETS_FOLDER = settings.DATA_FOLDER / "secrets"
    assert of("field keys").state == "bad"
    settings.SECRETS_FOLDER.mkdir()
    (settings.SECRETS_FOLDER / "data-0001.key").touch(0o600)
    assert of("field keys").state == "warn"


@pytest.mark.parametrize(
    ("name", "value", "state"),
    [
        ("synchronous", "1", "bad"), ("synchronous", "2", "ok"), ("journal_mode", "memory", "bad"), ("journal_mode", "wal", "ok"),
        ("fsync", "off", "bad"), ("synchronous_commit", "off", "bad"), ("synchronous_commit", "local", "bad"),
        ("full_page_writes", "off", "bad"), ("unlogged_tables", "1", "bad"), ("unlogged_tables", "0", "ok"),
    ],
)  # fmt: skip
def test_settings_changed_for_speed_are_bad(monkeypatch, name, value, state):
    monkeypatch.setattr(readiness, "settings_of_durability", lambda: {name: value})

    assert of(f"database {name}").state == state


def test_the_engine_itself_is_asked():
    asked = {line.name: line for line in look(AT) if line.name.startswith("database ")}

    if connection.vendor == "sqlite":
        assert asked["database synchronous"].state == "ok"
    else:
        assert {line.state for line in asked.values()} == {"ok"}
        assert len(asked) == 4


def test_disk_calendar_and_migrations(monkeypatch):
    class Usage:
        free, total = 0, 100 << 30

    monkeypatch.setattr(readiness.shutil, "disk_usage", lambda folder: Usage)
    assert of("disk").state == "bad"
    assert of("migrations").state == "ok"
    assert of("calendar 2024").state == "ok"
    assert of("calendar 2090", AT.replace(year=2090)).state == "bad"
    assert of("calendar 2091", AT.replace(year=2090, month=12)).state == "warn"


@pytest.mark.parametrize(("days", "state"), [(0, "ok"), (2, "warn"), (8, "bad")])
def test_the_age_of_the_last_backup(days, state):
    record(actor="t", action="backup.made", subject_kind="backup", at=AT - timedelta(days=days))

    assert of("backup").state == state


def test_a_stuck_or_refused_message_shows_its_reason():
    assert of("outbox").state == "ok"
    waits = put_in_outbox(topic="t", key="waits", payload={}, at=AT - timedelta(minutes=6))
    poison = put_in_outbox(topic="t", key="poison", payload={}, at=AT)
    move_message(message=poison, state="failed", at=AT, answer="422 no such case")

    assert of("outbox").said.startswith("2 条")
    assert "从未试过" in of("outbox waits").said or "未试过" in of("outbox waits").said
    assert "422 no such case" in of("outbox poison").said
    assert of("outbox poison").do == "chuntian work --again poison"
    assert waits.state == "pending"


def test_anchor_and_payment_lock():
    assert of("anchor").state == "warn"
    record(actor="t", action="a", subject_kind="s", at=AT)
    anchor(None, AT - timedelta(days=1))
    lock_payments(reason="恢复", by="t", at=AT)

    assert of("anchor").state == "ok"
    assert "恢复" in of("payments").said


def test_a_look_that_fails_is_bad_and_the_others_go_on(monkeypatch):
    monkeypatch.setattr(readiness.shutil, "disk_usage", lambda folder: 1 / 0)

    assert of("disk").state == "bad"
    assert "ZeroDivisionError" in of("disk").said
    assert of("migrations").state == "ok"


def test_work_does_what_is_due_once():
    class Nowhere:
        def send(self, message):
            return "taken"

        def has(self, message):
            return False

    put_in_outbox(topic="t", key="k", payload={}, at=AT)
    record(actor="t", action="a", subject_kind="s", at=AT)
    first, again = [work_once(carrier=Nowhere(), clock=lambda: AT, settle=timedelta(), law=load_law) for _ in range(2)]

    assert (first["sent"], again["sent"]) == (1, 0)
    assert first["anchored"]
    assert not again["anchored"]
