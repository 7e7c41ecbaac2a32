"""The forms of the check: one question each, "I do not know" always among the answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.web.forms import PlainForm
from chuntian.web.portal import offices, voices
from chuntian.web.portal.kept import Kept
from chuntian.web.portal.questions import UNKNOWN, Answer, Question
from chuntian.web.templatetags.desk import marked

NONE = "none"
OTHER = "other"
CHOOSE = gettext_lazy("请选一个答案。不知道，就选“我不知道”。")


class ChoiceField(forms.ChoiceField):
    widget = forms.RadioSelect
    asks = CHOOSE


class WhoForm(PlainForm):
    who = ChoiceField(label=gettext_lazy("您替谁问？"), choices=list(voices.WHO.items()))
    who.asks = gettext_lazy("请选一个：替谁问")


class PlaceForm(PlainForm):
    """One level of the place: buttons for the counties of this house, else a plain select a level."""

    place = forms.ChoiceField(label=gettext_lazy("住在哪个县（区）？"))

    def __init__(self, *args: Any, rows: list[tuple[str, str]], tiles: bool, title: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        field.label = title
        field.error_messages["required"] = _("请选一个地方")
        choices = (
            [*((code, marked(name)) for code, name in rows), (OTHER, _("别的地方"))]
            if tiles
            else [("", _("请选择")), *rows]
        )
        if tiles:
            field.widget = forms.RadioSelect()
        field.choices = choices


class TownForm(PlainForm):
    town = forms.ChoiceField(label=gettext_lazy("户口所在的乡镇或街道"))

    def __init__(self, *args: Any, county: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["town"].choices = [("", _("请选择")), *offices.towns_of(county)]
        self.fields["town"].error_messages["required"] = _("请选乡镇或街道")


class AnswerForm(PlainForm):
    """The form of one question; `cleaned_data["answer"]` is what is kept."""

    def __init__(self, data: Any, *, question: Question, kept: Kept, place_name: str) -> None:
        self.question = question
        self.unknown = data is not None and data.get("unknown") == "yes"
        super().__init__(data, initial={"answer": _shown(question, kept.answers.get(question.slug))})
        label = voices.spoken(question.ask, who=kept.who, place=place_name)
        hint = voices.spoken(question.help, who=kept.who, place=place_name)
        self.fields["answer"] = _field(question, label, hint)
        self.fields["answer"].required = not self.unknown

    @property
    def has_unknown_button(self) -> bool:
        """Say whether "I do not know" is a button of its own: a number and a list have no place for it."""
        return self.question.kind in ("number", "several", "categories")

    def clean_answer(self) -> Answer:
        """Give what is kept: an option, a number, the list of what was ticked, or that it is not known."""
        if self.unknown:
            return UNKNOWN
        answer = self.cleaned_data["answer"]
        if self.question.kind == "several" and NONE in answer:
            if len(answer) > 1:
                raise forms.ValidationError(_("选了“以上都没有”，就不要再选别的"))
            return []
        return answer


def _field(question: Question, label: str, hint: str) -> forms.Field:
    if question.kind == "number":
        return _number(question, label, hint)
    choices = [(one.value, voices.words(one.words)) for one in question.options]
    if question.kind in ("several", "categories"):
        if question.kind == "several":
            choices.append((NONE, _("以上都没有")))
        errors = {"required": _("请至少选一个。不知道，就按“我不知道”。")}
        field = forms.MultipleChoiceField(
            label=label, help_text=hint, choices=choices, widget=forms.CheckboxSelectMultiple
        )
        field.error_messages.update(errors)
        return field
    field = ChoiceField(label=label, help_text=hint, choices=[*choices, (UNKNOWN, _("我不知道"))])
    field.error_messages["required"] = str(CHOOSE)
    return field


def _number(question: Question, label: str, hint: str) -> forms.Field:
    field = forms.IntegerField(
        label=label, help_text=hint, min_value=0, max_value=question.most,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "narrow"}),
    )  # fmt: skip
    wrong = _("请写 0 到 %s 的整数，只写数字") % question.most
    field.error_messages.update(
        required=_("请写一个数字。不知道，就按“我不知道”。"), invalid=wrong, min_value=wrong, max_value=wrong
    )
    return field


def _shown(question: Question, answer: Answer | None) -> Any:
    """Give an earlier answer back to the form."""
    if question.kind == "several" and answer == []:
        return [NONE]
    return None if answer == UNKNOWN and question.kind in ("number", "several", "categories") else answer
