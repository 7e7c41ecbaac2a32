"""What enrolling a second factor shows: the secret as a picture and as text, and the form that proves it arrived."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django import forms
from django.utils.translation import gettext_lazy

from chuntian.accounts.models import User
from chuntian.accounts.sealing import seal, secrets_of, unseal
from chuntian.kernel.crypto import Tampered
from chuntian.web.desk.forms import DeskForm
from chuntian.web.qr import qr

PURPOSE = "session.enrolment"


class AuthenticatorForm(DeskForm):
    code = forms.CharField(
        label=gettext_lazy("应用里显示的 6 位数字"),
        max_length=20,
        help_text=gettext_lazy("可以粘贴，不用赶：上一个、下一个也认"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "narrow"}),
    )


class PasskeyForm(DeskForm):
    name = forms.CharField(label=gettext_lazy("给它起个名字"), max_length=60, required=False)
    credential = forms.JSONField(widget=forms.HiddenInput)


def fresh_secret() -> str:
    """Give a new secret for an authenticator app."""
    return generate_totp_secret()


def sealed(user: User, secret: str) -> str:
    """Seal the secret while it waits in the session for its first code."""
    with secrets_of(user):
        return seal(secret, PURPOSE)


def unsealed(user: User, kept: str) -> str:
    """Open it again; one that does not open is replaced."""
    try:
        with secrets_of(user):
            return unseal(kept, PURPOSE)
    except (Tampered, ValueError):
        return fresh_secret()


def shown_secret(user: User, secret: str) -> dict[str, Any]:
    """Give the picture to scan, and the same secret in groups of four for those who type or paste it."""
    return qr(get_adapter().build_totp_url(user, secret)) | {
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
    }
