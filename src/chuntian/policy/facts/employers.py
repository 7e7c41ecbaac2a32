"""Facts about an employer for a levy year."""

from chuntian.policy.facts.saying import EMPLOYER_KINDS, FEDERATION, HUMAN_RESOURCES, TAX, stated
from chuntian.rules import FromCase, FromList, FromRegister, Kind

EMPLOYER = [
    stated(
        "kind",
        Kind.TEXT,
        "单位性质",
        "kind of employer",
        TAX,
        FromList("employers", "kind"),
        choices=EMPLOYER_KINDS,
        subject="employer",
    ),
    stated(
        "staff",
        Kind.RATIO,
        "上年在职职工人数",
        "staff of last year",
        TAX,
        FromList("employers", "staff"),
        subject="employer",
    ),
    stated(
        "placed_weighted",
        Kind.RATIO,
        "上年实际安排残疾人就业人数（加权）",
        "placed workers, weighted",
        FEDERATION,
        FromCase("placed_weighted"),
        subject="employer",
    ),
    stated(
        "average_wage",
        Kind.RATIO,
        "上年在职职工年平均工资（元）",
        "average wage of last year in yuan",
        TAX,
        FromCase("average_wage"),
        subject="employer",
    ),
    stated(
        "social_average_wage",
        Kind.RATIO,
        "当地社会平均工资（元）",
        "local social average wage in yuan",
        HUMAN_RESOURCES,
        FromCase("social_average_wage"),
        subject="employer",
    ),
    stated(
        "division",
        Kind.DIVISION,
        "单位所在地",
        "place of the employer",
        TAX,
        FromRegister("division"),
        subject="employer",
    ),
]
