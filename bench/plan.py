"""How large a run is, and where it keeps its inputs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench.harness import ROOT

FOLDER = ROOT / ".bench"
PERSONS, LISTED, MANY = 853_772, 850_000, 8_000_000
LONG = 120  # seconds; what takes longer is measured once: over minutes, what else the machine does falls on both sides alike


@dataclass(frozen=True)
class Plan:
    """One run: rows (a whole province by default), rounds, the folder of generated inputs, a way to tell what runs now."""

    rows: int = PERSONS
    listed: int = LISTED
    many: int = MANY
    rounds: int = 3
    folder: Path = FOLDER
    tell: Callable[[str], None] = field(default=lambda _: None)

    @property
    def small(self) -> int:
        return min(100_000, self.rows)

    def another(self, done: int, longest: float) -> bool:
        """Say whether to measure again after so many rounds, of which the longest process took so many seconds."""
        return done < self.rounds and longest < LONG

    def path(self, name: str) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / name
