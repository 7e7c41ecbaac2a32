"""
Scales as they are filled in: which questions are asked, whether the answers fit, what they add up to.

A question is the plain value that `xlsform.read_form` made of a row: {name, label, hint, section, kind, required, choices,
when, low, high}. A question whose condition is not met is not asked: no answer to it is required, kept or counted.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from chuntian.services.conditions import hold

Question = dict[str, Any]
MOST_SIGNS = 1000
NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6})?")


class BadAnswer(Exception):
    """An answer is missing, of another kind, or not among the choices; `fields` names each with its reason."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = dict(fields)
        super().__init__("；".join(f"{name}：{why}" for name, why in fields.items()))


def checked(questions: Sequence[Question], answers: Mapping[str, Any]) -> dict[str, Any]:
    """
    Give the answers as they are kept, each of its kind; an unanswered question that may stay open is absent.

    :raises BadAnswer
    """
    names = {one["name"] for one in questions if one["kind"] != "note"}
    wrong = {name: "量表没有这个问题" for name in answers if name not in names}
    kept: dict[str, Any] = {}
    for one in _asked(questions, kept):
        value = answers.get(one["name"])
        text = "" if value is None else str(value).strip()
        if not text:
            if one["required"] and not _is_loose(one):
                wrong[one["name"]] = f"请回答“{one['label']}”"
            continue
        why, fitted = _fit(one, text)
        if why:
            wrong[one["name"]] = f"“{one['label']}”{why}"
        else:
            kept[one["name"]] = fitted
    if wrong:
        raise BadAnswer(wrong)
    return kept


def _asked(questions: Sequence[Question], kept: Mapping[str, Any]) -> Iterator[Question]:
    """Give the questions that are asked, from the top; `kept` grows meanwhile, and a condition looks only upwards."""
    for one in questions:
        if one["kind"] != "note" and hold(one.get("when") or [], kept):
            yield one


def _is_loose(question: Question) -> bool:
    """Tell of a form read before conditions were understood: whether its question was to be asked, nobody can say."""
    return bool(question.get("relevant")) and question.get("when") is None


def _fit(question: Question, text: str) -> tuple[str, Any]:
    kind = question["kind"]
    if kind == "choice":
        words = dict(question["choices"])
        return ("" if text in words else f"须选其中之一：{'、'.join(words.values())}"), text
    if kind in ("integer", "decimal"):
        return _fit_number(question, text)
    if kind == "date":
        try:
            return "", date.fromisoformat(text).isoformat()
        except ValueError:
            return "须写成 2024-03-05 这样的日期", None
    return "", text[:MOST_SIGNS]


def _fit_number(question: Question, text: str) -> tuple[str, Any]:
    said = NUMBER.fullmatch(unicodedata.normalize("NFKC", text))
    whole = question["kind"] == "integer"
    if said is None or (whole and said[1]):
        return ("须为整数" if whole else "须为数字"), None
    number = Decimal(said[0])
    low, high = question.get("low"), question.get("high")
    if (low is not None and number < low) or (high is not None and number > high):
        return _between(low, high), None
    return "", int(number) if whole else str(number)


def _between(low: int | None, high: int | None) -> str:
    if low is None:
        return f"不能大于 {high}"
    return f"不能小于 {low}" if high is None else f"须在 {low} 至 {high} 之间"


def counts(question: Question) -> bool:
    """Say whether a question adds to the score: a whole number, or choices that are all named by whole numbers."""
    if question["kind"] == "choice":
        return all(str(name).isascii() and str(name).isdecimal() for name, _ in question["choices"])
    return question["kind"] == "integer"


def score(questions: Sequence[Question], answers: Mapping[str, Any]) -> int | None:
    """Add up the whole-number answers and the choices named by whole numbers; None where a required one is missing."""
    total, counted = 0, False
    for one in filter(counts, _asked(questions, answers)):
        if one["name"] in answers:
            total, counted = total + int(answers[one["name"]]), True
        elif one["required"] and not _is_loose(one):
            return None
    return total if counted else None
