"""What the programmes for employers share: who owes the quota, how far it is met, what a gap costs."""

from fractions import Fraction

from chuntian.kernel.citations import Citation
from chuntian.rules import Condition, Expr, case, fact, max_of, param, place

SUBJECT_KINDS = ("enterprise", "institution", "organ", "association", "private_non_enterprise")

required: Expr = fact.staff * param["fund.ratio"]  # exact, never rounded
gap: Expr = max_of(Fraction(0), required - fact.placed_weighted)
social_wage: Expr = case(
    (fact.social_average_wage.known(), fact.social_average_wage),
    otherwise=param["fund.social_average_wage"].in_yuan(),
)


def owes_the_quota(citation: Citation) -> list[Condition]:
    """
    Ask that the unit is one of those the regulation names, and that it is not in another place.

    An employer is always asked about at a place; without its own division that place is taken.
    """
    return [
        Condition(
            "located_here",
            case((fact.division.known(), fact.division.within(place)), otherwise=True),
            "单位所在地在本地",
            "The employer is here",
            citation,
        ),
        Condition(
            "subject_kind",
            fact.kind.isin(*SUBJECT_KINDS),
            "机关、团体、企业、事业单位或民办非企业单位（个体工商户不属于）",
            "A state organ, association, enterprise, public institution or private non-enterprise unit",
            citation,
        ),
    ]
