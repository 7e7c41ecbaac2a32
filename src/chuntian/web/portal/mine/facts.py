"""What the file says of a person, each with its source and day; and "this is wrong", which asks whoever keeps the source."""

from typing import Any

from django import forms
from django.contrib.messages import success
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Role
from chuntian.casework.letters.offices import offices_of
from chuntian.casework.operations import AlreadyAsked, NothingToCorrect, ask_correction
from chuntian.casework.operations.corrections import OTHERS, keeper_of
from chuntian.registry import queries
from chuntian.registry.models import Person, Source
from chuntian.web.forms import PlainForm
from chuntian.web.portal.mine.pages import own_file
from chuntian.web.reading.corrections import DECLARED, asked_by_person, name_of
from chuntian.web.reading.facts import events, fact_rows
from chuntian.web.templatetags.desk import day

MOST_EVENTS = 50


class WrongForm(PlainForm):
    """What is right instead; the telephone number has a place of its own, where it is sealed."""

    said = forms.CharField(
        label=gettext_lazy("应该是什么？"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("用自己的话写，写几个字也行。有什么能证明，也写在这里。请不要写身份证号、银行账号。"),
    )
    phone = forms.RegexField(
        r"^[0-9 +\-()]{5,20}$",
        label=gettext_lazy("新的电话号码"),
        required=False,
        help_text=gettext_lazy("没有电话可以不填。号码加密保存。"),
        error_messages={"invalid": gettext_lazy("请只写数字，例如 0931-1234567")},
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )

    def __init__(self, *args: Any, fact: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fact != "phone":
            del self.fields["phone"]
            return
        self.fields["said"].required = False
        self.fields["said"].label = _("还有什么要说的？")
        self.fields["said"].help_text = _("可以不写。例如：这个号码是女儿的，请发短信。")

    def clean(self) -> dict[str, Any]:
        """Let a telephone number speak for itself."""
        said = super().clean() or self.cleaned_data
        if "phone" in self.fields and not self.errors:
            if not said.get("phone") and not said.get("said"):
                self.add_error("phone", _("请写新的电话号码，或者写明要怎样改"))
            said["said"] = said.get("said") or _("换一个电话号码")
        return said


@own_file("facts")
def facts(request: HttpRequest) -> HttpResponse:
    """Show what is known of the person, from where; what is not known; and what was asked to be put right."""
    person = request.acting.person
    file = queries.person_file(person.pk, request.today, request.moment)
    found = list(file.facts.values())
    asked = asked_by_person(person)
    open_ones = {one["fact"] for one in asked if one["open"]}
    rows = [row | {"asked": row["name"] in open_ones} for row in fact_rows(found)]
    view = {
        "known": [row for row in rows if row["known"]],
        "unknown": [row for row in rows if not row["known"]],
        "asked": asked,
        "events": events(file.timeline, found, MOST_EVENTS),
    }
    return render(request, "portal/mine/facts.html", view)


@own_file("facts", methods=("GET", "POST"), does=("ask",))
def wrong(request: HttpRequest, name: str) -> HttpResponse:
    """Take in that something is wrong; the file stays as it is until its source has been looked at."""
    if name not in DECLARED and name not in OTHERS:
        raise Http404
    person = request.acting.person
    row, source = _now(person, request, name)
    waiting = next((one for one in asked_by_person(person) if one["fact"] == name and one["open"]), None)
    form = WrongForm(request.POST if request.method == "POST" else None, fact=name)
    if request.method == "POST" and form.is_valid() and _asked(request, form, name, source):
        return redirect(reverse("mine:facts") + "#asked")
    view = {"form": form, "label": name_of(name), "row": row, "waiting": waiting, "keeper": keeper(person, name)}
    return render(request, "portal/mine/wrong.html", view | {"back": _back(name)})


def keeper(person: Person, fact: str) -> str:
    """Name the office that sees to a fact."""
    offices = offices_of(person.region)
    return offices.decides if keeper_of(fact) == Role.CIVIL_AFFAIRS else offices.federation


def _now(person: Person, request: HttpRequest, name: str) -> tuple[dict[str, Any] | None, Source | None]:
    if name not in DECLARED:
        return None, None
    fact = queries.facts_of(person, request.today, request.moment)[name]
    return fact_rows([fact])[0], fact.source


def _asked(request: HttpRequest, form: WrongForm, name: str, source: Source | None) -> bool:
    said, acting = form.cleaned_data, request.acting
    try:
        asked = ask_correction(
            person=acting.person, fact=name, said=said["said"], phone=said.get("phone", ""), source=source,
            by=request.user, acting=acting.present.kind, at=request.moment,
        )  # fmt: skip
    except (AlreadyAsked, NothingToCorrect) as why:
        form.add_error("said", str(why))
        return False
    told = {"office": keeper(acting.person, name), "day": day(asked.task.due_on)}
    if asked.task.due_on:
        success(request, _("已经交给%(office)s核实，最迟 %(day)s 答复。") % told, extra_tags="done")
    else:
        success(request, _("已经交给%(office)s核实。") % told, extra_tags="done")
    return True


def _back(name: str) -> tuple[str, str]:
    """Give the page that one came from."""
    if name == "authority":
        return reverse("mine:helpers"), _("返回谁能替我办")
    if name in OTHERS - {"other"}:
        return reverse("mine:contact"), _("返回联系方式")
    return reverse("mine:facts"), _("返回我的资料")
