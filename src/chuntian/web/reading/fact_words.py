"""The value of a fact in words."""

from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chuntian.kernel.components import Component, decode
from chuntian.places.regions import full_name
from chuntian.registry.enums import CertificateStatus
from chuntian.rules import FactDeclaration, Kind
from chuntian.web.templatetags.desk import day, yuan


def fact_text(declared: FactDeclaration, value: Any) -> str:
    """Write a fact's value as people read it. A birth date shows its year only: with the masked number it would tell more."""
    if value is None:
        return _("不知道")
    if declared.name == "birth_date" and isinstance(value, date):
        return _("%s 年") % value.year
    if declared.name == "certificate_status" and value in CertificateStatus.values:
        return str(CertificateStatus(value).label)
    label = declared.choice_label(value, _language()) if isinstance(value, str | int) else None
    if label:
        return label
    return WRITERS.get(declared.kind, str)(value)


def _components(value: Any) -> str:
    parts = decode(value) if isinstance(value, int) else [_component(one) for one in value]
    return "、".join(str(part) for part in parts)


def _component(one: Any) -> Component:
    return one if isinstance(one, Component) else Component(**one)


def _day(value: Any) -> str:
    return day(date.fromisoformat(value) if isinstance(value, str) else value)


def _language() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"


WRITERS = {
    Kind.BOOL: lambda value: _("是") if value else _("否"),
    Kind.FEN: yuan,
    Kind.DATE: _day,
    Kind.DIVISION: lambda value: full_name(str(value)),
    Kind.COMPONENTS: _components,
    Kind.SLUGS: lambda value: "、".join(str(one) for one in value) or _("没有"),
}
