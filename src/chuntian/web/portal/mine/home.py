"""The first page of one's own file, in a few sentences; and whose file to open."""

from django import forms
from django.contrib.messages import success
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.web.forms import PlainForm
from chuntian.web.portal.mine import summary
from chuntian.web.portal.mine.acting import Ward, choose
from chuntian.web.portal.mine.pages import own_file
from chuntian.web.templatetags.desk import day, marked


class WhomForm(PlainForm):
    person = forms.ChoiceField(label=gettext_lazy("看谁的档案？"), widget=forms.RadioSelect)
    person.asks = gettext_lazy("请选一个人")

    def __init__(self, *args, wards: tuple[Ward, ...], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [(str(one.person.pk), _named(one)) for one in wards]


@own_file("home")
def home(request: HttpRequest) -> HttpResponse:
    """Say what is running, what was paid last, and what waits for the person."""
    person = request.acting.person
    return render(request, "portal/mine/home.html", summary.of(person, request.today))


@own_file("", methods=("GET", "POST"), does=("choose",))
def whom(request: HttpRequest) -> HttpResponse:
    """Let someone who may act for several say whose file is to be open."""
    wards = request.acting.wards
    form = WhomForm(request.POST or None, wards=wards, initial={"person": str(request.acting.person.pk)})
    said = request.POST.get("person", "")
    if request.method == "POST" and said:
        ward = next((one for one in wards if str(one.person.pk) == said), None)
        if ward is None:
            raise Http404  # someone else's file answers like one that is not there
        choose(request, ward)
        success(request, _("现在是%(name)s的档案。") % {"name": ward.person.name}, extra_tags="done")
        return redirect("mine:home")
    return render(request, "portal/mine/whom.html", {"form": form})


def _named(ward: Ward) -> str:
    if ward.is_self:
        return marked(_("%(name)s：我自己") % {"name": ward.person.name})
    said = {"name": ward.person.name, "label": ward.label, "day": day(ward.until)}
    return marked(_("%(name)s：%(label)s，到 %(day)s") % said)
