"""Named places where a test can let the process die, as a power cut would."""

import os

ENVIRONMENT = "CHUNTIAN_CRASH_AT"
KILLED = 137
_passed: dict[str, int] = {}


def crash_point(name: str) -> None:
    """
    Die here without any clean-up when CHUNTIAN_CRASH_AT is `name`, or `name:3` on the third time it is passed.

    Without that variable (always, outside tests) this does nothing.
    """
    wanted = os.environ.get(ENVIRONMENT)
    if not wanted:
        return
    wanted_name, _, count = wanted.partition(":")
    if wanted_name != name:
        return
    _passed[name] = _passed.get(name, 0) + 1
    if _passed[name] >= int(count or 1):
        os._exit(KILLED)
