"""Find the order that explains what eight clients noted, or say which step no order explains (trust A12)."""

from itertools import pairwise
from typing import Any

from tests.faults.model import Model, Refused


def places(done: list[dict[str, Any]]) -> None:
    """Give each deed that changed something its place in the audit chain."""
    from chuntian.trail.models import Entry

    found: dict[Any, tuple[int, int]] = {}
    for at, number in Entry.objects.filter(chain="620104").order_by("seq").values_list("at", "seq"):
        found.setdefault(at, (number, 0))
        found[at] = (found[at][0], number)
    for op in done:
        if op.get("promised") or (op["ok"] and op.get("new", True)):
            first, last = found.get(op["at"], (None, None))
            op["place"] = first if op["kind"] == "file" else last  # its promise is what binds


def replay(model: Model, done: list[dict[str, Any]]) -> list[str]:
    """Take the deeds in the order of the chain; give those that no order explains."""
    places(done)
    faults, changing = [], sorted((op for op in done if op.get("place")), key=lambda op: op["place"])
    states, at = [model.copy()], [0]
    for before, after in pairwise(changing):
        if after["ended"] < before["began"]:
            faults.append(f"#{after['number']} ended before #{before['number']} began, and stands after it")
    for op in changing:
        faults += out_of(op, states, at) if op["kind"] == "prepare" else []
        now = states[-1].copy()
        try:
            getattr(now, op["kind"])(op)
        except (Refused, StopIteration) as why:
            faults.append(f"#{op['number']} {op['kind']} succeeded, the model says {why!r}")
        states.append(now)
        at.append(op["place"])
    for op in done:
        if not op.get("place"):
            faults += unexplained(op, done, states, at)
    return faults


def window(op: dict[str, Any], states: list[Model], at: list[int]) -> list[Model]:
    """Give the states that were true at some moment between question and answer."""
    first = max((index for index, number in enumerate(at) if number <= op["from"]), default=0)
    return [state for state, number in zip(states[first:], at[first:], strict=True) if number <= op["to"]]


def out_of(op: dict[str, Any], states: list[Model], at: list[int]) -> list[str]:
    """Hold the lines of a new run against what was due at some moment while it was prepared."""
    lines = {(person, month): fen for _, person, month, fen in op["lines"]}
    if any(state.due() == lines for state in window(op, states, at)):
        return []
    seen = window(op, states, at)
    odd = set(lines.items() ^ seen[-1].due().items())
    about = [
        (key, [one for one in seen[-1].lines.values() if (one[0], one[1]) == key], seen[-1].awards[key[0]])
        for key, _ in odd
    ]
    return [f"#{op['number']} prepared otherwise than due at each of {len(seen)} moments: {sorted(odd)} {about}"]


def hurried(op: dict[str, Any], done: list[dict[str, Any]]) -> bool:
    """Tell whether someone else was just handing the same file over."""
    others = [one for one in done if one["kind"] == "file" and one.get("run") == op["run"] and one is not op]
    return any(one["began"] < op["ended"] and op["began"] < one["ended"] for one in others)


def unexplained(op: dict[str, Any], done: list[dict[str, Any]], states: list[Model], at: list[int]) -> list[str]:
    """Give what changed nothing and no moment explains."""
    if op.get("why") == "HeldLinesOpen":
        return []  # a month whose decision came after the run was prepared
    if not op["ok"] and op["why"] == "HandoverUnknown" and hurried(op, done):
        return []
    for state in window(op, states, at):
        if op["ok"] and op["kind"] == "prepare":
            if state.runs.get(op["result"]) == "prepared" or not state.due():
                return []
            continue
        if op["kind"] == "prepare":
            if op["why"] == "NothingDue" and not state.due():
                return []
            continue
        try:
            getattr(state.copy(), op["kind"])(op)
        except StopIteration:
            return []  # the award it meant was made by a deed that is still to come
        except Refused as why:
            if str(why) == op.get("why") or op["ok"]:
                return []
        else:
            if op["ok"]:
                return []
    return [f"#{op['number']} {op['kind']} ok={op['ok']} {op.get('why')} {op.get('text', '')[:200]}"]
