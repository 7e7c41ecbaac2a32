"""
Which passwords are refused: the common ones, those of known breaches, and those made of words of this house.

No rule of composition: a sentence will do. Django's list of common passwords stands beside this in AUTH_PASSWORD_VALIDATORS;
here zxcvbn says what is quickly guessed although it is on no list (a row of keys, a date, a word with digits behind it).
"""

import hashlib
import mmap
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pypinyin import lazy_pinyin
from zxcvbn import zxcvbn

from chuntian.accounts.models import Assignment
from chuntian.places.regions import full_name

SHORTEST, LONGEST = 10, 1000
# zxcvbn needs seconds for long rows of signs that stand for letters; what is strong in 24 characters is strong in more.
JUDGED = 24
STRONG = 3  # of 4: more than 10^8 guesses
# Words everyone here thinks of first; docs/how-to/second-factor.md lists them.
HOUSE_WORDS = (
    "残联", "残疾人联合会", "残疾人", "残疾", "春天", "民政", "中国", "canlian", "canjiren", "canji", "chuntian", "minzheng",
    "zhongguo", "cdpf", "spring", "admin", "password", "mima", "密码", "管理员", "guanliyuan", "welcome",
)  # fmt: skip


class Guessable:
    """Refuses what is quickly guessed, where house, place, name and sign-in name count for nothing."""

    def validate(self, password: str, user: Any = None) -> None:
        """
        Judge what is left without the words that others know.

        :raises ValidationError: too little is left, or it is quickly guessed.
        """
        left = without(password, words_of(user))
        if len(left) < SHORTEST:
            said = _("去掉您的姓名、用户名、地名和“残联”“春天”这类词，还要有 %s 个字符") % SHORTEST
            raise ValidationError(said, code="password_of_house_words")
        if zxcvbn(left[:JUDGED])["score"] < STRONG:
            raise ValidationError(_("这个密码很容易猜到。请换一句只有您想得到的话。"), code="password_guessable")

    def get_help_text(self) -> str:
        return _("请换一句只有您想得到的话。")


class Breached:
    """
    Refuses what stands in the operator's file of breached passwords (CHUNTIAN_BREACHED_PASSWORDS).

    One SHA-1 in capital letters a line, in order, with or without `:count`: the form in which Have I Been Pwned gives
    its list. The file is searched by halves, not read. Named and absent, it fails: a check that could not look is no check.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """
        Look the password up.

        :raises ValidationError: it is on the list.
        """
        path = settings.BREACHED_PASSWORDS
        if path and is_listed(path, password):
            raise ValidationError(_("这个密码在别处泄露过，请换一个。"), code="password_breached")

    def get_help_text(self) -> str:
        return ""


def words_of(user: Any) -> list[str]:
    """Give the words a password of this user is judged without, longest first."""
    found = list(HOUSE_WORDS)
    if getattr(user, "pk", None):
        places = Assignment.objects.filter(user=user).values_list("region", flat=True)
        named = [user.display_name, user.username, *user.username.replace(".", "-").replace("_", "-").split("-")]
        for place in set(places):
            named += _place_words(full_name(place))
        found += [*named, *("".join(lazy_pinyin(word)) for word in named)]
    return sorted({word.casefold() for word in found if len(word) > 1}, key=len, reverse=True)


def _place_words(name: str) -> Iterable[str]:
    for end in ("省", "市", "区", "县"):
        name = name.replace(end, f"{end} ")
    for part in name.split():
        yield from (part, part.rstrip("省市区县"))


def without(password: str, words: list[str]) -> str:
    """Give a password without some words; capitals and small letters are the same here."""
    left = password.casefold()
    for word in words:
        left = left.replace(word, "")
    return left


def is_listed(path: Path, password: str) -> bool:
    """Say whether the SHA-1 of a password stands in a sorted file of them."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as lines:
        low, high = 0, len(lines)  # the line looked for, if there, begins within [low, high)
        while low < high:
            start = lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = lines.find(b"\n", start)
            end = len(lines) if end < 0 else end
            found = lines[start:end].split(b":")[0].strip().upper()
            if found == wanted:
                return True
            if found < wanted:
                low = end + 1
            else:
                high = start
    return False
