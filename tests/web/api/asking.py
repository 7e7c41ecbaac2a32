"""A department that asks: registered, with a key and a contract, signing with the example client of the documents."""

import importlib.util
import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client
from tests.casework.county import REGION, moment

from chuntian.accounts.models import Assignment, User
from chuntian.exchange.enums import PartnerCall, PartnerField
from chuntian.exchange.models import Partner, PartnerContract, PartnerKey
from chuntian.exchange.operations.partners import ask_contract, ask_key, grant, register_partner
from chuntian.web import clock

ROOT = Path(__file__).resolve().parents[3]
CALLS = "/spdci/dr/v1.0.0/registry/sync/"
PURPOSE = "two-subsidies"
RECEIVER = "dr-tests"


def _example() -> Any:
    """Load the example client: it knows nothing of the server's code, so both must mean the same."""
    spec = importlib.util.spec_from_file_location("ask_the_register", ROOT / "docs/how-to/ask_the_register.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


example = _example()


def administrators(region: str = REGION) -> tuple[User, User]:
    """Give a system and a security administrator of a division."""
    made = []
    for role in ("admin", "security_admin"):
        user, new = User.objects.get_or_create(username=f"{role}-of-{region}", defaults={"display_name": role})
        if new:
            Assignment.objects.create(user=user, role=role, region=region, valid_from=date(2020, 1, 1))
        made.append(user)
    return made[0], made[1]


def public(key: Ed25519PrivateKey) -> str:
    """Give the public half as it is registered."""
    return example.base64.b64encode(key.public_key().public_bytes_raw()).decode()


@dataclass
class Department:
    """A department at the interface, and what it sends."""

    code: str = "civil-affairs"
    region: str = REGION
    calls: list[str] = field(default_factory=lambda: list(PartnerCall.values))
    fields: list[str] = field(default_factory=lambda: list(PartnerField.values))
    hourly: int = 499
    daily: int = 1000
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    def __post_init__(self) -> None:
        self.admin, self.guard = administrators()
        at = clock.now()
        days = {"start": at.date() - timedelta(days=30), "end": at.date() + timedelta(days=300)}
        self.partner: Partner = register_partner(code=self.code, name="民政局", region=REGION, by=self.admin, at=at)
        self.partner_key: PartnerKey = grant(
            given=ask_key(partner=self.partner, key_id="first", public_key=public(self.key), by=self.admin, at=at, **days),
            by=self.guard, at=at,
        )  # fmt: skip
        self.contract: PartnerContract = self.contract_for()

    def contract_for(self, **given: Any) -> PartnerContract:
        """Give the department one more contract for its purpose."""
        at = clock.now()
        said = {
            "calls": self.calls, "fields": self.fields, "partner": self.partner, "purpose_code": PURPOSE,
            "purpose": "核对两项补贴资格", "region": self.region, "hourly": self.hourly, "daily": self.daily, "start": at.date() - timedelta(days=30), "end": at.date() + timedelta(days=300),
            "by": self.admin, "at": at,
        }  # fmt: skip
        return grant(given=ask_contract(**(said | given)), by=self.guard, at=at)

    def envelope(self, call: str, *numbers: str, purpose: str = PURPOSE, **other: Any) -> dict[str, Any]:
        """Write and sign a message."""
        return self.signed(call, example.message_for(call, list(numbers), purpose), **other)

    def signed(self, call: str, message: dict[str, Any], **other: Any) -> dict[str, Any]:
        """Put a message into a signed envelope."""
        given = {"sender": self.code, "receiver": RECEIVER, "key_id": "first", "key": self.key} | other
        return example.envelope(call, message, **given)

    def ask(self, call: str, *numbers: str, **other: Any) -> dict[str, Any]:
        """Ask, and give the message of the reply; its signature must hold."""
        answer = send(call, self.envelope(call, *numbers, **other))
        assert answer.status_code == 200, answer.content
        return example.verified(answer.json(), CALLS + call, Client().get("/.well-known/jwks.json").json())


def send(call: str, said: Any, client: Client | None = None, **more: Any) -> Any:
    """Send an envelope, or bytes as they are."""
    raw = said if isinstance(said, bytes) else json.dumps(said).encode()
    return (client or Client(REMOTE_ADDR="10.9.8.7")).post(
        CALLS + call, raw, **({"content_type": "application/json"} | more)
    )


__all__ = ["CALLS", "PURPOSE", "REGION", "Department", "administrators", "example", "moment", "public", "send"]
