"""Staff with disabilities whom employers declare."""

from chuntian.exchange.kinds.base import Column, ListKind
from chuntian.exchange.kinds.common import TAX, day, name, resident_id

KIND = ListKind(
    "employer_staff",
    "用人单位安排残疾人职工",
    TAX,
    whole=True,
    max_age_months=15,
    key=("credit_code", "resident_id"),
    columns=(
        Column(
            "credit_code",
            ("统一社会信用代码", "单位统一社会信用代码", "信用代码", "用人单位代码", "单位代码"),
            "credit_code",
            True,
        ),
        name(),
        resident_id(),
        Column("certificate_number", ("残疾人证号", "残疾证号", "残疾人证号码", "残疾军人证号"), "certificate_number"),
        day("contract_from", "合同起始日期", "合同开始日期", "劳动合同起", "合同起"),
        day("contract_to", "合同终止日期", "合同结束日期", "劳动合同止", "合同止"),
        Column("monthly_wage", ("月工资", "月平均工资", "月均工资", "月工资额"), "yuan"),
        Column("insured_months", ("参保月数", "缴纳社保月数", "社保缴费月数"), "integer"),
        Column("months", ("在岗月数", "工作月数", "实际工作月数"), "integer"),
    ),
)
