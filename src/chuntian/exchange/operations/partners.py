"""
Departments at the interface: registered by system administration, opened by security administration, ended by either.

A key and a contract take two people; the database holds that they are two. What is withdrawn stops with this operation.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import IntegrityError, transaction

from chuntian.accounts.enums import Do
from chuntian.accounts.models import User
from chuntian.accounts.scopes import can
from chuntian.exchange.enums import FIELDS_OF_CALL, KeyAlgorithm, PartnerCall, PartnerField
from chuntian.exchange.models import Partner, PartnerContract, PartnerKey, PartnerMessage
from chuntian.exchange.models.partner import Granted, Withdrawable
from chuntian.exchange.models.partner_contract import DAILY, HOURLY
from chuntian.kernel.divisions import pad
from chuntian.trail.operations import record
from chuntian.trail.protected import blind_index

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{1,38}[a-z0-9]")
LONGEST = timedelta(days=731)
Given = TypeVar("Given", bound=Granted)


class CannotShare(Exception):
    """A department, a key or a contract cannot be asked for, granted or withdrawn like this."""


class SentBefore(Exception):
    """The department has sent a message with this id before."""


@transaction.atomic
def register_partner(*, code: str, name: str, region: str, by: User, at: datetime) -> Partner:
    """
    Register a department. It may ask nothing yet.

    :raises CannotShare: the code is taken or no code, or `by` does not administer the division.
    """
    region = _administered(by, Do.SYSTEM_ADMIN, region, at)
    if not name.strip():
        raise CannotShare("请写部门名称 · name the department")
    made = _saved(Partner(code=_slug(code), name=name.strip()[:80], region=region, asked_by=by, asked_at=at))
    _tell(made, made, "partner.registered", by, at, name)
    return made


@transaction.atomic
def ask_key(
    *, partner: Partner, key_id: str, public_key: str, start: date, end: date, by: User, at: datetime
) -> PartnerKey:
    """
    Ask that a public key be let in; it opens nothing until another person grants it.

    :raises CannotShare: no such key, used before, days out of order, or `by` does not administer the division.
    """
    _administered(by, Do.SYSTEM_ADMIN, partner.region, at)
    _days(start, end)
    key = PartnerKey(
        partner=partner, key_id=_slug(key_id), algorithm=KeyAlgorithm.ED25519, public_key=_public(public_key),
        valid_from=start, valid_to=end, asked_by=by, asked_at=at,
    )  # fmt: skip
    _tell(_saved(key), partner, "partner_key.asked", by, at, key.key_id)
    return key


@transaction.atomic
def ask_contract(
    *, partner: Partner, purpose_code: str, purpose: str, calls: Iterable[str], fields: Iterable[str], region: str,
    start: date, end: date, by: User, at: datetime, hourly: int = HOURLY, daily: int = DAILY,
) -> PartnerContract:  # fmt: skip
    """
    Ask that a department may make some calls for one purpose; nothing opens until another person grants it.

    :raises CannotShare: what is asked for does not fit together, or `by` does not administer the division.
    """
    region = _administered(by, Do.SYSTEM_ADMIN, region, at)
    _days(start, end)
    calls, fields = sorted(set(calls)), sorted(set(fields))
    _fit(calls, fields)
    if not purpose.strip() or not 1 <= hourly <= daily <= 10_000_000:
        raise CannotShare("请写用途和依据；人次须为正数，每小时不多于每日 · give the purpose; hourly at most daily")
    contract = PartnerContract(
        partner=partner, purpose_code=_slug(purpose_code), purpose=purpose.strip()[:300], calls=calls, fields=fields,
        region=region, valid_from=start, valid_to=end, hourly=hourly, daily=daily, asked_by=by, asked_at=at,
    )  # fmt: skip
    _tell(_saved(contract), contract, "partner_contract.asked", by, at, contract.purpose)
    return contract


@transaction.atomic
def grant(*, given: Given, by: User, at: datetime) -> Given:
    """
    Let a key or a contract take effect, as another person than who asked for it.

    :raises CannotShare: it is granted or withdrawn already, one's own, or `by` is no security administrator there.
    """
    locked = type(given).objects.select_for_update().select_related("partner").get(pk=given.pk)
    owner = locked if isinstance(locked, PartnerContract) else locked.partner
    _administered(by, Do.SECURITY_ADMIN, owner.region, at)
    if locked.granted_at is not None or locked.withdrawn_at is not None or locked.partner.withdrawn_at is not None:
        raise CannotShare("已经定过，或已撤销 · decided already, or withdrawn")
    if locked.asked_by_id == by.pk:
        raise CannotShare("提出人不能同意，须由另一人 · another person has to grant it")
    locked.granted_by, locked.granted_at = by, at
    locked.save(update_fields=["granted_by", "granted_at"])
    _tell(locked, owner, f"{_kind(locked)}.granted", by, at, str(locked))
    return locked


@transaction.atomic
def withdraw(*, given: Withdrawable, by: User, at: datetime, why: str) -> None:
    """
    End a key, a contract or a whole department: the next message is refused. One administrator is enough.

    :raises CannotShare: no reason, withdrawn already, or `by` administers nothing there.
    """
    locked = type(given)._default_manager.select_for_update().get(pk=given.pk)
    owner = locked.partner if isinstance(locked, PartnerKey) else locked
    if not can(by, Do.SECURITY_ADMIN, at.date(), owner.region):
        _administered(by, Do.SYSTEM_ADMIN, owner.region, at)
    if not why.strip() or locked.withdrawn_at is not None:
        raise CannotShare("请写撤销理由；已撤销的不能再撤 · give the reason; withdrawn already stays so")
    locked.withdrawn_by, locked.withdrawn_at, locked.withdrawn_why = by, at, why.strip()[:300]
    locked.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why"])
    _tell(locked, owner, f"{_kind(locked)}.withdrawn", by, at, why)


def accept_message(*, partner: Partner, message_id: str, at: datetime) -> PartnerMessage:
    """
    Take note of a message, once and for ever; not undone when its answer fails.

    :raises SentBefore: the department sent this id before; of several at once one is taken.
    """
    digest = blind_index(f"{partner.pk}|{message_id}", "partner_message")
    try:
        with transaction.atomic():
            return PartnerMessage.objects.create(partner=partner, digest=digest, received_at=at)
    except IntegrityError as why:
        raise SentBefore(partner.code) from why


def _fit(calls: list[str], fields: list[str]) -> None:
    if not calls or set(calls) - set(PartnerCall.values) or set(fields) - set(PartnerField.values):
        raise CannotShare(f"可调用：{'、'.join(PartnerCall.values)}；可取项目：{'、'.join(PartnerField.values)}")
    given = frozenset().union(*(FIELDS_OF_CALL[call] for call in calls))
    idle = [call for call in calls if FIELDS_OF_CALL[call] and not FIELDS_OF_CALL[call] & set(fields)]
    if idle or set(fields) - given:
        raise CannotShare("项目和调用对不上：每个项目要有调用能给，每个调用要有项目可给 · fields and calls do not fit")


def _administered(by: User, action: str, region: str, at: datetime) -> str:
    region = pad(region)
    if not can(by, action, at.date(), region):
        raise CannotShare(f"{by} 在 {region} 没有“{Do(action).label}” · not allowed")
    return region


def _slug(text: str) -> str:
    if not SLUG.fullmatch(text):
        raise CannotShare("代号用小写字母、数字和连字符，3 至 40 位 · lower-case letters, digits and hyphens")
    return text


def _days(start: date, end: date) -> None:
    if not start <= end <= start + LONGEST:
        raise CannotShare("截止日须在开始日之后，最长两年 · from a day to a day, two years at most")


def _public(text: str) -> str:
    try:
        raw = base64.b64decode(text.strip(), validate=True)
        Ed25519PublicKey.from_public_bytes(raw)
    except (binascii.Error, ValueError) as why:
        raise CannotShare("公钥应为 32 字节 Ed25519 公钥的 base64 · 32 bytes of an Ed25519 key in base64") from why
    return base64.b64encode(raw).decode()


def _saved(row: Any) -> Any:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as why:
        raise CannotShare(
            "代号、密钥名或公钥已经用过 · the code, the name of the key or the key was used before"
        ) from why
    return row


def _kind(row: Any) -> str:
    return {Partner: "partner", PartnerKey: "partner_key", PartnerContract: "partner_contract"}[type(row)]


def _tell(row: Any, owner: Any, action: str, by: User, at: datetime, reason: str) -> None:
    partner = row if isinstance(row, Partner) else row.partner
    detail = {"partner": partner.code}
    if isinstance(row, PartnerContract):
        detail |= {"calls": row.calls, "fields": row.fields, "hourly": row.hourly, "daily": row.daily}
    record(
        actor=by, action=action, subject_kind=_kind(row), subject_id=row.pk, region=owner.region, at=at, reason=reason,
        detail=detail,
    )  # fmt: skip
