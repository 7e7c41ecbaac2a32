"""
Dated, regional values of the law, loaded from YAML and resolved village → town → county → prefecture → province → nation.

Folders are layers: a later folder only fills what the earlier ones lack for that place and day; it never replaces them.
A value that nobody can name is an answer, `MissingParameter`, with the document that must be asked for.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from chuntian.kernel.divisions import DivisionError, pad, prefix
from chuntian.rules.kinds import Kind

UNIT_KINDS = {"ratio": Kind.RATIO, "share": Kind.RATIO, "bool": Kind.BOOL, "text": Kind.TEXT, "choice": Kind.TEXT}
UNIT_KINDS |= {"date": Kind.DATE, "int": Kind.INT, "yuan": Kind.FEN, "boolean": Kind.BOOL}
TRUTHS = {"true": True, "yes": True, "是": True, "false": False, "no": False, "否": False}
PREFIX_LENGTHS = (12, 9, 6, 4, 2, 0)


class ParameterError(ValueError):
    """A parameter file, or a value given for a question, does not hold; the text names file or key."""


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """One value, valid for a division in a span of days, with its citation; `demo` marks an invented one."""

    key: str
    value: Any
    unit: str
    division: str
    valid_from: date
    valid_to: date | None
    citation: str
    demo: bool = False

    @property
    def text(self) -> str:
        """Give the value as people write it: money in yuan, a ratio as a decimal or fraction."""
        return value_text(self.value, UNIT_KINDS.get(self.unit) or kind_of_unit(self.unit))


@dataclass(frozen=True, slots=True)
class MissingParameter:
    """Nobody gave this value for the place and day; `document` says which document to ask for."""

    key: str
    document: str


@dataclass(frozen=True, slots=True)
class ParameterDeclaration:
    """A parameter: key, kind, unit, what it means, which document brings it, and its values layer by layer."""

    key: str
    kind: Kind
    unit: str
    description: str
    document: str
    still_valid_on: date | None
    layers: tuple[Mapping[str, tuple[ParameterValue, ...]], ...]

    def find(self, code: str, on: date) -> ParameterValue | None:
        """Give the value of the most special division around a 12-digit code that is valid on the day."""
        own = len(prefix(code))
        for layer in self.layers:
            for length in PREFIX_LENGTHS:
                if length > own:
                    continue
                for value in layer.get(code[:length], ()):
                    if value.valid_from <= on and (value.valid_to is None or on <= value.valid_to):
                        return value
        return None

    @property
    def deepest(self) -> int:
        """Give the longest division prefix that has a value of its own."""
        return max((len(own) for layer in self.layers for own in layer), default=0)


class ParameterBook:
    """Every parameter of the law. Immutable; `changed` makes another book."""

    def __init__(self, declarations: Iterable[ParameterDeclaration] = ()) -> None:
        self._declarations = {one.key: one for one in declarations}

    @classmethod
    def load(cls, *folders: Path | str) -> "ParameterBook":
        """
        Load every YAML file below these folders; later folders are overlays that only fill gaps.

        :raises ParameterError: a file has no unit, a value no source, two values are in force at once.
        """
        found: dict[str, ParameterDeclaration] = {}
        for number, folder in enumerate(folders):
            for path in sorted(Path(folder).rglob("*.yaml")):
                with path.open(encoding="utf-8") as stream:
                    data = yaml.load(stream, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
                one = declaration(data or {}, default_key=path.stem, demo=number > 0, base=found)
                found[one.key] = one
        return cls(found.values())

    @classmethod
    def of(cls, *tables: Mapping[str, Mapping[str, Any]]) -> "ParameterBook":
        """Make a book from mappings of the same shape as the files, key by key; later tables are overlays."""
        found: dict[str, ParameterDeclaration] = {}
        for number, table in enumerate(tables):
            for key, data in table.items():
                found[key] = declaration(data, default_key=key, demo=number > 0, base=found)
        return cls(found.values())

    def __contains__(self, key: str) -> bool:
        return key in self._declarations

    def keys(self) -> list[str]:
        """Name every parameter."""
        return sorted(self._declarations)

    def declaration(self, key: str) -> ParameterDeclaration:
        """Give one declaration; KeyError where there is none."""
        return self._declarations[key]

    def resolve(self, key: str, division: str, on: date) -> ParameterValue | MissingParameter:
        """Give the value of the most special division that is valid on the day, or say which document is missing."""
        one = self._declarations.get(key)
        if one is None:
            return MissingParameter(key, "")
        return one.find(pad(division), on) or MissingParameter(key, one.document)

    def changed(self, changes: Mapping[str, Any]) -> "ParameterBook":
        """
        Make a book in which these parameters have other values: `{key: value}` or `{key: [{from, to, division, value}]}`.

        :raises ParameterError: the key is not declared, or the value is not of its kind.
        """
        declarations = dict(self._declarations)
        for key, change in changes.items():
            if key not in declarations:
                raise ParameterError(f"parameter {key}: not declared, so it cannot be changed")
            old = declarations[key]
            rows = change if isinstance(change, list) else [{"value": change}]
            layer = layer_of(rows, key=key, kind=old.kind, unit=old.unit, demo=True, source="simulation")
            declarations[key] = replace(old, layers=(layer, *old.layers))
        return ParameterBook(declarations.values())

    def replaced(self, declarations: Iterable[ParameterDeclaration]) -> "ParameterBook":
        """Make a book with these declarations in the place of those of the same key."""
        return ParameterBook((self._declarations | {one.key: one for one in declarations}).values())

    def canonical(self) -> str:
        """Write every value in the one form that the version of the law is computed from."""
        rows = []
        for key in self.keys():
            one = self._declarations[key]
            values = [
                [number, own, str(value.valid_from), str(value.valid_to), str(value.value), value.citation, value.demo]
                for number, layer in enumerate(one.layers)
                for own in sorted(layer)
                for value in layer[own]
            ]
            rows.append([key, one.kind.value, one.unit, one.document, values])
        return json.dumps(rows, ensure_ascii=False)


def declaration(
    data: Mapping[str, Any],
    *,
    default_key: str,
    demo: bool = False,
    base: Mapping[str, ParameterDeclaration] | None = None,
) -> ParameterDeclaration:
    """
    Read one parameter; where an earlier layer declares it, its unit holds and the values go below the earlier ones.

    :raises ParameterError: no unit, no source, a bad value, or two values in force at once.
    """
    key = str(data.get("key", default_key))
    earlier = (base or {}).get(key)
    unit = str(data.get("unit") or (earlier.unit if earlier else ""))
    if not unit:
        raise ParameterError(f"parameter {key}: no unit")
    kind = earlier.kind if earlier else Kind(data["kind"]) if "kind" in data else kind_of_unit(unit)
    layer = layer_of(data.get("values") or [], key=key, kind=kind, unit=unit, demo=demo, source="")
    if earlier:
        return replace(earlier, layers=(*earlier.layers, layer))
    return ParameterDeclaration(
        key, kind, unit, str(data.get("description", "")), str(data.get("document") or ""),
        data.get("still_valid_on"), (layer,),
    )  # fmt: skip


def kind_of_unit(unit: str) -> Kind:
    """Give the kind of value that a unit asks for: yuan and CNY are money, other counted things whole numbers."""
    word = unit.strip().lower()
    if word.startswith(("yuan", "cny", "元")):
        return Kind.FEN
    return UNIT_KINDS.get(word.split()[0] if word else "", Kind.INT)


def parse_value(kind: Kind, given: Any, *, key: str) -> Any:
    """
    Read a value exactly: money from yuan to fen, a ratio to a fraction.

    :raises ParameterError: the value is not of its kind, or is a float.
    """
    if isinstance(given, float):
        raise ParameterError(f"parameter {key}: write {given!r} in quotation marks, a float is not exact")
    try:
        return _PARSERS[kind](given)
    except (ValueError, TypeError, InvalidOperation, ZeroDivisionError, KeyError) as why:
        raise ParameterError(f"parameter {key}: {given!r} is not a {kind.value}") from why


def value_text(value: Any, kind: Kind) -> str:
    """Write a value as people do: money in yuan, truth as 是 and 否."""
    if value is None:
        return "—"
    if kind is Kind.FEN:
        sign, fen = ("-", -value) if value < 0 else ("", value)
        return f"{sign}{fen // 100}.{fen % 100:02d}" if fen % 100 else f"{sign}{fen // 100}"
    if kind is Kind.BOOL:
        return "是" if value else "否"
    if kind is Kind.RATIO:
        return _ratio_text(value)
    return str(value)


def _ratio_text(value: Fraction) -> str:
    rest = value.denominator
    for factor in (2, 5):
        while rest % factor == 0:
            rest //= factor
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    return format((Decimal(value.numerator) / Decimal(value.denominator)).normalize(), "f")


def _yuan_to_fen(given: Any) -> int:
    if isinstance(given, bool):
        raise ValueError(given)
    fen = Decimal(str(given)) * 100
    if fen != fen.to_integral_value():
        raise ValueError(given)
    return int(fen)


def _truth(given: Any) -> bool:
    return given if isinstance(given, bool) else TRUTHS[str(given).strip().lower()]


def _integer(given: Any) -> int:
    if isinstance(given, bool):
        raise ValueError(given)
    return int(given)


def _ratio(given: Any) -> Fraction:
    if isinstance(given, bool):
        raise ValueError(given)
    return Fraction(str(given))


def _day(given: Any) -> date:
    return given if isinstance(given, date) else date.fromisoformat(str(given))


def _text(given: Any) -> str:
    if isinstance(given, bool) or not str(given):
        raise ValueError(given)
    return str(given)


_PARSERS = {
    Kind.FEN: _yuan_to_fen, Kind.BOOL: _truth, Kind.INT: _integer, Kind.RATIO: _ratio, Kind.DATE: _day, Kind.TEXT: _text,
}  # fmt: skip


def layer_of(
    rows: Iterable[Mapping[str, Any]], *, key: str, kind: Kind, unit: str, demo: bool, source: str
) -> dict[str, tuple[ParameterValue, ...]]:
    """
    Read dated values into a layer: by division, the newest first.

    :raises ParameterError: a value has no source or is not of its kind, a day cannot be read, two are in force at once.
    """
    layer: dict[str, list[ParameterValue]] = {}
    for row in rows:
        citation = str(row.get("source") or source)
        if not citation:
            raise ParameterError(f"parameter {key}: a value without source")
        try:
            code = pad(str(row.get("division", "000000")))
            valid_from = _day(row.get("from") or date.min)
            valid_to = _day(row["to"]) if row.get("to") else None
        except (DivisionError, ValueError) as why:
            raise ParameterError(f"parameter {key}: {why}") from why
        value = ParameterValue(
            key, parse_value(kind, row.get("value"), key=key), unit, code, valid_from, valid_to, citation,
            bool(row.get("demo", demo)),
        )  # fmt: skip
        layer.setdefault(prefix(code), []).append(value)
    return {own: _in_order(key, values) for own, values in layer.items()}


def _in_order(key: str, values: list[ParameterValue]) -> tuple[ParameterValue, ...]:
    """Order values by day; an open value ends where the next begins, as a new rate replaces the old one."""
    values.sort(key=lambda value: value.valid_from)
    for place, (earlier, later) in enumerate(pairwise(values)):
        if earlier.valid_from == later.valid_from or (earlier.valid_to and earlier.valid_to >= later.valid_from):
            raise ParameterError(f"parameter {key}: two values for {later.division} are in force on {later.valid_from}")
        if earlier.valid_to is None:
            values[place] = replace(earlier, valid_to=later.valid_from - timedelta(days=1))
    return tuple(reversed(values))
