"""An address to ask for, made from the pattern of a page."""

import re

from tests.web.test_policy import GIVEN


def address_of(pattern: str) -> str:
    """Give an address that fits a pattern, with 1 for each number and x for each word."""
    return "/" + re.sub(
        r"<(int|str|slug):(\w+)>", lambda part: GIVEN.get(part[2], (part[1] == "int" and "1") or "x"), pattern
    )
