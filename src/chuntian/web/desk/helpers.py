"""Who may act for a person: guardians and helpers under their own accounts, with a document and an end."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import AuthorityKind, Do, Role
from chuntian.accounts.models import Authority, User
from chuntian.accounts.operations import CannotRecord, end_authority, record_authority
from chuntian.accounts.queries import authorities_about
from chuntian.registry.models import Person
from chuntian.web import bulk
from chuntian.web.desk import deeds
from chuntian.web.desk.absent import reached
from chuntian.web.desk.forms import DayField, DeskForm, ReasonField
from chuntian.web.desk.reading import people as reading
from chuntian.web.pages import page
from chuntian.web.reading.authorities import authority_row


class AuthorityForm(DeskForm):
    username = forms.CharField(
        label=gettext_lazy("代办人的用户名"),
        max_length=150,
        help_text=gettext_lazy("他自己的群众账号；没有的话，先请系统管理员建一个"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("身份"), choices=AuthorityKind.choices, widget=forms.RadioSelect)
    document = forms.CharField(
        label=gettext_lazy("看过的依据"),
        min_length=4,
        max_length=200,
        help_text=gettext_lazy("例如：监护公证书、本人签字的委托书。请不要写身份证号。"),
    )
    start = DayField(label=gettext_lazy("从哪天起"))
    end = DayField(label=gettext_lazy("到哪天为止"), help_text=gettext_lazy("必填，最长三年，到期再核对"))

    def clean_username(self) -> User:
        """Give the account; who is no citizen here is told like who is not there."""
        user = User.objects.filter(
            username=self.cleaned_data["username"], is_active=True, assignments__role=Role.CITIZEN
        ).first()
        if user is None:
            raise forms.ValidationError(_("没有这个群众账号，请核对用户名"))
        return user


class EndForm(DeskForm):
    authority = forms.ModelChoiceField(
        label=gettext_lazy("哪一项"), queryset=Authority.objects.none(), empty_label=None
    )
    end = DayField(label=gettext_lazy("到哪天为止"))
    reason = ReasonField()


def give(request: HttpRequest, person: Person, said: dict[str, Any]) -> str:
    """Record an authority."""
    record_authority(
        user=said.pop("username"), person_id=person.pk, region=person.region, by=request.user, at=request.moment, **said
    )
    return _("已登记。他用自己的账号就能替本人办理。")


def end(request: HttpRequest, person: Person, said: dict[str, Any]) -> str:
    """End an authority."""
    end_authority(by=request.user, at=request.moment, **said)
    return _("已终止。")


def _today(form: DeskForm, request: HttpRequest, person: Person) -> None:
    form.fields["start"].initial = request.today


def _running(form: DeskForm, request: HttpRequest, person: Person) -> None:
    form.fields["authority"].queryset = authorities_about(person.pk).filter(valid_to__gte=request.today)
    form.fields["authority"].label_from_instance = lambda one: f"{one.user} {one.get_kind_display()}"
    form.fields["end"].initial = request.today


DEEDS = [
    deeds.Deed(
        "give", gettext_lazy("登记代办人"), (Do.PERSON_EDIT,), give, AuthorityForm, kind="first", refusals=(CannotRecord,),
        choices=_today,
    ),
    deeds.Deed(
        "end", gettext_lazy("终止代办"), (Do.PERSON_EDIT,), end, EndForm, refusals=(CannotRecord,), choices=_running,
        possible=lambda person: authorities_about(person.pk).exists(),
    ),
]  # fmt: skip


@page(Do.PERSON_EDIT, methods=("GET", "POST"), does=DEEDS)
def helpers(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who may act for a person, record another, end one."""
    person = reached(request.scope, Person.objects.select_related("household", "merged_into"), pk=pk)
    bulk.read(request, person, "helpers")
    offered, done = deeds.answer(request, DEEDS, person)
    if done is not None:
        return done
    view = reading.head(person, request, "person-helpers")
    view |= {
        "offered": offered,
        "form": deeds.failed(offered),
        "rows": [authority_row(one, request.today) for one in authorities_about(pk)],
    }
    return render(request, "desk/person-helpers.html", view)
