"""代缴城乡居民基本养老保险费: R-PRG-04. Until the pension starts."""

from chuntian.policy import sources
from chuntian.policy.wording import certificate_in_force, is_dead, registered_here, severe
from chuntian.rules import Condition, Exclusion, Programme, cash, fact, param

WHO = sources.pension_rules.article("参保和缴费")

pension_premium_payment = Programme(
    "pension_premium_payment",
    "代缴城乡居民基本养老保险费",
    "Payment of the resident pension contribution",
    "insurance",
    cash("CNY per year"),
    path="cash_benefit",
    fund="pension_premium",
    conditions=[
        registered_here(WHO),
        certificate_in_force(WHO),
        Condition("severe", severe, "重度残疾人（一级、二级）", "Grade 1 or 2", sources.xigu_plan.article("三(二)3")),
        Condition(
            "age",
            (fact.birth_date.age() >= param["pension.age_from"]) & (fact.birth_date.age() < param["pension.age_below"]),
            "年满16周岁、未满60周岁",
            "Aged 16 to 59",
            WHO,
        ),
    ],
    exclusions=[
        is_dead(sources.our_decision.article("死亡后不再代缴")),
        Exclusion("draws_pension", fact.draws_pension, "已领取养老金", "Already draws a pension", WHO),
    ],
    amount=param["pension.aid"],
    sources=[sources.pension_rules, sources.xigu_plan],
    cannot_see="是否参加职工养老保险（参加的不代缴）；在校学生是否参保",
)
