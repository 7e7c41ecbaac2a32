"""Journeys as someone walks them who hears the pages; what is spoken is kept in `spoken/`, `HEARD=write` writes it anew."""

import difflib
import os
from collections.abc import Callable
from pathlib import Path

from tests.journeys.screen_reader.listener import Listener

SPOKEN = Path(__file__).parent / "spoken"


def door(one: Listener) -> None:
    """A wrong password: the errors are heard first, lead back to the field, and are said with it."""
    one.open("/sign-in/")
    one.tab_to("用户名")
    one.type("county_clerk")
    one.tab_to("密码")
    one.type("wrong")
    one.press("Return")
    one.press("Tab")
    one.press("Return")


def difference(listener: Listener, journey: Callable) -> str:
    """Walk a journey; give how what was heard differs from what is kept, nothing where it does not."""
    journey(listener)
    heard, kept = listener.taken(), SPOKEN / f"{journey.__name__}.txt"
    if os.environ.get("HEARD") == "write":
        kept.write_text(heard, encoding="utf-8")
    was = kept.read_text(encoding="utf-8").splitlines()
    return "\n".join(difflib.unified_diff(was, heard.splitlines(), "kept", "heard", n=1, lineterm=""))
