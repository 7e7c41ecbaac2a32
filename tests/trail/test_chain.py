"""The audit chain: every tampering is found, and nothing can be changed by ordinary means."""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from tests.trail.superuser import without_triggers

from chuntian.trail.models import Chain, Entry
from chuntian.trail.operations import CannotErase, erase, record
from chuntian.trail.verify import anchor, verify_anchors, verify_chain

pytestmark = pytest.mark.django_db
AT = datetime(2024, 3, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
COUNTY, OTHER = "620104000000", "620102000000"


@pytest.fixture
def _five() -> None:
    for number in range(5):
        record(
            actor="clerk",
            action="person.view",
            subject_kind="person",
            subject_id=number,
            region=COUNTY,
            at=AT,
            reason="核对",
        )


@pytest.fixture
def _superuser() -> None:
    without_triggers("trail_entry")


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.usefixtures("_five")
class TestUntouched:
    def test_a_fresh_chain_verifies_and_counts_by_county(self):
        record(actor="clerk", action="x", subject_kind="y", region=OTHER, at=AT)
        record(actor="clerk", action="x", subject_kind="y", region=COUNTY[:6] + "001201", at=AT)

        assert verify_chain() == []
        assert dict(Chain.objects.values_list("region", "seq")) == {"620104": 6, "620102": 1}

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE trail_entry SET actor = 'nobody'",
            "UPDATE trail_entry SET salt = '' WHERE seq = 2",
            "DELETE FROM trail_entry WHERE seq = 5",
        ],
    )
    def test_the_database_refuses_changes(self, sql):
        with pytest.raises(IntegrityError), transaction.atomic():
            run(sql)
        assert verify_chain() == []

    def test_an_erasure_empties_the_entry_and_keeps_the_chain(self):
        entry = Entry.objects.get(seq=3)

        erase(entry=entry, actor="officer", at=AT, reason="本人要求删除")

        entry.refresh_from_db()
        assert (entry.subject_id, entry.reason, entry.salt) == ("", "", "")
        assert verify_chain() == []
        with pytest.raises(CannotErase):
            erase(entry=entry, actor="officer", at=AT, reason="再来")


@pytest.mark.usefixtures("_five", "_superuser")
@pytest.mark.parametrize(
    ("sql", "where"),
    [
        ("UPDATE trail_entry SET actor = 'nobody' WHERE seq = 3", "#3"),
        ("UPDATE trail_entry SET subject_id = '99' WHERE seq = 2", "#2"),
        ("UPDATE trail_entry SET reason = 'x' WHERE seq = 1", "#1"),
        ("UPDATE trail_entry SET region = '620104001000' WHERE seq = 4", "#4"),
        ("DELETE FROM trail_entry WHERE seq = 2", "#3"),
        ("DELETE FROM trail_entry WHERE seq = 5", "链头"),
        ("DELETE FROM trail_entry", "链头"),
        ("UPDATE trail_chain SET seq = 4", "链头"),
        ("DELETE FROM trail_chain", "链头"),
        ("UPDATE trail_entry SET salt = '', subject_id = '', reason = '', detail = '{}' WHERE seq = 2", "#2"),
        ("UPDATE trail_entry SET seq = 6 WHERE seq = 4", "#"),
    ],
)
def test_tampering_is_found(sql, where):
    run(sql)

    assert any(where in problem for problem in verify_chain())


@pytest.mark.usefixtures("_five", "_superuser")
def test_a_rewritten_chain_contradicts_its_anchor(tmp_path: Path):
    anchor(tmp_path, AT)
    run("DELETE FROM trail_entry")
    run("DELETE FROM trail_chain")
    for number in range(5):
        record(
            actor="someone else", action="person.view", subject_kind="person", subject_id=number, region=COUNTY, at=AT
        )

    assert verify_chain() == []
    assert len(verify_anchors(tmp_path)) == 1


@pytest.mark.usefixtures("_five")
def test_a_changed_or_broken_anchor_is_a_problem(tmp_path: Path):
    path = anchor(tmp_path, AT)
    assert verify_anchors(tmp_path) == []

    kept = json.loads(path.read_text())
    path.write_text(json.dumps(kept | {"body": kept["body"].replace('"seq": 5', '"seq": 4')}))
    assert len(verify_anchors(tmp_path)) == 2
    path.write_text("{")
    assert len(verify_anchors(tmp_path)) == 1


def test_an_entry_rolls_back_with_its_change():
    with transaction.atomic():
        record(actor="clerk", action="x", subject_kind="y", region=COUNTY, at=AT)
        transaction.set_rollback(True)

    assert not Entry.objects.exists()
    assert verify_chain() == []
