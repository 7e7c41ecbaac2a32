"""残疾人就业保障金: R-FUND-01 to R-FUND-04. `eligible` means the unit files; the amount may be nothing."""

from chuntian.policy import sources
from chuntian.policy.employers import gap, owes_the_quota, social_wage
from chuntian.rules import Condition, Programme, case, fact, levy, min_of, param, yuan

WHO = sources.employment_regulation.article("第八条")
FORMULA = sources.levy_rules.article("第八条")
RELIEF = sources.levy_2023.article("减免政策")
NOTHING = yuan("0")

base = min_of(fact.average_wage, param["fund.cap_multiple"] * social_wage)
# After the last published year nothing is known: not the factors, not the exemption. Do not extend the old rule.
relief_settled = (
    (param["fund.exempt_staff"] >= 0)
    & (param["fund.factor_threshold"] >= 0)
    & (param["fund.factor.at_least_threshold"] >= 0)
    & (param["fund.factor.below_threshold"] >= 0)
)
is_exempt = (fact.kind == "enterprise") & (fact.staff <= param["fund.exempt_staff"])
reaches_threshold = fact.placed_weighted >= fact.staff * param["fund.factor_threshold"]

employment_security_levy = Programme(
    "employment_security_levy",
    "残疾人就业保障金",
    "Employment levy",
    "finance",
    levy("CNY per year"),
    subject="employer",
    path="levy",
    fund="employment_security",
    conditions=[
        *owes_the_quota(WHO),
        Condition(
            "relief_settled",
            relief_settled,
            "本年度的减缴系数和小微企业免征政策已经公布",
            "Factors and exemption of the year are published",
            RELIEF,
        ),
    ],
    amount=case(
        (is_exempt, NOTHING),
        (gap <= 0, NOTHING),
        (reaches_threshold, (gap * base * param["fund.factor.at_least_threshold"]).round_half_up()),
        otherwise=(gap * base * param["fund.factor.below_threshold"]).round_half_up(),
    ),
    sources=[
        sources.employment_regulation,
        sources.levy_rules,
        sources.levy_cap,
        sources.levy_2019,
        sources.levy_2023,
        sources.gansu_employment,
        sources.gansu_levy,
    ],
    cannot_see="逾期未认证的安置人数按零计；不可抗力减免；劳务派遣双方的书面约定",
)
