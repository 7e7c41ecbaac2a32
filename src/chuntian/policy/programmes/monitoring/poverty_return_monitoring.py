"""防止返贫动态监测: R-MON-04, who is screened first. Entry and clearing are decisions of people, never of this rule."""

from chuntian.policy import sources
from chuntian.policy.wording import is_dead, is_monitored, severe
from chuntian.rules import Condition, Exclusion, Programme, fact, place, service

PLAN = sources.xigu_plan.article("三(一)2")
RISKS = (
    "multi_disability",  # 一户多残
    "old_with_disabled",  # 老残一体
    "supported_by_old",  # 依老养残
    "no_labour",  # 缺少劳动力
    "job_difficulty",  # 就业增收难
    "on_benefits",  # 主要依靠社会保障兜底
    "sudden_disability",  # 突发意外致残
)

at_risk = fact.certificate_valid & severe
for risk in RISKS:
    at_risk = at_risk | fact.household_risks.contains(risk)

poverty_return_monitoring = Programme(
    "poverty_return_monitoring",
    "防止返贫动态监测（重点排查对象）",
    "Screening for the risk of falling back into poverty",
    "monitoring",
    service("household screened", "户（排查）"),
    path="monitoring",
    conditions=[
        Condition(
            "registered_here", fact.hukou.within(place), "户籍在本地", "The household registration is here", PLAN
        ),
        Condition("rural", fact.rural_household, "农村家庭", "A rural household", PLAN),
        Condition(
            "at_risk",
            at_risk,
            "重度残疾、一户多残、老残一体、依老养残、缺少劳动力、就业增收难、主要靠社会保障或突发意外致残",
            "Severe disability, several disabled members, or another risk that a visit recorded",
            PLAN,
        ),
    ],
    exclusions=[
        is_dead(PLAN),
        Exclusion(
            "already_monitored",
            is_monitored,
            "已是防止返贫监测对象",
            "Already a monitored household",
            sources.monitoring_qinan.article("监测对象"),
        ),
    ],
    sources=[sources.xigu_plan, sources.monitoring_qinan, sources.monitoring_line],
    cannot_see="家庭收入、刚性支出和“三保障”：入户核查；收入高于监测线仍可能是突发严重困难户，没有劳动力的家庭不得消除风险",
)
