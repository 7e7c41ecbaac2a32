"""视力、听力、言语残疾人信息消费补贴: R-PRG-08, an item of Lanzhou. The amount has not been seen."""

from chuntian.policy import sources
from chuntian.policy.wording import HEARING, SPEECH, VISUAL, certificate_in_force, is_dead, registered_here
from chuntian.rules import Condition, Programme, cash, fact, param

WHO = sources.xigu_plan.article("专栏3-资金3")

info_consumption_subsidy = Programme(
    "info_consumption_subsidy",
    "视力、听力、言语残疾人信息消费补贴",
    "Information subsidy for visual, hearing and speech disabilities",
    "subsidy",
    cash("CNY per year"),
    path="cash_benefit",
    fund="city_items",
    conditions=[
        registered_here(WHO),
        certificate_in_force(WHO),
        Condition(
            "disability",
            fact.components.has((VISUAL, HEARING, SPEECH)),
            "有视力、听力或言语残疾（含多重残疾中的）",
            "A visual, hearing or speech disability (also as part of a multiple one)",
            WHO,
        ),
    ],
    exclusions=[is_dead(sources.our_decision.article("死亡后不再发"))],
    amount=param["info.amount"],
    sources=[sources.lanzhou_report, sources.xigu_plan],
    cannot_see="各等级标准是否不同：文件未见",
)
