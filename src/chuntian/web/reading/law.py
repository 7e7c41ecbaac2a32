"""The law as the pages read it: a programme's values for a place and a day."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.policy.law import parameter_choices
from chuntian.rules import Kind, Law, MissingParameter

SILENT = ("choice", "bool", "boolean", "text", "date", "int", "ratio", "share")
UNITS = {
    "CNY per month": gettext_lazy("元/月"),
    "CNY per year": gettext_lazy("元/年"),
    "CNY": gettext_lazy("元"),
    "CNY per person": gettext_lazy("元/人"),
    "CNY per household": gettext_lazy("元/户"),
    "working days": gettext_lazy("个工作日"),
    "days": gettext_lazy("天"),
    "months": gettext_lazy("个月"),
    "years": gettext_lazy("年"),
    "day of the month": gettext_lazy("日（每月）"),
    "persons": gettext_lazy("人"),
    "visits per year": gettext_lazy("次/年"),
    "contacts per year": gettext_lazy("次/年"),
}


def unit_text(unit: str) -> str:
    """Write a parameter's unit as people read it; kinds that need no unit have none."""
    return str(UNITS.get(unit, "" if unit in SILENT else unit))


@dataclass(frozen=True)
class ValueRow:
    """One parameter as it stands: what it means, its value or the document to ask for, its citation, its mark."""

    key: str
    description: str
    text: str
    unit: str
    citation: str
    document: str
    demo: bool
    since: date | None
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> str:
        """Give the value as people read it: the words of a choice, not its code."""
        return dict(self.choices).get(self.text, self.text)

    @property
    def unit_text(self) -> str:
        """Give the unit as people read it."""
        return unit_text(self.unit)


def values_of(law: Law, slug: str, division: str, on: date) -> list[ValueRow]:
    """List the parameters of a programme for a place and a day, in the order in which the law uses them."""
    return [_row(law, key, division, on) for key in law.words(slug)["parameters"]]


def _row(law: Law, key: str, division: str, on: date) -> ValueRow:
    declared, found = law.book.declaration(key), law.book.resolve(key, division, on)
    about, choices = declared.description or key, choices_of(key, declared.kind)
    if isinstance(found, MissingParameter):
        return ValueRow(key, about, "", declared.unit, "", found.document or declared.document, False, None, choices)
    return ValueRow(key, about, found.text, found.unit, found.citation, "", found.demo, found.valid_from, choices)


def choices_of(key: str, kind: Kind) -> tuple[tuple[str, str], ...]:
    """Give the values a parameter may have, with their words; none where it is counted or written."""
    if kind == Kind.BOOL:
        return (("true", _("是")), ("false", _("否")))
    return tuple((str(code), str(words)) for code, words in parameter_choices().get(key, {}).items())
