"""残疾人精准康复服务（基本康复服务）: R-REH-01, R-REH-02. Need is what the survey or an entry recorded."""

from chuntian.policy import sources
from chuntian.policy.wording import disabled_child, is_dead, registered_here
from chuntian.rules import Condition, Programme, fact, service

WHO = sources.precise_rehabilitation.article("服务对象")

precision_rehab = Programme(
    "precision_rehab",
    "残疾人精准康复服务（基本康复服务）",
    "Basic rehabilitation service",
    "rehabilitation",
    service("item of the basic catalogue", "基本康复服务项目"),
    path="service_order",
    fund="rehabilitation",
    conditions=[
        registered_here(WHO),
        Condition(
            "holder_or_disabled_child",
            fact.certificate_valid | disabled_child,
            "持证残疾人，或有诊断的残疾儿童",
            "Holds a certificate, or is a child with a diagnosed disability",
            WHO,
        ),
        Condition(
            "need",
            fact.needs.contains("rehabilitation"),
            "登记有康复需求",
            "A need for rehabilitation is recorded",
            WHO,
        ),
    ],
    exclusions=[is_dead(sources.our_decision.article("死亡后不再开单"))],
    sources=[sources.precise_rehabilitation, sources.rehabilitation_regulation, sources.xigu_plan],
    cannot_see="需要目录中的哪一项：由康复机构评估",
    need="rehabilitation",
)
