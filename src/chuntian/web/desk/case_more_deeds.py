"""What else can be done with a case: papers, questions, public notice and objections, review and complaint."""

from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.casework import operations
from chuntian.casework.enums import ActionKind, CaseState, ObjectionChannel
from chuntian.casework.law import law_in_use
from chuntian.casework.models import Case, CaseDocument, Objection, PublicNotice
from chuntian.casework.paths import PATHS
from chuntian.policy.documents import KINDS, asked_for
from chuntian.services import operations as services
from chuntian.services.complaints import about_of, told_of
from chuntian.web.desk.deeds import Deed
from chuntian.web.desk.forms import DeskForm, ReasonField

WRONG = (operations.CannotMove, operations.ReasonMissing)
WORKS = (Do.CASE_APPLY, Do.CASE_CHECK)
DECIDES = (Do.CASE_DECIDE,)
DECIDED = (CaseState.APPROVED, CaseState.REFUSED)
TELL = "tell_provider"


class TellForm(DeskForm):
    words = ReasonField(
        label=gettext_lazy("告诉机构的话"), help_text=gettext_lazy("机构照着说明情况。请不要写身份证号、账号。")
    )


class AskForm(DeskForm):
    why = ReasonField(
        label=gettext_lazy("还缺什么"), help_text=gettext_lazy("一次写全。本人收到的告知书里就是这些话。")
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("请本人带来"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(one.slug, one.zh) for one in KINDS.values()],
    )  # fmt: skip


class AnswerForm(DeskForm):
    why = ReasonField(label=gettext_lazy("本人怎样答复"), help_text=gettext_lazy("写清补了什么、说明了什么。"))


class PaperForm(DeskForm):
    kind = forms.ChoiceField(label=gettext_lazy("是什么材料"))
    file = forms.FileField(
        label=gettext_lazy("文件"), help_text=gettext_lazy("照片（JPG、PNG、WEBP）或 PDF，不超过 10 MB。")
    )


class PaperOutForm(DeskForm):
    document = forms.ChoiceField(label=gettext_lazy("哪一份"))
    why = ReasonField()


class WhyForm(DeskForm):
    why = ReasonField()


class ObjectForm(DeskForm):
    channel = forms.ChoiceField(
        label=gettext_lazy("怎样提出的"),
        choices=[one for one in ObjectionChannel.choices if one[0] != ObjectionChannel.ONLINE],
    )
    said_by = forms.CharField(label=gettext_lazy("提出人（可不填）"), required=False, max_length=60)
    contact = forms.CharField(label=gettext_lazy("答复送到哪里（可不填）"), required=False, max_length=60)
    text = ReasonField(label=gettext_lazy("异议内容"))


class ObjectionForm(DeskForm):
    objection = forms.ChoiceField(label=gettext_lazy("哪一条异议"))
    upheld = forms.ChoiceField(
        label=gettext_lazy("结论"), widget=forms.RadioSelect,
        choices=[("no", gettext_lazy("不成立")), ("yes", gettext_lazy("成立，撤下公示，退回重新审核"))],
    )  # fmt: skip
    reasons = ReasonField()


class GroundsForm(DeskForm):
    text = ReasonField(label=gettext_lazy("本人怎么说"))


def ask(request: HttpRequest, case: Case, said: dict[str, Any]) -> str:
    """Ask the applicant for what is lacking."""
    operations.ask_applicant(case=case, question=said["why"], kinds=said["kinds"], by=request.user, at=request.moment)
    return _("已告知本人补正；答复之前不计办理期限。")


def take_answer(request: HttpRequest, case: Case, said: dict[str, Any]) -> str:
    """Write down what the applicant answered."""
    operations.answer_query(case=case, answer=said["why"], by=request.user, at=request.moment)
    return _("已记下答复，期限接着算。")


def add_paper(request: HttpRequest, case: Case, said: dict[str, Any]) -> str:
    """Keep a paper with the case."""
    file = said["file"]
    operations.add_document(
        case=case, kind=said["kind"], file=file, name=file.name or "", by=request.user, at=request.moment
    )
    return _("材料已收下。")


def take_out(request: HttpRequest, case: Case, said: dict[str, Any]) -> str:
    """Take a paper that does not belong here out of view."""
    document = CaseDocument.objects.get(case=case, pk=said["document"])
    operations.take_out_document(document=document, by=request.user, at=request.moment, why=said["why"])
    return _("材料已撤下。")


def publish(request: HttpRequest, case: Case, said: dict[str, Any]) -> str:
    """Open the public notice."""
    notice = operations.open_notice(case=case, by=request.user, at=request.moment, law=law_in_use())
    return _("已开始公示，到 %s 自动撤下。") % notice.closes_on


