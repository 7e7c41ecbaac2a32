"""A scale as a form of the page: one page with its sections; what is wrong is said by the room, beside each field."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.services.enums import Stage
from chuntian.services.forms import MOST_SIGNS, BadAnswer, Question, checked
from chuntian.web.desk.forms import DayField, DeskForm
from chuntian.web.reading.scales import when_words
from chuntian.web.templatetags.desk import marked


class OpenChoice(forms.ChoiceField):
    """A choice whose answer the room looks at, like any other's."""

    def validate(self, value: Any) -> None:
        """Say nothing here."""


class ScaleFields(DeskForm):
    """The questions of a scale, each a field; which answers fit is for `services.forms.checked` to say."""

    def __init__(self, *args: Any, questions: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for one in questions:
            if one["kind"] != "note":
                self.fields[field_name(one["name"])] = _field(one, questions)

    @property
    def answers(self) -> dict[str, str]:
        """Give what was answered, by the names of the questions."""
        asked = [one["name"] for one in self.questions if one["kind"] != "note"]
        return {name: self.cleaned_data.get(field_name(name), "") for name in asked}

    def sections(self) -> list[dict[str, Any]]:
        """Give the questions under the titles of their groups, in their order, notes between them."""
        found: list[dict[str, Any]] = []
        for one in self.questions:
            if not found or found[-1]["title"] != one["section"]:
                found.append({"title": one["section"], "rows": []})
            is_note = one["kind"] == "note"
            row = {"note": one["label"]} if is_note else {"field": self[field_name(one["name"])]}
            found[-1]["rows"].append(row)
        return found

    def clean(self) -> dict[str, Any]:
        """Have the room say which answers fit, and put what it says of each beside its field."""
        said = super().clean() or {}
        try:
            checked(self.questions, self.answers)
        except BadAnswer as why:
            for name, text in why.fields.items():
                self.add_error(field_name(name), text)
        return said


class AssessForm(ScaleFields):
    """A scale that is filled in: the day and the stage, then the questions."""

    stage = forms.ChoiceField(label=gettext_lazy("阶段"), choices=Stage.choices, widget=forms.RadioSelect)
    stage.asks = gettext_lazy("请选阶段：初期、中期还是末期")
    on = DayField(label=gettext_lazy("哪一天评估的"))


def field_name(name: str) -> str:
    """Give the field of a question: apart from the fields of the page, whatever a scale calls it."""
    return f"q-{name}"


def _field(one: Question, questions: Sequence[Question]) -> forms.Field:
    when = when_words(one, questions)
    label = one["label"] if one["required"] or when else _("%s（可不填）") % one["label"]
    said = {"label": marked(label), "help_text": marked(" ".join(filter(None, (one.get("hint"), _limit_words(one), when)))), "required": False}  # fmt: skip
    if one["kind"] == "choice":
        choices = [(name, marked(words)) for name, words in one["choices"]]
        open_one = [] if one["required"] and not when else [("", _("不填"))]
        return OpenChoice(choices=[*choices, *open_one], widget=forms.RadioSelect, **said)
    if one["kind"] == "text":
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 2, "maxlength": MOST_SIGNS}), **said)
    attrs = {
        "date": {"type": "date"}, "integer": {"inputmode": "numeric", "class": "narrow"},
        "decimal": {"inputmode": "decimal", "class": "narrow"},
    }[one["kind"]]  # fmt: skip
    return forms.CharField(widget=forms.TextInput(attrs=attrs), **said)


def _limit_words(one: Question) -> str:
    low, high = one.get("low"), one.get("high")
    if low is not None and high is not None:
        return _("%(low)s 至 %(high)s") % {"low": low, "high": high}
    return ""
