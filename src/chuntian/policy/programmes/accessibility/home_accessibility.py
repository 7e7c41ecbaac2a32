"""困难重度残疾人家庭无障碍改造: R-PRG-01. 3,500 yuan is an average of the project, so no amount belongs to a household."""

from chuntian.policy import sources
from chuntian.policy.wording import certificate_in_force, in_hardship, is_dead, registered_here, severe
from chuntian.rules import Condition, Exclusion, Programme, case, fact, param, service

WHO = sources.home_modification_notice.article("改造对象")

home_accessibility = Programme(
    "home_accessibility",
    "困难重度残疾人家庭无障碍改造",
    "Home accessibility modification",
    "accessibility",
    service("household modified", "户"),
    path="works",
    fund="home_accessibility",
    conditions=[
        registered_here(WHO),
        certificate_in_force(WHO),
        Condition("severe", severe, "残疾等级为一级或二级", "Grade 1 or 2", WHO),
        Condition(
            "hardship",
            in_hardship,
            "困难家庭（低保、低保边缘、特困、防止返贫监测对象或县级认定）",
            "A household in hardship (on one of the lists, or found so by the county)",
            WHO,
        ),
        Condition(
            "need",
            fact.needs.contains("home_accessibility"),
            "登记有家庭无障碍改造需求",
            "A need for home modification is recorded",
            WHO,
        ),
    ],
    exclusions=[
        is_dead(sources.our_decision.article("死亡后不再开单")),
        Exclusion(
            "modified_recently",
            case(
                (~fact.home_modified_on.known(), False),
                (fact.home_modified_on.age() < param["home.repeat_interval_years"], True),
                otherwise=False,
            ),
            "同一周期内已经改造过",
            "Already modified within the same period",
            WHO,
        ),
    ],
    sources=[sources.home_modification_notice, sources.accessibility_law, sources.xigu_plan, sources.linxia_report],
    cannot_see="户均3500元是项目平均数，不是每户的上限，也不是每户的应得额：一户一策，按方案结算；一户多残、老残一体优先",
    need="home_accessibility",
)
