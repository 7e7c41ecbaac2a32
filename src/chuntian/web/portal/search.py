"""Find programmes by everyday words: names, synonyms, whole sentences, pinyin, initials, and sounds that are alike."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from chuntian.places.pinyin import pinyin_of
from chuntian.policy.catalogue import Entry, State, catalogue
from chuntian.web.portal.plain import domain_words, everyday_words

# Kinds that a person gets something from; the others (plans, platforms, staff training …) are for those who work here.
FOR_PEOPLE = ("cash", "service", "in_kind")
FOR_OTHERS = frozenset({"finance", "organisation", "planning", "publicity", "information_system", "volunteering", "pairing", "survey", "registry"})  # fmt: skip
EXACT, IN_NAME, SYNONYM, SOUND, ALIKE_SOUND, ACCENT, MISTYPED, DOMAIN, TARGET = 100, 80, 70, 60, 50, 45, 40, 30, 20
ALIKE = 88
# Sounds that an accent does not tell apart: tongue flat or curled, front or back nasal, l or n (as around Lanzhou), f or h before u.
ACCENTS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("l", "n"), ("hu", "f"), ("fu", "f"))
LATIN = re.compile(r"[a-z]+")


@dataclass(frozen=True)
class Found:
    """A programme as it is looked for: its words and how they sound."""

    entry: Entry
    names: tuple[str, ...]
    sounds: tuple[str, ...]
    target: str
    domain: tuple[str, ...]
    heard: tuple[str, ...] = ()
    latin: tuple[str, ...] = ()


@cache
def public_programmes() -> tuple[Entry, ...]:
    """Give the programmes of the catalogue that a person gets something from, decided ones first."""
    from chuntian.policy.law import load_law

    persons = {one.slug for one in load_law().programmes if one.subject == "person"}
    rows = [one for one in catalogue() if one.slug in persons or _is_for_people(one)]
    return tuple(sorted(rows, key=lambda one: one.slug not in persons))


def search(text: str) -> list[Entry]:
    """Give the programmes that a text means, the likeliest first; all of them where nothing was asked."""
    asked = _plain(text)
    if not asked:
        return list(public_programmes())
    weighed = [(_weight(one, asked), order, one.entry) for order, one in enumerate(_index())]
    return [entry for weight, _, entry in sorted((-weight, order, entry) for weight, order, entry in weighed if weight)]  # fmt: skip


def _is_for_people(one: Entry) -> bool:
    return one.kind in FOR_PEOPLE and one.state is not State.LISTED and one.domain not in FOR_OTHERS


@cache
def _index() -> tuple[Found, ...]:
    return tuple(_found(one) for one in public_programmes())


def _found(one: Entry) -> Found:
    said = [one.name_zh, one.name_en, *everyday_words(one.slug)]
    names = tuple(dict.fromkeys(_plain(word) for word in said))
    sounds = dict.fromkeys(sound for word in said if not word.isascii() for sound in pinyin_of(word).split(" "))
    domain = tuple(_plain(word) for word in domain_words(one.domain))
    kept = tuple(sound for sound in sounds if len(sound) > 1)
    latin = LATIN.findall(" ".join(word for word in said if word.isascii()).lower())
    heard = tuple(_as_heard(sound) for sound in kept if len(sound) > 4)
    return Found(
        one, names, kept, _plain(one.target_group), domain, heard, tuple(word for word in latin if len(word) > 4)
    )


def _weight(one: Found, asked: str) -> float:
    """Weigh a programme: a word within the text counts like the text within a word, so a whole sentence finds, too."""
    if asked in one.names:
        return EXACT
    if asked in one.names[0] or (asked.isascii() and len(asked) > 2 and asked in one.names[1]):
        return IN_NAME
    if hits := _hits(one.names[2:], asked):
        return SYNONYM + min(hits, 9)
    sounds = _sounds_like(one, asked if asked.isascii() else pinyin_of(asked).split(" ")[0]) if len(asked) > 1 else 0
    if sounds := sounds or _mistaken(one, asked):
        return sounds
    if hits := _hits(one.domain, asked):
        return DOMAIN + min(hits, 9)
    return TARGET if len(asked) > 1 and asked in one.target else 0


def _hits(words: tuple[str, ...], asked: str) -> int:
    return sum(word in asked or (len(asked) > 1 and asked in word) for word in words)


def _sounds_like(one: Found, sound: str) -> int:
    if len(sound) < 3:
        return SOUND if sound in one.sounds else 0
    if sound in one.sounds:
        return SOUND + 1
    if any(sound in heard for heard in one.sounds):
        return SOUND
    near = (heard for heard in one.sounds if len(sound) > 5 and len(heard) >= len(sound) - 2)
    return ALIKE_SOUND if any(fuzz.partial_ratio(sound, heard) >= ALIKE for heard in near) else 0


def _mistaken(one: Found, asked: str) -> int:
    """Weigh a slip: a sound as an accent has it, characters turned round or one of them wrong, a letter wrong in English."""
    if asked.isascii():
        if len(asked) > 4 and _as_heard(asked) in one.heard:
            return ACCENT
        near = [word for word in one.latin if len(asked) > 4 and OSA.distance(asked, word) <= 1 + (len(word) > 7)]
        return MISTYPED + any(word in one.names[2:] for word in near) if near else 0
    if len(asked) > 1 and _as_heard(pinyin_of(asked).split(" ")[0]) in one.heard:
        return ACCENT
    turned = any(len(word) == len(asked) and sorted(word) == sorted(asked) for word in one.names)
    wrong = len(asked) > 2 and any(len(word) > 2 and OSA.distance(asked, word) <= 1 for word in one.names)
    return MISTYPED if turned or wrong else 0


def _as_heard(sound: str) -> str:
    for said, heard in ACCENTS:
        sound = sound.replace(said, heard)
    return sound


def _plain(text: str) -> str:
    kept = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"[\s\W_]+", "", kept)
