"""B21: whatever a superuser of the database does to the audit trail is found, and located by the number of the entry."""

import json
import os
import random
import re
import secrets
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection

from chuntian.trail.anchors import NotALine, anchor, contradicts, lines_of, set_aside_anchors, verify_anchors
from chuntian.trail.digests import FIRST, chain_digest, content_digest, entry_marks, head_mark, moment_text
from chuntian.trail.models import Chain, Entry
from chuntian.trail.operations import record
from chuntian.trail.verify import Row, chain_breaks, verify_chain

pytestmark = pytest.mark.django_db
AT = datetime(2024, 3, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
COUNTY, CHAIN = "620104000000", "620104"
ENTRIES = 30
ROUNDS = 50


@pytest.fixture(autouse=True)
def _own_anchors(settings, tmp_path: Path) -> None:
    settings.ANCHORS_FOLDER = tmp_path / "anchors"
    settings.ANCHORS_FOLDER.mkdir()


@pytest.fixture
def _superuser() -> None:
    """Take triggers and constraints away, as someone who owns the database can."""
    run = connection.cursor().execute
    if connection.vendor == "postgresql":
        run("ALTER TABLE trail_entry DISABLE TRIGGER USER")
        run("ALTER TABLE trail_entry DROP CONSTRAINT entry_seq_once")
        return
    run("CREATE TEMP TABLE kept AS SELECT * FROM trail_entry")
    run("DROP TABLE trail_entry")
    columns = [field.column for field in Entry._meta.fields]
    run(f"CREATE TABLE trail_entry ({', '.join(columns)})")
    run(f"INSERT INTO trail_entry ({', '.join(columns)}) SELECT {', '.join(columns)} FROM kept")  # noqa: S608


def write(many: int) -> None:
    for number in range(many):
        record(
            actor="clerk", action="person.view", subject_kind="person", subject_id=number, region=COUNTY,
            at=AT + timedelta(minutes=number), reason="核对", detail={"field": "phone"},
        )  # fmt: skip


def run(sql: str, *params: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def rehash(first: int) -> None:
    """Make all public digests right again from an entry on, and the head too: all that needs no key."""
    before = Entry.objects.filter(seq=first - 1).values_list("digest", flat=True).first() or FIRST
    seq = first - 1
    for row in [Row(*one) for one in Entry.objects.filter(seq__gte=first).order_by("seq").values_list(*Row._fields)]:
        seq, moment = row.seq, moment_text(row.at)
        said = {name: getattr(row, name) for name in ("actor", "action", "region")}
        rest = {name: getattr(row, name) for name in ("salt", "subject_kind", "subject_id", "reason", "detail")}
        content = content_digest(moment=moment, **said, **rest)
        before = chain_digest(before=before, chain=row.chain, seq=row.seq, moment=moment, content=content, **said)
        run("UPDATE trail_entry SET content = %s, digest = %s WHERE seq = %s", content, before, row.seq)
    run("UPDATE trail_chain SET seq = %s, digest = %s", seq, before)


# Each takes an entry's number, spoils the chain there, and gives the numbers at which the first finding may stand.
def change(at: int, chance: random.Random) -> range:
    column = chance.choice(["actor", "action", "subject_kind", "subject_id", "region", "reason", "detail"])
    Entry.objects.filter(seq=at).update(**{column: f"x{chance.random()}"[:12]})
    return range(at, at + 1)


def change_the_time(at: int, chance: random.Random) -> range:
    Entry.objects.filter(seq=at).update(at=AT - timedelta(seconds=chance.randrange(1, 10**6)))
    return range(at, at + 1)


def change_a_digest(at: int, chance: random.Random) -> range:
    column = chance.choice(["salt", "content", "digest", "mark"])
    Entry.objects.filter(seq=at).update(**{column: secrets.token_hex(16)})
    return range(at, at + 1)


def delete(at: int, chance: random.Random) -> range:
    run("DELETE FROM trail_entry WHERE seq = %s", at)
    return range(at, at + 1)


def insert(at: int, chance: random.Random) -> range:
    one = Entry.objects.get(seq=at)
    one.pk, one.subject_id, one.reason = 10**15, "99", "从未发生"
    one.save(force_insert=True)
    return range(at, at + 1)


def reorder(at: int, chance: random.Random) -> range:
    other = chance.choice([number for number in range(1, ENTRIES + 1) if number != at])
    for old, new in ((at, 10**6), (other, at), (10**6, other)):
        run("UPDATE trail_entry SET seq = %s WHERE seq = %s", new, old)
    return range(min(at, other), min(at, other) + 1)


def cut(at: int, chance: random.Random) -> range:
    run("DELETE FROM trail_entry WHERE seq >= %s", at)
    return range(at, at + 1)


def cut_and_move_the_head(at: int, chance: random.Random) -> range:
    cut(at, chance)
    rehash(max(at - 1, 1))
    return range(0, at + 1)


def change_and_rewrite_all_after(at: int, chance: random.Random) -> range:
    change(at, chance)
    rehash(at)
    return range(at, at + 1)


def delete_and_close_the_gap(at: int, chance: random.Random) -> range:
    delete(at, chance)
    run("UPDATE trail_entry SET seq = seq - 1 WHERE seq > %s", at)
    rehash(at)
    return range(at - 1, at + 1)  # the last one gone shows at the head, which then stands one lower


def erase_silently(at: int, chance: random.Random) -> range:
    run("UPDATE trail_entry SET salt = '', subject_id = '', reason = '', detail = '{}' WHERE seq = %s", at)
    return range(at, at + 1)


WAYS = [
    change, change_the_time, change_a_digest, delete, insert, reorder, cut, cut_and_move_the_head,
    change_and_rewrite_all_after, delete_and_close_the_gap, erase_silently,
]  # fmt: skip


def tamper(rounds: int) -> list[str]:
    """Spoil the chain in random ways, one after another, each undone; give those that were not found or located."""
    write(ENTRIES)
    rows, head = list(Entry.objects.order_by("seq")), Chain.objects.get()
    missed = []
    for number in range(rounds):
        chance = random.Random(number)
        way = WAYS[number % len(WAYS)]
        at = chance.randrange(1, ENTRIES + 1)
        expected = way(at, chance)
        found = sorted(one.seq for one in chain_breaks())
        if not found or found[0] not in expected:
            missed.append(f"round {number}: {way.__name__} at #{at}, found {found[:3]}")
        run("DELETE FROM trail_entry")
        Entry.objects.bulk_create(rows)
        head.save()
    assert verify_chain() == []
    return missed


@pytest.mark.usefixtures("_superuser")
def test_every_random_tampering_is_found_and_located():
    assert tamper(ROUNDS) == []


@pytest.mark.slow
@pytest.mark.usefixtures("_superuser")
def test_a_thousand_random_tamperings_are_found_and_located():
    assert tamper(1000) == []


@pytest.mark.usefixtures("_superuser")
def test_a_whole_chain_written_anew_is_found_at_its_first_entry_and_against_its_anchor():
    write(5)
    anchor(None, AT)
    write(5)
    anchor(None, AT + timedelta(days=1))
    run("UPDATE trail_entry SET actor = 'someone else' WHERE chain = %s AND seq >= 7", CHAIN)
    rows = [Row(*one) for one in Entry.objects.filter(chain="000000").values_list(*Row._fields)]
    assert len(rows) == 2
    run("DELETE FROM trail_entry WHERE chain = '000000'")
    run("DELETE FROM trail_chain WHERE region = '000000'")
    rehash(1)

    assert min(one.seq for one in chain_breaks() if one.chain == CHAIN) == 7
    assert any("620104#10" in said and "#6–#10 之间被重写" in said for said in verify_anchors())


@pytest.mark.usefixtures("_superuser")
def test_a_chain_set_back_to_an_older_state_contradicts_the_anchor_alone():
    write(3)
    old = Chain.objects.get(region=CHAIN)
    write(3)
    path = anchor(None, AT)
    line = next(one for one in lines_of(path) if one.startswith(CHAIN))
    run("DELETE FROM trail_entry WHERE chain = %s AND seq > 3", CHAIN)
    old.save()

    assert [one for one in verify_chain() if CHAIN in one] == []
    assert any("620104#6" in said and "尾部被截" in said for said in verify_anchors())
    assert "尾部被截" in contradicts(line)


def test_a_printed_line_is_compared():
    write(3)
    line = next(one for one in lines_of(anchor(None, AT)) if one.startswith(CHAIN))

    assert contradicts(line) == ""
    assert "被重写" in contradicts(line[:-1] + ("0" if line[-1] != "0" else "1"))
    with pytest.raises(NotALine):
        contradicts("620104#3:ab")


def test_an_anchor_that_is_gone_or_changed_is_missed():
    write(2)
    first, second = anchor(None, AT), anchor(None, AT + timedelta(days=1))
    assert verify_anchors() == []

    content = first.read_bytes()
    first.unlink()
    assert any(first.name in said and "不见" in said for said in verify_anchors())
    first.write_bytes(content)
    second.write_text(second.read_text().replace('\\"seq\\": 2', '\\"seq\\": 1'))
    assert any(second.name in said and "被改动" in said for said in verify_anchors())


def test_a_folder_of_anchors_that_is_not_there_is_red(settings, tmp_path):
    settings.ANCHORS_FOLDER = tmp_path / "not mounted"

    assert any("无法比对" in said for said in verify_anchors())


@pytest.mark.usefixtures("_superuser")
def test_a_restore_sets_aside_what_it_cannot_know_and_says_so():
    write(3)
    old = list(Chain.objects.all())
    kept = list(Entry.objects.all())
    write(3)
    path = anchor(None, AT)
    run("DELETE FROM trail_entry")
    run("DELETE FROM trail_chain")
    Entry.objects.bulk_create(kept)
    Chain.objects.bulk_create(old)
    assert verify_anchors() != []

    assert set_aside_anchors(by="system:restore", at=AT, reason="恢复备份") == 1

    assert verify_anchors() == [] == verify_chain()
    path.write_text(path.read_text() + " ")
    assert verify_anchors() != []


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="a superuser of PostgreSQL")
def test_verify_names_the_entry_a_superuser_of_postgresql_edited(tmp_path):
    write(12)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE trail_entry DISABLE TRIGGER USER")
        cursor.execute("UPDATE trail_entry SET reason = '改过' WHERE chain = %s AND seq = 7", [CHAIN])
        cursor.execute("ALTER TABLE trail_entry ENABLE TRIGGER USER")

    told = connection.settings_dict
    url = f"postgresql://{told['USER']}@{told['HOST']}:{told['PORT']}/{told['NAME']}"
    places = {"CHUNTIAN_DATA": str(settings.DATA_FOLDER), "CHUNTIAN_SECRETS": str(settings.SECRETS_FOLDER)}
    done = subprocess.run(
        [sys.executable, "-m", "chuntian", "verify", "--json"], capture_output=True, text=True, check=False,
        env={**os.environ, **places, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "chuntian.config.settings.dev"},
    )  # fmt: skip

    chain = next(one for one in json.loads(done.stdout)["checks"] if one["check"] == "audit_chain")
    assert done.returncode == 1
    assert [re.match(r"[\d#]+", said).group() for said in chain["problems"]] == ["620104#7"]


@pytest.mark.slow
@pytest.mark.parametrize("many", [1_000_000])
def test_a_million_entries_are_verified_in_under_a_minute(many):
    before, rest = FIRST, {"actor": "clerk", "action": "person.view", "region": COUNTY}
    for first in range(1, many + 1, 10_000):
        rows = []
        for seq in range(first, first + 10_000):
            at, salt = AT + timedelta(seconds=seq), secrets.token_hex(16)
            said = {"salt": salt, "subject_kind": "person", "subject_id": str(seq), "reason": "核对", "detail": "{}"}
            content = content_digest(moment=moment_text(at), **said, **rest)
            before = chain_digest(before=before, chain=CHAIN, seq=seq, moment=moment_text(at), content=content, **rest)
            rows.append(Entry(chain=CHAIN, seq=seq, at=at, content=content, digest=before, **said, **rest))
        for row, mark in zip(rows, entry_marks([row.digest for row in rows]), strict=True):
            row.mark = mark
        Entry.objects.bulk_create(rows)
    Chain.objects.create(region=CHAIN, seq=many, digest=before, mark=head_mark(CHAIN, many, before))

    start = time.monotonic()
    found = verify_chain()
    spent = time.monotonic() - start

    print(f"\nB21: {many:,} entries verified in {spent:.1f} s")
    assert found == []
    assert spent < 60