def take_down(request: HttpRequest, case: Case, said: dict[str, Any]) -> str:
    """Take the notice down before its day."""
    notice = PublicNotice.objects.get(case=case, down_at__isnull=True)
    operations.end_notice(notice=notice, by=request.user, at=request.moment, why=said["why"])
    return _("公示已撤下，退回重新审核。")


def object_to(request: HttpRequest, case: Case, said: dict[str, Any]) -> str:
    """Write down an objection that came to the counter."""
    notice = PublicNotice.objects.get(case=case, down_at__isnull=True)
    operations.object_to(notice=notice, by=request.user, at=request.moment, **said)
    return _("异议已记下；答复之前不作决定。")


def answer_objection(request: HttpRequest, case: Case, said: dict[str, Any]) -> str:
    """Answer an objection with reasons."""
    operations.decide_objection(
        objection=Objection.objects.get(notice__case=case, pk=said["objection"]), upheld=said["upheld"] == "yes",
        reasons=said["reasons"], by=request.user, at=request.moment,
    )  # fmt: skip
    return _("异议已答复。")


def review(request: HttpRequest, case: Case, said: dict[str, Any]) -> HttpResponse:
    """Take in that the person asks for a review."""
    made = operations.ask_review(case=case, text=said["text"], by=request.user, at=request.moment)
    return redirect("desk:case", made.pk)


def complain(request: HttpRequest, case: Case, said: dict[str, Any]) -> HttpResponse:
    """Take in a complaint about how the case is handled."""
    made = operations.complain(person=case.person, about=case, text=said["text"], by=request.user, at=request.moment)
    return redirect("desk:case", made.pk)


def decide_review(request: HttpRequest, case: Case, said: dict[str, Any], *, change: bool) -> str:
    """Decide a review."""
    operations.decide_review(review=case, change=change, reasons=said["why"], by=request.user, at=request.moment)
    return _("已撤销原决定，按原申请日重新办理。") if change else _("已维持原决定，请书面告知本人。")


def move(request: HttpRequest, case: Case, said: dict[str, Any], *, kind: ActionKind) -> str:
    """Take a step of a review or complaint."""
    operations.act(case=case, kind=kind, by=request.user, at=request.moment, why=said.get("why", ""))
    return _("已记录：%s。") % kind.label


def tell_provider(request: HttpRequest, case: Case, said: dict[str, Any]) -> str:
    """Tell the provider who complains of what."""
    services.tell_provider(case=case, words=said["words"], by=request.user, at=request.moment)
    return _("已转告。机构在这份服务单上看得到您写的话，也就知道是谁。")


def extend(request: HttpRequest, case: Case, said: dict[str, Any]) -> str:
    """Give a complaint more time."""
    operations.extend(case=case, by=request.user, at=request.moment, why=said["why"])
    return _("期限已延长，请告知本人。")


def leads(case: Case, kind: ActionKind) -> bool:
    """Say whether a step begins where the case stands."""
    return kind in PATHS[case.path].stage(case.state).actions


def _of(path: str, kind: ActionKind, case: Case) -> bool:
    return case.path == path and leads(case, kind)


def _may_tell(case: Case) -> bool:
    matter = about_of(case)
    return matter is not None and matter.provider is not None and told_of(case) is None


def _hangs(case: Case) -> bool:
    return PublicNotice.objects.filter(case=case, down_at__isnull=True).exists()


def _waiting(case: Case) -> list[Objection]:
    return list(Objection.objects.filter(notice__case=case, decided_at__isnull=True).order_by("received_at"))


def _papers(case: Case) -> list[CaseDocument]:
    return list(CaseDocument.objects.filter(case=case, taken_out_at__isnull=True).order_by("received_at"))


def _kinds(form: DeskForm, request: HttpRequest, case: Case) -> None:
    first = [one.slug for one in asked_for(case.programme)]
    form.fields["kind"].choices = [
        (slug, KINDS[slug].zh) for slug in [*first, *(one for one in KINDS if one not in first)]
    ]


def _which_paper(form: DeskForm, request: HttpRequest, case: Case) -> None:
    form.fields["document"].choices = [(str(one.pk), f"{KINDS[one.kind].zh} {one.file_name}") for one in _papers(case)]


def _which_objection(form: DeskForm, request: HttpRequest, case: Case) -> None:
    form.fields["objection"].choices = [(str(one.pk), one.text[:60]) for one in _waiting(case)]


def _step(path: str, kind: ActionKind, title: str, actions: tuple[str, ...], **more: Any) -> Deed:
    more.setdefault("do", partial(move, kind=kind))
    return Deed(
        f"{path}_{kind.value}", title, actions, form=WhyForm, refusals=(*WRONG, operations.SamePerson),
        possible=partial(_of, path, kind), kind=more.pop("look", "second"), **more,
    )  # fmt: skip


