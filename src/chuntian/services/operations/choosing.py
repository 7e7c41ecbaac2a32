"""The person's own choice while he waits, and the confirmation by code: before a clerk places the order."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from chuntian.services.codes import is_code_of
from chuntian.services.enums import ChosenBy, OrderState, Proof
from chuntian.services.models import AgreementSpan, Order, Provider, Session
from chuntian.services.operations.orders import CannotOrder, NoAgreement
from chuntian.services.operations.sessions import CannotConfirm, confirm_session
from chuntian.trail.models import Entry
from chuntian.trail.operations import record

TRIES = 5
WRONG = "session.wrong_code"


@transaction.atomic
def choose_provider(
    *, order: Order, provider: Provider, chosen_by: str, on: date, by: Any, at: datetime
) -> Order:  # fmt: skip
    """
    Keep the provider that the person or the guardian chose on a waiting order; a clerk places it with days and ceiling.

    :raises CannotOrder: it waits no longer. :raises NoAgreement: the provider has none for the programme on the day.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    if order.state != OrderState.WAITING:
        raise CannotOrder(f"服务单{order.get_state_display()}，要换机构请找经办人办“转机构”")
    spans = AgreementSpan.objects.filter(agreement__provider=provider, agreement__programme=order.programme)
    if not spans.filter(from_on__lte=on, to_on__gte=on).exists():
        raise NoAgreement(f"{provider} 现在没有该项目的有效协议，请选择目录中的其他机构")
    order.provider, order.chosen_by = provider, ChosenBy(chosen_by)
    order.save(update_fields=["provider", "chosen_by"])
    record(
        actor=by, action="order.choose", subject_kind="person", subject_id=order.person_id, region=order.region, at=at,
        detail={"order": order.pk, "provider": provider.pk},
    )  # fmt: skip
    return order


def confirm_by_code(*, session: Session, code: str, by: Any, at: datetime) -> Session:
    """
    Confirm a session by the code that the person told; the code is the person's word, so the one who entered may type it.

    :raises CannotConfirm: the code is another, or too many were tried within a day.
    """
    since = at - timedelta(days=1)
    tried = Entry.objects.filter(subject_kind="session", subject_id=str(session.pk), action=WRONG, at__gt=since)
    if tried.count() >= TRIES:
        raise CannotConfirm("确认码已试错五次。请本人在自己的页面上确认，或请另一位工作人员登记签字")
    if not is_code_of(session, code):
        record(
            actor=by, action=WRONG, subject_kind="session", subject_id=session.pk, region=session.region, at=at,
            detail={"provider": session.provider_id},
        )  # fmt: skip
        raise CannotConfirm("确认码不对，请再看一遍：本人页面上这次服务旁边的六位数字")
    return confirm_session(session=session, proof=Proof.CODE, by="person:code", at=at)
