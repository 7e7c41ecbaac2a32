"""残疾儿童康复救助: R-CHD-01. Registration or residence permit, no certificate asked for, autism a group of its own."""

from chuntian.policy import sources
from chuntian.policy.wording import (
    HEARING,
    INTELLECTUAL,
    PHYSICAL,
    SPEECH,
    VISUAL,
    is_dead,
    is_monitored,
    on_dibao,
)
from chuntian.rules import Condition, Programme, fact, param, place, service

NATIONAL = sources.national_children.article("救助对象")
GANSU = sources.gansu_children.article("救助对象")

child_rehab_relief = Programme(
    "child_rehab_relief",
    "残疾儿童康复救助",
    "Rehabilitation assistance for children with disabilities",
    "rehabilitation",
    service("course of rehabilitation", "康复服务"),
    path="service_order",
    fund="child_rehabilitation",
    conditions=[
        Condition(
            "age",
            fact.birth_date.age() < param["child.age_below"],
            "申请时在救助年龄内（全国0—6岁；兰州市0—17岁）",
            "Within the age of the programme on the day of application",
            NATIONAL,
        ),
        Condition(
            "registered_or_permit",
            fact.hukou.within(place) | fact.residence_permit.within(place),
            "户籍在本地，或持有本地发放的居住证",
            "Registered here, or holds a residence permit issued here",
            GANSU,
        ),
        Condition(
            "disability",
            fact.autism_diagnosis
            | fact.diagnosed_disability
            | fact.components.has((VISUAL, HEARING, SPEECH, PHYSICAL, INTELLECTUAL)),
            "有视力、听力、言语、肢体、智力残疾或孤独症（残疾人证或医疗机构诊断均可）",
            "A visual, hearing, speech, physical or intellectual disability, or autism (certificate or diagnosis)",
            GANSU,
        ),
        Condition(
            "economic_group",
            on_dibao
            | fact.tekun
            | fact.orphan_benefit
            | fact.unattended_child_benefit
            | fact.in_welfare_institution
            | is_monitored
            | fact.lifted_from_poverty
            | fact.other_hardship
            | (param["child.income_test"] == "none"),
            "属于救助的经济困难家庭（本地不设经济条件的，均可）",
            "Belongs to one of the economic groups (or the place asks for none)",
            NATIONAL,
        ),
    ],
    exclusions=[is_dead(sources.our_decision.article("死亡后不再开单"))],
    sources=[sources.national_children, sources.gansu_children, sources.gansu_children_project, sources.lanzhou_report],
    cannot_see="是否同时在两家机构康复；外地机构康复是否事先经县级残联同意",
    need="rehabilitation",
)
