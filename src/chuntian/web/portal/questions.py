"""The questions of the anonymous check, as `words/questions.yaml` declares them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from chuntian.kernel.components import CATEGORIES

UNKNOWN = "?"
Answer = str | int | list[str]
Words = Mapping[str, str]
GRADES = ("1", "2", "3", "4")
GRADE_WORDS = {"1": ("一级", "Grade 1"), "2": ("二级", "Grade 2"), "3": ("三级", "Grade 3"), "4": ("四级", "Grade 4")}
CATEGORY_EN = {1: "visual", 2: "hearing", 3: "speech", 4: "physical", 5: "intellectual", 6: "psychiatric"}


@dataclass(frozen=True)
class Option:
    """One answer to choose: its words, the facts it says, and what it may turn out to say (`trial`)."""

    value: str
    words: Words
    facts: Mapping[str, Any] = field(default_factory=dict)
    trial: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Question:
    """One question: its words, its answers, and when it may be asked (`only`)."""

    slug: str
    kind: str
    topic: Words
    ask: Words
    help: Words
    paper: Words
    options: tuple[Option, ...] = ()
    unit: Words = field(default_factory=dict)
    most: int = 0
    fact: str = ""
    read: str = ""
    only: Mapping[str, str] = field(default_factory=dict)
    trial: Sequence[int] = ()
    along: Mapping[str, Any] = field(default_factory=dict)
    category: int = 0

    def option(self, value: str) -> Option | None:
        """Give the option of a value, None where there is none."""
        return next((one for one in self.options if one.value == value), None)


@cache
def questions() -> tuple[Question, ...]:
    """Read the questions once, in the order of the file."""
    text = Path(f"{Path(__file__).parent}/words/questions.yaml").read_text("utf-8")
    return tuple(_question(row) for row in yaml.safe_load(text))


@cache
def by_slug() -> Mapping[str, Question]:
    """Give the questions by name."""
    return {one.slug: one for one in questions()}


def _question(row: Mapping[str, Any]) -> Question:
    if row["kind"] == "grade":
        return _grade_of(row)
    options = tuple(_option(one) for one in row.get("options", ()))
    if "yes_no" in row:
        options = (
            Option("yes", {"zh": "是", "en": "Yes"}, {row["yes_no"]: True}),
            Option("no", {"zh": "不是", "en": "No"}, {row["yes_no"]: False}),
        )
    plain = {name: row[name] for name in ("unit", "most", "fact", "read", "only", "trial", "along") if name in row}
    return Question(
        row["slug"], row["kind"], row["topic"], row["ask"], row["help"], row.get("paper", {}), options=options, **plain
    )


def _option(row: Mapping[str, Any]) -> Option:
    return Option(row["value"], {"zh": row["zh"], "en": row["en"]}, row.get("facts", {}), row.get("trial"))


def _grade_of(row: Mapping[str, Any]) -> Question:
    """Write the question for the grade of one category; the six differ in nothing else."""
    number = row["category"]
    zh, en = CATEGORIES[number], CATEGORY_EN[number]
    return Question(
        row["slug"],
        "grade",
        topic={"zh": f"{zh}残疾的等级", "en": f"Grade of the {en} disability"},
        ask={"zh": f"{zh}残疾是几级？", "en": f"Which grade is the {en} disability?"},
        help={"zh": "看残疾人证。一级最重，四级最轻。", "en": "See the certificate. Grade 1 is the most severe, grade 4 the mildest."},
        paper={"zh": "残疾人证", "en": "disability certificate"},
        options=tuple(Option(value, dict(zip(("zh", "en"), GRADE_WORDS[value], strict=True))) for value in GRADES),
        category=number,
    )  # fmt: skip
