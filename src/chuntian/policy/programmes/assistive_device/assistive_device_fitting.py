"""辅助器具适配: R-REH-03. One fitting is assessment, prescription, fitting, training and follow-up."""

from chuntian.policy import sources
from chuntian.policy.wording import disabled_child, is_dead, registered_here
from chuntian.rules import Condition, Programme, fact, service

WHO = sources.xigu_plan.article("三(四)4")

assistive_device_fitting = Programme(
    "assistive_device_fitting",
    "辅助器具适配服务",
    "Assistive device fitting",
    "assistive_device",
    service("device fitted", "件（套）"),
    path="device",
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
        Condition("need", fact.needs.contains("device"), "登记有辅助器具需求", "A need for a device is recorded", WHO),
    ],
    exclusions=[is_dead(sources.our_decision.article("死亡后不再开单"))],
    sources=[sources.xigu_plan, sources.rehabilitation_regulation],
    cannot_see="需要哪种辅具、重复适配间隔是否已到：省级目录未见，由评估人员核对",
    need="device",
)
