"""What can be done with an award: stop it, let it run again, decide one month by hand. Always a person, with a reason."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.casework import operations
from chuntian.casework.enums import HandOutcome
from chuntian.casework.law import law_in_use
from chuntian.casework.models import Award
from chuntian.kernel.days import Month
from chuntian.web.desk.deeds import Deed
from chuntian.web.desk.forms import DeskForm, MonthField, ReasonField

STOPS = (Do.CASE_CHECK, Do.CASE_DECIDE)
MOST_YUAN = 10_000_000


class StopForm(DeskForm):
    end_month = MonthField(label=gettext_lazy("发到哪个月为止"), help_text=gettext_lazy("含这个月，例如 2024-03"))
    reason = ReasonField()


class ResumeForm(DeskForm):
    start_month = MonthField(label=gettext_lazy("从哪个月起恢复"), help_text=gettext_lazy("含这个月，例如 2024-05"))
    reason = ReasonField()


class HandForm(DeskForm):
    """One month by a person's word; the amount is asked for only where the month is paid."""

    outcome = forms.ChoiceField(label=gettext_lazy("怎样定"), choices=HandOutcome.choices, widget=forms.RadioSelect)
    amount = forms.DecimalField(
        label=gettext_lazy("发多少（元）"), required=False, min_value=0, max_value=MOST_YUAN, decimal_places=2,
        help_text=gettext_lazy("照发才填，例如 110.00"), widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    reason = ReasonField()

    def clean(self) -> dict[str, Any]:
        """Ask for an amount where the month is paid, and for none where it is not."""
        said = super().clean()
        pays, amount = said.get("outcome") == HandOutcome.PAY, said.get("amount")
        if pays and not amount and "amount" not in self.errors:
            self.add_error("amount", _("照发请填写金额"))
        if said.get("outcome") == HandOutcome.DO_NOT_PAY and amount:
            self.add_error("amount", _("不发就不要填金额"))
        return said


class MonthByHandForm(HandForm):
    month = MonthField(label=gettext_lazy("哪个月"), help_text=gettext_lazy("例如 2024-03"))
    field_order = ("month", "outcome", "amount", "reason")


def decide_by_hand(request: HttpRequest, award: Award, month: str, said: dict[str, Any]) -> str:
    """Decide one month of an award."""
    fen = int(said["amount"] * 100) if said["amount"] else None
    operations.decide_by_hand(
        award=award, month=month, outcome=said["outcome"], amount_fen=fen, by=request.user, at=request.moment,
        reason=said["reason"],
    )  # fmt: skip
    return _("已记下这个月的人工决定。已编制的批次不会自己变：取消后重新编制，或从下一批起生效。")


def month_by_hand(request: HttpRequest, award: Award, said: dict[str, Any]) -> str:
    """Decide the month that was typed."""
    return decide_by_hand(request, award, str(said["month"]), said)


def stop(request: HttpRequest, award: Award, said: dict[str, Any]) -> str:
    """End the award."""
    operations.stop_award(
        award=award, end_month=str(said["end_month"]), by=request.user, at=request.moment, reason=said["reason"]
    )
    return _("已停发。多发的月份会列为待决定的追回，不会自动扣。")


def resume(request: HttpRequest, award: Award, said: dict[str, Any]) -> str:
    """Let the award run again."""
    operations.resume_award(
        award=award, start_month=str(said["start_month"]), by=request.user, at=request.moment, reason=said["reason"],
        law=law_in_use(),
    )  # fmt: skip
    return _("已恢复发放，从所填的月份起。")


def can_resume(award: Award | None) -> bool:
    """Tell whether an award has ended and no other of its programme runs."""
    if award is None or award.end_month is None:
        return False
    return not Award.objects.filter(person=award.person_id, programme=award.programme, end_month__isnull=True).exists()


def next_month(form: DeskForm, award: Award) -> None:
    """Propose the month after the last one; where the award was taken back whole, its first."""
    if award.end_month:
        form.fields["start_month"].initial = max(str(Month.parse(award.end_month).next), award.start_month)


DEEDS = [
    Deed(
        "stop", gettext_lazy("停发"), STOPS, stop, StopForm, kind="danger", possible=lambda award: award.end_month is None,
        about=gettext_lazy("停发由人决定，并写明理由。"), refusals=(operations.CannotStop, operations.ReasonMissing),
    ),
    Deed(
        "resume", gettext_lazy("恢复发放"), (Do.CASE_DECIDE,), resume, ResumeForm, kind="first", possible=can_resume,
        about=gettext_lazy("接着原来的待遇发，不用重新申请。"), refusals=(operations.CannotResume, operations.ReasonMissing),
        choices=lambda form, request, award: next_month(form, award),
    ),
    Deed(
        "by-hand", gettext_lazy("人工决定一个月"), (Do.CASE_DECIDE,), month_by_hand, MonthByHandForm,
        about=gettext_lazy("系统不能判定这个月、又必须定下来时用。"),
        refusals=(operations.CannotDecideByHand, operations.ReasonMissing), possible=lambda award: not award.is_void,
    ),
]  # fmt: skip
