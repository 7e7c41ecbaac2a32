"""Find persons by name or number, by where they live, by what is known of them; keep a filter as a list of one's own."""

from typing import Any

from django import forms
from django.contrib.messages import success
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.casework.law import law_in_use
from chuntian.casework.paths import APPLICATIONS
from chuntian.kernel.components import CATEGORIES, GRADES
from chuntian.kernel.divisions import prefix
from chuntian.places.enums import Level
from chuntian.places.models import Division
from chuntian.registry.models import Person
from chuntian.trail.operations import record
from chuntian.web import bulk, exports
from chuntian.web.desk.forms import DeskForm
from chuntian.web.desk.reading import people as reading
from chuntian.web.desk.reading.narrowing import Narrow, places_named
from chuntian.web.models import SavedList
from chuntian.web.named import source
from chuntian.web.pages import page
from chuntian.web.reading.names import programme_choices

ROWS_A_PAGE = 20
FAR_ENOUGH = 500
MOST_LISTS = 30
COUNTY_DIGITS = 6
ALL = ("", gettext_lazy("全部"))
AGES = [
    ALL, ("child", gettext_lazy("0–6 岁")), ("school", gettext_lazy("7–17 岁")), ("adult", gettext_lazy("18–59 岁")),
    ("old", gettext_lazy("60–79 岁")), ("oldest", gettext_lazy("80 岁以上")),
]  # fmt: skip


