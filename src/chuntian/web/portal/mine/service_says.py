"""Say something about one's own service: that one waits no longer, or that one is not satisfied."""

from typing import Any

from django import forms
from django.contrib.messages import success, warning
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.services import operations
from chuntian.services.enums import OrderState, SessionState, WaitEnd
from chuntian.services.models import Order, Session
from chuntian.services.readings import item_name
from chuntian.web.forms import PlainForm
from chuntian.web.portal.mine.pages import own_file
from chuntian.web.portal.mine.services import order_row, own_order
from chuntian.web.portal.track_forms import SaidField
from chuntian.web.reading.serving import hours_of
from chuntian.web.templatetags.desk import day, marked

SESSIONS = 10


class LeaveForm(PlainForm):
    words = forms.CharField(
        label=gettext_lazy("为什么不等了？（可不填）"),
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ComplainForm(PlainForm):
    text = SaidField(
        label=gettext_lazy("对服务哪里不满意？"), asks=gettext_lazy("请写哪里不满意"),
        help_text=gettext_lazy("什么事，什么时候，您希望怎样。不要写身份证号和卡号。"),
    )  # fmt: skip
    session = forms.ChoiceField(label=gettext_lazy("说的是哪一次？"), required=False, widget=forms.RadioSelect)


@own_file("services", methods=("GET", "POST"), does=("leave",))
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave the waiting list."""
    one = own_order(request, pk)
    if one.state != OrderState.WAITING:
        raise Http404
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data["words"]
        try:
            operations.leave_wait(order=one, why=WaitEnd.NO_LONGER, words=said, by=request.user, at=request.moment)
            success(request, _("已经不再等了。以后又需要，什么时候都可以再提。"), extra_tags="done")
        except operations.CannotOrder as why:
            warning(request, str(why), extra_tags="warn")
        return redirect("mine:services")
    return render(request, "portal/mine/service-leave.html", {"form": form, "row": order_row(one)})


@own_file("services", methods=("GET", "POST"), does=("complain",))
def complain(request: HttpRequest, pk: int) -> HttpResponse:
    """Complain about a service: a case like any other complaint, which the provider does not see."""
    one = own_order(request, pk)
    found = _sessions(one)
    form = ComplainForm(request.POST or None, initial={"session": ""})
    form.fields["session"].choices = [("", _("整个服务")), *((str(row.pk), _words(one, row)) for row in found)]
    if not found:
        del form.fields["session"]
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data.get("session")
        try:
            made = operations.complain_about(
                person=request.acting.person, order=one, text=form.cleaned_data["text"], by=request.user, at=request.moment,
                session=next((row for row in found if str(row.pk) == chosen), None),
            )  # fmt: skip
        except operations.ReasonMissing as why:
            form.add_error("text", str(why))
        else:
            return redirect("apply:receipt", made.pk)
    return render(request, "portal/mine/service-complain.html", {"form": form, "row": order_row(one)})


def _sessions(one: Order) -> list[Session]:
    rows: Any = one.sessions.exclude(state=SessionState.VOID)
    return list(rows.order_by("-day", "-starts")[:SESSIONS])


def _words(one: Order, row: Session) -> str:
    return marked(f"{day(row.day)} {hours_of(row)} {item_name(one.programme, row.item)}")
