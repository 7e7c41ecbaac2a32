"""The decision of a letter as data, for the forms that use words of their own (easy reading, text message)."""

from collections.abc import Iterable

from chuntian.casework.letters.lacking import holders
from chuntian.casework.letters.offices import Office
from chuntian.formats.letter.gist import Gist, Says
from chuntian.rules import Law, Programme


def gist(
    *, says: Says, programme: Programme, office: Office, amount_fen: int | None = None, first_month: str = "",
    why: Iterable[str] = (), asked: str = "", object_until: str = "",
) -> Gist:  # fmt: skip
    """Put a decision together with the office that answers questions about it."""
    return Gist(
        says=says, matter=programme.name_zh, office=office.name, phone=office.phone, address=office.address, amount_fen=amount_fen,
        unit=programme.gives.unit_zh if amount_fen is not None else "", first_month=first_month, why=tuple(dict.fromkeys(why)),
        asked=asked, object_until=object_until,
    )  # fmt: skip


def labels(law: Law, programme: str, codes: set[str], without: set[str] = frozenset()) -> list[str]:
    """Name what conditions look at: 残疾等级."""
    return [label for label, _owner in holders(law, programme, codes, without=without)]
