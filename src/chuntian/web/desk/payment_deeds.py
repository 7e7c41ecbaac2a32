"""What can be done with a payment run, step by step."""

import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.casework.operations import CannotDecideByHand, ReasonMissing
from chuntian.money import operations
from chuntian.money.enums import LineState, RunState
from chuntian.money.models import BankException, HeldLine, PaymentRun
from chuntian.web.desk import award_deeds
from chuntian.web.desk.deeds import Deed
from chuntian.web.desk.forms import DeskForm, MonthField, ReasonField

LARGEST_ANSWER = 20 * 1024 * 1024


class PrepareForm(DeskForm):
    region = forms.ChoiceField(label=gettext_lazy("区域"))
    month = MonthField(label=gettext_lazy("发放月"), help_text=gettext_lazy("例如 2024-03"))


class WhyForm(DeskForm):
    reason = ReasonField()


class BankSaysForm(DeskForm):
    said = forms.ChoiceField(
        label=gettext_lazy("银行怎么说"), widget=forms.RadioSelect,
        choices=[
            (operations.BankSays.RECEIVED, gettext_lazy("已收到这一批的文件")),
            (operations.BankSays.NOT_RECEIVED, gettext_lazy("没有收到")),
        ],
    )  # fmt: skip
    reason = ReasonField(help_text=gettext_lazy("问了谁、哪一天、怎么答复的。请不要写身份证号、账号。"))


class AnswerForm(DeskForm):
    file = forms.FileField(label=gettext_lazy("银行回盘文件"), help_text=gettext_lazy("银行给的原文件，不要改动"))

    def clean_file(self) -> Any:
        """Refuse a file that no bank's answer can be."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_ANSWER:
            raise forms.ValidationError(_("文件太大，请确认是银行的回盘文件"))
        return file


def approve(request: HttpRequest, run: PaymentRun, said: dict[str, Any]) -> str:
    """Approve the run."""
    operations.approve_run(run=run, by=request.user, at=request.moment)
    return _("已审批。可以生成银行文件了。")


def leave_out(request: HttpRequest, run: PaymentRun, said: dict[str, Any]) -> str:
    """Leave every open held line out of this run, for one written reason."""
    count = operations.leave_out(run=run, by=request.user, at=request.moment, reason=said["reason"])
    return _("%s 笔本批不发，已记下理由。") % count


def cancel(request: HttpRequest, run: PaymentRun, said: dict[str, Any]) -> str:
    """Give the run up."""
    operations.cancel_run(run=run, by=request.user, at=request.moment, reason=said["reason"])
    return _("批次已取消，应发的仍然应发。")


def write_file(request: HttpRequest, run: PaymentRun, said: dict[str, Any]) -> str:
    """Write the bank file."""
    operations.write_bank_file(run=run, folder=None, by=request.user, at=request.moment)
    return _("银行文件已生成，可以下载。")


def bank_says(request: HttpRequest, run: PaymentRun, said: dict[str, Any]) -> str:
    """Note what the bank said about a file whose hand-over broke off."""
    word = operations.BankSays(said["said"])
    operations.write_bank_file(
        run=run, folder=None, by=request.user, at=request.moment, bank_says=word, reason=said["reason"]
    )
    if word == operations.BankSays.RECEIVED:
        return _("已记下银行收到了文件。不要再交一次，等回盘。")
    return _("已记下银行没有收到。银行文件可以下载，请交给银行。")


def take_answer(request: HttpRequest, run: PaymentRun, said: dict[str, Any]) -> str:
    """Take the bank's answer in."""
    with tempfile.TemporaryDirectory(prefix="chuntian-answer-") as folder:
        path = (
            Path(folder) / "answer"
        )  # the sender's name is only words: it may be too long for a file, or no name at all
        path.write_bytes(said["file"].read())
        taken = operations.reconcile(run=run, answer=path, by=request.user, at=request.moment, name=said["file"].name)
    numbers = {"paid": taken.paid, "failed": taken.failed, "other": taken.exceptions_count}
    return _("回盘已对：到账 %(paid)s 笔，退回 %(failed)s 笔，对不上 %(other)s 笔。") % numbers


def reissue(request: HttpRequest, run: PaymentRun, said: dict[str, Any]) -> HttpResponse:
    """Prepare a new run for what the bank sent back."""
    return redirect("desk:payment", operations.reissue(run=run, by=request.user, at=request.moment).pk)


def mark_unanswered(request: HttpRequest, run: PaymentRun, said: dict[str, Any]) -> str:
    """Mark what the bank said nothing about."""
    count = operations.mark_unanswered(run=run, by=request.user, at=request.moment)
    return _("%s 笔记为银行未答复。没有查清以前，不会重发。") % count


def leave_one_out(request: HttpRequest, held: HeldLine, said: dict[str, Any]) -> str:
    """Leave this one held month out of the run."""
    operations.leave_out(run=held.run, by=request.user, at=request.moment, reason=said["reason"], ids=[held.pk])
    return _("这一笔本批不发，已记下理由。")


def decide_by_hand(request: HttpRequest, held: HeldLine, said: dict[str, Any]) -> str:
    """Decide the held month by a person's word."""
    told = award_deeds.decide_by_hand(request, held.award, held.period, said)
    if operations.settle_decided(run=held.run, by=request.user, at=request.moment):
        return _("已记下人工决定，这一笔不再等人处理。这一批不变；定为发放的，下一批发。")
    return told


