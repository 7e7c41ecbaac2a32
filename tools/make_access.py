"""Write docs/reference/access.md: every address, file and command with who may, so that the page cannot fall behind."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chuntian.config.settings.test")
PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "access.md"
HEAD = """# Who may do what, where

Written by `python tools/make_access.py` from the pages' own policies (`src/chuntian/web/pages.py`), the role table
(`src/chuntian/accounts/roles.py`) and the table of commands (`src/chuntian/commands/access.py`). An address, a file or a
command without a row does not build (`tests/trust/test_B2_access.py`), and the tests ask each row of the running pages.

What lies outside one's division answers like what does not exist: same status, headers and text. Below the pages the
database itself refuses foreign rows ([decision 0009](../decisions/0009-row-level-security.md)).
"""


def page() -> str:
    """Give the whole page."""
    return "\n".join([HEAD, *roles(), *addresses(), *files(), *commands()])


def roles() -> Iterator[str]:
    from chuntian.accounts.enums import Role
    from chuntian.accounts.roles import FIELD_MASKS, ROLE_ACTIONS

    yield "## Roles\n\n| Role | | Sees of a person | May |\n| --- | --- | --- | --- |"
    for role in Role:
        held = ", ".join(sorted(ROLE_ACTIONS[role]))
        yield f"| `{role.value}` | {role.label} | {FIELD_MASKS.get(role, 'none')} | {held} |"
    yield ""


def addresses() -> Iterator[str]:
    from chuntian.web import access

    yield "## Addresses\n\nWhich rows: "
    yield "\n".join(f"- **{name}**: {words}" for name, words in access.REGIONS.items())
    yield "\n| Address | Methods | Rows | Who | A POST may |\n| --- | --- | --- | --- | --- |"
    for row in access.rows():
        methods = " ".join(one for one in row.methods if one != "HEAD")
        deeds = "; ".join(f"`{name}`: {_who(actions, row.policy.actions)}" for name, actions in row.policy.does)
        yield f"| `{row.address}` | {methods} | {row.region} | {_opens(row.policy)} | {deeds} |"
    yield ""


def files() -> Iterator[str]:
    from chuntian.web import access

    yield "## Files that leave the house\n\n| Address | What it gives | Who |\n| --- | --- | --- |"
    for row in access.rows():
        if row.policy.gives:
            yield f"| `{row.address}` | {row.policy.gives} | {_opens(row.policy)} |"
    yield ""


def commands() -> Iterator[str]:
    from chuntian.commands.access import COMMANDS, JOBS, REGIONS

    yield "## Commands and jobs\n\nRun by whoever may sign in on the server; each names in whose name it works."
    yield "\n| Command | Reaches | In whose name |\n| --- | --- | --- |"
    yield from (f"| `chuntian {name}` | {REGIONS[row.region]} | {row.actor} |" for name, row in COMMANDS.items())
    yield from (f"| job `{name}` | {REGIONS[row.region]} | {row.actor} |" for name, row in JOBS.items())
    yield ""


def _opens(policy) -> str:  # type: ignore[no-untyped-def]
    if policy.actions:
        return _who(policy.actions)
    if policy.public:
        return f"everyone: {policy.public}"
    if policy.signed:
        return f"nobody who signs in: {policy.signed}"
    return f"half signed in: {policy.halfway}" if policy.halfway else f"signed in: {policy.own}"


def _who(actions: tuple[str, ...], opens: tuple[str, ...] = ()) -> str:
    from chuntian.web import access

    able = access.roles_with(actions)
    return ", ".join(role for role in able if not opens or role in access.roles_with(opens))


if __name__ == "__main__":
    import django

    django.setup()
    if "--check" in sys.argv:
        sys.exit(0 if PAGE.read_text(encoding="utf-8") == page() else f"{PAGE.name}: run tools/make_access.py")
    PAGE.write_text(page(), encoding="utf-8")
