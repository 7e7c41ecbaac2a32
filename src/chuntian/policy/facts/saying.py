"""How a fact is declared, who owns facts, and the words of their choices."""

from typing import Any

from chuntian.rules import FactDeclaration, FromList, Kind

FEDERATION, CIVIL_AFFAIRS, PUBLIC_SECURITY = "残联", "民政部门", "公安部门"
HUMAN_RESOURCES, MEDICAL, EDUCATION = "人社部门", "医保部门", "教育部门"
RURAL, JUSTICE, TAX, HEALTH, PERSON = "农业农村部门", "司法行政部门", "税务部门", "卫生健康部门", "本人（监护人）"

MONITORED = {
    "none": ("不是监测对象", "not monitored"),
    "unstable": ("脱贫不稳定户", "unstable"),
    "edge": ("边缘易致贫户", "edge"),
    "sudden": ("突发严重困难户", "sudden hardship"),
    "cleared": ("风险已消除", "risk cleared"),
}
EMPLOYER_KINDS = {
    "enterprise": ("企业", "enterprise"),
    "institution": ("事业单位", "public institution"),
    "organ": ("机关", "state organ"),
    "association": ("团体", "mass organisation or association"),
    "private_non_enterprise": ("民办非企业单位", "private non-enterprise unit"),
    "individual_business": ("个体工商户", "individual business"),
}
CANCEL_REASONS = {
    "death": ("死亡", "death"),
    "recovered": ("经评定不再符合标准", "no longer meets the standard"),
    "own_wish": ("本人申请", "own wish"),
    "correction": ("数据更正（误注销）", "correction of an error"),
}


def stated(name: str, kind: Kind, zh: str, en: str, owner: str, source: Any, **more: Any) -> FactDeclaration:
    """Declare a fact."""
    return FactDeclaration(name=name, kind=kind, label_zh=zh, label_en=en, owner=owner, source=source, **more)


def listed(
    name: str, kind: Kind, zh: str, en: str, owner: str, of: str, absent: Any, *, field: str = "", **more: Any
) -> FactDeclaration:
    """Declare a fact that a list brings: its kind `of`, the column `field` (or the fact's own name), who is absent."""
    return stated(name, kind, zh, en, owner, FromList(kind=of, field=field or name, absent=absent), **more)
