"""An address to ask for, made from the pattern of a page."""

import re

from tests.web.test_policy import GIVEN


def address_of(pattern: str) -> str:
    """Give an address that fits a pattern, with 1 for each number and x for each word."""
    return "/" + re.sub(
        r"<(int|str|slug):(\w+)>", lambda part: GIVEN.get(part[2], (part[1] == "int" and "1") or "x"), pattern
    )


def file_from(client, address: str, kind: str = "xlsx", purpose: str = "=1+1 退回报送单位更正"):
    """Take a file as the desk gives it: at once, or after saying what it is for."""
    answer = client.get(address, {"as": kind})
    if "Content-Disposition" in answer:
        return answer
    return client.post(address, {"do": "export", "purpose": purpose, "kind": kind})
