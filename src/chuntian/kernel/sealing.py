"""
Whole columns sealed and indexed piece by piece, by a second process beside this one where a list is large.

The second process reads the keys from their folder itself; values reach it through a pipe of the operating system and
nothing else. What it has not begun when it is needed is done here, so neither waits for the other without work.
"""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

from chuntian.kernel.crypto import Keyring

LARGE = 100_000  # from so many rows on, a second process pays for its start
PIECE = 50_000
AHEAD = 3

Column = Sequence[str | None]


@dataclass(frozen=True, slots=True)
class SealOrder:
    """One column to seal: the values, and where they are bound to ("registry_person.phone:")."""

    values: Column
    start: str


@dataclass(frozen=True, slots=True)
class IndexOrder:
    """One column to index for a purpose."""

    values: Column
    purpose: str


Order = SealOrder | IndexOrder


@lru_cache(maxsize=2)
def _keyring(folder: Path) -> Keyring:
    return Keyring.load(folder)


def carry_out(folder: Path, ids: Sequence[int], orders: Sequence[Order]) -> list[list[Any]]:
    """Seal and index columns of the rows `ids` with the keys of a folder."""
    keys = _keyring(folder)
    return [
        keys.seal_many(one.values, ids, start=one.start)
        if isinstance(one, SealOrder)
        else keys.index_many(one.values, one.purpose)
        for one in orders
    ]


class Sealer:
    """Carries out orders here and, from `LARGE` rows on, in a second process. Use it as a context."""

    def __init__(self, folder: Path, rows: int) -> None:
        self._folder = folder
        helps = rows >= LARGE and (os.cpu_count() or 1) > 1
        spawn = multiprocessing.get_context("spawn")  # a fork would take threads and locks of queries with it
        self._pool = ProcessPoolExecutor(1, mp_context=spawn) if helps else None

    def __enter__(self) -> "Sealer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, why: BaseException | None, where: TracebackType | None
    ) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def index(self, values: Column, purpose: str) -> list[str]:
        """Give the blind index of each value: this process works from the end, the other from the beginning."""
        pieces = [values[at : at + PIECE] for at in range(0, len(values), PIECE)]
        jobs = [self._begin((), [IndexOrder(piece, purpose)]) for piece in pieces]
        found = [job() for job in reversed(jobs)]
        return [index for piece in reversed(found) for index in piece[0]]

    def stream(
        self, orders: Iterable[tuple[Sequence[int], Sequence[Order]]], ahead: int = AHEAD
    ) -> Iterator[list[list[Any]]]:
        """Give the results of orders one after another, so many next ones being worked on meanwhile, from now on."""
        coming = iter(orders)
        waiting = deque(self._begin(*one) for one in islice(coming, ahead))

        def results() -> Iterator[list[list[Any]]]:
            for one in coming:
                waiting.append(self._begin(*one))
                yield waiting.popleft()()
            while waiting:
                yield waiting.popleft()()

        return results()

    def _begin(self, ids: Sequence[int], orders: Sequence[Order]) -> Callable[[], list[list[Any]]]:
        begun: Future | None = self._pool.submit(carry_out, self._folder, ids, orders) if self._pool else None

        def result() -> list[list[Any]]:
            if begun is None or begun.cancel():
                return carry_out(self._folder, ids, orders)
            return begun.result()

        return result
