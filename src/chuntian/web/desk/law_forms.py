"""The forms of the law's pages: facts of nobody in particular, and a change of a standard."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from chuntian.kernel.components import ComponentError, from_dicts, from_text, to_dicts
from chuntian.kernel.divisions import DivisionError, pad
from chuntian.rules import FactDeclaration, Kind
from chuntian.web.desk.forms import DayField, DeskForm
from chuntian.web.reading.law import ValueRow

FACT, VALUE = "fact:", "value:"
TRUTHS = [("", gettext_lazy("不知道")), ("yes", gettext_lazy("是")), ("no", gettext_lazy("否"))]
HINTS = {
    Kind.COMPONENTS: gettext_lazy("例如：肢体一级；智力二级"),
    Kind.DIVISION: gettext_lazy("行政区划代码，6 位或 12 位"),
    Kind.SLUGS: gettext_lazy("几项用逗号隔开，没有就写 -"),
    Kind.FEN: gettext_lazy("元"),
    Kind.RATIO: gettext_lazy("数，例如 30.5 或 61/2"),
    Kind.INT: gettext_lazy("整数"),
}


class TryForm(DeskForm):
    """The facts a programme asks about, one field each, blank for what nobody knows; and other values to try it with."""

    on = DayField(label=gettext_lazy("哪一天"))
    division = forms.CharField(
        label=gettext_lazy("在哪里（区划代码）"), max_length=12, help_text=HINTS[Kind.DIVISION],
        widget=forms.TextInput(attrs={"class": "narrow", "inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, facts: list[FactDeclaration], values: list[ValueRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.declared = facts
        english = (get_language() or "").startswith("en")
        for one in facts:
            self.fields[FACT + one.name] = _fact_field(one, english)
        for row in values:
            now = f"{row.words} {row.unit_text}".strip() if row.text else _("没有")
            self.fields[VALUE + row.key] = _choice_or_text(
                row.description, _("现行：%s。空着照现行的") % now, row.choices
            )

    def clean_division(self) -> str:
        """Give the place as twelve digits."""
        try:
            return str(pad(self.cleaned_data["division"].strip()))
        except DivisionError as why:
            raise forms.ValidationError(_("不是行政区划代码，请写 6 位或 12 位数字")) from why

    def clean(self) -> dict[str, Any]:
        """Read what was typed into the facts the engine takes; blank is unknown."""
        said = super().clean()
        said["facts"] = {}
        for one in self.declared:
            text = said.get(FACT + one.name)
            if text in (None, ""):
                said["facts"][one.name] = None
                continue
            try:
                said["facts"][one.name] = typed(one, text)
            except (ValueError, ComponentError, ArithmeticError):
                self.add_error(FACT + one.name, _("看不懂“%s”，请照提示写") % text)
        said["params"] = {
            name.removeprefix(VALUE): text.strip() for name, text in said.items() if name.startswith(VALUE) and text and text.strip()
        }  # fmt: skip
        return said

    @property
    def fact_fields(self) -> list[forms.BoundField]:
        """Give the fields of facts."""
        return [self[name] for name in self.fields if name.startswith(FACT)]

    @property
    def value_fields(self) -> list[forms.BoundField]:
        """Give the fields of values."""
        return [self[name] for name in self.fields if name.startswith(VALUE)]


def typed(one: FactDeclaration, text: Any) -> Any:
    """
    Give a fact as questions bring it, from what was typed.

    :raises ValueError: it is not of the fact's kind.
    """
    text = text if isinstance(text, date) else str(text).strip()
    if one.kind is Kind.BOOL:
        return text == "yes"
    if one.kind is Kind.FEN:
        fen = Decimal(text) * 100
        if fen != fen.to_integral_value():
            raise ValueError(text)
        return int(fen)
    if one.kind is Kind.INT:
        return int(text)
    if one.kind is Kind.COMPONENTS:
        return to_dicts(from_text(text))
    if one.kind is Kind.SLUGS:
        return (
            []
            if text == "-"
            else [word.strip() for word in text.replace("，", ",").replace("、", ",").split(",") if word.strip()]
        )
    if one.kind is Kind.DATE:
        return text if isinstance(text, date) else date.fromisoformat(text)
    return text


def written(one: FactDeclaration, value: Any) -> Any:
    """Give a fact of an example as one would type it."""
    if value is None:
        return ""
    if one.kind is Kind.BOOL:
        return "yes" if value else "no"
    if one.kind is Kind.FEN:
        return f"{value // 100}.{value % 100:02d}" if value % 100 else str(value // 100)
    if one.kind is Kind.COMPONENTS:
        rows = [row if isinstance(row, dict) else to_dicts([row])[0] for row in value]
        return "；".join(str(part) for part in from_dicts(rows))
    if one.kind is Kind.SLUGS:
        return ",".join(value) or "-"
    return value


def _fact_field(one: FactDeclaration, english: bool) -> forms.Field:
    label = one.label_en if english and one.label_en else one.label_zh
    if one.kind is Kind.DATE:
        return DayField(label=label, required=False)
    if one.kind is Kind.BOOL:
        return forms.ChoiceField(label=label, required=False, choices=TRUTHS)
    if one.choices and one.kind is not Kind.SLUGS:
        lang = "en" if english else "zh"
        named = [(str(value), one.choice_label(value, lang) or str(value)) for value in one.choices]
        return forms.ChoiceField(label=label, required=False, choices=[TRUTHS[0], *named])
    return _choice_or_text(label, HINTS.get(one.kind, ""), ())


def _choice_or_text(label: str, hint: Any, choices: Any) -> forms.Field:
    if choices:
        return forms.ChoiceField(label=label, required=False, help_text=hint, choices=[("", _("照旧")), *choices])
    widget = forms.TextInput(attrs={"autocomplete": "off", "class": "narrow"})
    return forms.CharField(label=label, required=False, max_length=80, help_text=hint, widget=widget)


class ChangeForm(DeskForm):
    """Which value shall hold where, from which day, by which document. Another person approves it."""

    key = forms.ChoiceField(label=gettext_lazy("改哪一项标准"))
    region = forms.ChoiceField(label=gettext_lazy("在哪里"))
    value = forms.CharField(
        label=gettext_lazy("新的值"), max_length=60, widget=forms.TextInput(attrs={"class": "narrow", "autocomplete": "off"}),
        help_text=gettext_lazy("金额写元，例如 110；选择项写代码"),
    )  # fmt: skip
    valid_from = DayField(
        label=gettext_lazy("从哪天起"), help_text=gettext_lazy("照文件写的起始日；可以早于今天，差额由补发和追回处理")
    )
    valid_to = DayField(label=gettext_lazy("到哪天止（没有写就空着）"), required=False)
    document = forms.CharField(label=gettext_lazy("文件名称和文号"), max_length=200)
    article = forms.CharField(
        label=gettext_lazy("条款"), max_length=60, help_text=gettext_lazy("例如：第二条第（一）项"),
        widget=forms.TextInput(attrs={"class": "narrow"}),
    )  # fmt: skip
    checked_on = DayField(label=gettext_lazy("您哪天看过文件原文"))
    note = forms.CharField(
        label=gettext_lazy("说明（可不填）"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