MORE = [
    Deed(
        "answer_objection", gettext_lazy("答复异议"), DECIDES, answer_objection, ObjectionForm, kind="first",
        possible=lambda case: bool(_waiting(case)), choices=_which_objection,
        refusals=(*WRONG, operations.SamePerson, operations.ObjectionAnswered),
        about=gettext_lazy("收到异议的人和审核人不能答复；理由会告知提出人。"),
    ),
    _step("review", ActionKind.TAKE_UP, gettext_lazy("受理复核"), DECIDES, look="first"),
    _step(
        "review", ActionKind.UPHOLD, gettext_lazy("维持原决定"), DECIDES, do=partial(decide_review, change=False),
        about=gettext_lazy("原审核人、原决定人不能复核自己的决定。"),
    ),
    _step(
        "review", ActionKind.CHANGE, gettext_lazy("撤销原决定，重新办理"), DECIDES, do=partial(decide_review, change=True),
        about=gettext_lazy("原来不予批准的，按原申请日重新办理；原来批准的，另派核查，不自动停发。"),
    ),
    _step("complaint", ActionKind.TAKE_UP, gettext_lazy("受理投诉"), (Do.CASE_CHECK,), look="first"),
    _step("complaint", ActionKind.ANSWER, gettext_lazy("答复投诉"), (Do.CASE_CHECK,), look="first"),
    _step("complaint", ActionKind.EXTEND, gettext_lazy("延长办理期限"), (Do.CASE_CHECK,), do=extend),
    Deed(
        TELL, gettext_lazy("转告机构"), (Do.CASE_CHECK,), tell_provider, TellForm, possible=_may_tell,
        refusals=(services.CannotTell, *WRONG),
        about=gettext_lazy("机构现在不知道有人投诉，也不知道是谁。转告以后它就知道了：先问过本人。"),
    ),
    Deed(
        "open_notice", gettext_lazy("开始公示"), DECIDES, publish, refusals=(*WRONG, operations.NoNoticeRule),
        possible=partial(leads, kind=ActionKind.OPEN_NOTICE),
        about=gettext_lazy("只公布：姓名（隐去一字）、村（社区）、事项、结果、联系电话；到期自动撤下，期间不计办理期限。"),
    ),
    Deed(
        "ask_papers", gettext_lazy("一次性告知补正"), (Do.CASE_CHECK, Do.CASE_DECIDE), ask, AskForm, refusals=WRONG,
        possible=partial(leads, kind=ActionKind.ASK_PAPERS),
        about=gettext_lazy("写清还缺什么；等材料的日子不算在办理期限里。"),
    ),
    Deed(
        "papers_in", gettext_lazy("本人已答复"), (Do.CASE_APPLY, Do.CASE_CHECK, Do.CASE_DECIDE), take_answer, AnswerForm, kind="first",
        refusals=WRONG, possible=partial(leads, kind=ActionKind.PAPERS_IN),
    ),
    Deed(
        "add_paper", gettext_lazy("收一份材料"), (*WORKS, Do.CASE_DECIDE), add_paper, PaperForm,
        refusals=(operations.DocumentRefused,), possible=lambda case: case.is_open, choices=_kinds,
    ),
    Deed(
        "object", gettext_lazy("记下一条异议"), (*WORKS, Do.CASE_DECIDE), object_to, ObjectForm, possible=_hangs,
        refusals=(operations.NoticeOver, operations.ReasonMissing),
    ),
    Deed(
        "ask_review", gettext_lazy("本人申请复核"), (*WORKS, Do.CASE_DECIDE), review, GroundsForm,
        possible=lambda case: case.path not in ("review", "complaint") and case.state in DECIDED,
        refusals=(operations.NothingToReview, operations.CaseOpen, operations.ReasonMissing),
        about=gettext_lazy("由原决定人以外的人复核；过期提出的也收下，由人判断是否受理。"),
    ),
    Deed(
        "complain", gettext_lazy("本人投诉办理情况"), (*WORKS, Do.CASE_DECIDE), complain, GroundsForm,
        possible=lambda case: case.path != "complaint", refusals=(operations.ReasonMissing,),
    ),
    _step("review", ActionKind.NOT_TAKE_UP, gettext_lazy("不受理复核"), DECIDES, look="danger"),
    Deed(
        "take_down", gettext_lazy("提前撤下公示"), DECIDES, take_down, WhyForm, kind="danger", possible=_hangs,
        refusals=(*WRONG, operations.NoticeOver),
    ),
    Deed(
        "take_out", gettext_lazy("撤下一份材料"), (Do.CASE_CHECK, Do.CASE_DECIDE), take_out, PaperOutForm, kind="danger",
        refusals=(operations.ReasonMissing,), possible=lambda case: bool(_papers(case)), choices=_which_paper,
    ),
]  # fmt: skip
