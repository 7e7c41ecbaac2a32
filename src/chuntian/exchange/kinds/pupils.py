"""Children and students in school."""

from chuntian.exchange.kinds.base import Column, ListKind
from chuntian.exchange.kinds.common import EDUCATION, person_columns

STAGES = {
    "学前": "preschool",
    "幼儿园": "preschool",
    "学前教育": "preschool",
    "小学": "primary",
    "初中": "junior_high",
    "九年义务教育": "compulsory",
    "义务教育": "compulsory",
    "高中": "senior_high",
    "普通高中": "senior_high",
    "中职": "vocational",
    "中等职业": "vocational",
    "中专": "vocational",
    "职高": "vocational",
    "大专": "college",
    "高职": "college",
    "专科": "college",
    "本科": "university",
    "大学": "university",
    "研究生": "postgraduate",
    "硕士": "postgraduate",
    "博士": "postgraduate",
    "特殊教育": "special",
    "特殊教育学校": "special",
    "特教": "special",
}
KIND = ListKind(
    "pupils",
    "在校学生",
    EDUCATION,
    whole=True,
    max_age_months=12,
    key=("resident_id",),
    columns=person_columns(
        Column("stage", ("学段", "就读学段", "教育阶段"), "choice", choices=STAGES),
        Column("school", ("学校", "学校名称", "就读学校"), "text", soft=True),
    ),
)
