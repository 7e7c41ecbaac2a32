"""
Which papers an application asks for: only what no department's list answers already (R-SUB-05, R-SUB-06).

A certificate, the minimum living allowance or an account come with lists, so nobody is asked for them. What a programme
cannot see is what its papers show.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class DocumentKind:
    """A kind of paper: what it is called, and when it is needed (empty: whoever wants may bring it)."""

    slug: str
    zh: str
    en: str
    when_zh: str = ""
    when_en: str = ""


KINDS = {
    one.slug: one
    for one in (
        DocumentKind(
            "identity", "身份证明（身份证或户口簿）", "Proof of identity", "工作人员核对不上身份的", "where identity cannot be matched"
        ),
        DocumentKind(
            "guardian", "监护关系证明或委托书", "Proof of guardianship, or a written authority",
            "由监护人或代办人申请的", "where a guardian or helper applies",
        ),
        DocumentKind(
            "work_injury_statement", "工伤保险生活护理费情况说明", "Statement on work-injury care payments",
            "发生过工伤的", "after an injury at work",
        ),
        DocumentKind(
            "diagnosis", "医院诊断证明", "Diagnosis of a hospital", "还没有残疾人证的儿童", "for a child without a certificate"
        ),
        DocumentKind("plan", "拟改造处的照片", "Photograph of the place to be altered", "申请无障碍改造的", "for home alterations"),
        DocumentKind("vehicle", "机动轮椅车购买凭证", "Proof of purchase of the motor wheelchair"),
        DocumentKind("reason", "支持异议、复核或投诉的材料", "What supports an objection, review or complaint"),
        DocumentKind("other", "其他材料", "Other paper"),
    )
}  # fmt: skip
ASKED = {
    "nursing_subsidy": ("guardian", "work_injury_statement"),
    "living_subsidy": ("guardian",),
    "child_rehab_relief": ("guardian", "diagnosis"),
    "home_accessibility": ("guardian", "plan"),
    "fuel_subsidy": ("vehicle",),
}


def asked_for(programme: str) -> list[DocumentKind]:
    """Give the kinds of paper a programme may ask for; none of them is needed by everyone."""
    return [KINDS[slug] for slug in ASKED.get(programme, ("guardian",))]
