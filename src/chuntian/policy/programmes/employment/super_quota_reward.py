"""超比例安排残疾人就业奖励: R-FUND-07. Promised in the plan; the form and the amount of Gansu have not been seen."""

from chuntian.policy import sources
from chuntian.policy.employers import owes_the_quota, required
from chuntian.rules import Condition, Programme, case, fact, min_of, one_off, param

WHO = sources.xigu_plan.article("专栏4-奖励1")

reward = ((fact.placed_weighted - required) * param["fund.overquota.unit_amount"].in_yuan()).round_half_up()

super_quota_reward = Programme(
    "super_quota_reward",
    "超比例安排残疾人就业奖励",
    "Reward for placing more than the quota",
    "employment",
    one_off("CNY"),
    subject="employer",
    path="cash_benefit",
    fund="employment_security",
    conditions=[
        *owes_the_quota(WHO),
        Condition(
            "above_quota",
            fact.placed_weighted > required,
            "安排残疾人就业人数超过规定比例",
            "Places more persons with disabilities than the quota asks for",
            WHO,
        ),
    ],
    amount=case(
        (
            (param["fund.overquota.severe_weight"] == 2) & ~param["fund.overquota.integer_only"],
            min_of(reward, param["fund.overquota.cap"]),
        ),
    ),
    sources=[sources.xigu_plan, sources.other_rewards],
    cannot_see="各地奖励口径不同（有的重度残疾人按一人计，有的只计整数人）：与加权人数不一致时须人工计算",
)
