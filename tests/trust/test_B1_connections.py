"""The numbers on the page of connections are those of the settings (ASVS 13.1.2, 13.2.6)."""

from pathlib import Path

import pytest

from chuntian.commands import serve, serving
from chuntian.config.settings.base import SQLITE_OPTIONS, database
from chuntian.trail import dispatch
from chuntian.upkeep import carriers

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "connections.md").read_text("utf-8")
ROWS = {line.split("|")[2].strip(): line for line in PAGE.splitlines() if line.startswith("| ") and "---" not in line}
URL = "postgresql://chuntian@db.test/chuntian"


def row(to: str) -> str:
    return next(line for name, line in ROWS.items() if to in name)


@pytest.mark.parametrize(
    ("to", "said", "true"),
    [
        ("chuntian serve", "2048 waiting", serve.options("x", 1, 2)["backlog"] == 2048),
        ("chuntian serve", "120 s a request", serve.options("x", 1, 2)["timeout"] == 120),
        (
            "chuntian serve",
            "(2) processes",
            next(one for one in serve.command.params if one.name == "workers").default == 2,
        ),
        ("chuntian serve", "one at a time", serve.options("x", 1, 2)["worker_class"] is serving.Worker),
        ("chuntian serve", "5 s for its turn", serving.PATIENCE == 5),
        ("PostgreSQL", "`--workers` × 4", serve.options("x", 1, 2)["threads"] == 4),
        ("SQLite", "10 s", SQLITE_OPTIONS["timeout"] == 10),
        ("PostgreSQL", "kept 60 s", database(URL)["CONN_MAX_AGE"] == 60),
        ("PostgreSQL", "10 s to connect", database(URL)["OPTIONS"]["connect_timeout"] == 10),
        ("receiver", "| 10 s |", carriers.SECONDS == 10),
        ("receiver", "500 a pass", dispatch.AT_MOST == 500),
        ("receiver", "after 1 minute", dispatch.SOONEST.total_seconds() == 60),
        ("receiver", "for 7 days", dispatch.GIVE_UP.days == 7),
    ],
)
def test_B1_the_page_says_what_is_set(to, said, true):
    assert said in row(to)
    assert true


def test_B1_what_is_not_in_the_address_of_the_database_is_not_invented():
    assert database(URL)["OPTIONS"] == {"connect_timeout": 10}
    assert database(URL + "?sslmode=verify-full&sslkey=/k&evil=1")["OPTIONS"] == {
        "connect_timeout": 10, "sslmode": "verify-full", "sslkey": "/k",
    }  # fmt: skip
