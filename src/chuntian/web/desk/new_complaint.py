"""A complaint that somebody told us: by telephone, by letter, in person; it becomes a case with a number and time limits."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.casework import operations
from chuntian.registry.models import Person
from chuntian.web import bulk
from chuntian.web.desk.absent import reached
from chuntian.web.desk.forms import DeskForm
from chuntian.web.pages import page

# How it came is written before the words, as whoever answers must know in which way to answer.
CAME = [
    ("当面", gettext_lazy("当面")),
    ("电话", gettext_lazy("电话")),
    ("来信", gettext_lazy("来信")),
    ("代说", gettext_lazy("别人代他说")),
]
MOST = 490  # with how it came, what an action of a case holds (500); more would be cut off


class NewComplaintForm(DeskForm):
    came = forms.ChoiceField(label=gettext_lazy("怎样来的"), choices=CAME, widget=forms.RadioSelect)
    text = forms.CharField(
        label=gettext_lazy("说了什么"), max_length=MOST, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("照本人的话写：哪件事、哪一页、哪一步不好，想要怎么办。页面用起来有障碍，也写在这里。不要写身份证号和卡号。"),
    )  # fmt: skip


@page(Do.CASE_APPLY, methods=("GET", "POST"), does={"complain": (Do.CASE_APPLY,)})
def new_complaint(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in what a person complains of, about whatever it is."""
    person = reached(request.scope, Person.objects.filter(merged_into__isnull=True), pk=pk)
    form = NewComplaintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        text = f"{form.cleaned_data['came']}：{form.cleaned_data['text']}"
        made = operations.complain(person=person, text=text, by=request.user, at=request.moment)
        return redirect("desk:case", made.pk)
    bulk.read(request, person, "complain")
    return render(request, "desk/new-complaint.html", {"person": person, "form": form})
