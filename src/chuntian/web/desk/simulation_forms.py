"""The forms of the simulation: values of a programme's parameters, or a change written in YAML."""

from collections.abc import Mapping
from typing import Any

import yaml
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.web.desk.forms import DeskForm
from chuntian.web.reading.law import ValueRow

LARGEST_CHANGE = 64 * 1024
VALUE = "value:"
LISTS = ("remove", "add_conditions", "add_exclusions")


class WhatForm(DeskForm):
    """Which programme's standards to change, for which region, on the facts of which month."""

    programme = forms.ChoiceField(label=gettext_lazy("改哪项政策"), required=False)
    region = forms.ChoiceField(label=gettext_lazy("区域"), required=False)
    month = forms.ChoiceField(label=gettext_lazy("用哪个月的情况"), required=False)


class ChangeForm(DeskForm):
    """New values, one field a parameter, and the change as text or file."""

    change = forms.CharField(
        label=gettext_lazy("改条件或改多项（YAML，可不填）"), required=False, max_length=LARGEST_CHANGE,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "class": "code"}),
        help_text=gettext_lazy("写成 parameters: 和 programmes: 两段；与上面的数值一起生效"),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("或上传 YAML 文件（可不传）"), required=False,
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
    )  # fmt: skip

    by_month = forms.BooleanField(
        label=gettext_lazy("再按月试算最近十二个月"), required=False,
        help_text=gettext_lazy("每个月都按那个月的情况重算一遍，人多时要等一会儿"),
    )  # fmt: skip

    def __init__(self, *args: Any, values: list[ValueRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        values = sorted(values, key=lambda row: bool(row.choices))  # amounts first: they are what is changed most
        for row in values:
            self.fields[VALUE + row.key] = _value_field(row)
        self.order_fields([*(VALUE + row.key for row in values), "change", "file", "by_month"])

    @property
    def asked(self) -> dict[str, Any]:
        """Give the change as the rules read it."""
        said = self.cleaned_data["whole"]
        typed = {name.removeprefix(VALUE): text for name, text in self.cleaned_data.items() if name.startswith(VALUE)}
        values = {key: text.strip() for key, text in typed.items() if text.strip()}
        return {**said, "parameters": {**(said.get("parameters") or {}), **values}}

    @property
    def written(self) -> str:
        """Give the text of the change, also where it came as a file, so that it is there for the next try."""
        return self.cleaned_data.get("text", "")

    def clean_file(self) -> str:
        """Give the text of the file."""
        file = self.cleaned_data["file"]
        if not file:
            return ""
        if file.size > LARGEST_CHANGE:
            raise forms.ValidationError(_("文件太大，请确认是变更文件"))
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError as why:
            raise forms.ValidationError(_("文件不是 UTF-8 文本")) from why

    def clean(self) -> dict[str, Any]:
        """Read the text; something must be changed."""
        said = super().clean()
        if self.errors:
            return said
        field = "file" if said.get("file") else "change"
        said["text"] = said.get("file") or said.get("change") or ""
        try:
            said["whole"] = read_change(said["text"])
        except forms.ValidationError as why:
            self.add_error(field, why)
            return said
        typed = any(text and text.strip() for name, text in said.items() if name.startswith(VALUE))
        if not typed and not said["whole"]:
            self.add_error(None, _("请至少改一个数值，或写一处变更"))
        return said


def _value_field(row: ValueRow) -> forms.Field:
    if row.text:
        now = _("现行 %(value)s %(unit)s") % {"value": row.words, "unit": row.unit_text}
        now = f"{now.strip()}（{_('演示金额')}）" if row.demo else now
    else:
        now = f"{_('现在没有标准')}（{row.unit_text}）" if row.unit_text else _("现在没有标准")
    if row.choices:
        return forms.ChoiceField(
            label=row.description, required=False, help_text=now, choices=[("", _("照旧")), *row.choices]
        )
    return forms.CharField(
        label=row.description, required=False, max_length=60, help_text=now,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "narrow"}),
    )  # fmt: skip


def read_change(text: str) -> dict[str, Any]:
    """
    Read a change and look at its shape; what it names is looked at by the rules.

    References between places of the file are refused: a few of them can stand for more than any memory holds.

    :raises ValidationError: it is no YAML, or not of the shape of a change.
    """
    if not text.strip():
        return {}
    try:
        if any(isinstance(token, yaml.AnchorToken | yaml.AliasToken) for token in yaml.scan(text)):
            raise forms.ValidationError(_("变更文件里不能有 & 和 * 引用；写公式请加引号"))
        asked = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as why:
        raise forms.ValidationError(_("看不懂的 YAML，请检查缩进和冒号")) from why
    if not _is_change(asked):
        raise forms.ValidationError(_("请写成 parameters: 和 programmes: 两段"))
    return dict(asked)


def _is_change(asked: Any) -> bool:
    if not isinstance(asked, Mapping) or not all(isinstance(key, str) for key in asked):
        return False
    parameters, programmes = asked.get("parameters") or {}, asked.get("programmes") or {}
    if not isinstance(parameters, Mapping) or not isinstance(programmes, Mapping):
        return False
    fits = all(isinstance(value, str | int | float | list) for value in parameters.values())
    rows = [row for value in parameters.values() if isinstance(value, list) for row in value]
    return (
        fits
        and all(isinstance(key, str) for key in [*parameters, *programmes])
        and all(isinstance(row, Mapping) for row in rows)
        and all(_is_programme(one) for one in programmes.values())
    )


def _is_programme(one: Any) -> bool:
    if not isinstance(one, Mapping) or not isinstance(one.get("replace") or {}, Mapping):
        return False
    if not all(isinstance(one.get(name) or [], list) for name in LISTS):
        return False
    return all(isinstance(code, str) for code in [*(one.get("remove") or []), *(one.get("replace") or {})])
