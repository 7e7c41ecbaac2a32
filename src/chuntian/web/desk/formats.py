"""In which forms a person wants letters: what was said, by whom, when; and a new word."""

from typing import Any

from django.forms import CheckboxSelectMultiple, ChoiceField, MultipleChoiceField, RadioSelect
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.registry.enums import SaidBy
from chuntian.registry.models import FormatChoice, Person
from chuntian.registry.operations import NoSuchForm, choose_formats
from chuntian.web import bulk
from chuntian.web.desk import deeds
from chuntian.web.desk.absent import reached
from chuntian.web.desk.forms import DeskForm
from chuntian.web.desk.reading import people as reading
from chuntian.web.pages import page
from chuntian.web.reading.letters import NAMES, names_of


class ChoiceForm(DeskForm):
    forms = MultipleChoiceField(
        label=gettext_lazy("要哪些形式"), choices=[(one.value, name) for one, name in NAMES.items()],
        widget=CheckboxSelectMultiple, help_text=gettext_lazy("可以选几种。没有选过的，给普通字的 PDF。"),
    )  # fmt: skip
    said_by = ChoiceField(label=gettext_lazy("谁说的"), choices=SaidBy.choices, widget=RadioSelect)


def choose(request: HttpRequest, person: Person, said: dict[str, Any]) -> str:
    """Record what the person wants."""
    choose_formats(person=person, by=request.user, at=request.moment, **said)
    return _("已登记。以后的文书按这些形式给本人。")


def _newest(form: DeskForm, request: HttpRequest, person: Person) -> None:
    newest = _choices(person).first()
    form.fields["forms"].initial = newest.forms if newest else []


DEEDS = [
    deeds.Deed(
        "choose", gettext_lazy("登记本人选的形式"), (Do.PERSON_EDIT,), choose, ChoiceForm, kind="first", refusals=(NoSuchForm,),
        choices=_newest,
    ),
]  # fmt: skip


@page(Do.PERSON_EDIT, methods=("GET", "POST"), does=DEEDS)
def formats(request: HttpRequest, pk: int) -> HttpResponse:
    """Show in which forms a person wants letters, and record another word."""
    person = reached(request.scope, Person.objects.select_related("household", "merged_into"), pk=pk)
    bulk.read(request, person, "formats")
    offered, done = deeds.answer(request, DEEDS, person)
    if done is not None:
        return done
    view = reading.head(person, request, "person-formats")
    view |= {"offered": offered, "form": deeds.failed(offered), "rows": [_row(one) for one in _choices(person)]}
    return render(request, "desk/person-formats.html", view)


def _choices(person: Person) -> Any:
    return FormatChoice.objects.filter(person=person).select_related("recorded_by").order_by("-recorded_at", "-pk")


def _row(one: FormatChoice) -> dict[str, Any]:
    return {
        "forms": names_of(one.forms),
        "said_by": one.get_said_by_display(),
        "at": one.recorded_at,
        "by": str(one.recorded_by or ""),
    }
