"""The result of a check: for each programme what it gives, why or why not, what is missing, what to bring, where to go."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format

from chuntian.casework.paths import APPLICATIONS
from chuntian.kernel.outcomes import Outcome
from chuntian.policy.explaining import Explanation, explain_facts
from chuntian.rules import Decision
from chuntian.web.portal.asking import Asked, Asking, same
from chuntian.web.portal.offices import Office, office_for
from chuntian.web.portal.plain import Plain, plain
from chuntian.web.portal.questions import UNKNOWN, Question
from chuntian.web.portal.voices import language, words

STATES = {Outcome.ELIGIBLE: "yes", Outcome.UNKNOWN: "maybe", Outcome.NOT_ELIGIBLE: "no"}


@dataclass(frozen=True)
class Said:
    """One requirement of the law as it came out, with its article."""

    text: str
    article: str


@dataclass(frozen=True)
class Result:
    """One programme for this person; `state` is yes, maybe or no."""

    slug: str
    name: str
    state: str
    decision: Decision
    plain: Plain
    met: list[Said]
    failed: list[Said]
    open: list[Said]
    missing_facts: list[tuple[str, str]]
    documents: list[str]
    choice: str
    note: str
    cannot_see: str
    bring: list[str]
    office: Office | None = None
    unit: str = ""
    uses_demo: bool = field(default=False)
    online: bool = field(default=False)  # may be applied for here

    @property
    def sum(self) -> str:
        """Write the amount in yuan, without fen where there are none; nothing where no amount is known."""
        fen = self.decision.amount_fen
        if fen is None:
            return ""
        return number_format(Decimal(fen) / 100, decimal_pos=2 if fen % 100 else 0, use_l10n=True, force_grouping=True)

    @property
    def all_but_amount(self) -> bool:
        """Say whether the person qualifies and only the amount is not known: a document is missing, not a fact."""
        return self.state == "maybe" and all(one.code == "amount" for one in self.decision.reasons if one.met is None)


def results(asking: Asking, asked: Asked, *, town: str = "") -> list[Result]:
    """Give the result for every programme, what one gets first."""
    found = [_result(asking, asked, slug, town) for slug in asking.slugs]
    order = list(STATES.values())
    return sorted(
        found, key=lambda one: (order.index(one.state), not (one.decision.amount_fen or one.all_but_amount), one.slug)
    )


def _result(asking: Asking, asked: Asked, slug: str, town: str) -> Result:
    facts = asking.facts(asked.answers)
    decision = asking.decide(slug, asking.law.read_facts(facts))
    explained = explain_facts(asking.law, slug, facts, on=asking.on, division=asking.place)
    rows = _rows(asking, slug)
    spoken = {met: [_said(rows, one) for one in decision.reasons if one.met is met] for met in (True, False, None)}
    declared = asking.law.programme(slug)
    about = plain(slug)
    return Result(
        slug=slug,
        name=asking.law.words(slug, language())["name"],
        state=STATES[decision.outcome],
        decision=decision,
        plain=about,
        met=[one for one in spoken[True] if one],
        failed=[one for one in spoken[False] if one],
        open=[one for one in spoken[None] if one],
        missing_facts=_missing_facts(asking, slug, asked, asking.law.read_facts(facts)),
        documents=[document for _key, document in explained.documents if document],
        choice=_choice(explained, decision),
        note=explained.note,
        cannot_see=declared.cannot_see,
        bring=_bring(rows, asked, facts, about),
        office=office_for(about.at, asking.place, town),
        unit=declared.gives.unit_zh if language() == "zh" else declared.gives.unit_en,
        uses_demo=explained.uses_demo_parameters,
        online=declared.path in APPLICATIONS,
    )


def _rows(asking: Asking, slug: str) -> dict[str, dict[str, Any]]:
    said = asking.law.words(slug, language())
    in_force = {one.code for one in asking.law.programme(slug).requirements if one.is_in_force(asking.on)}
    rows = {row["code"]: {**row, "kind": "condition"} for row in said["conditions"] if row["code"] in in_force}
    return rows | {row["code"]: {**row, "kind": "exclusion"} for row in said["exclusions"] if row["code"] in in_force}


def _said(rows: Mapping[str, Mapping[str, Any]], reason: Any) -> Said | None:
    """Write a requirement as the law says it, without the values: an age or a place is the person's own."""
    row = rows.get(reason.code)
    if row is None or (reason.met and row["kind"] == "exclusion"):
        return None
    return Said(row["text"], str(row["article"]))


def _missing_facts(asking: Asking, slug: str, asked: Asked, facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Name what the person did not know and the unknown requirements ask for, with the paper that shows it."""
    decision, declared = asking.decide(slug, facts), asking.law.checked[slug].facts_of
    needed = {fact.name for number, used in enumerate(declared) if decision.unknown >> number & 1 for fact in used}
    unknown = [one for one in asked.questions if asked.answers.get(one.slug) == UNKNOWN and _gives(one) & needed]
    found = [one for one in unknown if one.kind != "limb" or _limb_matters(asking, slug, one, asked, facts)]
    return list(dict.fromkeys((words(one.topic), words(one.paper)) for one in found))


def _limb_matters(asking: Asking, slug: str, limb: Question, asked: Asked, facts: Mapping[str, Any]) -> bool:
    """Say whether the limb decides: it is a part of a fact that is known without it."""
    after = (asking.law.read_facts(trial) for trial in asking.reader.trials(limb, asked.answers))
    return any(not same(asking.decide(slug, facts), asking.decide(slug, {**facts, **trial})) for trial in after)


def _bring(
    rows: Mapping[str, Mapping[str, Any]], asked: Asked, facts: Mapping[str, Any], about: Plain
) -> list[str]:  # fmt: skip
    """Name the papers that show the answers the conditions rest on, and those that the text of the law names."""
    used = {name for row in rows.values() if row["kind"] == "condition" for name in row["facts"]}
    shown = [words(one.paper) for one in asked.questions if one.paper and _gives(one) & used and not _is_no(one, asked)]
    return list(dict.fromkeys([*(one for one in shown if one), *about.bring]))


def _is_no(question: Question, asked: Asked) -> bool:
    """Say whether an answer is one that no paper shows: that something is not so, or not known."""
    return asked.answers.get(question.slug) in ("no", "none", "elsewhere", UNKNOWN, [])


def _gives(question: Question) -> set[str]:
    if question.kind in ("categories", "grade", "limb"):
        return {"components", "grade"}
    return {question.fact} if question.fact else {name for one in question.options for name in (one.trial or one.facts)}


def _choice(explained: Explanation, decision: Decision) -> str:
    if not any(one.code == "choose_higher" and one.met is None for one in decision.reasons):
        return ""
    texts: Iterable[str] = (row["text"] for row in explained.data["reasons"] if row["code"] == "choose_higher")
    return next((text for text in texts if "本人选择并登记" in text), "")
