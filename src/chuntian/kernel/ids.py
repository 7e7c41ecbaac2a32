"""Primary keys: 63-bit numbers that grow with time, unique over processes without asking a database."""

import os
import secrets
import threading
import time

# 36 bits of time in 1/64 second since 2024 (until 2057), 15 bits for the process, 12 bits to count within a tick.
EPOCH_SECONDS = 1_704_067_200
TICKS_PER_SECOND = 64
NODE_BITS = 15
COUNT_BITS = 12


class Sequence:
    """One process's supply of keys. It runs ahead of the clock rather than giving a key twice."""

    def __init__(self, node: int | None = None) -> None:
        self.node = secrets.randbelow(1 << NODE_BITS) if node is None else node
        self.lock = threading.Lock()
        self.next_slot = 0

    def take(self, count: int) -> list[int]:
        """Give `count` new keys in rising order."""
        ticks = time.time_ns() * TICKS_PER_SECOND // 1_000_000_000 - EPOCH_SECONDS * TICKS_PER_SECOND
        with self.lock:
            start = max(self.next_slot, ticks << COUNT_BITS)
            self.next_slot = start + count
        node, low = self.node << COUNT_BITS, (1 << COUNT_BITS) - 1
        return [
            (slot >> COUNT_BITS) << (NODE_BITS + COUNT_BITS) | node | (slot & low)
            for slot in range(start, start + count)
        ]


_sequence = Sequence()


def _start_afresh() -> None:
    global _sequence
    _sequence = Sequence()


# A forked child must not repeat its parent's keys.
os.register_at_fork(after_in_child=_start_afresh)


def new_id() -> int:
    """Give one new key."""
    return _sequence.take(1)[0]


def new_ids(count: int) -> list[int]:
    """Give `count` new keys in rising order, for bulk writes."""
    return _sequence.take(count)
