"""资助参加城乡居民基本医疗保险: R-PRG-05. Someone on two lists gets the better one, once."""

from chuntian.policy import sources
from chuntian.policy.wording import certificate_in_force, is_dead, is_monitored, on_dibao, registered_here, severe
from chuntian.rules import Condition, Programme, case, cash, fact, max_of, param, yuan

WHO = sources.xigu_plan.article("三(二)3")
NOTHING = yuan("0")

medical_insurance_aid = Programme(
    "medical_insurance_aid",
    "资助参加城乡居民基本医疗保险",
    "Aid for resident medical insurance",
    "insurance",
    cash("CNY per year"),
    path="cash_benefit",
    fund="medical_aid",
    conditions=[
        registered_here(WHO),
        certificate_in_force(WHO),
        Condition(
            "aided_group",
            fact.tekun | on_dibao | is_monitored | severe,
            "属于资助参保对象（特困、低保、防止返贫监测对象或重度残疾人）",
            "Belongs to a group that is aided",
            WHO,
        ),
    ],
    exclusions=[is_dead(sources.our_decision.article("死亡后不再资助"))],
    amount=max_of(
        case((fact.tekun, param["medical.aid.tekun"]), otherwise=NOTHING),
        case((on_dibao, param["medical.aid.dibao"]), otherwise=NOTHING),
        case((is_monitored, param["medical.aid.monitored"]), otherwise=NOTHING),
        case((severe, param["medical.aid.severe"]), otherwise=NOTHING),
    ),
    sources=[sources.xigu_plan, sources.rehabilitation_regulation],
    cannot_see="是否参加职工医保；特困人员全额资助的当年缴费额",
)
