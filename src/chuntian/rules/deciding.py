"""Decide for one subject at one place on one day: the compiled programmes, the resolved parameters, the reasons."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from chuntian.kernel.divisions import pad, prefix
from chuntian.kernel.outcomes import Outcome
from chuntian.rules.checking import names
from chuntian.rules.decision import Decision, Reason
from chuntian.rules.kinds import Kind
from chuntian.rules.parameters import MissingParameter, ParameterValue, value_text
from chuntian.rules.person import birthday_mark, reached, write_flags, write_programme
from chuntian.rules.words import found_text, unknown_text

if TYPE_CHECKING:
    from chuntian.rules.law import Law

TEXTS_KEPT = 1024
ELIGIBLE, NOT_ELIGIBLE, UNKNOWN = Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE, Outcome.UNKNOWN


def county_of(division: str) -> str:
    """Give the county a village or town belongs to, as 12 digits; a city or province stays itself."""
    return pad(prefix(division)[:6].ljust(6, "0"))


class Question:
    """The law at one place on one day. `decide` answers for facts that were read already."""

    __slots__ = ("_plans", "arguments", "division", "law", "missing", "on", "resolved")

    def __init__(self, law: "Law", *, on: date, division: str, given: Mapping[str, Any]) -> None:
        self.law = law
        self.on = on
        self.division = pad(division)
        self.resolved: dict[str, ParameterValue] = {}
        self.missing: dict[str, MissingParameter] = {}
        for key in law.parameter_index:
            self._resolve(key, given)
        values = tuple(self.resolved[key].value if key in self.resolved else None for key in law.parameter_index)
        place = county_of(self.division)
        self.arguments = (values, place, prefix(place), on, on.year, birthday_mark(on))
        self._plans: dict[str, _Plan] = {}

    def _resolve(self, key: str, given: Mapping[str, Any]) -> None:
        if key in given:
            unit = self.law.book.declaration(key).unit
            found: ParameterValue | MissingParameter = ParameterValue(
                key, given[key], unit, self.division, self.on, None, "提问时给定"
            )
        else:
            found = self.law.book.resolve(key, self.division, self.on)
        if isinstance(found, MissingParameter):
            self.missing[key] = found
        else:
            self.resolved[key] = found

    def decide(self, slug: str, facts: Mapping[str, Any]) -> Decision:
        """Decide one programme, with every reason in the order of the law."""
        plan = self._plans.get(slug)
        if plan is None:
            plan = self._plans[slug] = _Plan(self, slug)
        failed, unknown, amount = plan.function(facts.get, *self.arguments)
        missing: tuple[MissingParameter, ...] = ()
        if failed:
            outcome = NOT_ELIGIBLE
        elif unknown:
            outcome = UNKNOWN
            missing = plan.missing_for(unknown, facts)
        else:
            outcome = ELIGIBLE
        if failed | unknown:
            used = plan.condition_parameters
            reasons = plan.reasons(failed, unknown, facts, missing)
        else:
            used, reasons = plan.granted(amount, facts)
        return Decision(
            slug, outcome, amount, reasons, failed, unknown, missing, used, self.law.version, self.on, self.division
        )  # fmt: skip


class _Plan:
    """One programme made ready for one question: the compiled function and every text that can be written beforehand."""

    __slots__ = (
        "_bits", "_flags", "_granted", "_rows", "_texts", "_used", "_used_keys", "all_met", "checked",
        "condition_parameters", "function", "question",
    )  # fmt: skip

    def __init__(self, question: Question, slug: str) -> None:
        law = question.law
        self.question = question
        self.checked = checked = law.checked[slug]
        in_force = checked.in_force(question.on)
        numbers = tuple(number for number, _one, _tree in in_force)
        self.function = _kept(law, (slug, numbers), lambda: write_programme(
            [(1 << number, one.kind == "exclusion", tree) for number, one, tree in in_force],
            checked.amount, checked.amount_bit, law.parameter_index,
        ))  # fmt: skip
        self._rows = [
            (1 << number, met_reason(one), one, checked.facts_of[number], tuple(names(tree, "param")))
            for number, one, tree in in_force
        ]
        self.all_met = tuple(row[1] for row in self._rows)
        self._bits = tuple(row[0] for row in self._rows)
        self._texts: dict[Any, Reason] = {}
        self._granted: dict[tuple[int, int], tuple[tuple[ParameterValue, ...], tuple[Reason, ...]]] = {}
        keys = dict.fromkeys(key for row in self._rows for key in row[4])
        self.condition_parameters = tuple(question.resolved[key] for key in keys if key in question.resolved)
        amount_keys = () if checked.amount is None else tuple(names(checked.amount, "param"))
        self._used = tuple(question.resolved[key] for key in amount_keys if key in question.resolved)
        self._used_keys = tuple(one.key for one in self._used)
        self._flags: dict[tuple[int, tuple[str, ...]], Any] = {}

    def granted(
        self, amount: int | None, facts: Mapping[str, Any]
    ) -> tuple[tuple[ParameterValue, ...], tuple[Reason, ...]]:
        """Give the parameters that took part (of the amount only those of the branch taken) and all reasons."""
        if amount is None:
            return self.condition_parameters, self.all_met
        flags = self._reached(len(self.checked.trees), self._used_keys, facts) if self._used else 0
        kept = self._granted.get((amount, flags))
        if kept is None:
            taken = tuple(one for number, one in enumerate(self._used) if flags >> number & 1)
            used = tuple(dict.fromkeys(self.condition_parameters + taken))
            if len(self._granted) >= TEXTS_KEPT:
                self._granted.clear()
            kept = self._granted[amount, flags] = used, (*self.all_met, self.amount_reason(amount, taken))
        return kept

    def missing_for(self, unknown: int, facts: Mapping[str, Any]) -> tuple[MissingParameter, ...]:
        """Give the missing parameters that the unknown requirements ask for."""
        absent = self.question.missing
        if not absent:
            return ()
        found: dict[str, MissingParameter] = {}
        for number, asked in enumerate(self.checked.keys_of):
            if asked and unknown >> number & 1:
                keys = tuple(key for key in asked if key in absent)
                flags = self._reached(number, keys, facts) if keys else 0
                found.update((key, absent[key]) for place, key in enumerate(keys) if flags >> place & 1)
        return tuple(found.values())

    def reasons(
        self, failed: int, unknown: int, facts: Mapping[str, Any], missing: tuple[MissingParameter, ...]
    ) -> tuple[Reason, ...]:
        """Write the reasons of a decision that is not eligible or not known."""
        if len(self._texts) >= TEXTS_KEPT:
            self._texts.clear()
        found = list(self.all_met)
        doubtful = failed | unknown
        for place, bit in enumerate(self._bits):
            if bit & doubtful:
                found[place] = self._reason(place, bit & failed, facts, missing)
        if unknown & self.checked.amount_bit:
            found.append(self._unknown_amount(facts, missing))
        return tuple(found)

    def _reason(
        self, place: int, failed: int, facts: Mapping[str, Any], missing: tuple[MissingParameter, ...]
    ) -> Reason:
        """Write one reason; the same values give the same sentence, so it is kept."""
        _bit, _met, one, declared, keys = self._rows[place]
        key = (place, failed, missing, *[facts.get(fact.name) for fact in declared])
        kept = self._texts.get(key)
        if kept is not None:
            return kept
        if failed:
            zh, en = found_text(declared, facts), found_text(declared, facts, "en")
        else:
            zh, en = _unknown_texts(declared, facts, [gap for gap in missing if gap.key in keys])
        met = False if failed else None
        reason = Reason(one.code, met, f"{one.zh}（{zh}）", one.article, one.kind, f"{one.en or one.code} ({en})")
        self._texts[key] = reason
        return reason

    def amount_reason(self, amount: int, used: tuple[ParameterValue, ...]) -> Reason:
        """Say the amount and where it comes from."""
        gives = self.checked.declared.gives
        said = value_text(amount, Kind.FEN)
        article = "；".join(dict.fromkeys(one.citation for one in used))
        return Reason(
            "amount", True, f"金额为{said}{gives.unit_zh}", article, "amount", f"amount {said} {gives.unit_en}"
        )

    def _unknown_amount(self, facts: Mapping[str, Any], missing: tuple[MissingParameter, ...]) -> Reason:
        declared = self.checked.facts_of[-1]
        key = ("amount", missing, *[facts.get(fact.name) for fact in declared])
        kept = self._texts.get(key)
        if kept is None:
            zh, en = _unknown_texts(declared, facts, [gap for gap in missing if gap.key in self.checked.keys_of[-1]])
            text, text_en = f"金额不能计算（{zh}）", f"the amount cannot be computed ({en})"
            kept = self._texts[key] = Reason("amount", None, text, "", "amount", text_en)
        return kept

    def _reached(self, number: int, keys: tuple[str, ...], facts: Mapping[str, Any]) -> int:
        function = self._flags.get((number, keys))
        if function is None:
            law, tree = self.question.law, self.checked.all_trees[number]
            function = self._flags[number, keys] = _kept(
                law, (self.checked.declared.slug, number, keys),
                lambda: write_flags([reached(tree, key) for key in keys], law.parameter_index),
            )  # fmt: skip
        flags: int = function(facts.get, *self.question.arguments)
        return flags


def met_reason(one: Any) -> Reason:
    """Write the reason of a requirement that does not stand in the way."""
    if one.kind == "condition":
        return Reason(one.code, True, one.zh, one.article, one.kind, one.en or one.code)
    return Reason(one.code, True, f"没有“{one.zh}”的情形", one.article, one.kind, f"not the case: {one.en or one.code}")


def read_reasons(law: "Law", slug: str, failed_mask: int, unknown_mask: int, *, on: date | None = None) -> list[Reason]:
    """
    Read the masks of a stored decision back into reasons, in the order of the law.

    The facts are not at hand, so the sentences are those of the law. With `on`, only the formulas in force that day.
    """
    checked = law.checked[slug]
    found = []
    for number, one in enumerate(checked.declared.requirements):
        if on is not None and not one.is_in_force(on):
            continue
        if failed_mask >> number & 1:
            found.append(Reason(one.code, False, one.zh, one.article, one.kind, one.en or one.code))
        elif unknown_mask >> number & 1:
            found.append(
                Reason(one.code, None, f"{one.zh}（未知）", one.article, one.kind, f"{one.en or one.code} (unknown)")
            )
        else:
            found.append(met_reason(one))
    if unknown_mask & checked.amount_bit:
        found.append(Reason("amount", None, "金额不能计算", "", "amount", "the amount cannot be computed"))
    return found


def _unknown_texts(declared: Any, facts: Mapping[str, Any], absent: list[MissingParameter]) -> tuple[str, str]:
    if not absent:
        return unknown_text(declared, facts), unknown_text(declared, facts, "en")
    asked = "，".join(f"缺少参数 {gap.key}" + (f"，须取得：{gap.document}" if gap.document else "") for gap in absent)
    return asked, ", ".join(
        f"parameter {gap.key} is missing, ask for: {gap.document or 'its document'}" for gap in absent
    )


def _kept(law: "Law", key: Any, make: Any) -> Any:
    found = law.functions.get(key)
    if found is None:
        found = law.functions[key] = make()
    return found