class SearchForm(DeskForm):
    q = forms.CharField(
        label=gettext_lazy("姓名、拼音、证号或后四位"), required=False, max_length=40,
        help_text=gettext_lazy("姓名可以只写几个字；拼音可以写全拼或首字母；号码写全部，或只写最后四位"),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    place = forms.ChoiceField(label=gettext_lazy("乡镇、街道"), required=False)
    place_text = forms.CharField(
        label=gettext_lazy("住址里有"), required=False, max_length=20,
        help_text=gettext_lazy("地名里的几个字"),
    )  # fmt: skip
    grade = forms.ChoiceField(label=gettext_lazy("等级"), required=False)
    category = forms.ChoiceField(label=gettext_lazy("类别"), required=False)
    age = forms.ChoiceField(label=gettext_lazy("年龄"), required=False, choices=AGES)
    receiving = forms.ChoiceField(label=gettext_lazy("正在享受"), required=False)
    offset = forms.IntegerField(required=False, min_value=0, max_value=FAR_ENOUGH, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Ask for something: a search for nobody in particular would be everyone."""
        said = super().clean() or {}
        if not self.errors and not any(value for name, value in said.items() if name != "offset"):
            self.add_error("q", _("请写姓名或号码，或者选一个条件"))
        return said


class SaveForm(DeskForm):
    name = forms.CharField(
        label=gettext_lazy("给这个条件起个名字"), max_length=40,
        help_text=gettext_lazy("只存条件，不存人：每次打开都重新找。请不要写人名。"),
    )  # fmt: skip


@page(
    Do.PERSON_VIEW, methods=("GET", "POST"),
    does={"search": (Do.PERSON_VIEW,), "save": (Do.PERSON_VIEW,), "forget": (Do.PERSON_VIEW,)},
)  # fmt: skip
def search(request: HttpRequest) -> HttpResponse:
    """Find persons; a name or number that was typed travels in the body of the request, never in an address."""
    if request.POST.get("do") == "forget":
        return _forget(request)
    said = request.POST if request.method == "POST" else _opened_list(request)
    form = _form(request, said)
    view: dict[str, Any] = {"form": form, "asked": False, "save": SaveForm(prefix="save"), "lists": _lists(request)}
    if form.is_bound and form.is_valid():
        narrow = Narrow.of(form.cleaned_data, request.scope)
        if request.POST.get("do") == "save":
            saved = _save(request, narrow)
            if isinstance(saved, HttpResponse):
                return saved
            view["save"] = saved
        view |= _found(request, form.cleaned_data, narrow)
    view["has_errors"] = bool(form.is_bound and form.errors) or bool(view["save"].errors)
    return render(request, "desk/search.html", view)


@page(Do.PERSON_VIEW, methods=("GET", "POST"), does={"export": (Do.PERSON_VIEW,)}, gives="the persons of a filter")
def export(request: HttpRequest) -> HttpResponse:
    """Give the persons of a filter as a file; of a filter only, because a name has no place in an address."""
    said = request.GET.copy()
    said.pop("q", None)
    form = _form(request, said)
    condition = (
        Narrow.of(form.cleaned_data, request.scope).condition(request.scope, request.today) if form.is_valid() else None
    )
    if condition is None:
        view = {
            "form": form,
            "save": SaveForm(prefix="save"),
            "lists": _lists(request),
            "has_errors": bool(form.errors),
        }
        return render(request, "desk/search.html", view)
    people = request.scope.filter(Person.objects.filter(condition, merged_into__isnull=True)).order_by("pinyin", "id")
    headings = [_("姓名"), _("性别"), _("出生年"), _("户籍地"), _("居住地"), _("证件号码")]
    found = reading.person_rows(people[: exports.MOST_ROWS])
    rows = [[row["name"], row["sex"], row["birth_year"], row["place"], row["lives"], row["number"]] for row in found]
    return exports.give(request, exports.Table(_("人员清单"), headings, rows, people=[row["pk"] for row in found]))


def _found(request: HttpRequest, said: dict[str, Any], narrow: Narrow) -> dict[str, Any]:
    """Look for them, write down that one looked, and give a page of them."""
    bulk.may_view(request)
    offset = said["offset"] or 0
    also = narrow.condition(request.scope, request.today)
    found, more = reading.search_rows(said["q"], request.scope, limit=ROWS_A_PAGE, offset=offset, also=also)
    shown = found[:ROWS_A_PAGE]
    record(
        actor=request.user, action="person.search", subject_kind="search", region=next(iter(request.scope.regions), ""),
        at=request.moment, detail={"found": len(found), "offset": offset, "from": source(request)},
        shown=[row["pk"] for row in shown],
    )  # fmt: skip
    more = more and offset + ROWS_A_PAGE <= FAR_ENOUGH
    return {
        "asked": True, "rows": shown, "from": offset + 1, "to": offset + len(shown), "narrow": narrow.asked,
        "again": [("q", said["q"]), *narrow.asked.items()], "next": offset + ROWS_A_PAGE if more else None,
        "previous": offset - ROWS_A_PAGE, "may_save": bool(narrow.asked),
        "file": f"{reverse('desk:search-file')}?{urlencode(narrow.asked)}" if narrow.asked and not said["q"] else "",
    }  # fmt: skip


def _form(request: HttpRequest, said: QueryDict | None) -> SearchForm:
    form = SearchForm(said)
    form.fields["place"].choices = [ALL, *_towns(request)]
    form.fields["grade"].choices = [ALL, *((str(number), name) for number, name in GRADES.items())]
    form.fields["category"].choices = [
        ALL,
        *((str(number), name) for number, name in CATEGORIES.items()),
        ("7", _("多重")),
    ]
    law = law_in_use()
    slugs = [slug for slug in law.decided if law.programme(slug).path in APPLICATIONS]
    form.fields["receiving"].choices = [ALL, *programme_choices(slugs)]
    if not request.scope.shows("awards"):
        del form.fields["receiving"]
    return form


def _towns(request: HttpRequest) -> list[tuple[str, str]]:
    """Give the towns of the reader's county, or the counties of who sees several."""
    wide = any(len(prefix(region)) < COUNTY_DIGITS for region in request.scope.regions)
    level = Level.COUNTY if wide else Level.TOWN
    rows = request.scope.filter(Division.objects.filter(level=level), "code").order_by("edition", "code")
    return sorted(dict(rows.values_list("code", "name")).items())


def _lists(request: HttpRequest) -> list[SavedList]:
    return list(request.scope.filter(SavedList.objects.filter(user=request.user)).order_by("name"))


def _opened_list(request: HttpRequest) -> QueryDict | None:
    """Give the filter of the list that was opened; None where none was, or it is another's."""
    asked = request.GET.get("list", "")
    kept = next((one for one in _lists(request) if str(one.pk) == asked), None)
    if kept is None:
        return None
    said = QueryDict(mutable=True)
    said.update({name: str(value) for name, value in kept.asked.items()})
    return said


def _save(request: HttpRequest, narrow: Narrow) -> SaveForm | HttpResponse:
    """Keep the filter under a name; the same name again keeps the newer filter."""
    form = SaveForm(request.POST, prefix="save")
    if not form.is_valid():
        return form
    if not narrow.asked or (narrow.place_text and not places_named(narrow.place_text, request.scope)):
        form.add_error(None, _("只能存选定的条件；住址里的字要是您区域里一个地方的名字。"))
        return form
    if len(_lists(request)) >= MOST_LISTS:
        form.add_error(None, _("最多存 %s 个，先删掉不用的。") % MOST_LISTS)
        return form
    kept, _made = SavedList.objects.update_or_create(
        user=request.user, name=form.cleaned_data["name"],
        defaults={"asked": narrow.asked, "region": next(iter(request.scope.regions), ""), "saved_at": request.moment},
    )  # fmt: skip
    success(request, _("已存下。下次从这里直接打开。"), extra_tags="done")
    return redirect(f"{reverse('desk:search')}?list={kept.pk}")


def _forget(request: HttpRequest) -> HttpResponse:
    asked = request.POST.get("list", "")
    if asked.isdecimal():
        request.scope.filter(SavedList.objects.filter(user=request.user, pk=int(asked[:18]))).delete()
        success(request, _("已删除这个名单的条件。"), extra_tags="done")
    return redirect("desk:search")
