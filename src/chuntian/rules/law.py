"""The law as one object: programmes, facts and parameters, checked together, with a version of its own."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from chuntian.rules.checking import Checker, LawError, Typed, names
from chuntian.rules.deciding import Question
from chuntian.rules.decision import Decision
from chuntian.rules.declare import FactDeclaration, Programme, Requirement
from chuntian.rules.expressions import canonical
from chuntian.rules.given import FactReader, read_facts
from chuntian.rules.parameters import ParameterBook, ParameterError, parse_value
from chuntian.rules.words import Describer

ENGINE_VERSION = "1"
QUESTIONS_KEPT = 512


class CheckedProgramme:
    """A programme with its checked expressions, requirement by requirement."""

    __slots__ = ("amount", "amount_bit", "bits", "declared", "facts_of", "keys", "keys_of", "trees")

    def __init__(self, declared: Programme, checker: Checker) -> None:
        self.declared = declared
        self.trees: tuple[Typed, ...] = tuple(
            checker.condition(declared, one.code, one.expr) for one in declared.requirements
        )
        self.amount = checker.amount(declared)
        self.bits = tuple(1 << number for number in range(len(self.trees)))
        self.amount_bit = 1 << len(self.trees)
        self.facts_of: tuple[tuple[FactDeclaration, ...], ...] = tuple(
            tuple(checker.facts[name] for name in names(tree, "fact")) for tree in self.all_trees
        )
        self.keys_of = tuple(tuple(names(tree, "param")) for tree in self.all_trees)
        self.keys = tuple(dict.fromkeys(key for keys in self.keys_of for key in keys))

    @property
    def all_trees(self) -> tuple[Typed, ...]:
        """Give the requirements and, last, the amount where there is one."""
        return self.trees if self.amount is None else (*self.trees, self.amount)

    def in_force(self, on: date) -> list[tuple[int, Requirement, Typed]]:
        """Give number, declaration and expression of the requirements in force on the day."""
        rows = zip(self.declared.requirements, self.trees, strict=True)
        return [(number, one, tree) for number, (one, tree) in enumerate(rows) if one.is_in_force(on)]


class Law:
    """Programmes, facts and parameters. Immutable; made once, asked often."""

    def __init__(
        self, programmes: Iterable[Programme], facts: Iterable[FactDeclaration] | Mapping[str, FactDeclaration],
        book: ParameterBook,
    ) -> None:  # fmt: skip
        """
        Check everything together.

        :raises LawError: a condition names something undeclared or mixes kinds; a name is declared twice.
        """
        declared = list(facts.values() if isinstance(facts, Mapping) else facts)
        self.facts = {one.name: one for one in declared}
        self.programmes = tuple(programmes)
        self.book = book
        self._check_names(declared)
        checker = Checker(self.facts, book)
        self.checked = {one.slug: CheckedProgramme(one, checker) for one in self.programmes}
        keys = dict.fromkeys(key for one in self.checked.values() for key in one.keys)
        self.parameter_index = {key: number for number, key in enumerate(keys)}
        self.version = self._version()
        self._readers = {one.name: FactReader(one) for one in declared}
        self._questions: dict[tuple[date, str], Question] = {}
        self.functions: dict[Any, Any] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return Law, (self.programmes, list(self.facts.values()), self.book)

    def programme(self, slug: str) -> Programme:
        """
        Give a programme by its slug.

        :raises KeyError: there is none.
        """
        return self.checked[slug].declared

    @property
    def decided(self) -> list[str]:
        """Name every programme this law decides."""
        return list(self.checked)

    def decide_one(
        self, slug: str, facts: Mapping[str, Any], *, on: date, division: str, params: Mapping[str, Any] | None = None
    ) -> Decision:
        """
        Decide one programme for the facts of one subject.

        :raises FactError: a fact has no such name, or its value is not what is expected.
        :raises ParameterError: a parameter set for the question is not declared or not of its kind.
        :raises KeyError: there is no such programme.
        """
        return self.question(on=on, division=division, params=params).decide(slug, read_facts(self._readers, facts))

    def decide_all(
        self, facts: Mapping[str, Any], *, on: date, division: str, programmes: Sequence[str] | None = None,
        params: Mapping[str, Any] | None = None, subject: str = "person",
    ) -> list[Decision]:  # fmt: skip
        """
        Decide several programmes for one subject, reading the facts once; all of the subject's kind by default.

        :raises FactError: a fact has no such name, or its value is not what is expected.
        """
        given = read_facts(self._readers, facts)
        question = self.question(on=on, division=division, params=params)
        if programmes is None:
            programmes = [one.slug for one in self.programmes if (one.subject == "employer") == (subject == "employer")]
        return [question.decide(slug, given) for slug in programmes]

    def read_facts(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """
        Read facts as a question brings them into the values the engine works with.

        :raises FactError: a fact has no such name, or its value is not what is expected.
        """
        return read_facts(self._readers, facts)

    def question(self, *, on: date, division: str, params: Mapping[str, Any] | None = None) -> Question:
        """Give the law as it stands for one place and day, parameters resolved; kept, because it is asked often."""
        if params:
            return Question(self, on=on, division=division, given=self._given(params))
        found = self._questions.get((on, division))
        if found is None:
            if len(self._questions) >= QUESTIONS_KEPT:
                self._questions.clear()
            found = self._questions[on, division] = Question(self, on=on, division=division, given={})
        return found

    def words(self, slug: str, lang: str = "zh") -> dict[str, Any]:
        """Read a programme aloud: name, conditions, exclusions, amount, articles, and what the platform cannot see."""
        checked = self.checked[slug]
        one = checked.declared
        say = Describer(self.facts, self.book, lang)
        rows = [
            {
                "code": requirement.code,
                "text": requirement.zh if lang == "zh" else requirement.en or requirement.zh,
                "reading": say(tree),
                "article": requirement.article,
                "valid_from": requirement.valid_from,
                "valid_to": requirement.valid_to,
                "facts": [fact.name for fact in facts],
            }
            for requirement, tree, facts in zip(one.requirements, checked.trees, checked.facts_of, strict=False)
        ]
        return {
            "slug": slug,
            "name": one.name_zh if lang == "zh" else one.name_en or one.name_zh,
            "unit": one.gives.unit_zh if lang == "zh" else one.gives.unit_en,
            "conditions": rows[: len(one.conditions)],
            "exclusions": rows[len(one.conditions) :],
            "amount": None if checked.amount is None else say(checked.amount),
            "parameters": list(checked.keys),
            "sources": [str(source) for source in one.sources],
            "cannot_see": one.cannot_see,
        }

    def with_book(self, book: ParameterBook) -> "Law":
        """Give the same programmes under other parameters."""
        return Law(self.programmes, self.facts, book)

    def with_programmes(self, programmes: Iterable[Programme]) -> "Law":
        """Give other programmes under the same parameters."""
        return Law(programmes, self.facts, self.book)

    def _given(self, params: Mapping[str, Any]) -> dict[str, Any]:
        values = {}
        for key, text in params.items():
            if key not in self.book:
                raise ParameterError(f"没有名为 {key} 的参数")
            values[key] = parse_value(self.book.declaration(key).kind, text, key=key)
        return values

    def _check_names(self, declared: Sequence[FactDeclaration]) -> None:
        for what, listed in (
            ("fact", [one.name for one in declared]),
            ("programme", [p.slug for p in self.programmes]),
        ):
            twice = {name for name in listed if listed.count(name) > 1}
            if twice:
                raise LawError(f"{what} declared twice: {', '.join(sorted(twice))}")

    def _version(self) -> str:
        lines = [f"engine {ENGINE_VERSION}"]
        for slug in sorted(self.checked):
            one = self.programme(slug)
            lines.append(f"{slug}|{one.subject}|{one.gives.kind}|{one.gives.unit_en}|{one.gives.period}")
            for row in one.requirements:
                lines.append(
                    f"{row.kind}|{row.code}|{canonical(row.expr)}|{row.article}|{row.valid_from}|{row.valid_to}"
                )
            lines.append("" if one.amount is None else canonical(one.amount))
        used = sorted(
            {fact for one in self.checked.values() for facts in one.facts_of for fact in (f.name for f in facts)}
        )
        lines += [f"{name}|{self.facts[name].kind}|{self.facts[name].max_age_months}" for name in used]
        lines.append(self.book.canonical())
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
