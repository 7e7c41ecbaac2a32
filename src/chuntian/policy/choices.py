"""
Choosing the higher (择高) is the person's choice: the machine shows both amounts and proposes, it never switches.

One allowance of living type is compared with the living subsidy, one of care type with the nursing subsidy, never the sums.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from chuntian.rules import Expr, case, fact

# Allowances that Gansu puts into the choice; the last slug stands for "another one of this type".
LIVING_ALLOWANCES = (
    "elderly_allowance",  # 高龄
    "injury_pension",  # 伤残抚恤
    "retired_cadre_allowance",  # 离休
    "old_age_allowance",  # 老年
    "duty_injury_allowance",  # 因公致残
    "living_allowance_other",
)
CARE_ALLOWANCES = ("elderly_care_subsidy", "retired_cadre_care", "care_allowance_other")
REASON = "choose_higher"


def held_by_choice(slug: str, other: Expr, others: Sequence[str]) -> Expr:
    """
    Give the exclusion of a programme whose competing allowance the person chose.

    Unknown while a competing allowance is drawn and no choice is recorded: someone has to ask the person.
    """
    chose_other = fact.chosen.contains(others[0])
    for allowance in others[1:]:
        chose_other = chose_other | fact.chosen.contains(allowance)
    return case(
        (fact.chosen.known() & fact.chosen.contains(slug), False),
        (other == 0, False),
        (fact.chosen.known() & chose_other, True),
    )


@dataclass(frozen=True)
class Choice:
    """What a person has to choose between, in fen per month."""

    own_fen: int | None
    other_fen: int
    own_is_demo: bool = False

    @property
    def proposed(self) -> str:
        """Name the higher one: own, other or either; unknown while the own amount is."""
        if self.own_fen is None:
            return "unknown"
        if self.own_fen == self.other_fen:
            return "either"
        return "own" if self.own_fen > self.other_fen else "other"

    def sentence(self) -> str:
        """Say both amounts and the proposal in Chinese."""
        own = "未知" if self.own_fen is None else _yuan(self.own_fen) + ("（演示标准）" if self.own_is_demo else "")
        advice = {
            "own": "建议选择本补贴（较高）",
            "other": "建议保留其他津贴（较高）",
            "either": "两者相同",
            "unknown": "本补贴标准未知，暂不能建议",
        }[self.proposed]
        return f"本补贴每月{own}，其他同类津贴每月{_yuan(self.other_fen)}；{advice}，须由本人选择并登记，系统不自行切换"


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}元"
