"""Whom a question speaks of: 您, 孩子 or 他（她）; in English "you" or "they"."""

from collections.abc import Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chuntian.web.portal.questions import Words

WHO = {"self": _("我自己"), "child": _("我的孩子"), "other": _("家人，或我帮助的人")}
ZH = {"self": "您", "child": "孩子", "other": "他（她）"}
YOU = {
    "they": "you", "their": "your", "theirs": "yours", "are_they": "are you", "Are_they": "Are you",
    "do_they": "do you", "Do_they": "Do you", "Have_they": "Have you",
}  # fmt: skip
THEY = {
    "they": "they", "their": "their", "theirs": "theirs", "are_they": "are they", "Are_they": "Are they",
    "do_they": "do they", "Do_they": "Do they", "Have_they": "Have they",
}  # fmt: skip


def language() -> str:
    """Give "en" or "zh", as the words of questions and programmes are kept."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def words(said: Words) -> str:
    """Give a text in the reader's language."""
    return said.get(language(), "")


def spoken(said: Words, *, who: str, place: str) -> str:
    """Give a question as one asks it about this person at this place."""
    return words(said).format_map(_forms(who) | {"place": place})


def _forms(who: str) -> Mapping[str, str]:
    name = ZH.get(who, ZH["self"])
    return {"who": name, "whose": name} | (YOU if who in ("", "self") else THEY)
