"""Employers of a levy year with their staff and wages."""

from chuntian.exchange.kinds.base import Column, ListKind
from chuntian.exchange.kinds.common import TAX

KIND = ListKind(
    "employers",
    "用人单位",
    TAX,
    whole=True,
    max_age_months=15,
    key=("credit_code", "levy_year"),
    subject="employer",
    columns=(
        Column(
            "credit_code",
            ("统一社会信用代码", "信用代码", "社会信用代码", "单位代码", "纳税人识别号"),
            "credit_code",
            True,
        ),
        Column("name", ("单位名称", "用人单位名称", "用人单位", "纳税人名称", "名称"), "text", True),
        Column(
            "kind",
            ("单位性质", "单位类型", "单位类别"),
            "choice",
            choices={
                "企业": "enterprise",
                "事业单位": "institution",
                "事业": "institution",
                "机关": "organ",
                "国家机关": "organ",
                "党政机关": "organ",
                "社会团体": "association",
                "社团": "association",
                "团体": "association",
                "民办非企业单位": "private_non_enterprise",
                "民办非企业": "private_non_enterprise",
                "社会服务机构": "private_non_enterprise",
                "个体工商户": "individual_business",
            },
        ),
        Column("division", ("所在地", "行政区划", "行政区划代码", "所在地区划代码", "区划代码"), "division"),
        Column("staff", ("上年在职职工人数", "在职职工人数", "职工人数", "在职职工总数"), "ratio", True),
        Column("total_wages", ("上年在职职工工资总额", "工资总额", "职工工资总额"), "yuan"),
        Column("levy_year", ("征收年度", "年度", "申报年度", "所属年度"), "integer", True),
    ),
    notes="职工人数可为分数或小数（季节工折算）。工资总额以分（整数）保存。",
)
