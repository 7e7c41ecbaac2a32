"""How much memory and time the child process may take, by the size of the file."""

import resource

LEAST_BYTES = 1 << 30
MOST_BYTES = 3 << 30
PER_BYTE = 40
LEAST_SECONDS = 20
BYTES_PER_SECOND = 600_000


def memory_for(size: int) -> int:
    """Give the bytes of private memory a file of this size may need (address space, so above what is ever resident)."""
    return min(MOST_BYTES, LEAST_BYTES + size * PER_BYTE)


def seconds_for(size: int) -> int:
    """Give the seconds of processor time a file of this size may take."""
    return LEAST_SECONDS + size // BYTES_PER_SECOND


def patience_for(size: int) -> int:
    """Give the seconds of waiting for it: on a busy machine an honest file may wait long for its processor time."""
    return 6 * seconds_for(size)


def limit_myself(size: int) -> None:
    """Bind this process to its limits for good: memory, processor time, no core file, no files written beyond 2 GB."""
    memory, seconds = memory_for(size), seconds_for(size)
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (128, 128))
