"""Answer the check as people do: at random, or as one person would."""

from collections.abc import Mapping
from random import Random

from chuntian.web.portal.asking import Asked, Asking
from chuntian.web.portal.questions import UNKNOWN, Answer, Question

MAY_NOT_KNOW = 0.25


def any_answer(question: Question, chance: Random) -> Answer:
    """Give one of the answers that a question lets one give."""
    if chance.random() < MAY_NOT_KNOW:
        return UNKNOWN
    values = [one.value for one in question.options]
    if question.kind == "number":
        return chance.choice([0, question.most, *question.trial, chance.randrange(question.most)])
    if question.kind == "categories":
        return sorted(chance.sample(values, chance.randint(1, 3)))
    if question.kind == "several":
        return sorted(chance.sample(values, chance.randint(0, len(values))))
    return chance.choice(values)


def walk_through(asking: Asking, seed: int = 0, said: Mapping[str, Answer] | None = None) -> Asked:
    """Answer question by question until none is left."""
    chance, answers = Random(seed), {}
    while (asked := asking.walk(answers)).pending is not None:
        question = asked.pending
        given = UNKNOWN if said is not None else any_answer(question, chance)
        answers[question.slug] = (said or {}).get(question.slug, given)
    return asked
