"""The facts of a person as pages show them: what is known, from where, since when; what is not, and who would know."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chuntian.exchange.kinds import UnknownKind
from chuntian.exchange.kinds import kind as kind_of
from chuntian.registry import queries
from chuntian.rules import FromList
from chuntian.web.reading.fact_words import fact_text
from chuntian.web.templatetags.desk import day


def fact_rows(facts: Iterable[queries.Fact]) -> list[dict[str, Any]]:
    """Give facts in rows, what is known first."""
    return sorted((_fact_row(fact) for fact in facts), key=lambda row: not row["known"])


def _fact_row(fact: queries.Fact) -> dict[str, Any]:
    return {
        "name": fact.name,
        "label": label_of(fact.declaration),
        "known": fact.is_known,
        "value": fact_text(fact.declaration, fact.value),
        "true_from": fact.true_from,
        "true_to": fact.true_to,
        "known_since": fact.known_since,
        "source": source_name(fact.source) if fact.source else _("人员登记") if fact.true_from else _("证件号码"),
        "from": source_words(fact),
        "owner": fact.declaration.owner,
    }


def events(lines: list[queries.TimelineLine], shown: Iterable[queries.Fact], most: int) -> list[dict[str, Any]]:
    """Give what sources said over time, newest first, as far as it speaks of the facts shown."""
    found = []
    for line in lines[:most]:
        said = [_said(fact, line) for fact in shown if _is_said(fact.declaration, line)]
        if said:
            known = _("%(source)s，%(day)s 知道") % {"source": source_name(line.source), "day": day(line.known_since)}
            found.append({"on": line.as_of, "text": "；".join(said), "note": known})
    return found


def source_name(source: Any, *, dated: bool = True) -> str:
    """Name a source: the kind of list, and the day for which it is true."""
    return f"{source_kind(source)} {source.as_of.isoformat()}" if dated else source_kind(source)


def source_kind(source: Any) -> str:
    """Name the kind of a source: a list, or how it was learned."""
    try:
        return kind_of(source.kind).label_zh
    except UnknownKind:
        return str(source.get_origin_display())


def source_words(fact: queries.Fact) -> str:
    """Say where a fact comes from, without its day."""
    if fact.source:
        return source_kind(fact.source)
    return _("人员登记") if fact.true_from else _("证件号码")


def label_of(declared: Any) -> str:
    """Give the name of a declared fact in the reader's language."""
    return declared.label_en if (get_language() or "").startswith("en") else declared.label_zh


def _is_said(declared: Any, line: queries.TimelineLine) -> bool:
    source = declared.source
    if isinstance(source, FromList):
        return source.kind == line.kind and source.field in line.values
    return declared.name in line.values


def _said(fact: queries.Fact, line: queries.TimelineLine) -> str:
    declared = fact.declaration
    key = declared.source.field if isinstance(declared.source, FromList) else declared.name
    return _("%(label)s：%(value)s") % {"label": label_of(declared), "value": fact_text(declared, line.values[key])}
