"""How the person wants letters, how he is reached, who may act for him, his own copy, and the account."""

from typing import Any

from django import forms
from django.contrib.messages import success, warning
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import AuthorityKind
from chuntian.registry import queries
from chuntian.registry.enums import SaidBy
from chuntian.registry.models import FormatChoice, Guardian, Person
from chuntian.registry.operations import choose_formats
from chuntian.upkeep.copies import as_json, as_page, copy_of
from chuntian.web import exports, sessions
from chuntian.web.forms import PlainForm
from chuntian.web.portal.mine.acting import SELF, Acting
from chuntian.web.portal.mine.pages import own_file
from chuntian.web.reading.corrections import asked_by_person
from chuntian.web.reading.letters import NAMES, names_of
from chuntian.web.reading.names import place_names

# A helper brings the person's own word; his account stands beside it as the one who entered it.
SAID_BY = {SELF: SaidBy.PERSON, AuthorityKind.GUARDIAN: SaidBy.GUARDIAN, AuthorityKind.HELPER: SaidBy.PERSON}
COPIES = {"html": (as_page, "text/html; charset=utf-8"), "json": (as_json, "application/json")}


class FormatsForm(PlainForm):
    forms = forms.MultipleChoiceField(
        label=gettext_lazy("信要做成什么样？"), choices=[(one.value, name) for one, name in NAMES.items()],
        widget=forms.CheckboxSelectMultiple, help_text=gettext_lazy("可以选几种。什么时候都能改。"),
    )  # fmt: skip
    forms.asks = gettext_lazy("请至少选一种")


@own_file("")
def settings(request: HttpRequest) -> HttpResponse:
    """Show the ways to everything that can be set."""
    return render(request, "portal/mine/settings.html", {"may_copy": may_copy(request.acting)})


@own_file("formats", methods=("GET", "POST"), does=("choose",))
def formats(request: HttpRequest) -> HttpResponse:
    """Show in which forms letters come, and take another word."""
    acting = request.acting
    rows = FormatChoice.objects.filter(person=acting.person).order_by("-recorded_at", "-pk")
    newest = rows.first()
    form = FormatsForm(request.POST or None, initial={"forms": newest.forms if newest else []})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["forms"]
        choose_formats(
            person=acting.person, forms=chosen, said_by=SAID_BY[acting.present.kind], by=request.user, at=request.moment
        )
        success(request, _("记下了。以后的信这样做：%s") % "、".join(names_of(chosen)), extra_tags="done")
        return redirect("mine:formats")
    view = {"form": form, "now": names_of(newest.forms) if newest else [], "since": newest and newest.recorded_at}
    return render(request, "portal/mine/formats.html", view)


@own_file("contact")
def contact(request: HttpRequest) -> HttpResponse:
    """Show who the person is to us and how he is reached; numbers stay masked, what is wrong can be told."""
    person = request.acting.person
    waiting = {one["fact"] for one in asked_by_person(person) if one["open"]}
    rows = [row | {"asked": row["fact"] in waiting} for row in _contact_rows(person, request)]
    return render(request, "portal/mine/contact.html", {"rows": rows})


def _contact_rows(person: Person, request: HttpRequest) -> list[dict[str, Any]]:
    places = place_names({person.hukou, person.residence})
    account = next(iter(queries.accounts_of(person, request.today, request.moment)), None)
    guardian = Guardian.objects.filter(person=person).order_by("-as_of").first()
    return [
        {"fact": "name", "label": _("姓名"), "value": person.name, "on": person.as_of},
        {"fact": "", "label": _("身份证号"), "value": str(person.resident_id), "on": None},
        {"fact": "hukou", "label": _("户口在哪里"), "value": places.get(person.hukou, ""), "on": person.as_of},
        {"fact": "residence", "label": _("住在哪里"), "value": places.get(person.residence, ""), "on": person.as_of},
        {"fact": "phone", "label": _("电话"), "value": str(person.phone or ""), "on": person.phone_as_of},
        {
            "fact": "bank_account",
            "label": _("收钱的银行账号"),
            "value": str(account.number) if account else "",
            "on": account.as_of if account else None,
        },
        {
            "fact": "guardian",
            "label": _("监护人"),
            "value": guardian.name if guardian else "",
            "on": guardian.as_of if guardian else None,
        },
    ]


def may_copy(acting: Acting) -> bool:
    """Say whether the numbers may be handed out in the clear: to the person and to the guardian."""
    return acting.present.kind in (SELF, AuthorityKind.GUARDIAN)


@own_file("", methods=("GET", "POST"), does=("take",), gives="everything held about the person")
def copy(request: HttpRequest) -> HttpResponse:
    """Give everything held about the person as one file, after asking once more who asks."""
    person, kind = request.acting.person, request.POST.get("kind", "")
    if request.method != "POST" or kind not in COPIES or not may_copy(request.acting):
        return render(request, "portal/mine/copy.html", {"may_copy": may_copy(request.acting)})
    if not sessions.is_proved(request):
        warning(request, _("副本里的号码是完整的。请先再证明一次是您本人。"), extra_tags="warn")
        return redirect(reverse("desk:again") + "?" + urlencode({"next": request.path}))
    write, content_type = COPIES[kind]
    made = copy_of(person=person, by=request.user, at=request.moment, why="本人查阅、复制个人信息")
    name = f"本人信息副本-{request.today.isoformat()}.{kind}"
    return exports.download(write(made).encode(), name, content_type)
