"""Every write of the room: roles, accounts, second factors, authorities, sessions."""

from chuntian.accounts.operations.accounts import (
    CannotAdminister,
    activate,
    choose_password,
    create_account,
    deactivate,
    fresh_password,
    give_password,
    give_role,
    take_role,
)
from chuntian.accounts.operations.assignments import CannotAssign, assign, end_assignment, ensure_roles
from chuntian.accounts.operations.authorities import CannotRecord, end_authority, record_authority
from chuntian.accounts.operations.demo import ensure_demo_users
from chuntian.accounts.operations.factor_resets import CannotReset, ask_reset, decide_reset
from chuntian.accounts.operations.second_factor import (
    NeedsSecondFactor,
    WrongCode,
    check_code,
    check_passkey,
    enrol_authenticator,
    enrol_passkey,
    renew_recovery_codes,
    take_factor,
)
from chuntian.accounts.operations.sessions import MOST_SESSIONS, end_sessions, open_session, see_session
from chuntian.accounts.operations.sign_ins import CLOSED, OPENED, note_sign_in, note_sign_out

__all__ = [
    "CLOSED",
    "MOST_SESSIONS",
    "OPENED",
    "CannotAdminister",
    "CannotAssign",
    "CannotRecord",
    "CannotReset",
    "NeedsSecondFactor",
    "WrongCode",
    "activate",
    "ask_reset",
    "assign",
    "check_code",
    "check_passkey",
    "choose_password",
    "create_account",
    "deactivate",
    "decide_reset",
    "end_assignment",
    "end_authority",
    "end_sessions",
    "enrol_authenticator",
    "enrol_passkey",
    "ensure_demo_users",
    "ensure_roles",
    "fresh_password",
    "give_password",
    "give_role",
    "note_sign_in",
    "note_sign_out",
    "open_session",
    "record_authority",
    "renew_recovery_codes",
    "see_session",
    "take_factor",
    "take_role",
]
