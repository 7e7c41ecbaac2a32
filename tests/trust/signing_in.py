"""How the tests of signing in enrol and answer a second factor."""

from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from chuntian.accounts.models import User
from chuntian.accounts.operations import enrol_authenticator
from chuntian.web import clock

PASSWORD = "春天-the-long-one"


def code_of(secret: str, steps: int = 0) -> str:
    """Give what an authenticator app shows now, or some steps of 30 seconds from now."""
    return format_hotp_value(hotp_value(secret.replace(" ", ""), int(clock.present().timestamp()) // 30 + steps))


def enrolled(user: User) -> str:
    """Give an account an authenticator app, enrolled by the code of the step before; gives its secret."""
    secret = generate_totp_secret()
    enrol_authenticator(user=user, secret=secret, code=code_of(secret, -1), at=clock.present())
    return secret


def give_password(client: Client, username: str, password: str = PASSWORD, **extra):
    return client.post("/sign-in/", {"username": username, "password": password}, **extra)


def enter(client: Client, user: User, secret: str):
    """Sign in with both factors."""
    give_password(client, user.username)
    return client.post("/sign-in/code/", {"code": code_of(secret)})
