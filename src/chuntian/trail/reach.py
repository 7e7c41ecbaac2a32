"""
Whose rows the database lets a connection see (PostgreSQL row-level security, docs/decisions/0009; trust.md B3).

Nothing, until someone says whose work it is: a request sets the divisions of its user, a command or an operation on
something already reached sets the whole house, in a name. SQLite has no such guard; there all of this does nothing.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import Error, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from chuntian.kernel.divisions import prefix

ALL = "*"
_standing: tuple[str, str] = ("", "")


def standing(by: str) -> None:
    """Let every connection of this process see the whole house from its start, as `by`: for commands, never for pages."""
    global _standing
    _standing = (ALL, by)
    if connection.connection is not None:
        _set(ALL, by)


def begin(sender: type, connection: BaseDatabaseWrapper, **_: object) -> None:
    """Give a new connection what its process may see (called by Django)."""
    if connection.vendor == "postgresql":
        connection.chuntian_reach = ("", "", "")
        if _standing[0]:
            _say(connection, *_standing)


def sees(regions: Iterable[str], by: str, *, restricted: bool = False) -> None:
    """Let the connection see the rows of some divisions and those below them; `restricted`: also what few may know."""
    _set(",".join(prefix(region) or ALL for region in regions), by, "on" if restricted else "")


def nothing() -> None:
    """Take everything from the connection: at the start of a request and at its end, whatever happened in it."""
    if connection.vendor != "postgresql" or connection.connection is None:
        return
    try:
        _set("", "")
    except Error:
        connection.close()  # what cannot be taken back must not be used again


@contextmanager
def whole_house(by: str) -> Iterator[None]:
    """
    See everything while an operation works on something that was reached, or counts figures; `by` names the work.

    When the work fails inside a transaction, that transaction's end takes it back.
    """
    if connection.vendor != "postgresql":
        yield
        return
    before = _present()
    _set(ALL, by)
    try:
        yield
    finally:
        if not _is_broken():
            _set(*before)


def is_guarded(table: str = "registry_person") -> bool:
    """Say whether the database narrows what this connection's role sees of a table (not for its owner, not on SQLite)."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_security_active(%s)", [table])
        return bool(cursor.fetchone()[0])


def _is_broken() -> bool:
    import psycopg

    state = connection.connection.info.transaction_status if connection.connection else None
    return state in (None, psycopg.pq.TransactionStatus.INERROR, psycopg.pq.TransactionStatus.UNKNOWN)


def _present() -> tuple[str, ...]:
    return getattr(connection, "chuntian_reach", _standing)


def _set(reach: str, by: str, restricted: str = "") -> None:
    if connection.vendor == "postgresql":
        _say(connection, reach, by, restricted)


def _say(connection: BaseDatabaseWrapper, reach: str, by: str, restricted: str = "") -> None:
    names = ("chuntian.reach", "chuntian.actor", "chuntian.restricted")
    with connection.cursor() as cursor:
        said = "SELECT " + ", ".join(f"set_config('{name}', %s, false)" for name in names)
        cursor.execute(said, [reach, by, restricted])
    connection.chuntian_reach = (reach, by, restricted)
