"""Conditions and groups that several programmes share, so that one sentence of the law is written once."""

from chuntian.kernel.citations import Citation
from chuntian.rules import Condition, Exclusion, Expr, case, fact, param, place, today

VISUAL, HEARING, SPEECH, PHYSICAL, INTELLECTUAL, PSYCHIATRIC = 1, 2, 3, 4, 5, 6
SEVERE_GRADES = (1, 2)

severe: Expr = case(
    (fact.components.known(), fact.components.has(grades=SEVERE_GRADES)),
    otherwise=fact.grade.isin(*SEVERE_GRADES),
)
on_dibao: Expr = fact.dibao.isin("household", "single")
is_monitored: Expr = fact.monitored_household.isin("unstable", "edge", "sudden")
is_child: Expr = fact.birth_date.age() < 18
in_hardship: Expr = on_dibao | fact.dibao_margin | fact.tekun | is_monitored | fact.other_hardship
disabled_child: Expr = is_child & (fact.autism_diagnosis | fact.diagnosed_disability)


def registered_here(citation: Citation) -> Condition:
    """Ask that the household registration lies in the division asked about."""
    return Condition(
        "registered_here", fact.hukou.within(place), "户籍在本地", "The household registration is here", citation
    )


def certificate_in_force(citation: Citation) -> Condition:
    """Ask for a certificate that is valid on the day."""
    return Condition(
        "certificate_valid",
        fact.certificate_valid,
        "持有有效的残疾人证",
        "Holds a disability certificate in force",
        citation,
    )


def neither_of_the_two(citation: Citation, unsettled: Citation) -> dict[str, Exclusion]:
    """
    Give, by code, the exclusions that the two subsidies share (R-SUB-03): each programme puts them in its own order.

    `unsettled` is cited where the province has no rule: there the parameter `sub.prison` decides, or nobody does.
    """
    shared = [
        is_dead(unsettled),
        Exclusion("tekun", fact.tekun, "已享受特困人员救助供养", "Supported as an extremely poor person", citation),
        Exclusion(
            "work_injury_care",
            fact.work_injury_care,
            "已领取工伤保险生活护理费",
            "Draws the care allowance of work-injury insurance",
            citation,
        ),
        Exclusion(
            "prison",
            case(
                (~fact.in_prison, False),
                (param["sub.prison"] == "exclude", True),
                (param["sub.prison"] == "pay", False),
            ),
            "正在服刑（本省未见规定：暂缓发放，转人工认定）",
            "Serves a prison sentence (no rule found here: suspended and referred to a person)",
            unsettled,
        ),
    ]
    return {one.code: one for one in shared}


def is_dead(citation: Citation) -> Exclusion:
    """
    Hold back what is meant for the living.

    A death is told by a notice, so no notice is read as "alive": the one fact where nothing heard means no.
    """
    return Exclusion("death", fact.death_date.known() & (fact.death_date <= today), "已死亡", "Has died", citation)
