"""How django-allauth keeps the secrets of second factors here: sealed, and bound to the account they belong to."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from allauth.mfa.adapter import DefaultMFAAdapter

from chuntian.accounts.models import User
from chuntian.trail.protected import keyring

_whose: ContextVar[int | None] = ContextVar("whose", default=None)


class NobodysSecret(RuntimeError):
    """A secret was to be sealed or opened without saying whose it is."""


@contextmanager
def secrets_of(user: User) -> Iterator[None]:
    """Seal and open the second factors of one account within the block; those of another do not open (trust.md B20)."""
    token = _whose.set(user.pk)
    try:
        yield
    finally:
        _whose.reset(token)


def seal(text: str, purpose: str) -> str:
    """Give a text sealed for the account of the surrounding block."""
    return keyring().seal(text, _place(purpose)).hex()


def unseal(sealed: str, purpose: str) -> str:
    """Open what `seal` gave for the same account and purpose."""
    return keyring().open(bytes.fromhex(sealed), _place(purpose))


def _place(purpose: str) -> str:
    whose = _whose.get()
    if whose is None:
        raise NobodysSecret(purpose)
    return f"{purpose}:{whose}"


class Adapter(DefaultMFAAdapter):
    """What django-allauth asks about this house (settings.MFA_ADAPTER)."""

    def encrypt(self, text: str) -> str:
        """Seal the secret of an authenticator or the seed of recovery codes."""
        return seal(text, "mfa_authenticator.data")

    def decrypt(self, encrypted_text: str) -> str:
        """Open it again."""
        return unseal(encrypted_text, "mfa_authenticator.data")

    def get_totp_issuer(self) -> str:
        """Name the house in the list of an authenticator app."""
        return "春天"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name the house to a passkey, which is bound to the host of the address."""
        return {**super().get_public_key_credential_rp_entity(), "name": "春天"}
