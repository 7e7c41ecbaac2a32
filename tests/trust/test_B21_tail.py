"""B21: a tail cut off since the last anchor, by someone who owns the database and kept an older head, is found and located."""

import random
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from tests.trust.test_B21_audit_trail import AT, CHAIN, COUNTY, _own_anchors, _superuser, run, write  # noqa: F401

from chuntian.trail import tail
from chuntian.trail.anchors import anchor, set_aside_anchors, unguarded_chains, verify_anchors
from chuntian.trail.models import Chain, Entry
from chuntian.trail.operations import record
from chuntian.trail.verify import checks, verify_chain

pytestmark = pytest.mark.django_db
ROUNDS = 30


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Write entries as if each were committed."""

    def write_down(many: int) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            write(many)

    return write_down


@pytest.fixture
def folder(settings) -> Path:
    return settings.ANCHORS_FOLDER


def found() -> list[str]:
    return next(one.problems for one in checks() if one.name == "anchors_since")


def lines(folder: Path) -> list[str]:
    return (folder / tail.NAME).read_text().splitlines()


def set_back(head: Chain) -> None:
    """Cut what came after a head that was kept, and put that head back, mark and all."""
    run("DELETE FROM trail_entry WHERE chain = %s AND seq > %s", head.region, head.seq)
    head.save()


@pytest.mark.usefixtures("_superuser")
def test_B21_a_tail_cut_back_to_a_kept_head_is_found_without_an_anchor(committed):
    committed(4)
    kept = Chain.objects.get(region=CHAIN)
    committed(3)
    assert found() == []

    set_back(kept)

    assert verify_chain() == [] == verify_anchors()  # neither chain, nor mark, nor anchor shows it
    assert len(found()) == 1
    assert found()[0].startswith(f"{CHAIN}#5: 至 #7 的记录不见了")


@pytest.mark.usefixtures("_superuser")
def test_B21_every_cut_after_an_anchor_is_found_at_its_first_entry(
    committed, folder, django_capture_on_commit_callbacks
):
    committed(5)
    with django_capture_on_commit_callbacks(execute=True):
        anchor(None, AT)
    assert not [line for line in lines(folder) if line.startswith(CHAIN)]  # the anchor tells of those
    heads = []
    for _ in range(20):
        heads.append(Chain.objects.get(region=CHAIN))
        committed(1)
    rows, last = list(Entry.objects.order_by("id")), Chain.objects.get(region=CHAIN)

    for number in range(ROUNDS):
        kept = random.Random(number).choice(heads)
        set_back(kept)
        assert verify_chain() == [] == verify_anchors()
        assert [said.split(":")[0] for said in found()] == [f"{CHAIN}#{kept.seq + 1}"]
        run("DELETE FROM trail_entry")
        Entry.objects.bulk_create(rows)
        last.save()
        assert found() == []


@pytest.mark.usefixtures("_superuser")
def test_B21_another_tail_written_in_its_place_is_found(committed, monkeypatch):
    committed(4)
    kept = Chain.objects.get(region=CHAIN)
    committed(3)
    set_back(kept)
    monkeypatch.setattr("chuntian.trail.operations.note", lambda *words: None)  # who has the keys, and not the folder
    write(5)

    assert verify_chain() == []
    assert found()[0].startswith(f"{CHAIN}#5: 被重写")


@transaction.atomic
def rolled_back() -> None:
    write(1)
    raise ZeroDivisionError


def test_B21_what_is_rolled_back_leaves_no_line(committed, folder):
    committed(2)
    with pytest.raises(ZeroDivisionError):
        rolled_back()

    assert len(lines(folder)) == 2
    assert found() == []


def test_B21_a_restore_sets_the_lines_aside_and_keeps_them(committed, folder, django_capture_on_commit_callbacks):
    committed(3)
    with (folder / tail.NAME).open("a") as file:
        file.write(f"{CHAIN}#9:{'0' * 32}\n")
    assert found()

    with django_capture_on_commit_callbacks(execute=True):
        set_aside_anchors(by="system:restore", at=AT, reason="恢复备份")

    assert found() == []
    assert f"{CHAIN}#9" in (folder / tail.ASIDE).read_text()
    assert Entry.objects.get(action="trail.anchors_set_aside").detail.count('"lines":4') == 1


def test_B21_a_folder_that_cannot_be_written_holds_nothing_up_and_shows(committed, folder, monkeypatch):
    committed(2)
    assert unguarded_chains() == []
    monkeypatch.setattr(tail, "NAME", "not/there.log")

    committed(1)

    assert Entry.objects.count() == 3
    assert unguarded_chains() == [CHAIN]


def test_B21_a_line_that_a_power_cut_left_half_is_none(committed, folder):
    committed(2)
    with (folder / tail.NAME).open("a") as file:
        file.write(f"{CHAIN}#3:ab12")

    assert found() == []


APPEND = """
import sys
from pathlib import Path
from chuntian.trail import tail
for number in range(int(sys.argv[2]), int(sys.argv[3])):
    tail._append(Path(sys.argv[1]), f"620104#{number}:{number:032d}\\n")
"""


def test_B21_no_line_is_lost_while_an_anchor_takes_lines_out(tmp_path):
    """Two processes write lines while a third shortens the file again and again."""
    start = "import django, os; os.environ['DJANGO_SETTINGS_MODULE']='chuntian.config.settings.test'; django.setup()\n"
    command = [sys.executable, "-c", start + APPEND, str(tmp_path)]
    writers = [subprocess.Popen([*command, "1", "800"]), subprocess.Popen([*command, "800", "1600"])]
    while any(one.poll() is None for one in writers):
        if (tmp_path / tail.NAME).exists():
            tail._shorten(tmp_path, {"620105": 5})

    assert [one.returncode for one in writers] == [0, 0]
    assert sorted(seq for _, seq, _ in tail._lines(tmp_path)) == list(range(1, 1600))


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="a superuser of PostgreSQL")
def test_B21_a_superuser_of_postgresql_cuts_the_tail_and_is_found():
    write(3)
    kept = Chain.objects.get(region=CHAIN)
    for number in range(3):
        record(
            actor="clerk", action="person.view", subject_kind="person", region=COUNTY, at=AT + timedelta(days=1), subject_id=number
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE trail_entry DISABLE TRIGGER USER")
    set_back(kept)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE trail_entry ENABLE TRIGGER USER")

    assert verify_chain() == [] == verify_anchors()
    assert [said.split(":")[0] for said in found()] == [f"{CHAIN}#4"]
