"""What was made public, as pages and files read it: every cell is shown, hidden, or missing, and says which."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from chuntian.indicators.figures import UNITS

LICENCES = {
    "CC-BY-4.0": (gettext_lazy("知识共享 署名 4.0（CC BY 4.0）"), "https://creativecommons.org/licenses/by/4.0/"),
    "CC0-1.0": (gettext_lazy("知识共享 公共领域贡献（CC0 1.0）"), "https://creativecommons.org/publicdomain/zero/1.0/"),
    "CC-BY-NC-4.0": (gettext_lazy("知识共享 署名-非商业 4.0（CC BY-NC 4.0）"), "https://creativecommons.org/licenses/by-nc/4.0/"),
}  # fmt: skip


def licence_words(code: str) -> str:
    """Name a licence."""
    return str(LICENCES[code][0]) if code in LICENCES else code


def rows_of(figures: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Give each published figure for a table: its name, its value in words, its parts and how many of them are hidden."""
    return [_row(one) for one in figures]


def _row(one: Mapping[str, Any]) -> dict[str, Any]:
    english = (get_language() or "").startswith("en")
    hidden = sum(part["state"] == "hidden" for part in one["parts"])
    return {
        "measure": one["measure"], "name": one["name_en"] if english else one["name"], "state": one["state"],
        "text": text_of(one, one["unit"]), "counts": counts_of(one), "definition": one["definition"],
        "why": one.get("why", ""), "unit": one["unit"], "parts": len(one["parts"]), "hidden_parts": hidden,
        "shown_parts": sum(part["state"] in ("shown", "band") for part in one["parts"]), "is_money": one["unit"] == "fen",
    }  # fmt: skip


def text_of(cell: Mapping[str, Any], unit: str) -> str:
    """Write a cell in words: what is hidden says that it is, what is missing says so."""
    if cell["state"] == "hidden":
        return _("＊不公布")
    if cell["state"] == "band":
        return _("%s%% 以上") % cell["at_least"] if "at_least" in cell else _("%s%% 以下") % cell["at_most"]
    if cell["state"] == "missing":
        return _("暂缺")
    return f"{cell['text']}%" if unit == "percent" else f"{cell['text']} {UNITS[unit]}"


def counts_of(cell: Mapping[str, Any]) -> str:
    """Write numerator and denominator of a shown rate; of one told as a band the denominator alone."""
    if cell["state"] == "band":
        return _("共 %s 人") % f"{cell['denominator']:,}"
    if cell["state"] != "shown" or cell["denominator"] is None:
        return ""
    return f"{cell['numerator']:,} ÷ {cell['denominator']:,}"


def bound_of(cell: Mapping[str, Any]) -> Decimal | None:
    """Give the number that a drawing shows of a cell: its value, or the bound of its band."""
    told = cell["value"] if cell["state"] == "shown" else cell.get("at_least", cell.get("at_most"))
    return None if told is None else Decimal(told)
