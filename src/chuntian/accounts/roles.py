"""What each role may do, and how much of a person it sees: one table, default deny.

Approver and preparer, system administration and case work never meet in one role (trust.md B23); the separation of
preparer and approver of one run is held by a constraint in money.
"""

from chuntian.accounts.enums import Do, Mask, Role

ROLE_ACTIONS: dict[str, frozenset[str]] = {
    Role.CITIZEN: frozenset({Do.OWN_FILE, Do.CASE_APPLY, Do.PROGRAMMES_VIEW}),
    Role.LIAISON: frozenset({Do.PERSON_VIEW, Do.TASK_WORK, Do.VISIT_RECORD, Do.CASE_APPLY, Do.PROGRAMMES_VIEW}),
    Role.TOWNSHIP_CLERK: frozenset(
        {Do.PERSON_VIEW, Do.PERSON_REVEAL, Do.PERSON_EDIT, Do.LIST_UPLOAD, Do.TASK_WORK, Do.VISIT_RECORD}
        | {Do.CASE_APPLY, Do.CASE_CHECK, Do.MEASURES_VIEW, Do.PROGRAMMES_VIEW}
    ),
    Role.COUNTY_CLERK: frozenset(
        {Do.PERSON_VIEW, Do.PERSON_REVEAL, Do.PERSON_EDIT, Do.LIST_UPLOAD, Do.LIST_COMMIT, Do.DISCREPANCY_DECIDE}
        | {Do.TASK_WORK, Do.VISIT_RECORD, Do.CASE_APPLY, Do.CASE_CHECK, Do.MEASURES_VIEW, Do.REPORT_MAKE}
        | {Do.PROGRAMMES_VIEW, Do.SIMULATE, Do.LAW_PREPARE, Do.RESTRICTED_VIEW}
    ),
    Role.COUNTY_APPROVER: frozenset(
        {Do.PERSON_VIEW, Do.PERSON_REVEAL, Do.BRAKE_CONFIRM, Do.DISCREPANCY_DECIDE, Do.TASK_WORK, Do.CASE_DECIDE}
        | {Do.MEASURES_VIEW, Do.REPORT_MAKE, Do.PROGRAMMES_VIEW, Do.SIMULATE, Do.BULK_DECIDE, Do.LAW_APPROVE}
        | {Do.RESTRICTED_VIEW}
        | {Do.ERASE_APPROVE}
    ),
    Role.CIVIL_AFFAIRS: frozenset(
        {Do.PERSON_VIEW, Do.PERSON_REVEAL, Do.LIST_UPLOAD, Do.BRAKE_CONFIRM, Do.DISCREPANCY_DECIDE, Do.TASK_WORK}
        | {Do.CASE_DECIDE, Do.MEASURES_VIEW, Do.PROGRAMMES_VIEW, Do.BULK_DECIDE, Do.LAW_APPROVE}
    ),
    Role.FINANCE_PREPARER: frozenset({Do.PERSON_VIEW, Do.PAY_PREPARE, Do.MEASURES_VIEW, Do.PROGRAMMES_VIEW}),
    Role.FINANCE_APPROVER: frozenset(
        {Do.PERSON_VIEW, Do.PAY_APPROVE, Do.MEASURES_VIEW, Do.PROGRAMMES_VIEW, Do.BULK_DECIDE}
    ),
    Role.PROVIDER: frozenset({Do.SERVICE_DELIVER, Do.PROGRAMMES_VIEW}),
    Role.EMPLOYER: frozenset({Do.LEVY_FILE, Do.PROGRAMMES_VIEW}),
    Role.CADRE: frozenset({Do.PERSON_VIEW, Do.VISIT_RECORD, Do.PROGRAMMES_VIEW}),
    Role.SUPERVISOR: frozenset({Do.MEASURES_VIEW, Do.REPORT_MAKE, Do.PROGRAMMES_VIEW, Do.SIMULATE}),
    Role.AUDITOR: frozenset({Do.AUDIT_VIEW, Do.PERSON_VIEW, Do.MEASURES_VIEW, Do.PROGRAMMES_VIEW}),
    Role.ADMIN: frozenset({Do.SYSTEM_ADMIN, Do.PROGRAMMES_VIEW}),
    Role.SECURITY_ADMIN: frozenset({Do.SECURITY_ADMIN, Do.PROGRAMMES_VIEW}),
}

FIELD_MASKS: dict[str, str] = {
    Role.LIAISON: Mask.CONTACT,
    Role.CADRE: Mask.CONTACT,
    Role.TOWNSHIP_CLERK: Mask.ALL,
    Role.COUNTY_CLERK: Mask.ALL,
    Role.COUNTY_APPROVER: Mask.ALL,
    Role.CIVIL_AFFAIRS: Mask.ALL,
    Role.FINANCE_PREPARER: Mask.ALL,
    Role.FINANCE_APPROVER: Mask.ALL,
    Role.AUDITOR: Mask.ALL,
}

# What a person's page may show under each mask. Clear numbers are never a field: they are revealed one by one, logged.
CONTACT_FIELDS = frozenset(
    {"name", "sex", "birth_date", "hukou", "residence", "guardian_name", "phone", "needs", "certificate_valid"}
    | {"grade", "components", "owns_motor_wheelchair", "in_school", "school_stage", "survey_outcome"}
)


def field_allowed(mask: str, field: str) -> bool:
    """Say whether a field may be shown under a mask."""
    return mask == Mask.ALL or (mask == Mask.CONTACT and field in CONTACT_FIELDS)
