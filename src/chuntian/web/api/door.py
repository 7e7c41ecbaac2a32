"""
Look at a message before anything is read for it (trust.md B37).

Nothing of who asks comes from a cookie, a header or an address: only from a signature that holds over the whole message.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from chuntian.exchange import partners
from chuntian.exchange.operations.partners import SentBefore, accept_message
from chuntian.trail import reach
from chuntian.web import clock
from chuntian.web.api.messages import NotStrict, read
from chuntian.web.api.own_key import own_id
from chuntian.web.api.refusals import Refused
from chuntian.web.api.signature import BadSignature, Signature

MOST_BYTES = 64 * 1024
SKEW = timedelta(minutes=5)
# Checked in place of a key that is not there, so that an unknown sender takes as long as a wrong signature; who could
# sign with it is refused all the same.
NOBODYS_KEY = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="


def admit(request: HttpRequest) -> bool:
    """
    Let a message in, and put its sender, its number and what it says on the request (called by django-ninja).

    :raises Refused: anything about it is wrong.
    """
    reach.nothing()  # a browser's session, if one came along, opens nothing here
    said = _said(request)
    signature = _signature(said)
    request.partner = _sender(request, said, signature).partner
    _in_time(signature, said["header"])
    if said["header"].get("receiver_id") != own_id():
        raise Refused(400, "err.receiver_id.invalid")
    request.said, request.partner_message = said, _noted(request, said["header"])
    return True


def _said(request: HttpRequest) -> dict[str, Any]:
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        raise Refused(400, "err.request.bad", "HTTPS only; what was sent may have been read on its way")
    if request.content_type != "application/json":
        raise Refused(415, "err.request.bad", "send application/json")
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise Refused(413, "err.request.bad", f"at most {MOST_BYTES} bytes")
    if request.META.get("QUERY_STRING"):
        raise Refused(400, "err.request.bad", "nothing belongs into the address")
    try:
        said = read(request.body)
    except NotStrict as why:
        raise Refused(
            400, "err.request.bad", "strict JSON in UTF-8: one object, no member twice, whole numbers"
        ) from why
    if not said.keys() <= {"signature", "header", "message"}:
        raise Refused(400, "err.request.bad", "signature, header and message, nothing else")
    return said


def _signature(said: dict[str, Any]) -> Signature:
    written = said.get("signature")
    if not isinstance(written, str) or not written:
        raise Refused(401, "err.signature.missing")
    try:
        if not isinstance(said.get("header"), dict) or "message" not in said or len(written) > 1000:
            raise BadSignature("no header or message to sign")
        return Signature.parse(written)
    except BadSignature as why:
        raise Refused(401, "err.signature.invalid") from why


def _sender(request: HttpRequest, said: dict[str, Any], signature: Signature) -> Any:
    """Give the key in force that signed the message; whatever is wrong, the answer is the same."""
    key = partners.key_of(signature.sender, signature.key, clock.now().date())
    holds = signature.holds(said, request.path, key.public_key if key else NOBODYS_KEY)
    if (
        key is None
        or not holds
        or key.algorithm != signature.algorithm
        or said["header"].get("sender_id") != key.partner.code
    ):
        raise Refused(401, "err.signature.invalid")
    return key


def _in_time(signature: Signature, header: dict[str, Any]) -> None:
    now = clock.present()
    seconds = now.timestamp()
    if abs(seconds - signature.created) > SKEW.total_seconds() or signature.expires < seconds:
        raise Refused(401, "err.signature.invalid")
    try:
        sent = datetime.fromisoformat(header["message_ts"])
        off = abs(now - sent)
    except (KeyError, TypeError, ValueError, OverflowError) as why:
        raise Refused(400, "rjct.message_ts.invalid") from why
    if off > SKEW:
        raise Refused(400, "rjct.message_ts.invalid")


def _noted(request: HttpRequest, header: dict[str, Any]) -> int:
    message_id = header.get("message_id")
    if not isinstance(message_id, str) or not 0 < len(message_id) < 100:
        raise Refused(400, "err.request.bad", "header.message_id")
    try:
        return accept_message(partner=request.partner, message_id=message_id, at=clock.present()).pk
    except SentBefore as why:
        raise Refused(409, "rjct.message_id.duplicate") from why
