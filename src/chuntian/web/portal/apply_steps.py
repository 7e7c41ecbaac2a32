"""The pages of one application in their order: each with its form, what it keeps, and how its answer reads."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from chuntian.kernel.divisions import NATION
from chuntian.places.regions import division_name, full_name
from chuntian.web.forms import PlainForm
from chuntian.web.models import ApplicationDraft
from chuntian.web.portal import offices, voices
from chuntian.web.portal.apply_acting import spoken_of
from chuntian.web.portal.apply_asking import ApplicationAsking
from chuntian.web.portal.apply_drafts import Said, said_in
from chuntian.web.portal.apply_forms import (
    ELSEWHERE,
    HOME,
    RESIDENCE,
    WRONG,
    ConsentForm,
    KnownForm,
    WhereForm,
    WrongForm,
)
from chuntian.web.portal.asking import Asked
from chuntian.web.portal.check import LEVELS, answer_words
from chuntian.web.portal.forms import AnswerForm, PlaceForm
from chuntian.web.portal.kept import Kept
from chuntian.web.portal.mine.acting import Ward
from chuntian.web.portal.questions import Question

CHECK = "check"
ANYWHERE = "two_subsidies"  # R-SUB-06: the two subsidies are applied for at any place


@dataclass(frozen=True)
class Step:
    """One page: its name in the address, its topic, its form, what an answer makes of what was said."""

    name: str
    topic: str
    answer: str
    is_done: bool
    form: Callable[[QueryDict | None], PlainForm]
    take: Callable[[dict[str, Any]], Said]
    extra: dict[str, Any] = field(default_factory=dict)


class Wizard:
    """One application on its way: which pages there are, which is next, what was said."""

    def __init__(self, draft: ApplicationDraft, ward: Ward, asking: ApplicationAsking) -> None:
        self.draft, self.ward, self.asking = draft, ward, asking
        self.said = said_in(draft)

    @cached_property
    def asked(self) -> Asked:
        """Give the questions that the law still needs, with the answers that count."""
        return self.asking.walk(self.said.answers)

    @cached_property
    def steps(self) -> list[Step]:
        """Give every page in its order, as far as it is known by now."""
        found = [*self._about_known(), *self._about_place()]
        found += [self._question(number, one) for number, one in enumerate(self.asked.questions, start=1)]
        if self.asked.pending is None:
            found.append(self._consent())
        return found

    @property
    def next_name(self) -> str:
        """Name the page that is next: the first without an answer, else the one that shows all answers."""
        return next((one.name for one in self.steps if not one.is_done), CHECK)

    def step(self, name: str) -> tuple[Step | None, str]:
        """Give a page and the name of the one before it ("" before the first)."""
        names = [one.name for one in self.steps]
        if name not in names:
            return None, ""
        at = names.index(name)
        return self.steps[at], names[at - 1] if at else ""

    def _about_known(self) -> list[Step]:
        if not self.asking.shown():
            return []
        said, words = self.said, {"right": _("都对"), WRONG: _("有的不对")}
        found = [
            Step(
                "known", _("我们已经知道的"), words.get(said.known, ""), bool(said.known),
                lambda data: KnownForm(data, initial={"known": said.known}),
                lambda given: said.but(known=given["known"], wrong=said.wrong if given["known"] == WRONG else ""),
                {"shows_known": True},
            )
        ]  # fmt: skip
        if said.known == WRONG:
            found.append(
                Step(
                    "wrong", _("哪里不对"), said.wrong, bool(said.wrong),
                    lambda data: WrongForm(data, initial={"wrong": said.wrong}),
                    lambda given: said.but(wrong=given["wrong"]),
                )
            )  # fmt: skip
        return found

    def _about_place(self) -> list[Step]:
        if self.asking.law.programme(self.asking.programme).fund != ANYWHERE:
            return []
        said, places = self.said, self._places()
        found = [
            Step(
                "where", _("在哪里办"), dict(places).get(said.where, ""), bool(said.where),
                lambda data: WhereForm(data, places=places, initial={"where": said.where}), self._take_where,
            )
        ]  # fmt: skip
        if said.where == ELSEWHERE:
            found += self._levels()
        return found

    def _places(self) -> list[tuple[str, str]]:
        person = self.ward.person
        found = [(HOME, _("户口所在地：%s") % full_name(person.region[:6]))]
        if person.residence and person.residence[:6] != person.region[:6]:
            found.append((RESIDENCE, _("现在住的地方：%s") % full_name(person.residence[:6])))
        return [*found, (ELSEWHERE, _("别的地方"))] if offices.below(NATION) else found

    def _take_where(self, given: dict[str, Any]) -> Said:
        office = {RESIDENCE: self.ward.person.residence, ELSEWHERE: self.said.office}.get(given["where"], "")
        return self.said.but(where=given["where"], office=office)

    def _levels(self) -> list[Step]:
        """Give province, city and county, a page each, as far down as the one above was chosen."""
        found, above, chain = [], NATION, self.said.chain
        for depth, level in enumerate(LEVELS):
            rows = offices.below(above)
            if not rows:
                break
            chosen = chain[depth] if depth < len(chain) else ""
            found.append(self._level(depth, level, rows, chosen))
            if not chosen:
                break
            above = chosen
        return found

    def _level(self, depth: int, level: int, rows: list[tuple[str, str]], chosen: str) -> Step:
        said = self.said

        def take(given: dict[str, Any]) -> Said:
            chain = [*said.chain[:depth], given["place"]]
            is_last = depth + 2 == max(LEVELS) or not offices.below(given["place"])
            return said.but(chain=chain, office=given["place"] if is_last else "")

        def form(data: QueryDict | None) -> PlainForm:
            return PlaceForm(data, rows=rows, tiles=False, title=str(LEVELS[level]), initial={"place": chosen})

        return Step(f"place-{level}", str(LEVELS[level]), division_name(chosen) if chosen else "", bool(chosen), form, take)  # fmt: skip

    def _question(self, number: int, one: Question) -> Step:
        said, answers = self.said, self.asked.answers
        kept = Kept(who=spoken_of(self.ward, self.asking.on), place=self.asking.place, answers=dict(said.answers))
        is_done = one.slug in answers
        return Step(
            f"question-{number}", voices.words(one.topic), answer_words(one, answers[one.slug]) if is_done else "", is_done,
            lambda data: AnswerForm(data, question=one, kept=kept, place_name=division_name(self.asking.place[:6])),
            lambda given: said.but(answers={**answers, one.slug: given["answer"]}),
            {"tells": voices.words(one.paper), "unit": voices.words(one.unit)},
        )  # fmt: skip

    def _consent(self) -> Step:
        said, for_other = self.said, not self.ward.is_self
        return Step(
            "consent", _("确认"), _("两句都同意") if said.consent else "", said.consent,
            lambda data: ConsentForm(data, for_other=for_other),
            lambda given: said.but(consent=True),
        )  # fmt: skip
