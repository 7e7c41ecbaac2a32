"""残疾人机动轮椅车燃油补贴: R-PRG-03. Category 4 does not say which limb: an unrecorded part is unknown, never yes."""

from chuntian.policy import sources
from chuntian.policy.wording import PHYSICAL, certificate_in_force, is_dead, registered_here
from chuntian.rules import Condition, Programme, cash, fact, param

WHO = sources.fuel_rules.article("补贴对象")

fuel_subsidy = Programme(
    "fuel_subsidy",
    "残疾人机动轮椅车燃油补贴",
    "Fuel subsidy for motorised wheelchairs",
    "subsidy",
    cash("CNY per year"),
    path="cash_benefit",
    fund="fuel_subsidy",
    conditions=[
        registered_here(WHO),
        certificate_in_force(WHO),
        Condition(
            "lower_limb",
            fact.components.has(PHYSICAL, part="lower"),
            "有下肢残疾（多重残疾中含下肢残疾的也可以）",
            "A lower-limb disability (also as part of a multiple one)",
            WHO,
        ),
        Condition(
            "owns_motor_wheelchair",
            fact.owns_motor_wheelchair,
            "本人有符合国家标准（GB 12995）的机动轮椅车，有购车凭证",
            "Owns a motorised wheelchair that meets GB 12995, with proof of purchase",
            WHO,
        ),
    ],
    exclusions=[is_dead(sources.our_decision.article("按年发放，死亡后不再发"))],
    amount=param["fuel.amount"],
    sources=[sources.fuel_rules, sources.xigu_plan, sources.lanzhou_report],
    cannot_see="一人多车只补一辆；车辆是否仍在使用",
)
