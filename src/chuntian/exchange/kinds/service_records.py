"""Services that providers report as delivered."""

from chuntian.exchange.kinds.base import Column, ListKind
from chuntian.exchange.kinds.common import FEDERATION, day, person_columns

KIND = ListKind(
    "service_records",
    "服务记录",
    FEDERATION,
    whole=False,
    max_age_months=12,
    key=("resident_id", "item", "delivered_on"),
    columns=person_columns(
        Column("item", ("服务项目", "项目", "服务内容", "项目编码"), "text", True),
        day("delivered_on", "服务日期", "完成日期", "发放日期", required=True),
        Column("provider", ("服务机构", "机构名称", "承办单位", "提供单位"), "text"),
        Column("amount", ("金额", "补助金额", "金额（元）"), "yuan"),
    ),
)
