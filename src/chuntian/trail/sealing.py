"""Sealing and indexing whole columns with the keys of this installation (a list of 850,000 rows needs five passes a row)."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from django.conf import settings

from chuntian.kernel.sealing import Sealer
from chuntian.trail.protected import keyring


def sealer(rows: int) -> Sealer:
    """Give who seals the columns of a list of so many rows; use it as a context."""
    keyring()  # the keys are made here, where there are none yet
    return Sealer(Path(settings.SECRETS_FOLDER), rows)


def seal_many(values: Sequence[str | None], ids: Sequence[int], *, table: str, column: str) -> list[bytes | None]:
    """Seal one value for each row of a column; None and "" stay None."""
    return keyring().seal_many(values, ids, start=f"{table}.{column}:")


def index_many(values: Iterable[str | None], purpose: str) -> list[str]:
    """Give the blind index of each value; None and "" give ""."""
    return keyring().index_many(values, purpose)
