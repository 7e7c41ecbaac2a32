"""Which command reaches what, and in whose name; a command without a row does not build (tests/trust/test_B2_access.py)."""

from dataclasses import dataclass

# Commands are run by whoever may sign in on the server. The database shows them everything (docs/decisions/0009), so the
# region is theirs to keep: a command works for one division, or its row says why for all.
NAMED, ONE, ALL, NONE = "named", "person", "all", "none"
REGIONS = {
    NAMED: "the division of --region, else the county set up here",
    ONE: "the person or letter that is named",
    ALL: "the whole installation",
    NONE: "no rows of people",
}


@dataclass(frozen=True)
class Row:
    """Where a command reaches, and who answers for what it does."""

    region: str
    actor: str = "system:<command>"


USER = "the user named by --by, within his roles"
COMMANDS: dict[str, Row] = {
    "account": Row(NONE, "system:account: accounts, no persons"),
    "anchor": Row(ALL),
    "backup": Row(ALL),
    "check": Row(ALL),
    "copy": Row(ONE, "whom --by names"),
    "decide": Row(NAMED),
    "demo": Row(ALL, "the accounts of the demo, in an empty folder only"),
    "discover": Row(NAMED, USER),
    "erase": Row(ONE, "whom --by names; another approves"),
    "explain": Row(ONE),
    "figures": Row(NAMED, "system:command; figures, nobody is named"),
    "formats": Row(ONE),
    "guard": Row(NONE, "the owner of the tables"),
    "import": Row(NAMED, USER),
    "init": Row(NONE),
    "keys": Row(ALL),
    "letter": Row(ONE, USER),
    "lists": Row(NAMED),
    "measures": Row(NAMED),
    "offices": Row(NONE, "system:command; offices and providers"),
    "partner": Row(NONE, "the administrator named by --by; keys and contracts, another grants"),
    "pay": Row(NAMED, USER),
    "places": Row(NONE),
    "programmes": Row(NONE),
    "recovered": Row(ALL),
    "report": Row(NAMED),
    "restore": Row(ALL),
    "serve": Row(NONE, "whoever signs in; before that the database shows nothing"),
    "services": Row(NAMED, USER),
    "simulate": Row(NAMED),
    "snapshot": Row(NAMED),
    "tasks": Row(NAMED),
    "verify": Row(ALL),
    "work": Row(ALL),
}

# What `chuntian work` does when nobody clicks (upkeep.work.work_once).
JOBS: dict[str, Row] = {
    "remind": Row(ALL, "system:work"),
    "dispatch": Row(ALL, "system:work"),
    "anchor_of_the_day": Row(ALL, "system:work"),
    "take_down_notices": Row(ALL, "system:casework"),
    "work_off": Row(ALL, "system:work"),
    "end_old_sessions": Row(NONE, "system:work"),
}
