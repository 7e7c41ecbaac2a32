"""残疾人乘坐公共交通优待: R-PRG-09. Shown as an entitlement; nobody is paid."""

from chuntian.policy import sources
from chuntian.policy.wording import certificate_in_force, is_dead, severe
from chuntian.rules import Condition, Programme, case, concession, param

PLAN = sources.xigu_plan.article("三(二)4")

public_transport_concession = Programme(
    "public_transport_concession",
    "残疾人乘坐公共交通优待",
    "Public transport concession",
    "subsidy",
    concession("free for grades 1 and 2, half fare for the others", "一、二级免费，其他持证人半价"),
    path="concession",
    conditions=[
        certificate_in_force(PLAN),
        Condition(
            "grade_in_scope",
            case(
                (severe, param["transport.free_grades_1_2"]),
                otherwise=param["transport.half_fare_grades_3_4"],
            ),
            "一、二级残疾人免费乘坐区内公共交通工具；其他持证残疾人在本区乘坐公共客运车辆半价",
            "Grades 1 and 2 ride free in the district; other holders pay half fare",
            PLAN,
        ),
    ],
    exclusions=[is_dead(sources.our_decision.article("死亡后证件失效"))],
    sources=[sources.xigu_plan],
    cannot_see="规划同段又说三、四级“逐步纳入优惠范围”，两句不一致：参数按前一句，待区政府确认",
)
