"""Who may act for the person, until when, by which document; and an end to a helper's mandate."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.messages import success
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import AuthorityKind
from chuntian.accounts.models import Authority
from chuntian.accounts.operations import end_authority
from chuntian.accounts.queries import authorities_about
from chuntian.web.forms import PlainForm
from chuntian.web.portal.mine.pages import own_file
from chuntian.web.reading.authorities import authority_row
from chuntian.web.templatetags.desk import day


class EndForm(PlainForm):
    reason = forms.CharField(
        label=gettext_lazy("为什么？"), required=False, max_length=300,
        help_text=gettext_lazy("可以不写。"), widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


@own_file("helpers")
def helpers(request: HttpRequest) -> HttpResponse:
    """Show who may act for the person, and who could."""
    rows = [_row(one, request) for one in authorities_about(request.acting.person.pk)]
    view = {"now": [row for row in rows if not row["over"]], "before": [row for row in rows if row["over"]]}
    return render(request, "portal/mine/helpers.html", view)


@own_file("helpers", methods=("GET", "POST"), does=("end",))
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a helper's mandate: by the person, the guardian, or the helper himself."""
    person = request.acting.person
    one = authorities_about(person.pk).filter(pk=pk, valid_to__gte=request.today).first()
    if one is None or one.kind != AuthorityKind.HELPER:
        raise Http404
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        last = max(one.valid_from, request.today - timedelta(days=1))  # what began today lasts to the day's end
        reason = form.cleaned_data["reason"] or _("本人不再委托")
        end_authority(authority=one, end=last, by=request.user, at=request.moment, reason=reason)
        told = {"name": one.user, "day": day(last)}
        success(request, _("%(name)s不能再替您办了（最后一天：%(day)s）。") % told, extra_tags="done")
        return redirect("mine:helpers")
    return render(request, "portal/mine/end.html", {"form": form, "row": _row(one, request)})


def _row(one: Authority, request: HttpRequest) -> dict[str, Any]:
    mine = {"pk": one.pk, "is_me": one.user_id == request.user.pk, "may_end": one.kind == AuthorityKind.HELPER}
    return authority_row(one, request.today) | mine