def _proposed_amount(form: DeskForm, request: HttpRequest, held: HeldLine) -> None:
    if held.amount_fen:
        form.fields["amount"].initial = Decimal(held.amount_fen) / 100


def settle(request: HttpRequest, one: BankException, said: dict[str, Any]) -> str:
    """Note what a person found out about an exception."""
    operations.resolve_exception(exception=one, by=request.user, at=request.moment, reason=said["reason"])
    return _("已记下处理结果。")


def _in(*states: str) -> Any:
    return lambda run: run.state in states


FILE_REFUSALS = (operations.CannotFile, operations.FileChanged, operations.PaymentsLocked)
DEEDS = [
    Deed(
        "leave-out", gettext_lazy("待处理的本批不发"), (Do.PAY_PREPARE, Do.PAY_APPROVE), leave_out, WhyForm,
        about=gettext_lazy("不是停发：没有人作出决定以前，下一批还会列出来。"), refusals=(operations.CannotApprove, ReasonMissing),
        possible=lambda run: run.state == RunState.PREPARED and run.held.filter(resolution="").exists(),
    ),
    Deed(
        "approve", gettext_lazy("审批这一批"), (Do.PAY_APPROVE,), approve, kind="first", possible=_in(RunState.PREPARED), weighs=True,
        about=gettext_lazy("审批前会按最新的判定再算一遍。编制人不能审批自己编制的批次。"),
        refusals=(
            operations.SamePerson, operations.CannotApprove, operations.HeldLinesOpen, operations.RunOutdated,
            operations.BudgetExceeded, operations.PaymentsLocked,
        ),
    ),
    Deed(
        "write-file", gettext_lazy("生成银行文件"), (Do.PAY_PREPARE, Do.PAY_APPROVE), write_file, kind="first",
        possible=lambda run: run.state == RunState.APPROVED and not operations.only_the_bank_knows(run),
        refusals=FILE_REFUSALS,
    ),
    Deed(
        "bank-says", gettext_lazy("记下银行是否已收到"), (Do.PAY_PREPARE, Do.PAY_APPROVE), bank_says, BankSaysForm, kind="first",
        about=gettext_lazy("上次报盘中断，或数据恢复过备份：文件可能已经在银行。先问银行，不要再交一次。"),
        possible=operations.only_the_bank_knows, refusals=FILE_REFUSALS,
    ),
    Deed(
        "answer", gettext_lazy("上传银行回盘"), (Do.PAY_PREPARE, Do.PAY_APPROVE), take_answer, AnswerForm, kind="first",
        possible=_in(RunState.FILED, RunState.RECONCILED), refusals=(operations.CannotReconcile,),
    ),
    Deed(
        "unanswered", gettext_lazy("银行没有答复的记为未答复"), (Do.PAY_PREPARE, Do.PAY_APPROVE), mark_unanswered,
        about=gettext_lazy("回盘里没有的明细单列出来，等银行查清；不当作退回，也不重发。"),
        possible=lambda run: run.state == RunState.FILED and run.lines.filter(state=LineState.SENT).exists()
        and run.answers.exists(),
    ),
    Deed(
        "reissue", gettext_lazy("退回的重新编批"), (Do.PAY_PREPARE,), reissue, refusals=(operations.RunInPreparation, operations.NothingDue, operations.PaymentsLocked),
        possible=lambda run: run.state == RunState.RECONCILED and run.lines.filter(state=LineState.FAILED).exists(),
    ),
    Deed(
        "cancel", gettext_lazy("取消这一批"), (Do.PAY_PREPARE, Do.PAY_APPROVE), cancel, WhyForm, kind="danger",
        possible=_in(RunState.PREPARED, RunState.APPROVED), refusals=(operations.CannotApprove, ReasonMissing),
    ),
]  # fmt: skip
HELD_DEEDS = [
    Deed(
        "by-hand", gettext_lazy("人工决定这个月"), (Do.CASE_DECIDE,), decide_by_hand, award_deeds.HandForm,
        about=gettext_lazy("由审批待遇的人定，不由发钱的人定。后来的决定代替先前的。"), choices=_proposed_amount,
        refusals=(CannotDecideByHand, ReasonMissing), possible=lambda held: not held.award.is_void,
    ),
    Deed(
        "leave-out", gettext_lazy("这一笔本批不发"), (Do.PAY_PREPARE, Do.PAY_APPROVE), leave_one_out, WhyForm,
        about=gettext_lazy("不是停发：没有人作出决定以前，下一批还会列出来。"), refusals=(operations.CannotApprove, ReasonMissing),
        possible=lambda held: held.resolution == "" and held.run.state == RunState.PREPARED,
    ),
]  # fmt: skip
EXCEPTION_DEEDS = [
    Deed(
        "settle", gettext_lazy("记下处理结果"), (Do.PAY_PREPARE,), settle, WhyForm, kind="first",
        about=gettext_lazy("账只随银行的正确回盘或追回决定而变，这里只记查明的情况。"), refusals=(operations.AlreadyResolved, ReasonMissing),
        possible=lambda one: one.resolved_at is None,
    ),
]  # fmt: skip
