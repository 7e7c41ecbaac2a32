"""70岁以上贫困残疾人困难生活补贴: R-PRG-08, an item of Lanzhou. The document and the amount have not been seen."""

from chuntian.policy import sources
from chuntian.policy.wording import certificate_in_force, in_hardship, is_dead, registered_here
from chuntian.rules import Condition, Programme, cash, fact, param

WHO = sources.lanzhou_report.article("70岁以上贫困残疾人困难生活补贴")

elderly_disabled_subsidy = Programme(
    "elderly_disabled_subsidy",
    "老年残疾人补贴（70岁以上贫困残疾人困难生活补贴）",
    "Living subsidy for poor persons with disabilities over 70",
    "subsidy",
    cash("CNY per year"),
    path="cash_benefit",
    fund="city_items",
    conditions=[
        registered_here(WHO),
        certificate_in_force(WHO),
        Condition("age", fact.birth_date.age() >= param["elderly.age_from"], "年满70周岁", "Aged 70 or more", WHO),
        Condition(
            "hardship",
            in_hardship,
            "贫困残疾人（低保、低保边缘、特困、防止返贫监测对象或县级认定）",
            "Poor (on one of the lists, or found so by the county)",
            WHO,
        ),
    ],
    exclusions=[is_dead(sources.our_decision.article("死亡后不再发"))],
    amount=param["elderly.amount"],
    sources=[sources.lanzhou_report, sources.xigu_plan],
    cannot_see="“贫困”的认定口径和与高龄津贴的衔接：文件未见",
)
