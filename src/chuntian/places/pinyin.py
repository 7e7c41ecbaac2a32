"""Pinyin of place names, for search: toneless and joined, then the initials ("xiguqu xgq")."""

from functools import lru_cache

LONGEST = 200
# Half a million villages end in one of these; read once, the rest of the name is short and quick.
TAILS = ("社区居民委员会", "居民委员会", "村民委员会", "社区居委会", "社区村委会", "村委会", "居委会", "社区")


def pinyin_of(name: str) -> str:
    """Give the pinyin of a name and its initials, separated by a blank."""
    tail = next((tail for tail in TAILS if name.endswith(tail) and name != tail), "")
    syllables = _syllables(name.removesuffix(tail)) + (_syllables(tail) if tail else ())
    return f"{''.join(syllables)} {''.join(syllable[:1] for syllable in syllables)}"[:LONGEST].strip()


@lru_cache(maxsize=16_384)
def _syllables(text: str) -> tuple[str, ...]:
    from pypinyin import Style, lazy_pinyin  # slow to import, and pages that search do not need it

    return tuple(syllable.lower() for syllable in lazy_pinyin(text, style=Style.NORMAL, errors="ignore"))
