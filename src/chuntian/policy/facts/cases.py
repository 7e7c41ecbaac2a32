"""Facts that only an application or a visit brings."""

from chuntian.policy.facts.saying import CANCEL_REASONS, CIVIL_AFFAIRS, FEDERATION, HEALTH, PERSON, RURAL, stated
from chuntian.rules import FromCase, Kind

FROM_CASES = [
    stated("chosen", Kind.SLUGS, "择高时本人的选择", "what the person chose", PERSON, FromCase("chosen")),
    stated("applied_on", Kind.DATE, "申请日期", "applied on", FEDERATION, FromCase("applied_on")),
    stated("autism_diagnosis", Kind.BOOL, "孤独症诊断", "diagnosis of autism", HEALTH, FromCase("autism_diagnosis")),
    stated(
        "diagnosed_disability",
        Kind.BOOL,
        "合格医疗机构的残疾诊断",
        "diagnosis of a disability",
        HEALTH,
        FromCase("diagnosed_disability"),
    ),
    stated(
        "other_hardship",
        Kind.BOOL,
        "县级认定的其他困难家庭",
        "other hardship found by the county",
        CIVIL_AFFAIRS,
        FromCase("other_hardship"),
        max_age_months=12,
    ),
    stated(
        "lifted_from_poverty",
        Kind.BOOL,
        "脱贫家庭",
        "household lifted from poverty",
        RURAL,
        FromCase("lifted_from_poverty"),
    ),
    stated(
        "home_modified_on",
        Kind.DATE,
        "上次家庭无障碍改造日期",
        "home last modified on",
        FEDERATION,
        FromCase("home_modified_on"),
    ),
    stated(
        "certificate_cancel_reason",
        Kind.TEXT,
        "注销原因",
        "why the certificate was cancelled",
        FEDERATION,
        FromCase("certificate_cancel_reason"),
        choices=CANCEL_REASONS,
    ),
    stated("rural_household", Kind.BOOL, "农村家庭", "rural household", RURAL, FromCase("rural_household")),
    stated(
        "household_risks",
        Kind.SLUGS,
        "走访登记的家庭风险",
        "risks of the household seen on a visit",
        FEDERATION,
        FromCase("household_risks"),
        max_age_months=12,
    ),
]
