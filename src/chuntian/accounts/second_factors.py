"""Read the second factors of an account."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db.models import QuerySet

from chuntian.accounts.models import Assignment, User
from chuntian.accounts.sealing import secrets_of

PROVING = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def factors_of(user: User) -> QuerySet[Authenticator]:
    """Give the authenticator apps and passkeys of an account, oldest first."""
    return Authenticator.objects.filter(user=user, type__in=PROVING).order_by("created_at", "id")


def has_second_factor(user: User) -> bool:
    """Say whether an account has an authenticator app or a passkey (recovery codes alone are none)."""
    return factors_of(user).exists()


def has_passkey(user: User) -> bool:
    """Say whether an account has a passkey."""
    return factors_of(user).filter(type=Authenticator.Type.WEBAUTHN).exists()


def has_authenticator(user: User) -> bool:
    """Say whether an account has an authenticator app."""
    return factors_of(user).filter(type=Authenticator.Type.TOTP).exists()


def recovery_codes(user: User) -> RecoveryCodes | None:
    """Give the recovery codes of an account, if it has any."""
    row = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return row.wrap() if row else None


def unused_codes(user: User) -> list[str]:
    """Give the recovery codes that still work."""
    codes = recovery_codes(user)
    if codes is None:
        return []
    with secrets_of(user):
        return codes.get_unused_codes()


def home_of(user: User) -> str:
    """Give the region an account belongs to: that of its latest assignment; the trail keeps its entries there."""
    return (
        Assignment.objects.filter(user=user).order_by("-valid_from", "-id").values_list("region", flat=True).first()
        or ""
    )
