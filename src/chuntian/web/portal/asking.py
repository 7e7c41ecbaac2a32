"""
Which question comes next: one that some programme still needs, and of these the one that settles most.

A question is needed when one of its answers would change a decision that is not a refusal yet. So nobody is asked for a
fact that decides nothing, and what nobody can answer stays unknown: it is never read as no.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chuntian.kernel.outcomes import Outcome
from chuntian.rules import Decision, Law
from chuntian.web.portal.facts import Answers, Reader, chosen_categories, grades_of
from chuntian.web.portal.questions import GRADES, UNKNOWN, Answer, Question, questions

# Facts of persons that nobody is asked for, and why not.
NOT_ASKED = {
    "death_date": "whoever asks for a person asks for one who lives",
    "certificate_status": "only the office knows whether data are in doubt, and tells the holder",
    "chosen": "a choice between two allowances is shown with both amounts, and made at the office",
}


@dataclass(frozen=True)
class Asked:
    """How far the check has come: the questions in their order, the one to ask now, and the answers that count."""

    questions: tuple[Question, ...]
    pending: Question | None
    answers: Answers


class Asking:
    """The check at one place on one day."""

    def __init__(self, law: Law, *, on: date, place: str) -> None:
        self.law, self.on, self.place = law, on, place
        self.reader = Reader(on=on, place=place)
        self.asked_law = law.question(on=on, division=place)
        self.slugs = [one.slug for one in law.programmes if one.subject == "person"]
        self.uses = {slug: _facts_used(law, slug) for slug in self.slugs}
        self._kept: dict[tuple[Any, ...], Decision] = {}  # lives as long as one request

    def walk(self, answers: Answers) -> Asked:
        """Go through the questions as they would be asked, until one has no answer; other answers do not count."""
        asked: list[Question] = []
        counted: dict[str, Answer] = {}
        while (question := self._next(counted)) is not None:
            asked.append(question)
            if question.slug not in answers:
                return Asked(tuple(asked), question, counted)
            counted[question.slug] = answers[question.slug]
        return Asked(tuple(asked), None, counted)

    def facts(self, answers: Answers) -> dict[str, Any]:
        """Give the facts that the answers say, as JSON facts."""
        return self.reader.facts(answers)

    def decide(self, slug: str, facts: Mapping[str, Any]) -> Decision:
        """Decide a programme for facts that were read; the same facts are decided once."""
        key = (slug, *(facts.get(name) for name in self.uses[slug]))
        kept = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = self.asked_law.decide(slug, facts)
        return kept

    def _next(self, answers: Answers) -> Question | None:
        given = self.reader.facts(answers)
        facts = self.law.read_facts(given)
        still = [slug for slug in self.slugs if self.decide(slug, facts).outcome is not Outcome.NOT_ELIGIBLE]
        best: tuple[float, int, int] = (-1.0, 0, 0)
        found = None
        for order, question in enumerate(questions()):
            if not _may_be_asked(question, answers, given):
                continue
            trials = [self.law.read_facts(one) for one in self.reader.trials(question, answers)]
            settled, needing = self._weight(trials, facts, still)
            if needing and (settled, needing, -order) > best:
                best, found = (settled, needing, -order), question
        return found

    def _weight(self, trials: list[dict[str, Any]], facts: Mapping[str, Any], still: list[str]) -> tuple[float, int]:
        """Give how many programmes an answer settles on average, and how many need it at all."""
        gives = {name for one in trials for name in one}
        settled, needing = 0, 0
        for slug in still:
            if not gives.intersection(self.uses[slug]):
                continue
            now = self.decide(slug, facts)
            after = [self.decide(slug, {**facts, **one}) for one in trials]
            if all(same(now, one) for one in after):
                continue
            needing += 1
            if now.outcome is Outcome.UNKNOWN:
                settled += sum(one.outcome is not Outcome.UNKNOWN for one in after)
        return settled / len(trials), needing


def _facts_used(law: Law, slug: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact.name for facts in law.checked[slug].facts_of for fact in facts))


def same(one: Decision, other: Decision) -> bool:
    """Say whether two decisions tell a person the same."""
    return (one.outcome, one.amount_fen, one.failed, one.unknown, one.missing) == (
        other.outcome, other.amount_fen, other.failed, other.unknown, other.missing,
    )  # fmt: skip


def _may_be_asked(question: Question, answers: Answers, given: Mapping[str, Any]) -> bool:
    if question.slug in answers or any(answers.get(name) != value for name, value in question.only.items()):
        return False
    if question.kind == "categories":
        return "components" not in given
    grades = grades_of(answers)
    if question.kind == "grade":
        return str(question.category) in chosen_categories(answers) and UNKNOWN not in grades
    if question.kind == "limb":
        return "4" in chosen_categories(answers) and all(one in GRADES for one in grades)
    if question.kind == "whole_grade":
        return "components" not in given and (answers.get("categories") == UNKNOWN or UNKNOWN in grades)
    says = {question.fact} if question.fact else {name for one in question.options for name in (one.trial or one.facts)}
    return not says <= given.keys()
