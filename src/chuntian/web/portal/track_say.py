"""Say something about a case: answer what was asked for, bring a paper, ask for a review, complain, withdraw."""

from collections.abc import Callable
from typing import Any

from django.contrib.messages import success, warning
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from chuntian.casework import operations
from chuntian.casework.enums import ActionKind, CaseState, Channel
from chuntian.casework.models import Case
from chuntian.casework.paths import APPLICATIONS, PATHS
from chuntian.policy.documents import KINDS, asked_for
from chuntian.web.forms import PlainForm
from chuntian.web.portal.apply_acting import own_case
from chuntian.web.portal.mine.pages import own_file
from chuntian.web.portal.track_forms import (
    OTHER,
    AnswerQueryForm,
    ComplainForm,
    PaperForm,
    ReviewForm,
    WithdrawForm,
)
from chuntian.web.portal.track_reading import name_of
from chuntian.web.templatetags.desk import day

GONE_ON = (operations.CannotMove, operations.NothingToReview, operations.CaseOpen)


def may_withdraw(case: Case) -> bool:
    """Say whether a case can be taken back where it stands."""
    return ActionKind.WITHDRAW in PATHS[case.path].stage(case.state).actions


def is_asked(case: Case) -> bool:
    """Say whether the office waits for something from the applicant."""
    return ActionKind.PAPERS_IN in PATHS[case.path].stage(case.state).actions


def may_review(case: Case) -> bool:
    """Say whether a decision can be reviewed: of an application that was decided."""
    return case.path in APPLICATIONS and case.state in (CaseState.APPROVED, CaseState.REFUSED)


def asked_kinds(case: Case) -> list[str]:
    """Give the kinds of paper that were asked for last."""
    last = case.actions.filter(kind=ActionKind.ASK_PAPERS).order_by("-number").first()
    return [one for one in (last.data.get("kinds", []) if last else []) if one in KINDS]


@own_file("case-answer", methods=("GET", "POST"), does=("answer",))
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer what the office asked for, with a paper or without."""
    case = own_case(request, pk)
    if not is_asked(case):
        return _gone_on(request, case)

    def do(said: dict[str, Any]) -> str:
        if said["file"]:
            kinds = asked_kinds(case)
            _add(request, case, kinds[0] if kinds else OTHER, said["file"])
        operations.answer_query(case=case, answer=said["answer"], by=request.user, at=request.moment)
        return _("收到了，接着办。")

    last = case.actions.filter(kind=ActionKind.ASK_PAPERS).order_by("-number").first()
    view = {"do": "answer", "send": _("交给办事处"), "asked": last.why if last else "", "papers": papers_of(case)}
    return _say(request, case, AnswerQueryForm, do, view)


@own_file("case-paper", methods=("GET", "POST"), does=("paper",))
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a paper: a photograph or a file, one a page."""
    case = own_case(request, pk)
    if not case.is_open:
        return _gone_on(request, case)
    kinds = [KINDS[one] for one in asked_kinds(case)] or asked_for(case.programme)

    def do(said: dict[str, Any]) -> str:
        _add(request, case, said["kind"], said["file"])
        return _("收到了这份材料。")

    view = {"do": "paper", "send": _("交这份材料"), "papers": papers_of(case)}
    return _say(request, case, lambda *sent: PaperForm(*sent, kinds=kinds), do, view)


@own_file("case-review", methods=("GET", "POST"), does=("review",))
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that someone else look at a decision again."""
    case = own_case(request, pk)
    if not may_review(case):
        return _gone_on(request, case)
    until = operations.review_until(case)

    def do(said: dict[str, Any]) -> HttpResponse:
        made = operations.ask_review(
            case=case, text=said["text"], by=request.user, at=request.moment, channel=Channel.ONLINE
        )
        return redirect("apply:receipt", made.pk)

    says = [_("由没有办过这件事的人复核。不收钱，也不影响正在领的钱。")]
    if until:
        says.append(_("最好在 %s以前提。晚了也收，由人来定。") % day(until))
    says.append(_("也可以不复核，直接向区县政府申请行政复议（60 天内），或者向法院起诉（6 个月内）。决定书上写着。"))
    return _say(request, case, ReviewForm, do, {"do": "review", "send": _("要求复核"), "says": says})


@own_file("case-complain", methods=("GET", "POST"), does=("complain",))
def complain(request: HttpRequest, pk: int) -> HttpResponse:
    """Complain about how a case is dealt with: the complaint is a case of its own."""
    return _complain(request, own_case(request, pk))


@own_file("complain", methods=("GET", "POST"), does=("complain",))
def complain_about_anything(request: HttpRequest) -> HttpResponse:
    """Complain about anything, without a case."""
    return _complain(request, None)


@own_file("case-withdraw", methods=("GET", "POST"), does=("withdraw",))
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an application, a request or a complaint back."""
    case = own_case(request, pk)
    if not may_withdraw(case):
        return _gone_on(request, case)

    def do(said: dict[str, Any]) -> str:
        operations.act(case=case, kind=ActionKind.WITHDRAW, by=request.user, at=request.moment, why=said["why"])
        return _("已经撤回。")

    return _say(request, case, WithdrawForm, do, {"do": "withdraw", "send": _("撤回"), "kind": "danger"})


def papers_of(case: Case) -> list[dict[str, Any]]:
    """Give what was brought, the newest first."""
    found = case.documents.filter(taken_out_at__isnull=True).order_by("-received_at")
    return [{"kind": KINDS[one.kind].zh, "name": one.file_name, "on": one.received_at} for one in found]


def _complain(request: HttpRequest, about: Case | None) -> HttpResponse:
    def do(said: dict[str, Any]) -> HttpResponse:
        made = operations.complain(
            person=request.acting.person, text=said["text"], by=request.user, at=request.moment, about=about,
            channel=Channel.ONLINE,
        )  # fmt: skip
        return redirect("apply:receipt", made.pk)

    says = [_("每一条投诉都有编号、有人办、有期限，办完书面答复您。")]
    return _say(request, about, ComplainForm, do, {"do": "complain", "send": _("交投诉"), "says": says})


def _add(request: HttpRequest, case: Case, kind: str, file: Any) -> None:
    operations.add_document(case=case, kind=kind, file=file, name=file.name, by=request.user, at=request.moment)


def _say(
    request: HttpRequest, case: Case | None, form_of: Callable[..., PlainForm], do: Callable[[dict[str, Any]], Any],
    view: dict[str, Any],
) -> HttpResponse:  # fmt: skip
    """Show a form of a case, and do what was sent; what was refused says why and loses nothing typed."""
    form = form_of(request.POST, request.FILES) if request.method == "POST" else form_of()
    if request.method == "POST" and form.is_valid():
        try:
            done = do(form.cleaned_data)
        except operations.DocumentRefused as why:
            form.add_error("file", str(why))
        except GONE_ON as why:
            warning(request, str(why), extra_tags="warn")
            return redirect("apply:case", case.pk) if case else redirect("apply:cases")
        else:
            if isinstance(done, HttpResponse):
                return done
            success(request, done, extra_tags="done")
            return redirect("apply:case", case.pk)
    caption = name_of(case) if case else ""
    return render(request, "portal/case-say.html", {"form": form, "case": case, "caption": caption, **view})


def _gone_on(request: HttpRequest, case: Case) -> HttpResponse:
    warning(request, _("情况变了，这一步现在不用做。下面是现在的情况。"), extra_tags="warn")
    return redirect("apply:case", case.pk)
