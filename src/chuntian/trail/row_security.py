"""
Row-level security beneath the application's own scoping: which rows a connection sees (docs/decisions/0009).

The policies bind every role but the owner of the tables; the application's role owns none (`chuntian guard`). What the
session says of itself is in trail.reach. A table with a region or a person that stands in neither list fails a test.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

# The row's own division lies in the reader's.
BY_REGION = ("registry_person", "exchange_upload", "money_budget", "money_paymentrun", "web_bulkrequest", "web_export",
             "registry_erasure", "casework_bill", "money_voucher", "services_agreement", "services_claim", "services_device",
             "services_project", "casework_taskbatch", "web_savedlist")  # fmt: skip
# Documents of a division: also for those below it, whose people they speak of; nobody is named in them.
AROUND = ("registry_source", "registry_household", "registry_snapshot", "casework_decisionrun", "services_scaleform")
# A file goes with its person: whoever sees the person sees it, and where he moved away from nobody does.
BY_PERSON = (
    "registry_certificate", "registry_bankaccount", "registry_guardian", "registry_householdmember", "casework_award",
    "casework_case", "casework_task", "casework_contactattempt", "casework_decline", "casework_letter",
    "casework_applicationdecision", "casework_casedocument", "casework_publicnotice", "casework_objection",
    "exchange_discrepancy", "registry_formatchoice", "web_applicationdraft",
    "services_need", "services_order", "services_loan", "services_assessment", "services_homeworks",
    "casework_correction", "trail_shown",
)  # fmt: skip
NAMELESS = ("casework_task",)  # may concern a whole division, without a person
# Money stays with the division that owed it, and is read by whoever sees the person today.
BY_REGION_OR = {
    "money_obligation": ("person_id", "registry_person"),
    "money_heldline": ("person_id", "registry_person"),
    "money_paymentline": ("obligation_id", "money_obligation"),
    "money_recovery": ("obligation_id", "money_obligation"),
}
# What hangs on one row of another table.
BELOW = {
    "exchange_brakeconfirmation": ("upload_id", "exchange_upload"),
    "casework_handdecision": ("award_id", "casework_award"),
    "casework_action": ("case_id", "casework_case"),
    "casework_taskbatchitem": ("batch_id", "casework_taskbatch"),
    "casework_letterfile": ("letter_id", "casework_letter"),
    "money_bankfile": ("run_id", "money_paymentrun"),
    "money_bankanswer": ("run_id", "money_paymentrun"),
    "money_bankexception": ("answer_id", "money_bankanswer"),
    "money_posting": ("obligation_id", "money_obligation"),
    "services_session": ("order_id", "services_order"),
    "services_appointment": ("order_id", "services_order"),
    "services_agreementaction": ("agreement_id", "services_agreement"),
    "services_agreementspan": ("agreement_id", "services_agreement"),
    "services_orderitem": ("order_id", "services_order"),
    "services_acceptance": ("order_id", "services_order"),
    "services_fitting": ("order_id", "services_order"),
    "services_claimline": ("session_id", "services_session"),
    "services_deviceaction": ("device_id", "services_device"),
    "services_room": ("works_id", "services_homeworks"),
    "services_planitem": ("room_id", "services_room"),
    "services_roomphoto": ("room_id", "services_room"),
}
# What only those may know who treat and who decide: the condition of such a row, beneath whatever else shows it.
RESTRICTED = {
    "services_order": "restricted",
    "services_need": "kind = 'mental_health'",
    "services_assessment": "order_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM services_order o WHERE o.id = order_id)",
}
OPEN = {
    "standards_change": "values of the law, with their documents; everyone may read the law",
    "places_organisation": "offices, no persons",
    "indicators_keptfigure": "figures, no persons; the pages of figures keep to the divisions of one's role",
    "indicators_publication": "what is public",
    "indicators_editionahead": "what could be public",
    "indicators_reportedfigure": "what departments counted over all people of a division, no persons",
    "indicators_computation": "that figures of a division and month were asked for, and by whom of the staff",
    "accounts_assignment": "read to find out what a user may see",
    "accounts_authority": "read to find out whom a user acts for",
    "trail_chain": "the head of a chain: a number and a digest, locked by whoever writes an entry",
    "money_ledgerchain": "the head of a chain: a number and a digest, locked by whoever books",
    "services_provider": "a public register of places that serve, no persons",
    "exchange_partner": "departments, no persons; read to find out who asks",
    "exchange_partnercontract": "read to find out whom a department may ask about",
}
# Written once: the application's role may add rows and read them, nothing else.
WRITTEN_ONCE = ("trail_entry", "trail_shown", "money_journal", "money_posting", "exchange_partnermessage")
# Whatever happens is written down, wherever it happens.
TOLD_ANYWHERE = ("trail_entry", "trail_shown")
NEVER_DELETED = ("registry_statement", "trail_chain", "money_ledgerchain")

FUNCTIONS = (
    """CREATE OR REPLACE FUNCTION chuntian_reach() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT string_to_array(nullif(current_setting('chuntian.reach', true), ''), ',') $$""",
    """CREATE OR REPLACE FUNCTION chuntian_sees_all() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce('*' = ANY (chuntian_reach()), false) $$""",
    """CREATE OR REPLACE FUNCTION chuntian_knows() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(current_setting('chuntian.restricted', true) = 'on', false) $$""",
    # A GIN index cannot serve a search beneath a policy, so the owner searches, and gives only the ids one may see.
    """CREATE OR REPLACE FUNCTION registry_names_matching(wanted tsquery) RETURNS SETOF bigint LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT n.person_id FROM registry_person_names n JOIN registry_person p ON p.id = n.person_id
    WHERE n.tokens @@ wanted AND (chuntian_sees_all() OR p.region::text ^@ ANY (chuntian_reach())) $$""",
)
MINE = "region::text ^@ ANY ((SELECT chuntian_reach())::text[])"
ALL = "(SELECT chuntian_sees_all())"
KNOWS = "(SELECT chuntian_knows())"
ABOUT_SEEN = "CASE WHEN {kind} AND {key} IS NOT NULL THEN EXISTS (SELECT 1 FROM registry_person p WHERE p.id = {id}) ELSE {other} END"


def conditions() -> dict[str, str]:
    """Give the condition under which each guarded table shows a row."""
    found = dict.fromkeys(BY_REGION, MINE)
    above = "EXISTS (SELECT 1 FROM unnest((SELECT chuntian_reach())::text[]) mine WHERE mine ^@ rtrim(region, '0'))"
    found |= dict.fromkeys(AROUND, f"{MINE} OR {above}")
    found |= {table: _exists(table, "person_id", "registry_person") for table in BY_PERSON}
    found |= {table: f"CASE WHEN person_id IS NULL THEN {MINE} ELSE {found[table]} END" for table in NAMELESS}
    found |= {table: f"{MINE} OR {_exists(table, *parent)}" for table, parent in BY_REGION_OR.items()}
    found |= {table: _exists(table, *parent) for table, parent in BELOW.items()}
    found |= {table: f"{found[table]} AND (NOT ({closed}) OR {KNOWS})" for table, closed in RESTRICTED.items()}
    found["registry_statement"] = ABOUT_SEEN.format(
        kind="subject_kind = 'person'", key="subject_id", id="subject_id", other=MINE
    )
    found["trail_entry"] = f"{MINE} OR " + ABOUT_SEEN.format(
        kind="subject_kind IN ('person', 'registry_person')", key="substring(subject_id from '^[0-9]+$')",
        id="subject_id::bigint", other="false",
    )  # fmt: skip
    return {table: f"{ALL} OR {condition}" for table, condition in found.items()}


def _exists(table: str, column: str, parent: str) -> str:
    return f"EXISTS (SELECT 1 FROM {parent} above WHERE above.id = {table}.{column})"  # noqa: S608 (names are our own)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the policies on the tables; done again, it puts the present ones in place of the older."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for statement in FUNCTIONS:
            cursor.execute(statement)
        there = set(connection.introspection.table_names(cursor))  # an older migration finds the tables of its day
        for table, condition in conditions().items():
            if table not in there:
                continue
            cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            for name in ("seen", "written"):
                cursor.execute(f"DROP POLICY IF EXISTS chuntian_{name} ON {table}")
            verb = "SELECT" if table in TOLD_ANYWHERE else "ALL"
            cursor.execute(f"CREATE POLICY chuntian_seen ON {table} FOR {verb} USING ({condition})")
            if table in TOLD_ANYWHERE:
                cursor.execute(f"CREATE POLICY chuntian_written ON {table} FOR INSERT WITH CHECK (true)")


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the policies off again."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for table in there & set(conditions()):
            for name in ("seen", "written"):
                cursor.execute(f"DROP POLICY IF EXISTS chuntian_{name} ON {table}")
            cursor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        cursor.execute(
            "DROP FUNCTION IF EXISTS registry_names_matching(tsquery), chuntian_sees_all(), chuntian_knows(), chuntian_reach()"
        )
