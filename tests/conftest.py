"""What the tests of the Django rooms share."""

import os
import shutil
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings

# Speed is measured by `make bench`, never asserted in a test: a busy machine is slow, not wrong.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
CHINA = ZoneInfo("Asia/Shanghai")
LANE, LONG = os.environ.get("CHUNTIAN_LANE", ""), os.environ.get("CHUNTIAN_LONG")
ASKS_A_DATABASE = {"db", "transactional_db", "live_server"}
STARTS_ONE = ("DATABASE_URL", "tests.faults", "postgres", "subprocess")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let the lane of PostgreSQL leave out what no database changes: the fast lane has run it. `make test-long` runs all of it."""
    if LANE != "postgres" or LONG:
        return
    starts: dict[Path, bool] = {}
    for item in items:
        if item.path not in starts:
            starts[item.path] = any(word in item.path.read_text(encoding="utf-8") for word in STARTS_ONE)
    kept = [item for item in items if not item.get_closest_marker("alike") and (_asks(item) or starts[item.path])]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def _asks(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db") or ASKS_A_DATABASE & set(getattr(item, "fixturenames", ())))


@pytest.fixture
def at() -> datetime:
    """A fixed moment: operations receive the clock as an argument."""
    return datetime(2024, 3, 5, 9, 30, tzinfo=CHINA)


@pytest.fixture(autouse=True)
def _names_of_another_test() -> None:
    """Let no test see the names of divisions that another one loaded."""
    regions = sys.modules.get("chuntian.places.regions")
    if regions is not None:
        regions.forget_names()


@pytest.fixture(scope="session", autouse=True)
def _force_login_gives_both_factors() -> Iterator[None]:
    """Let `client.force_login` stand for a whole sign-in; what begins with a form must prove its second factor."""
    try:
        from django.contrib.auth.signals import user_logged_in
    except ImportError:
        yield
        return

    def prove(sender, request, user, **_):  # type: ignore[no-untyped-def]
        if "REMOTE_ADDR" not in request.META:  # the request that force_login makes up
            request.session["factor"] = "totp"

    user_logged_in.connect(prove)
    yield
    user_logged_in.disconnect(prove)


@pytest.fixture(scope="session", autouse=True)
def _flush_past_append_only_tables() -> Iterator[None]:
    """Let Django empty the tables between transactional tests although triggers refuse DELETE and TRUNCATE."""
    try:
        from django.db import connection
    except ImportError:  # the rooms without Django are tested without it
        yield
        return
    from chuntian.trail.places import own_folder

    operations = type(connection.ops)
    flush = operations.execute_sql_flush

    def past_the_triggers(self, sql_list):  # type: ignore[no-untyped-def]
        shutil.rmtree(own_folder(), ignore_errors=True)  # what is kept beside the tables tells of entries that go now
        with self.connection.cursor() as cursor:
            if self.connection.vendor == "postgresql":
                cursor.execute("SET session_replication_role = replica")
                flush(self, sql_list)
                cursor.execute("SET session_replication_role = DEFAULT")
                return
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%%RAISE(ABORT%%'")
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
            flush(self, sql_list)
            for _, sql in triggers:
                cursor.execute(sql)

    operations.execute_sql_flush = past_the_triggers
    yield
    operations.execute_sql_flush = flush
