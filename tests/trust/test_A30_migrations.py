"""A30: every migration down and up again over a filled register; the old code works after each, and nobody waits long."""

import json
import subprocess
import sys

import pytest
from django.apps.registry import Apps
from django.db import connection, models
from tests.faults.expanding import faults_of
from tests.faults.lone import ROOT
from tests.faults.migrating import LONGEST, STOP_FIRST, migrating


def assert_equal_digests(found: dict, persons: int) -> None:
    assert found["faults"] == []
    assert found["rows"] > persons * 4
    assert len(found["migrations"]) >= 15
    assert STOP_FIRST.keys() <= found["migrations"].keys()
    assert max(found["waits_s"].values()) <= LONGEST


@pytest.mark.whole  # no process is killed; it is long, and fills the lane that is done first
def test_migrations_down_and_up_over_two_thousand_persons():
    assert_equal_digests(migrating(2000), 2000)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_A30_migrations_down_and_up_over_a_hundred_thousand_persons():
    found = migrating(100_000)

    print(f"\nA30: {found}")
    assert_equal_digests(found, 100_000)


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.timeout(3600)
def test_A30_nobody_waits_two_seconds_for_a_migration_of_a_hundred_thousand_persons():
    command = [sys.executable, "tools/with_postgres.py", "--", sys.executable, "-m", "tests.faults.migrating"]
    done = subprocess.run([*command, "--persons", "100000"], cwd=ROOT, capture_output=True, text=True, check=False)

    found = json.loads(done.stdout)
    print(f"\nA30: {found}")
    assert_equal_digests(found, 100_000)
    assert max(found["waits_s"].values()) > 0


KNOWN = "id integer PRIMARY KEY, name varchar(9) NOT NULL"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("columns", "filled", "fault"),
    [
        (f"{KNOWN}, more varchar(9) NULL", "id, name", ""),
        (f"{KNOWN}, more varchar(9) DEFAULT 'x' NOT NULL", "id, name", ""),
        (f"{KNOWN}, more varchar(9) NOT NULL", "id, name, more", "wants ['more']"),
        ("id integer PRIMARY KEY, title varchar(9) NOT NULL", "id, title", "has lost ['name']"),
        ("id integer, name varchar(9) NOT NULL", "id, name", "took the same row twice"),
    ],
)
def test_A30_what_old_code_cannot_do_is_found(columns, filled, fault):
    class Old(models.Model):
        id = models.BigAutoField(primary_key=True)
        name = models.CharField(max_length=9)

        class Meta:
            app_label, db_table, apps = "tests", "old_table", Apps()

    values = "'甲', '乙'" if "more" in filled else "'甲'"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE old_table ({columns})")
        cursor.execute(f"INSERT INTO old_table ({filled}) VALUES (1, {values})")  # noqa: S608

    found = list(faults_of(Old))

    assert bool(found) == bool(fault)
    assert not fault or fault in found[0]
