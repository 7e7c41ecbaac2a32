"""Motor wheelchairs and their owners."""

from chuntian.exchange.kinds.base import Column, ListKind
from chuntian.exchange.kinds.common import PUBLIC_SECURITY, day, person_columns

KIND = ListKind(
    "vehicles",
    "残疾人机动轮椅车",
    PUBLIC_SECURITY,
    whole=True,
    max_age_months=15,
    key=("resident_id", "plate"),
    columns=person_columns(
        Column("plate", ("车牌号", "号牌号码", "车架号", "编号"), "text"),
        Column("kind", ("车辆类型", "车型"), "text", soft=True),
        day("bought_on", "购买日期", "购置日期", "购车日期"),
        Column("gb12995", ("是否符合国标", "符合GB12995", "符合国家标准", "国标"), "boolean"),
    ),
    notes="国家标准指 GB 12995《机动轮椅车》。",
)
