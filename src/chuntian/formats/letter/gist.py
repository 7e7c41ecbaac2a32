"""What a letter says, as data: the same decision that the letter words for the law, for forms that use words of their own."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Says(StrEnum):
    """What the letter tells the person."""

    APPROVED = "approved"
    REFUSED = "refused"
    PAPERS = "papers"
    ENTITLED = "entitled"
    RECEIVING = "receiving"
    NOT_ENTITLED = "not_entitled"
    UNKNOWN = "unknown"
    UPHELD = "upheld"
    CHANGED = "changed"
    REVIEW_NOT_TAKEN = "review_not_taken"
    ANSWERED = "answered"
    COMPLAINT_NOT_TAKEN = "complaint_not_taken"


@dataclass(frozen=True)
class Gist:
    """
    The decision behind a letter.

    :param matter: the programme, as people know it.
    :param amount_fen: what it comes to each period of `unit` (元/月); None: nothing is said of money.
    :param first_month: 2024年1月, from when it counts.
    :param why: names of what was not met or is not known (残疾等级), without values.
    :param asked: the papers a clerk asked for, in his words.
    :param object_until: the last day on which to ask for review, for whoever got the letter on its day.
    :param office: who takes questions and papers; `phone` and `address` where they are known.
    """

    says: Says
    matter: str
    office: str
    amount_fen: int | None = None
    unit: str = ""
    first_month: str = ""
    why: tuple[str, ...] = ()
    asked: str = ""
    object_until: str = ""
    phone: str = ""
    address: str = ""

    @property
    def is_complaint(self) -> bool:
        """Say whether it answers a complaint: what is left then is another look from above, no review of a decision."""
        return self.says in (Says.ANSWERED, Says.COMPLAINT_NOT_TAKEN)

    @property
    def data(self) -> dict[str, Any]:
        """Give it as JSON-ready data."""
        return {**asdict(self), "says": str(self.says), "why": list(self.why)}


def read_gist(data: Mapping[str, Any]) -> Gist:
    """Read it back from its data."""
    return Gist(**{**data, "says": Says(data["says"]), "why": tuple(data["why"])})
