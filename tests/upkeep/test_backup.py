"""A backup of a living office, and its restore by the command, on both engines."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from tests.money.conftest import county, data_folder, payday  # noqa: F401

from chuntian.money.models import PaymentLine, PaymentLock
from chuntian.money.operations import BankSays, HandoverUnknown, lift_lock, lock_payments
from chuntian.trail.models import Entry
from chuntian.trail.operations import put_in_outbox
from chuntian.upkeep.archive import read_archive
from chuntian.upkeep.backup import CannotBackUp, make_backup
from chuntian.upkeep.secret import make_key_file

ROOT = Path(__file__).resolve().parents[2]


def silent(label, total):
    return nullcontext(lambda count: None)


@pytest.fixture
def office(transactional_db, payday, settings, tmp_path):  # noqa: F811
    """An office that has paid a month; its keys lie apart from its data."""
    payday.month("2024-01")
    settings.SECRETS_FOLDER.mkdir(parents=True, exist_ok=True)
    return payday


@pytest.fixture
def key(tmp_path_factory):
    path = tmp_path_factory.mktemp("key") / "backup.key"
    return path, make_key_file(path)


@pytest.fixture
def make(office, key, tmp_path_factory):
    def backup(name="office.backup", **more):
        to = tmp_path_factory.mktemp("backups") / name
        return make_backup(to=to, secret=key[1], at=office.at("2024-02", 1), by="test", bar=silent, **more)

    return backup


@pytest.fixture
def database():
    """Give the address of an empty database of the engine under test, or "" for SQLite."""
    if connection.vendor == "sqlite":
        yield ""
        return
    name, told = f"restored_{uuid4().hex[:8]}", connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    yield f"postgresql://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}/{name}"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def chuntian(*arguments, database, data=None):
    environment = {**os.environ, "DATABASE_URL": database, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
                   "DJANGO_SETTINGS_MODULE": "chuntian.config.settings.test"}  # fmt: skip
    environment.pop("CHUNTIAN_SECRETS", None)
    if data is not None:
        environment["CHUNTIAN_DATA"] = str(data)
    command = [sys.executable, "-m", "chuntian", *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, cwd=ROOT, check=False)


def test_the_manifest_names_the_database_the_files_and_the_keys(make, key):
    made = make()

    manifest = read_archive(Path(made["file"]), secret=key[1], step=lambda count: None)
    names = {one["name"] for one in manifest["members"]}
    assert manifest["database"] in names
    assert any(name.startswith("data/bank/") for name in names)
    assert {"secrets/data-0001.key", "secrets/index.key"} <= names
    assert not any("static" in name or ".part" in name for name in names)
    assert Entry.objects.get(action="backup.made").subject_id == "office.backup"


def test_the_restored_office_has_the_same_books_is_locked_and_its_messages_ask_first(
    make, key, office, database, tmp_path_factory
):
    paid = sum(PaymentLine.objects.filter(state="paid").values_list("amount_fen", flat=True))
    put_in_outbox(topic="case.approve", key="waits", payload={}, at=office.at("2024-02", 1))
    made = make()
    new = tmp_path_factory.mktemp("restored") / "new"

    done = chuntian("restore", made["file"], "--folder", new, "--key", key[0], "--json", database=database)

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["payments_locked"]
    assert told["messages_to_ask"] >= 1
    status = json.loads(chuntian("pay", "status", "--json", database=database, data=new).stdout)
    assert status["runs"][0]["by_state"]["paid"]["fen"] == paid > 0
    assert (status["ledger_difference_fen"], status["paid_twice"]) == (0, 0)
    where = ["--region", "620104", "--month", "2024-02", "--by", "finance_preparer"]
    refused = chuntian("pay", "prepare", *where, database=database, data=new)
    assert (refused.returncode, "发放已锁定" in refused.stderr) == (1, True)
    again = chuntian("restore", made["file"], "--folder", new, "--key", key[0], database=database)
    assert (again.returncode, "不是空的" in again.stderr) == (1, True)
    if database:
        other = new.with_name("other")
        again = chuntian("restore", made["file"], "--folder", other, "--key", key[0], database=database)
        assert (again.returncode, "不是空的" in again.stderr, other.exists()) == (1, True, False)


def test_one_flipped_byte_stops_the_restore_before_anything_is_written(make, key, database, tmp_path_factory):
    made = Path(make()["file"])
    content = bytearray(made.read_bytes())
    content[len(content) // 2] ^= 1
    made.write_bytes(content)
    place = tmp_path_factory.mktemp("restored")

    done = chuntian("restore", made, "--folder", place / "new", "--key", key[0], database=database)

    assert done.returncode == 1
    assert "字节" in done.stderr
    assert list(place.iterdir()) == []


def test_keys_can_travel_apart(make, key, settings, database, tmp_path_factory):
    made = make(with_keys=False)
    new = tmp_path_factory.mktemp("restored") / "new"

    without = chuntian("restore", made["file"], "--folder", new, "--key", key[0], database=database)
    assert (without.returncode, "--secrets" in without.stderr) == (1, True)
    assert list(new.parent.iterdir()) == []

    given = ["--secrets", settings.SECRETS_FOLDER]
    done = chuntian("restore", made["file"], "--folder", new, "--key", key[0], *given, database=database)
    assert done.returncode == 0, done.stderr
    assert (new / "secrets" / "data-0001.key").exists()


def test_a_backup_never_replaces_a_file_and_leaves_no_half_one(make, key, office, tmp_path_factory, monkeypatch):
    to = tmp_path_factory.mktemp("full") / "b.backup"

    def full(*arguments, **more):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("chuntian.upkeep.backup.pack", full)
        with pytest.raises(CannotBackUp, match="No space left"):
            make_backup(to=to, secret=key[1], at=office.at("2024-02"), by="test", bar=silent)
    assert list(to.parent.iterdir()) == []
    to.write_bytes(b"precious")
    with pytest.raises(CannotBackUp, match="已存在"):
        make_backup(to=to, secret=key[1], at=office.at("2024-02"), by="test", bar=silent)
    assert to.read_bytes() == b"precious"


def test_what_lies_on_the_disk_after_a_short_write_is_not_taken_for_a_backup(make, key, tmp_path):
    """RLIMIT_FSIZE gives a short write first and an error only afterwards (trust A18)."""
    made = Path(make()["file"])
    script = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({made.stat().st_size // 2},) * 2);"
        "from pathlib import Path; from chuntian.kernel.files import write_whole;"
        f"write_whole(Path({str(tmp_path / 'copy')!r}), Path({str(made)!r}).read_bytes())"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=ROOT)

    assert "OSError" in done.stderr
    assert not (tmp_path / "copy").exists()


def test_after_a_restore_a_file_is_handed_over_only_when_the_bank_was_asked(office):
    office.decide("2024-02")
    at = office.at("2024-02", 10)
    lock = lock_payments(reason="恢复", by="test", at=at, restored_to=at - timedelta(days=9))
    lift_lock(lock=lock, by=office.approver, at=at, reason="流水已核对")
    run = office.prepare("2024-02")
    office.approve(run)

    with pytest.raises(HandoverUnknown, match="恢复过备份"):
        office.file(run)
    assert not (office.bank.folder / "outbox" / f"{run.batch}.txt").exists()

    assert office.file(run, bank_says=BankSays.NOT_RECEIVED).written_at
    assert (office.bank.folder / "outbox" / f"{run.batch}.txt").exists()
    office.month("2024-03")  # a month after the restore asks nobody
    assert PaymentLock.objects.count() == 1


def test_drafts_of_a_killed_backup_are_cleared_away(make, data_folder):  # noqa: F811
    (data_folder / ".backup-old").mkdir()
    (data_folder / ".backup-old" / "chuntian.sqlite3").write_bytes(b"names of persons")

    make()

    assert not list(data_folder.glob(".backup-*"))
    shutil.rmtree(data_folder / "bank", ignore_errors=True)
