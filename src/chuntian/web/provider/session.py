"""One session: confirmed by the code the person tells, by a signature that a colleague records, or taken back."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.services import operations
from chuntian.services.enums import Proof, SessionState
from chuntian.services.models import Session
from chuntian.services.operations.choosing import confirm_by_code
from chuntian.services.readings import item_name
from chuntian.web.desk import deeds
from chuntian.web.desk.forms import DeskForm, ReasonField
from chuntian.web.named import named
from chuntian.web.provider.pages import DELIVER, own, provider_page
from chuntian.web.reading.names import programme_name
from chuntian.web.reading.serving import findings_text, hours_of, line_tag, remark_tags, session_tag
from chuntian.web.shown import Cell
from chuntian.web.templatetags.desk import crumbs, day, moment, yuan

REFUSED = (operations.CannotConfirm, operations.ReasonMissing)


class CodeForm(DeskForm):
    code = forms.CharField(
        label=gettext_lazy("本人说的确认码"), max_length=12,
        help_text=gettext_lazy("六位数字，在本人自己的页面上，这次服务的旁边。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "narrow"}),
    )  # fmt: skip


class SignedForm(DeskForm):
    proof = forms.ChoiceField(
        label=gettext_lazy("本人一方怎样确认的"), widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in (Proof.SIGNATURE, Proof.PHOTO, Proof.HELPER)],
    )  # fmt: skip
    proof.asks = gettext_lazy("请选一种")


class VoidForm(DeskForm):
    reason = ReasonField(label=gettext_lazy("为什么作废"))


def by_code(request: HttpRequest, one: Session, said: dict[str, Any]) -> str:
    """Take the person's word by the code."""
    confirm_by_code(session=one, code=said["code"], by=request.user, at=request.moment)
    return _("双方都确认了。")


def signed(request: HttpRequest, one: Session, said: dict[str, Any]) -> str:
    """Record what the person signed; whoever entered the session cannot."""
    operations.confirm_session(session=one, proof=said["proof"], by=request.user, at=request.moment)
    return _("双方都确认了。")


def void(request: HttpRequest, one: Session, said: dict[str, Any]) -> str:
    """Take back what was entered wrongly."""
    operations.void_session(session=one, reason=said["reason"], by=request.user, at=request.moment)
    return _("已作废。要登记对的，请在当天的页面上重新登记。")


def _waits(one: Session) -> bool:
    return one.state == SessionState.DELIVERED


def _unclaimed(one: Session) -> bool:
    return one.state != SessionState.VOID and not hasattr(one, "line")


DEEDS = [
    deeds.Deed(
        "code", gettext_lazy("用确认码确认"), DELIVER, by_code, form=CodeForm, kind="first", refusals=REFUSED, possible=_waits,
        about=gettext_lazy("请本人打开自己的页面，把确认码念给您；本人也可以在那里自己点确认。"),
    ),
    deeds.Deed(
        "signed", gettext_lazy("登记本人的签字"), DELIVER, signed, form=SignedForm, refusals=REFUSED, possible=_waits,
        about=gettext_lazy("要由另一位工作人员登记：登记服务的人，不能同时代表本人一方确认。"),
    ),
    deeds.Deed(
        "void", gettext_lazy("作废这次登记"), DELIVER, void, form=VoidForm, kind="danger", refusals=REFUSED, possible=_unclaimed
    ),
]  # fmt: skip


@provider_page("session", methods=("GET", "POST"), does=DEEDS)
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a session with both sides' word, what looked odd, and what became of it in the claim."""
    rows = Session.objects.select_related("person", "order", "entered_by", "line__claim")
    one = own(request.provider, rows, pk=pk)
    named(request, [one.person_id])
    offered, response = deeds.answer(request, DEEDS, one)
    if response:
        return response
    notices = []
    if request.session.pop("entered", None) == one.pk:
        notices.append(("", _("已登记。现在请本人确认。"), "done"))
    if one.remarks:
        notices.append(
            (
                _("登记时看到的"),
                findings_text(one.remarks) + _("。可以作废重登；留着的，结算时会停下来请人核实。"),
                "warn",
            )
        )
    there = reverse("provider:today") + f"?day={one.day.isoformat()}"
    view = {
        "title": one.person.name, "caption": programme_name(one.order.programme), "tags": [session_tag(one)],
        "facts": _facts(one), "notices": notices, "offered": offered, "form": deeds.failed(offered),
        "trail": crumbs(there, day(one.day), one.person.name),
    }  # fmt: skip
    return render(request, "provider/one.html", view)


def _facts(one: Session) -> list[tuple[str, Cell]]:
    rows = [
        (
            _("服务单"),
            Cell(
                programme_name(one.order.programme),
                reverse("provider:order", args=[one.order_id]),
                note=_("还剩多少、评估"),
            ),
        ),
        (_("时间"), Cell(f"{day(one.day)} {hours_of(one)}")),
        (_("做了什么"), Cell(item_name(one.order.programme, one.item), note=one.get_mode_display())),
        (_("金额"), Cell(yuan(one.price_fen))),
        (_("机构一方"), Cell(one.entered_by or _("成批登记"), note=moment(one.entered_at))),
        (_("本人一方"), _persons_side(one)),
    ]
    if hasattr(one, "line"):
        line = one.line
        there = reverse("provider:claim-line", args=[line.pk])
        rows.append((_("结算"), Cell(f"{line.claim.month}", there, (line_tag(line), *remark_tags(line.findings)))))
    return rows


def _persons_side(one: Session) -> Cell:
    if one.confirmed_at:
        return Cell(one.get_proof_display(), note=moment(one.confirmed_at))
    return Cell(tags=(session_tag(one),))
