"""A complaint about a service: a case like any other complaint, which names the order; the provider learns of it from the desk."""

from datetime import datetime
from typing import Any

from django.db import transaction

from chuntian.casework import operations as casework
from chuntian.casework.enums import ActionKind, Channel
from chuntian.casework.models import Case
from chuntian.casework.operations.tasks import need_reason
from chuntian.registry.models import Person
from chuntian.services.complaints import about_of, told_of
from chuntian.services.models import Order, Session


class CannotTell(Exception):
    """The case is about no service, or its provider was told already."""


def complain_about(
    *, person: Person, order: Order, text: str, by: Any, at: datetime, session: Session | None = None,
    channel: str = Channel.ONLINE,
) -> Case:  # fmt: skip
    """
    Take in a complaint about a service, or one session of it: a case of its own that names order and provider.

    :raises ReasonMissing: it says nothing.
    """
    matter = {"order": order.pk, "provider": order.provider_id, "session": session.pk if session else None}
    return casework.complain(person=person, text=text, by=by, at=at, channel=channel, data={"service": matter})


@transaction.atomic
def tell_provider(*, case: Case, words: str, by: Any, at: datetime) -> Case:
    """
    Tell the provider who complained of what: until then it learns neither.

    :raises CannotTell. :raises ReasonMissing: the provider must be told something.
    """
    case = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    matter = about_of(case)
    if matter is None or matter.provider is None or told_of(case):
        raise CannotTell("这件投诉不针对哪家机构的服务，或者已经转告")
    return casework.act(
        case=case, kind=ActionKind.NOTE, by=by, at=at, why=need_reason(words), data={"told_provider": matter.provider}
    )
