"""阳光家园计划托养服务: R-PRG-02."""

from chuntian.policy import sources
from chuntian.policy.wording import (
    INTELLECTUAL,
    PHYSICAL,
    PSYCHIATRIC,
    SEVERE_GRADES,
    certificate_in_force,
    is_dead,
    registered_here,
)
from chuntian.rules import Condition, Programme, fact, param, service

WHO = sources.xigu_plan.article("三(二)2")

sunshine_home_plan = Programme(
    "sunshine_home_plan",
    "“阳光家园计划”托养服务",
    "Sunshine Home plan: residential, day and home care",
    "care",
    service("year of care", "年度托养服务"),
    path="service_order",
    fund="sunshine_home",
    conditions=[
        registered_here(WHO),
        certificate_in_force(WHO),
        Condition(
            "age",
            (fact.birth_date.age() >= param["care.age_from"]) & (fact.birth_date.age() < param["care.age_below"]),
            "年满16周岁、未满60周岁",
            "Aged 16 to 59",
            WHO,
        ),
        Condition(
            "disability",
            fact.components.has((INTELLECTUAL, PSYCHIATRIC)) | fact.components.has(PHYSICAL, SEVERE_GRADES),
            "智力、精神残疾，或重度（一、二级）肢体残疾",
            "An intellectual or psychiatric disability, or a severe physical one",
            WHO,
        ),
    ],
    exclusions=[is_dead(sources.our_decision.article("死亡后不再开单"))],
    sources=[sources.xigu_plan, sources.gansu_report, sources.linxia_report, sources.lanzhou_report],
    cannot_see="托养形式和补助标准由项目资金文件确定；是否已在其他机构集中供养须核对",
    need="care",
)
