"""What the law declares: facts, conditions, exclusions, programmes and what they give."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from chuntian.rules.expressions import Expr, lift
from chuntian.rules.kinds import Kind

SUBJECTS = ("person", "employer", "household")
GIVES = ("cash", "one_off", "service", "concession", "levy")


class DeclarationError(ValueError):
    """A declaration of the law does not hold together; the text names programme and condition."""


@dataclass(frozen=True, slots=True)
class FromList:
    """A fact that a list of another department brings; `absent` is the value of a person not on a current whole list."""

    kind: str
    field: str
    absent: Any = None


@dataclass(frozen=True, slots=True)
class FromRegister:
    """A fact that stands in the register itself (person and certificate)."""

    field: str


@dataclass(frozen=True, slots=True)
class FromCase:
    """A fact that only an application or a visit brings."""

    field: str = ""


@dataclass(frozen=True, slots=True)
class FactDeclaration:
    """One thing that may be known: its name, kind, labels, owner, how old it may be and where it comes from."""

    name: str
    kind: Kind
    label_zh: str
    label_en: str
    owner: str = ""
    max_age_months: int | None = None
    source: FromList | FromRegister | FromCase | None = None
    choices: Mapping[Any, Any] | Sequence[Any] | None = None
    subject: str = "person"

    def __post_init__(self) -> None:
        if self.subject not in SUBJECTS:
            raise DeclarationError(f"fact {self.name}: subject is one of {', '.join(SUBJECTS)}, not {self.subject!r}")
        if not self.name.isidentifier():
            raise DeclarationError(f"fact {self.name!r}: a name is a plain identifier")

    def choice_label(self, value: Any, lang: str = "zh") -> str | None:
        """Give the label of one choice, or None where the choices have no labels."""
        if not isinstance(self.choices, Mapping) or value not in self.choices:
            return None
        label = self.choices[value]
        if isinstance(label, str):
            return label if lang == "zh" else str(value).replace("_", " ")
        return str(label[0] if lang == "zh" else label[1])


@dataclass(frozen=True, slots=True, eq=False)
class Requirement:
    """What a condition and an exclusion have in common."""

    kind: ClassVar[str]

    code: str
    expr: Expr
    zh: str
    en: str
    citation: Any
    valid_from: date | None = None
    valid_to: date | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "expr", lift(self.expr))
        if not self.code or not self.zh:
            raise DeclarationError(f"condition {self.code!r}: code and Chinese sentence are needed")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise DeclarationError(f"condition {self.code}: valid_to lies before valid_from")

    @property
    def article(self) -> str:
        """Give the citation as text."""
        return "" if self.citation is None else str(self.citation)

    def is_in_force(self, on: date) -> bool:
        """Say whether this formula is the one in force on the day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


class Condition(Requirement):
    """A condition: the programme needs it to be true."""

    __slots__ = ()
    kind = "condition"


class Exclusion(Requirement):
    """An exclusion: the programme is held back when it is true."""

    __slots__ = ()
    kind = "exclusion"


@dataclass(frozen=True, slots=True)
class Gives:
    """What a programme gives (or, for a levy, asks): its kind, its unit in two languages and its period."""

    kind: str
    unit_zh: str
    unit_en: str
    period: str | None = None


_UNITS_ZH = {
    "CNY": "元",
    "CNY per month": "元/月",
    "CNY per year": "元/年",
    "CNY per person": "元/人",
    "CNY per household": "元/户",
}


def _gives(kind: str, unit: str, unit_zh: str, period: str | None) -> Gives:
    if period is None and kind != "service":
        period = "month" if "month" in unit else "year" if "year" in unit else None
    return Gives(kind, unit_zh or _UNITS_ZH.get(unit, unit), unit, period)


def cash(unit: str = "CNY per month", unit_zh: str = "", *, period: str | None = None) -> Gives:
    """Declare money paid again and again."""
    return _gives("cash", unit, unit_zh, period)


def one_off(unit: str = "CNY", unit_zh: str = "", *, period: str | None = "once") -> Gives:
    """Declare money paid once for one event."""
    return _gives("one_off", unit, unit_zh, period)


def service(unit: str, unit_zh: str = "", *, period: str | None = None) -> Gives:
    """Declare a service or a thing that is ordered and delivered."""
    return _gives("service", unit, unit_zh, period)


def concession(unit: str, unit_zh: str = "", *, period: str | None = None) -> Gives:
    """Declare a price or duty that someone else lowers or waives."""
    return _gives("concession", unit, unit_zh, period)


def levy(unit: str = "CNY per year", unit_zh: str = "", *, period: str | None = None) -> Gives:
    """Declare money that an employer owes."""
    return _gives("levy", unit, unit_zh, period)


@dataclass(frozen=True, slots=True, eq=False)
class Programme:
    """One programme: who, how much, which articles, which path, which fund. Declared once, read in several ways."""

    slug: str
    name_zh: str
    name_en: str = ""
    domain: str = ""
    gives: Gives = field(default_factory=cash)
    subject: str = field(default="person", kw_only=True)
    path: Any = field(default="", kw_only=True)
    conditions: Sequence[Condition] = field(default=(), kw_only=True)
    exclusions: Sequence[Exclusion] = field(default=(), kw_only=True)
    amount: Expr | None = field(default=None, kw_only=True)
    competes_with: Sequence[str] = field(default=(), kw_only=True)
    fund: Any = field(default=None, kw_only=True)
    sources: Sequence[Any] = field(default=(), kw_only=True)
    cannot_see: str = field(default="", kw_only=True)
    need: str | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        for name in ("conditions", "exclusions", "competes_with", "sources"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        if self.amount is not None:
            object.__setattr__(self, "amount", lift(self.amount))
        if self.subject not in SUBJECTS:
            raise DeclarationError(f"programme {self.slug}: subject is one of {', '.join(SUBJECTS)}")
        if not self.conditions:
            raise DeclarationError(f"programme {self.slug}: a programme has at least one condition")
        if len(self.requirements) > 31:
            raise DeclarationError(f"programme {self.slug}: more than 31 conditions and exclusions")
        self._check_codes()

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """Give conditions, then exclusions, in the order of the law: bit i of the masks is the i-th of these."""
        return (*self.conditions, *self.exclusions)

    def _check_codes(self) -> None:
        for index, one in enumerate(self.requirements):
            for other in self.requirements[index + 1 :]:
                if one.code == other.code and _overlap(one, other):
                    raise DeclarationError(f"programme {self.slug}: two formulas of {one.code!r} are in force at once")


def _overlap(one: Requirement, other: Requirement) -> bool:
    starts = max(one.valid_from or date.min, other.valid_from or date.min)
    ends = min(one.valid_to or date.max, other.valid_to or date.max)
    return starts <= ends
