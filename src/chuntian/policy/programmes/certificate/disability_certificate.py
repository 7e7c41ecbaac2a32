"""残疾人证: who may apply now, for a first certificate or a renewal (R-CERT-01, 03, 07, 09, 11). The assessor decides the rest."""

from chuntian.policy import sources
from chuntian.policy.wording import is_dead
from chuntian.rules import Condition, Exclusion, Programme, case, fact, param, place, service

RULES = sources.certificate_rules

disability_certificate = Programme(
    "disability_certificate",
    "残疾人证核发（首次申领、到期换领）",
    "Disability certificate: first issue and renewal",
    "certificate",
    service("certificate", "残疾人证"),
    path="certificate",
    conditions=[
        Condition(
            "may_apply_here",
            fact.hukou.within(place) | fact.residence_permit.within(place),
            "户籍在本地，或持有本地发放的居住证（跨省通办）",
            "Registered here, or holds a residence permit issued here",
            sources.certificate_anywhere.article("受理条件"),
        ),
        Condition(
            "due",
            case(
                (~fact.certificate_valid, True),
                (fact.certificate_issued_on.age() >= param["cert.renewal_from_years"], True),
                otherwise=False,
            ),
            "没有有效残疾人证，或证件已满九年可以换领",
            "Holds no certificate in force, or one that may be renewed (from the end of its ninth year)",
            RULES.article("第十九条"),
        ),
    ],
    exclusions=[
        is_dead(RULES.article("第二十四条")),
        Exclusion(
            "one_year_block",
            case(
                (~fact.certificate_cancelled_on.known(), False),
                (fact.certificate_cancelled_on.age() >= param["cert.block_years"], False),
                (fact.certificate_cancel_reason == "correction", False),
                (fact.certificate_cancel_reason.isin("death", "recovered"), True),
            ),
            "残疾人证注销未满一年（误注销的更正除外；本人申请注销的由人工认定）",
            "The certificate was cancelled less than a year ago (corrections of an error excepted)",
            RULES.article("第二十四条"),
        ),
        Exclusion(
            "frozen",
            fact.certificate_status.known() & (fact.certificate_status == "frozen"),
            "残疾人证数据存疑，处于冻结状态，须先核实",
            "The certificate is frozen because of a doubt about its data",
            sources.our_decision.article("证件状态"),
        ),
    ],
    sources=[RULES, sources.certificate_anywhere, sources.xigu_plan],
    cannot_see="是否达到残疾标准：由省级指定机构评定；是否自愿申领：由本人决定",
)
