"""重度残疾人护理补贴: R-SUB-02, R-SUB-03, R-SUB-04. No income test."""

from chuntian.policy import sources
from chuntian.policy.choices import CARE_ALLOWANCES, held_by_choice
from chuntian.policy.wording import (
    INTELLECTUAL,
    PHYSICAL,
    PSYCHIATRIC,
    VISUAL,
    certificate_in_force,
    neither_of_the_two,
    registered_here,
    severe,
)
from chuntian.rules import Condition, Exclusion, Programme, case, cash, fact, param

WHO = sources.gansu_subsidies.article("补贴对象")
LINKS = sources.gansu_subsidies.article("政策衔接")
SHARED = neither_of_the_two(LINKS, sources.hengyang_stop.article("停发情形（参照；甘肃规定未见）"))
TIERS = sources.gansu_standards.article("护理补贴分档")
MILD_GRADES = (3, 4)

# One component of these makes tier A; anything else that is severe makes tier B.
first_grade_a = fact.components.has((VISUAL, PHYSICAL, INTELLECTUAL, PSYCHIATRIC), 1)
second_grade_a = fact.components.has((INTELLECTUAL, PSYCHIATRIC), 2)
any_first = fact.components.has(grades=1)
any_severe = fact.components.has(grades=(1, 2))
tier_a, tier_b = param["sub.care.A"], param["sub.care.B"]

# By the letter only the components of the most severe grade count: 听力一级 hides 智力二级.
literal = case(
    (first_grade_a, tier_a), (any_first, tier_b), (second_grade_a, tier_a), (any_severe, tier_b),
    otherwise=param["sub.care.scope_3_4"],
)  # fmt: skip
best_component = case(
    (first_grade_a | second_grade_a, tier_a), (any_severe, tier_b), otherwise=param["sub.care.scope_3_4"]
)
by_tier = case(
    (param["sub.multi_rule"] == "literal", literal), (param["sub.multi_rule"] == "best_component", best_component)
)
most_severe_is_first = case((fact.components.known(), any_first), otherwise=fact.grade == 1)
by_level = case(
    (most_severe_is_first, param["sub.care.level_1"]),
    (severe, param["sub.care.level_2"]),
    otherwise=param["sub.care.scope_3_4"],
)

nursing_subsidy = Programme(
    "nursing_subsidy",
    "重度残疾人护理补贴",
    "Nursing subsidy for persons with severe disabilities",
    "subsidy",
    cash("CNY per month"),
    path="cash_benefit",
    fund="two_subsidies",
    conditions=[
        registered_here(WHO),
        certificate_in_force(WHO),
        Condition(
            "severe",
            case(
                (severe, True),
                (
                    param["sub.care_scope"] == "intellectual_psychiatric_3_4",
                    fact.components.has((INTELLECTUAL, PSYCHIATRIC), MILD_GRADES),
                ),
                otherwise=False,
            ),
            "残疾等级为一级或二级（本地已扩面的，含三、四级智力、精神残疾人）",
            "Grade 1 or 2 (or intellectual or psychiatric grade 3 or 4, where the place has extended the scope)",
            TIERS,
        ),
    ],
    exclusions=[
        SHARED["death"],
        SHARED["tekun"],
        SHARED["work_injury_care"],
        SHARED["prison"],
        Exclusion(
            "choose_higher",
            held_by_choice("nursing_subsidy", fact.care_allowance_other, CARE_ALLOWANCES),
            "本人已选择领取其他护理类津贴（择高，由本人选择）",
            "Chose another allowance of care type (the higher one, by own choice)",
            LINKS,
        ),
    ],
    amount=case(
        (param["sub.care.grouping"] == "category_and_level", by_tier),
        (param["sub.care.grouping"] == "level", by_level),
    ),
    competes_with=CARE_ALLOWANCES,
    sources=[sources.national_subsidies, sources.gansu_subsidies, sources.gansu_standards, sources.akesai_standards],
    cannot_see="财政供养人员须由单位出具未领取工伤生活护理费的证明；托养、长期护理保险与本补贴的衔接没有规定，由人工认定",
)
