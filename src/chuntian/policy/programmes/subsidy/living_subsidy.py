"""困难残疾人生活补贴: R-SUB-01, R-SUB-03, R-SUB-04."""

from chuntian.policy import sources
from chuntian.policy.choices import LIVING_ALLOWANCES, held_by_choice
from chuntian.policy.wording import certificate_in_force, is_child, neither_of_the_two, on_dibao, registered_here
from chuntian.rules import Condition, Exclusion, Programme, case, cash, fact, param

WHO = sources.gansu_subsidies.article("补贴对象")
LINKS = sources.gansu_subsidies.article("政策衔接")
SHARED = neither_of_the_two(LINKS, sources.hengyang_stop.article("停发情形（参照；甘肃规定未见）"))

by_dibao_class = case(
    (fact.dibao == "none", param["sub.living.dibao_margin"]),
    (fact.dibao_area == "urban", param["sub.living.urban"]),
    (fact.dibao_class.isin(1, 2), param["sub.living.rural_1_2"]),
    (fact.dibao_class.isin(3, 4), param["sub.living.rural_3_4"]),
)
by_age = case((is_child, param["sub.living.under_18"]), otherwise=param["sub.living.adult"])

living_subsidy = Programme(
    "living_subsidy",
    "困难残疾人生活补贴",
    "Living subsidy for needy persons with disabilities",
    "subsidy",
    cash("CNY per month"),
    path="cash_benefit",
    fund="two_subsidies",
    conditions=[
        registered_here(WHO),
        certificate_in_force(WHO),
        Condition(
            "low_income",
            case(
                (on_dibao, True),
                (param["sub.living_scope"] == "dibao_margin", fact.dibao_margin),
                otherwise=False,
            ),
            "当月享受最低生活保障（本人单人保或家庭低保；本地已扩面的，含低保边缘家庭）",
            "On the minimum living allowance this month (or just above it, where the place has extended the scope)",
            WHO,
        ),
    ],
    exclusions=[
        SHARED["death"],
        SHARED["tekun"],
        SHARED["work_injury_care"],
        Exclusion(
            "orphan_benefit",
            fact.orphan_benefit | fact.unattended_child_benefit,
            "正在享受孤儿或事实无人抚养儿童基本生活保障（停领后可再申请）",
            "Draws the benefit of orphans or unattended children (may apply when it ends)",
            LINKS,
        ),
        Exclusion(
            "welfare_child",
            case(
                (~(is_child & fact.in_welfare_institution), False),
                (param["sub.living.welfare_child"] == "exclude", True),
                otherwise=False,
            ),
            "在儿童福利机构内供养的儿童",
            "A child in a child-welfare institution",
            sources.other_cities_exclusions.article("补贴对象"),
        ),
        SHARED["prison"],
        Exclusion(
            "choose_higher",
            held_by_choice("living_subsidy", fact.living_allowance_other, LIVING_ALLOWANCES),
            "本人已选择领取其他生活类津贴（择高，由本人选择）",
            "Chose another allowance of living type (the higher one, by own choice)",
            LINKS,
        ),
    ],
    amount=case(
        (param["sub.living.grouping"] == "dibao_class", by_dibao_class),
        (param["sub.living.grouping"] == "age", by_age),
    ),
    competes_with=LIVING_ALLOWANCES,
    sources=[sources.national_subsidies, sources.gansu_subsidies, sources.gansu_standards, sources.xigu_plan],
    cannot_see="同一低保家庭中其他成员的单人保不算本人享受低保，须核对低保决定书；离休、伤残抚恤、因公致残等津贴没有名单，由经办人询问",
)
