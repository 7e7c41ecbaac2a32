"""Enrol, check and take away the second factor of an account (trust.md B7); the kinds are those of django-allauth."""

from datetime import datetime
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal import auth as webauthn
from django.core.exceptions import ValidationError
from django.db import transaction

from chuntian.accounts.models import User
from chuntian.accounts.sealing import secrets_of
from chuntian.accounts.second_factors import factors_of, has_authenticator, home_of, recovery_codes
from chuntian.trail.operations import record

STEPS_EITHER_WAY = 1  # a telephone's clock may be half a minute off


class WrongCode(Exception):
    """The code is wrong, was used already, or the passkey is not one of this account."""


class NeedsSecondFactor(Exception):
    """The last second factor of a member of staff cannot be taken away."""


@transaction.atomic
def enrol_authenticator(*, user: User, secret: str, code: str, at: datetime) -> Authenticator:
    """
    Add an authenticator app that has shown a code for `secret`; `at` is the real time, which apps count by.

    :raises WrongCode: the code is not one of now, or there is an app already.
    """
    step = _step_of(secret, code, at)
    if step is None or has_authenticator(user):
        raise WrongCode
    with secrets_of(user):
        row = TOTP.activate(user, secret).instance
    row.data["last_step"] = step
    row.save(update_fields=["data"])
    _tell(user, "second_factor.added", at, {"kind": row.type})
    _first_codes(user, at)
    return row


@transaction.atomic
def enrol_passkey(*, user: User, name: str, credential: Any, at: datetime) -> Authenticator:
    """
    Add a passkey that has answered the challenge kept in the session.

    :raises WrongCode: the answer does not fit the challenge or this address.
    """
    try:
        webauthn.parse_registration_response(credential)
        webauthn.complete_registration(credential)
    except (ValidationError, ValueError, KeyError, TypeError, AttributeError) as why:
        raise WrongCode from why
    row = webauthn.WebAuthn.add(user, name[:60], credential).instance
    _tell(user, "second_factor.added", at, {"kind": row.type})
    _first_codes(user, at)
    return row


@transaction.atomic
def check_code(*, user: User, code: str, at: datetime) -> str:
    """
    Take a code of the authenticator app, or a recovery code, once; gives the kind that fitted.

    :raises WrongCode: it fits none, or it was used before (the step is kept in the database, not in a cache).
    """
    code = code.strip().replace(" ", "").replace("-", "")
    app = Authenticator.objects.select_for_update().filter(user=user, type=Authenticator.Type.TOTP).first()
    if app is not None and len(code) == app_settings.TOTP_DIGITS:
        with secrets_of(user):
            step = _step_of(decrypt(app.data["secret"]), code, at, after=app.data.get("last_step", 0))
        if step is not None:
            app.data["last_step"], app.last_used_at = step, at
            app.save(update_fields=["data", "last_used_at"])
            return str(app.type)
    codes = recovery_codes(user)
    if codes is not None and factors_of(user).exists():
        with secrets_of(user):
            if codes.validate_code(code):
                _tell(user, "second_factor.recovery_used", at, {"left": len(codes.get_unused_codes())})
                return str(codes.instance.type)
    raise WrongCode


@transaction.atomic
def check_passkey(*, user: User, credential: Any, at: datetime) -> str:
    """
    Take the answer of a passkey to the challenge kept in the session.

    :raises WrongCode: the answer does not fit, or was given before.
    """
    try:
        response = webauthn.parse_authentication_response(credential)
        row = webauthn.complete_authentication(user, credential)
    except (ValidationError, ValueError, KeyError, TypeError, AttributeError) as why:
        raise WrongCode from why
    row = Authenticator.objects.select_for_update().get(pk=row.pk)
    counter, before = response.response.authenticator_data.counter, row.data.get("counter", 0)
    if counter <= before and (counter or before):
        raise WrongCode  # a key that counts has counted this far already: it was copied
    row.data["counter"], row.last_used_at = counter, at
    row.save(update_fields=["data", "last_used_at"])
    return str(row.type)


@transaction.atomic
def renew_recovery_codes(*, user: User, at: datetime) -> None:
    """Make ten new recovery codes; the older ones stop working."""
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    _first_codes(user, at)


@transaction.atomic
def take_factor(*, user: User, factor: Authenticator, at: datetime, required: bool) -> None:
    """
    Take one of one's own factors away; with the last one go the recovery codes.

    :raises NeedsSecondFactor: it is the last one and the account's work requires one.
    """
    others = factors_of(user).select_for_update().exclude(pk=factor.pk)
    if required and not others:
        raise NeedsSecondFactor
    kind = factor.type
    if not others:
        Authenticator.objects.filter(user=user).delete()
    else:
        factor.delete()
    _tell(user, "second_factor.removed", at, {"kind": kind})


def _first_codes(user: User, at: datetime) -> None:
    if recovery_codes(user) is None:
        with secrets_of(user):
            RecoveryCodes.activate(user)
        _tell(user, "second_factor.codes_made", at, {"count": app_settings.RECOVERY_CODE_COUNT})


def _step_of(secret: str, code: str, at: datetime, after: int = 0) -> int | None:
    """Give the time step whose code this is, if it is later than the last one used."""
    now = int(at.timestamp()) // app_settings.TOTP_PERIOD
    for step in range(now - STEPS_EITHER_WAY, now + STEPS_EITHER_WAY + 1):
        if step > after and compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            return step
    return None


def _tell(user: User, action: str, at: datetime, detail: dict[str, Any]) -> None:
    record(
        actor=user, action=action, subject_kind="user", subject_id=user.pk, region=home_of(user), at=at, detail=detail
    )
