"""The application's database role: it owns nothing, sees what the policies show, and cannot alter what is written once."""

from dataclasses import dataclass

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from chuntian.trail.row_security import NEVER_DELETED, WRITTEN_ONCE

NAMES = "registry_person_names"


class NotPostgreSQL(Exception):
    """Roles are PostgreSQL's; SQLite has one user, whoever may read the file."""


@dataclass(frozen=True)
class Role:
    """What the role of this connection could do past the policies; nothing, when it is as it should be."""

    name: str
    superuser: bool
    bypasses: bool
    owns: int
    alters: tuple[str, ...]

    @property
    def is_bound(self) -> bool:
        """Say whether the policies bind it, and what is written once stays as it is."""
        return not (self.superuser or self.bypasses or self.owns or self.alters)


def give_rights(name: str, connection: BaseDatabaseWrapper = connection) -> None:
    """
    Make the role where it is not there (without a password), and give it what the application needs, no more.

    :raises NotPostgreSQL: the database has no roles.
    """
    if connection.vendor != "postgresql":
        raise NotPostgreSQL(connection.vendor)
    quoted = connection.ops.quote_name(name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {quoted} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS")
        cursor.execute("SELECT current_schema(), current_database()")
        schema, database = (connection.ops.quote_name(one) for one in cursor.fetchone())
        for statement in _rights(quoted, schema, database):
            cursor.execute(statement)


def _rights(role: str, schema: str, database: str) -> list[str]:
    once, kept = ", ".join(WRITTEN_ONCE), ", ".join(NEVER_DELETED)
    return [
        f"GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {role}",
        f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA {schema} TO {role}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
        f"REVOKE UPDATE, DELETE ON {once} FROM {role}",
        f"REVOKE DELETE ON {kept} FROM {role}",
        f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
        f"REVOKE SELECT ON {NAMES} FROM {role}",  # noqa: S608 (names are our own)
        f"GRANT SELECT (person_id) ON {NAMES} TO {role}",
        "REVOKE EXECUTE ON FUNCTION registry_names_matching(tsquery) FROM PUBLIC",
        f"GRANT EXECUTE ON FUNCTION registry_names_matching(tsquery) TO {role}",
    ]


def present_role() -> Role:
    """Look at the role this process works under."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        name, superuser, bypasses = cursor.fetchone()
        cursor.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') "
            "AND n.nspname = current_schema() AND pg_has_role(current_user, c.relowner, 'USAGE')"
        )
        owns = cursor.fetchone()[0]
        cursor.execute(
            "SELECT t FROM unnest(%s::text[]) t WHERE has_table_privilege(t, 'UPDATE') OR has_table_privilege(t, 'DELETE') "
            "OR has_table_privilege(t, 'TRUNCATE')", [list(WRITTEN_ONCE)]
        )  # fmt: skip
        return Role(name, superuser, bypasses, owns, tuple(row[0] for row in cursor.fetchall()))
