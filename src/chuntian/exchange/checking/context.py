"""What a check must know beyond the cell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Context:
    """The day that "not after today" means, the region a list is for (12 digits), and the names of its divisions."""

    on: date
    region: str
    divisions: Mapping[str, str] = field(default_factory=dict)
