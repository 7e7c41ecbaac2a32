"""The federation's certificates: the register of persons itself."""

from chuntian.exchange.kinds.base import Column, ListKind
from chuntian.exchange.kinds.common import FEDERATION, day, name, resident_id

STATUS = {
    "有效": "issued",
    "正常": "issued",
    "已发放": "issued",
    "在用": "issued",
    "过期": "expired",
    "换领": "replaced",
    "补办": "lost_reissued",
    "挂失补办": "lost_reissued",
    "等级变更": "regraded",
    "变更": "regraded",
    "迁移": "moved",
    "迁出": "moved",
    "冻结": "frozen",
    "注销": "cancelled",
    "已注销": "cancelled",
}
KIND = ListKind(
    "certificates",
    "残疾人证",
    FEDERATION,
    whole=True,
    max_age_months=2,
    key=("certificate_number",),
    columns=(
        name(),
        resident_id(),
        Column(
            "certificate_number",
            ("残疾人证号", "残疾证号", "残疾人证号码", "残疾证号码", "残疾人证编号"),
            "certificate_number",
            required=True,
        ),
        Column(
            "sex",
            ("性别",),
            "choice",
            choices={"男": "male", "女": "female", "男性": "male", "女性": "female", "1": "male", "2": "female"},
        ),
        day("birth_date", "出生日期", "出生年月日"),
        Column(
            "division",
            ("户籍地", "户籍地代码", "户籍地行政区划", "户籍地行政区划代码", "行政区划代码", "区划代码", "户籍区划"),
            "division",
            required=True,
        ),
        Column("residence", ("常住地", "现居住地", "居住地", "现居住地代码", "常住地代码"), "division", soft=True),
        Column("category", ("残疾类别", "类别"), "category"),
        Column("grade", ("残疾等级", "等级", "残疾级别"), "grade"),
        Column("components", ("残疾类别和等级", "残疾明细", "类别等级", "多重残疾明细", "残疾类别等级"), "components"),
        day("issued_on", "发证日期", "签发日期", "初次发证日期"),
        day("expires_on", "有效期至", "有效期止", "截止日期", "有效期截止"),
        Column("status", ("证件状态", "状态", "残疾人证状态"), "choice", choices=STATUS),
        day("status_on", "状态日期", "状态变更日期", "注销日期"),
        Column("phone", ("联系电话", "电话", "手机号", "手机号码", "联系方式"), "phone", soft=True),
        Column("guardian_name", ("监护人姓名", "监护人"), "name", soft=True),
        Column(
            "guardian_resident_id",
            ("监护人身份证号", "监护人公民身份号码", "监护人身份证号码"),
            "resident_id",
            soft=True,
        ),
        Column("guardian_relation", ("与监护人关系", "监护人关系", "监护关系"), "text", soft=True),
    ),
    notes="证号中的公民身份号码须与公民身份号码一列相同。多重残疾请填“残疾类别和等级”。",
)
