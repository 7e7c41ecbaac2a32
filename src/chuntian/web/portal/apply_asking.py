"""
What an application still has to ask: nothing that a department's list, the register or an earlier case already says.

The questions, their words and the engine are those of the anonymous check (asking.py); here the known facts stand first and
only one programme is looked at. An answer never replaces a known fact: who finds one wrong says so, and the office corrects it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chuntian.casework.explain import NoFacts, facts_on
from chuntian.registry.models import Person, Source
from chuntian.registry.queries import facts_of
from chuntian.rules import Decision, FactDeclaration, Law
from chuntian.web.portal.asking import Asking
from chuntian.web.portal.facts import Answers, Reader

# What is no news to the person, or only says that nothing happened.
NOT_SHOWN = frozenset({"death_date", "applied_on", "chosen", "certificate_status"})


@dataclass(frozen=True)
class Known:
    """One fact as it is known: where it comes from, and since when it is so."""

    declared: FactDeclaration
    value: Any
    true_from: date | None
    source: Source | None


class KnowingReader(Reader):
    """Reads answers beside what is known; what is known counts more."""

    def __init__(self, *, on: date, place: str, known: Mapping[str, Any]) -> None:
        super().__init__(on=on, place=place)
        self.known = dict(known)

    def facts(self, answers: Answers) -> dict[str, Any]:
        """Give what is known, and what the answers add to it."""
        return {**super().facts(answers), **self.known}


class ApplicationAsking(Asking):
    """The questions of one application: one programme, one person, the day it is handed in."""

    def __init__(self, law: Law, *, person: Person, programme: str, on: date, at: datetime) -> None:
        super().__init__(law, on=on, place=person.region)
        self.person, self.programme, self.at = person, programme, at
        self.slugs = [programme]
        self.reader = KnowingReader(on=on, place=person.region, known=self._known())

    def decision(self, answers: Answers) -> Decision:
        """Decide the programme for what is known and what was answered."""
        return self.decide(self.programme, self.law.read_facts(self.facts(answers)))

    def shown(self) -> list[Known]:
        """Give what is known and the programme looks at, with its sources, in the order of the law."""
        used = [name for name in self.uses[self.programme] if name not in NOT_SHOWN]
        found = facts_of(self.person, self.on, self.at, self.law)
        if "grade" in used and "components" in used:
            used.remove("grade")  # the components say it
        facts = (found[name] for name in used if name in found)
        return [Known(one.declaration, one.value, one.true_from, one.source) for one in facts if one.is_known]

    def _known(self) -> dict[str, Any]:
        try:
            known = facts_on(
                person=self.person, on=self.on, known_at=self.at, law=self.law, programme=self.programme
            )  # fmt: skip
        except NoFacts:
            known = {}
        return known | ({"applied_on": self.on} if "applied_on" in self.law.facts else {})
