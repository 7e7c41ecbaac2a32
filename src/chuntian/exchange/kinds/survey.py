"""The yearly survey of persons with disabilities: how each was reached, and what he needs."""

import polars as pl

from chuntian.exchange.kinds.base import Column, ListKind
from chuntian.exchange.kinds.common import FEDERATION, day, person_columns

NEEDS = {
    "康复": "rehabilitation",
    "康复服务": "rehabilitation",
    "辅助器具": "device",
    "辅具": "device",
    "无障碍改造": "home_accessibility",
    "家庭无障碍改造": "home_accessibility",
    "托养": "care",
    "照护": "care",
    "护理": "care",
    "就业": "employment",
    "职业培训": "training",
    "培训": "training",
    "教育": "education",
    "就学": "education",
    "住房": "housing",
    "医疗": "medical",
    "医疗救助": "medical",
    "救助": "assistance",
    "社会救助": "assistance",
    "法律": "legal",
    "法律援助": "legal",
    "文化体育": "culture",
    "文化": "culture",
    "无": "",
    "无需求": "",
}
KIND = ListKind(
    "survey",
    "残疾人基本服务状况和需求调查",
    FEDERATION,
    whole=False,
    max_age_months=18,
    key=("resident_id", "year"),
    columns=person_columns(
        Column("year", ("调查年度", "年度"), "integer", True),
        Column(
            "outcome",
            ("调查结果", "调查方式", "入户情况", "调查情况"),
            "choice",
            True,
            choices={
                "入户": "home",
                "入户调查": "home",
                "APP": "app",
                "网上": "app",
                "自助": "app",
                "电话": "phone",
                "电话调查": "phone",
                "窗口": "window",
                "办事窗口": "window",
                "死亡": "died",
                "已死亡": "died",
                "迁出": "moved",
                "迁移": "moved",
                "失联": "lost",
                "查无此人": "lost",
            },
        ),
        Column("needs", ("需求", "服务需求", "需求项目"), "slugs", choices=NEEDS),
        day("visited_on", "调查日期", "入户日期", "走访日期"),
    ),
    derived=lambda: {"survey_outcome": pl.col("outcome")},
)
