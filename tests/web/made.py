"""What the examples of components need and YAML cannot write: bound forms and pages of rows."""

from django import forms
from django.core.paginator import Page, Paginator

from chuntian.web.desk.forms import DeskForm


class ExampleForm(DeskForm):
    name = forms.CharField(label="姓名", help_text="写全名")
    outcome = forms.ChoiceField(label="查明是", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="我已核对", required=False)
    offset = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self):
        self.add_error(None, "两处对不上")
        return super().clean()


def wrong_form(prefix: str | None = None) -> ExampleForm:
    """Give a form that was sent empty."""
    form = ExampleForm({}, prefix=prefix)
    form.is_valid()
    return form


def form_with_prefix() -> ExampleForm:
    """Give a form among several of a page."""
    return wrong_form("stop")


def text_field() -> forms.BoundField:
    return ExampleForm()["name"]


def wrong_field() -> forms.BoundField:
    return wrong_form()["name"]


def choice_field() -> forms.BoundField:
    return ExampleForm()["outcome"]


def tick_field() -> forms.BoundField:
    return ExampleForm()["sure"]


def hidden_field() -> forms.BoundField:
    return ExampleForm()["offset"]


def middle_page() -> Page:
    return Paginator(range(25), 10).page(2)


def last_page() -> Page:
    return Paginator(range(25), 10).page(3)


def empty_page() -> Page:
    return Paginator([], 10).get_page(1)
