"""What persons said is wrong in their files, for the one who asks and for the one who answers."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.casework.enums import TaskState
from chuntian.casework.models import Correction, Task
from chuntian.policy.facts import FACTS
from chuntian.registry.models import Person
from chuntian.web.reading.facts import label_of, source_name

OTHER_LABELS: dict[str, Promise] = {
    "name": gettext_lazy("姓名"),
    "phone": gettext_lazy("电话"),
    "bank_account": gettext_lazy("银行账号"),
    "guardian": gettext_lazy("监护人"),
    "authority": gettext_lazy("谁能替我办"),
    "other": gettext_lazy("别的"),
}
AS = {
    "self": gettext_lazy("本人"),
    "guardian": gettext_lazy("监护人"),
    "helper": gettext_lazy("受托代办人"),
}
DECLARED = {fact.name: fact for fact in FACTS if fact.subject == "person"}


def name_of(fact: str) -> str:
    """Give what a request is about as people call it."""
    return label_of(DECLARED[fact]) if fact in DECLARED else str(OTHER_LABELS[fact])


def asked_of(task: Task) -> dict[str, Any] | None:
    """Give the request that a task is about; None for other tasks. A telephone number stays masked."""
    one = getattr(task, "correction", None)
    if one is None:
        return None
    return {
        "label": name_of(one.fact),
        "said": one.said,
        "phone": str(one.phone) if one.phone else "",
        "source": source_name(one.source) if one.source else _("没有名单，是登记的"),
        "by": str(one.asked_by),
        "as": AS[one.asked_as],
        "at": one.asked_at,
    }


def asked_by_person(person: Person) -> list[dict[str, Any]]:
    """Give what was asked for a person, newest first, with where it stands and what was answered."""
    rows = Correction.objects.filter(person=person).select_related("task", "source").order_by("-asked_at", "-pk")
    return [
        {
            "pk": one.pk,
            "fact": one.fact,
            "label": name_of(one.fact),
            "said": one.said,
            "phone": str(one.phone) if one.phone else "",
            "asked_at": one.asked_at,
            "as": AS[one.asked_as],
            "source": source_name(one.source) if one.source else "",
            "open": one.task.state == TaskState.OPEN,
            "due_on": one.task.due_on,
            "outcome": one.task.get_outcome_display(),
            "answer": one.task.close_reason,
            "answered_at": one.task.closed_at,
        }
        for one in rows
    ]
