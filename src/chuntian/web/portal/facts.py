"""What answers say: the facts of the law, in the shape that `chuntian explain --facts` takes."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from chuntian.kernel.days import add_months
from chuntian.kernel.divisions import NATION
from chuntian.web.portal.questions import GRADES, UNKNOWN, Answer, Question, by_slug

Answers = Mapping[str, Answer]
PHYSICAL = "4"


class Reader:
    """Turns answers into facts, for one place and one day."""

    def __init__(self, *, on: date, place: str) -> None:
        # "Elsewhere" needs a code that lies in no county: that of the whole country says just that.
        self.tokens = {"@place": place, "@elsewhere": NATION, "@today": on.isoformat()}
        self.numbers: dict[str, Callable[[int], Any]] = {
            "years_ago": lambda years: add_months(on, -12 * years).isoformat(),
            "fen": lambda yuan: yuan * 100,
        }

    def facts(self, answers: Answers) -> dict[str, Any]:
        """Give the facts that answers say; "I do not know" says none."""
        found: dict[str, Any] = {}
        for slug, answer in answers.items():
            if answer != UNKNOWN:
                found.update(self._facts_of(by_slug()[slug], answer))
        components = components_of(answers)
        return found if components is None else {**found, "components": components}

    def trials(self, question: Question, answers: Answers) -> list[dict[str, Any]]:
        """Give what each answer to a question would say, to see whether any of them matters."""
        if question.kind == "number":
            return [self._facts_of(question, value) | question.along for value in question.trial]
        if question.kind == "several":
            values = [one.value for one in question.options]
            return [{question.fact: chosen} for chosen in ([], *([one] for one in values), values)]
        if question.kind == "categories":
            return [
                {"components": [_component(one.value, grade, "lower")]} for one in question.options for grade in GRADES
            ]
        if question.kind == "grade":
            return [{"components": _filled(answers, grade)} for grade in GRADES]
        if question.kind == "limb":
            return [{"components": components_of({**answers, "limb": one.value})} for one in question.options]
        return [self._resolved(one.facts if one.trial is None else one.trial) for one in question.options]

    def _facts_of(self, question: Question, answer: Answer) -> dict[str, Any]:
        if question.kind == "number":
            return {question.fact: self.numbers[question.read](int(str(answer)))}
        if question.kind == "several":
            return {question.fact: list(answer) if isinstance(answer, list) else []}
        option = question.option(str(answer))
        return self._resolved(option.facts) if option else {}

    def _resolved(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self.tokens.get(value, value) if isinstance(value, str) else value for name, value in facts.items()}  # fmt: skip


def chosen_categories(answers: Answers) -> list[str]:
    """Give the categories that were chosen; none where they are not known."""
    said = answers.get("categories", UNKNOWN)
    return list(said) if isinstance(said, list) else []


def grades_of(answers: Answers) -> list[Answer | None]:
    """Give the answers to the grades of the chosen categories, None where not asked yet."""
    return [answers.get(f"grade_{one}") for one in chosen_categories(answers)]


def components_of(answers: Answers) -> list[dict[str, Any]] | None:
    """Give the components once the grade of every chosen category is known."""
    chosen = chosen_categories(answers)
    if not chosen or not all(grade in GRADES for grade in grades_of(answers)):
        return None
    return _components(chosen, (str(grade) for grade in grades_of(answers)), answers)


def _filled(answers: Answers, grade: str) -> list[dict[str, Any]]:
    grades = (str(one) if one in GRADES else grade for one in grades_of(answers))
    return _components(chosen_categories(answers), grades, answers)


def _components(chosen: list[str], grades: Iterable[str], answers: Answers) -> list[dict[str, Any]]:
    limb = answers.get("limb")
    part = str(limb) if limb in ("lower", "upper") else None
    return [_component(category, grade, part) for category, grade in zip(chosen, grades, strict=True)]


def _component(category: str, grade: str, part: str | None) -> dict[str, Any]:
    return {"category": int(category), "grade": int(grade), "part": part if category == PHYSICAL else None}
