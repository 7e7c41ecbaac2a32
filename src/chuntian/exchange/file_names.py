"""The name of a file that was sent, as it may be shown: no path, no sign that turns or hides what is read (trust.md B16)."""

import re
import unicodedata

LONGEST = 200
ENDING = 16
# Control signs, invisible signs (among them those that turn the direction of writing), broken surrogates.
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def shown_name(name: str) -> str:
    """
    Give a file name fit to be shown and kept; a long one is cut in its middle, so that its ending stays.

    It is only ever words: what was sent is kept under its SHA-256.
    """
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(one for one in last if unicodedata.category(one) not in HIDDEN).strip() or "未命名"
    if len(plain) <= LONGEST:
        return plain
    return plain[: LONGEST - ENDING - 1] + "…" + plain[-ENDING:]
