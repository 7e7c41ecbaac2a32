"""Telephone numbers as they were written, and as a telephone dials them."""

import re

NUMBER = re.compile(r"\+?[0-9][0-9 ()-]{2,}")  # what follows (转 8, or words) is for the caller to read


def number_to_call(phone: str) -> str:
    """Give the digits that a telephone dials; "" where what was written does not begin with a number."""
    said = NUMBER.match(phone.strip())
    return "".join(one for one in said[0] if one.isdigit() or one == "+") if said else ""
