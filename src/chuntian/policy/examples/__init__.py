"""Read the examples that caseworkers write: one YAML file a programme, in words, with facts and what must come out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from chuntian.kernel.components import from_text

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Example:
    """One situation; `case` is its number in rules.md section 16."""

    programme: str
    situation: str
    case: int | None
    on: date
    division: str
    params: Mapping[str, str]
    facts: Mapping[str, Any]
    expected: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.programme}: {self.situation}"


def examples(slug: str = "*") -> Iterator[Example]:
    """Give every example of every file, or of one programme's."""
    for path in sorted(FOLDER.glob(f"{slug}.yaml")):
        data = yaml.safe_load(path.read_text("utf-8"))
        for row in data["examples"]:
            yield _example(data, row)


def _example(data: Mapping[str, Any], row: Mapping[str, Any]) -> Example:
    facts = {**data.get("facts", {}), **row.get("facts", {})}
    if isinstance(facts.get("components"), str):
        facts["components"] = from_text(facts["components"])
    params = row["only_params"] if "only_params" in row else {**data.get("params", {}), **row.get("params", {})}
    return Example(
        programme=data["programme"],
        situation=row["situation"],
        case=row.get("case"),
        on=row.get("day", data["day"]),
        division=row.get("division", data["division"]),
        params=params,
        facts=facts,
        expected={key: row[key] for key in ("outcome", "amount", "failed", "unknown", "missing") if key in row},
    )


def fen(amount: str | None) -> int | None:
    """Give an amount written in yuan as fen."""
    return None if amount is None else int(Decimal(amount) * 100)
