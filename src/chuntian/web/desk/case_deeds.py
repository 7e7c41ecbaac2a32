"""The steps of a case: each is offered to the role whose stage it is."""

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.casework import operations
from chuntian.casework.enums import ActionKind
from chuntian.casework.law import law_in_use
from chuntian.casework.models import Case
from chuntian.casework.paths import PATHS
from chuntian.web.desk.case_more_deeds import MORE, WhyForm
from chuntian.web.desk.deeds import Deed
from chuntian.web.desk.forms import DeskForm, ReasonField

WRONG_STEP = (operations.CannotMove, operations.ReasonMissing)


class NoteForm(DeskForm):
    why = ReasonField(label=gettext_lazy("意见（可不填）"), required=False)


def step(request: HttpRequest, case: Case, said: dict[str, Any], *, kind: ActionKind) -> str:
    """Take one step that is no decision."""
    operations.act(case=case, kind=kind, by=request.user, at=request.moment, why=said.get("why", ""), law=law_in_use())
    return _("已记录：%s。") % kind.label


def decide(request: HttpRequest, case: Case, said: dict[str, Any], *, approve: bool) -> str:
    """Approve or refuse, with the law's reasons kept."""
    operations.decide_case(
        case=case, approve=approve, by=request.user, at=request.moment, law=law_in_use(), reason=said.get("why", "")
    )
    return _("已批准，从申请的那个月起发放。") if approve else _("已作出不予批准的决定，请按期书面告知本人。")


def _leads(case: Case, kind: ActionKind) -> bool:
    return kind in PATHS[case.path].stage(case.state).actions


def _step(move: ActionKind, title: str, actions: tuple[str, ...], form: type[DeskForm] = NoteForm, **more: Any) -> Deed:
    return Deed(
        move.value, title, actions, partial(step, kind=move), form, refusals=WRONG_STEP,
        possible=partial(_leads, kind=move), **more,
    )  # fmt: skip


DECIDING = (
    operations.CannotMove, operations.SamePerson, operations.CannotDecide, operations.AlreadyReceiving,
)  # fmt: skip
DEEDS = [
    _step(ActionKind.SEND_ON, gettext_lazy("转送户籍地"), (Do.CASE_CHECK,), kind="first"),
    _step(ActionKind.FIRST_CHECK, gettext_lazy("初审通过，报县残联"), (Do.CASE_CHECK,), kind="first"),
    _step(ActionKind.CHECK, gettext_lazy("审核通过，报民政审定"), (Do.CASE_CHECK,), kind="first"),
    Deed(
        "approve", gettext_lazy("批准"), (Do.CASE_DECIDE,), partial(decide, approve=True), NoteForm, kind="first",
        refusals=DECIDING, possible=partial(_leads, kind=ActionKind.APPROVE),
        about=gettext_lazy("批准前再按申请日的情况判定一遍；理由和条文随决定保存。"),
    ),
    Deed(
        "refuse", gettext_lazy("不予批准"), (Do.CASE_DECIDE,), partial(decide, approve=False), WhyForm, kind="danger",
        refusals=DECIDING, possible=partial(_leads, kind=ActionKind.REFUSE),
        about=gettext_lazy("决定书会写明不符合的条件、条文和救济途径。"),
    ),
    *MORE,
    _step(ActionKind.SEND_BACK, gettext_lazy("退回上一环节"), (Do.CASE_CHECK, Do.CASE_DECIDE), WhyForm),
    _step(ActionKind.TELL_RESULT, gettext_lazy("已把结果告知本人"), (Do.CASE_APPLY, Do.CASE_CHECK, Do.CASE_DECIDE), WhyForm),
    _step(ActionKind.WITHDRAW, gettext_lazy("本人撤回申请"), (Do.CASE_APPLY, Do.CASE_CHECK), WhyForm, kind="danger"),
]  # fmt: skip
