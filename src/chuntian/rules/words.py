"""Read the law as sentences: what a condition asks, and what was found about a person."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from chuntian.kernel.components import CATEGORIES, GRADES, PARTS, decode
from chuntian.rules.checking import Typed
from chuntian.rules.declare import FactDeclaration
from chuntian.rules.kinds import Kind
from chuntian.rules.parameters import ParameterBook, value_text

CATEGORIES_EN = {1: "visual", 2: "hearing", 3: "speech", 4: "physical", 5: "intellectual", 6: "psychiatric"}
PARTS_EN = {"upper": "upper limb", "lower": "lower limb"}
COMPARE_ZH = {"==": "为", "!=": "不为", "<": "小于", "<=": "不超过", ">": "大于", ">=": "不小于"}
COMPARE_EN = {
    "==": "is",
    "!=": "is not",
    "<": "is less than",
    "<=": "is at most",
    ">": "is more than",
    ">=": "is at least",
}
DATES_ZH = COMPARE_ZH | {"<": "早于", "<=": "不晚于", ">": "晚于", ">=": "不早于"}
DATES_EN = COMPARE_EN | {"<": "is before", "<=": "is not after", ">": "is after", ">=": "is not before"}


def fact_text(declaration: FactDeclaration, value: Any, lang: str = "zh") -> str:
    """Write the value of a fact as people say it; 未知 where there is none."""
    if value is None:
        return "未知" if lang == "zh" else "unknown"
    kind = declaration.kind
    if kind is Kind.BOOL:
        return ("是" if value else "否") if lang == "zh" else ("yes" if value else "no")
    if kind is Kind.COMPONENTS:
        return _components_text(value, lang)
    if kind is Kind.SLUGS:
        named = [declaration.choice_label(one, lang) or one for one in value]
        return ("、".join(named) or "无") if lang == "zh" else (", ".join(named) or "none")
    label = declaration.choice_label(value, lang)
    if label is not None:
        return label
    unit = ("元" if lang == "zh" else " yuan") if kind is Kind.FEN else ""
    return value_text(value, kind) + unit


def found_text(declarations: Sequence[FactDeclaration], facts: Mapping[str, Any], lang: str = "zh") -> str:
    """Say what was found for a condition that is not met: 登记为三级."""
    if len(declarations) == 1:
        text = fact_text(declarations[0], facts.get(declarations[0].name), lang)
        return f"登记为{text}" if lang == "zh" else f"recorded: {text}"
    pairs = [
        (one.label_zh if lang == "zh" else one.label_en, fact_text(one, facts.get(one.name), lang))
        for one in declarations
    ]
    if lang == "zh":
        return "，".join(f"{label}：{text}" for label, text in pairs)
    return ", ".join(f"{label}: {text}" for label, text in pairs)


def unknown_text(declarations: Sequence[FactDeclaration], facts: Mapping[str, Any], lang: str = "zh") -> str:
    """Say which facts are unknown."""
    missing = [one.label_zh if lang == "zh" else one.label_en for one in declarations if facts.get(one.name) is None]
    if not missing:
        return "现有资料不足" if lang == "zh" else "not enough is recorded"
    return f"{'、'.join(missing)}未知" if lang == "zh" else f"unknown: {', '.join(missing)}"


class Describer:
    """Reads checked expressions aloud, in Chinese or English."""

    def __init__(self, facts: Mapping[str, FactDeclaration], book: ParameterBook, lang: str = "zh") -> None:
        self.facts = facts
        self.book = book
        self.zh = lang == "zh"
        self.lang = lang

    def __call__(self, node: Typed) -> str:
        """Say one expression."""
        text: str = getattr(self, f"_{node.op}")(node)
        return text

    def _literal(self, node: Typed) -> str:
        return self._value(node, node.data)

    def _value(self, node: Typed, value: Any) -> str:
        if node.op == "fact":
            return fact_text(self.facts[node.data], value, self.lang)
        if isinstance(value, bool):
            return ("是" if value else "否") if self.zh else ("yes" if value else "no")
        unit = ("元" if self.zh else " yuan") if node.kind is Kind.FEN else ""
        return (value.isoformat() if isinstance(value, date) else value_text(value, node.kind)) + unit

    def _fact(self, node: Typed) -> str:
        one = self.facts[node.data]
        return one.label_zh if self.zh else one.label_en

    def _param(self, node: Typed) -> str:
        return self.book.declaration(node.data).description or node.data

    def _place(self, node: Typed) -> str:
        return "本县（区）" if self.zh else "this county"

    def _today(self, node: Typed) -> str:
        return "当日" if self.zh else "the day"

    def _and(self, node: Typed) -> str:
        return self._list(node, "，并且", " and ")

    def _or(self, node: Typed) -> str:
        return self._list(node, "，或者", " or ")

    def _list(self, node: Typed, zh: str, en: str) -> str:
        parts = [f"（{self(arg)}）" if arg.op in ("and", "or") else self(arg) for arg in node.args]
        return (zh if self.zh else en).join(parts)

    def _not(self, node: Typed) -> str:
        return f"不是（{self(node.args[0])}）" if self.zh else f"not ({self(node.args[0])})"

    def _compare(self, node: Typed) -> str:
        left, right = node.args
        words = (
            (DATES_ZH if self.zh else DATES_EN) if left.kind is Kind.DATE else (COMPARE_ZH if self.zh else COMPARE_EN)
        )
        said = self._value(left, right.data) if right.op == "literal" else self(right)
        return f"{self(left)}{words[node.data]}{said}" if self.zh else f"{self(left)} {words[node.data]} {said}"

    def _arithmetic(self, node: Typed) -> str:
        sign = {"+": "+", "-": "-", "*": "×"}[node.data]
        return f"({self(node.args[0])} {sign} {self(node.args[1])})"

    def _isin(self, node: Typed) -> str:
        (subject,) = node.args
        values = [self._value(subject, value) for value in node.data]
        return f"{self(subject)}为{'或'.join(values)}" if self.zh else f"{self(subject)} is {' or '.join(values)}"

    def _within(self, node: Typed) -> str:
        inner, outer = (self(arg) for arg in node.args)
        return f"{inner}在{outer}" if self.zh else f"{inner} is in {outer}"

    def _has(self, node: Typed) -> str:
        categories, grades, part = node.data[2]
        if self.zh:
            which = "、".join(CATEGORIES[one] for one in categories) if len(categories) < 6 else "任一类别"
            limb = f"{PARTS[part]}" if part else ""
            return f"有{which}残疾{limb}{'或'.join(GRADES[one] for one in grades) if len(grades) < 4 else ''}"
        which = "/".join(CATEGORIES_EN[one] for one in categories) if len(categories) < 6 else "any"
        limb = f" ({PARTS_EN[part]})" if part else ""
        return f"has a {which} disability{limb}" + (
            f" of grade {' or '.join(map(str, grades))}" if len(grades) < 4 else ""
        )

    def _contains(self, node: Typed) -> str:
        (subject,) = node.args
        label = node.data
        if subject.op == "fact":
            label = self.facts[subject.data].choice_label(node.data, self.lang) or label
        return f"{self(subject)}中有{label}" if self.zh else f"{self(subject)} includes {label}"

    def _age(self, node: Typed) -> str:
        if node.args[0].op == "fact" and node.args[0].data == "birth_date":
            return "年龄（周岁）" if self.zh else "age in full years"
        return f"{self(node.args[0])}至今的整年数" if self.zh else f"full years since {self(node.args[0])}"

    def _known(self, node: Typed) -> str:
        return f"{self(node.args[0])}已知" if self.zh else f"{self(node.args[0])} is known"

    def _case(self, node: Typed) -> str:
        pairs = len(node.args) // 2
        parts = []
        for number in range(pairs):
            condition, value = self(node.args[number * 2]), self(node.args[number * 2 + 1])
            parts.append(f"{condition}的：{value}" if self.zh else f"{value} if {condition}")
        if len(node.args) % 2:
            parts.append(f"其他：{self(node.args[-1])}" if self.zh else f"otherwise {self(node.args[-1])}")
        return "；".join(parts) if self.zh else "; ".join(parts)

    def _extreme(self, node: Typed) -> str:
        word = {"min": ("较低者", "the lowest of"), "max": ("较高者", "the highest of")}[node.data][0 if self.zh else 1]
        inner = ("与" if self.zh else " and ").join(self(arg) for arg in node.args)
        return f"{inner}中的{word}" if self.zh else f"{word} {inner}"

    def _widen(self, node: Typed) -> str:
        return self(node.args[0])

    _in_yuan = _widen

    def _round(self, node: Typed) -> str:
        return f"{self(node.args[0])}（四舍五入到分）" if self.zh else f"{self(node.args[0])}, rounded to fen"


@lru_cache(maxsize=4096)
def _components_text(mask: int, lang: str) -> str:
    components = decode(mask)
    if lang == "zh":
        return "、".join(map(str, components)) or "无"
    texts = [
        f"{CATEGORIES_EN[one.category]} {one.grade}" + (f" {PARTS_EN[one.part]}" if one.part else "")
        for one in components
    ]
    return ", ".join(texts) or "none"
