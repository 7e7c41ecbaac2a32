"""Pinyin of place names, for search: toneless and joined, then the initials ("xiguqu xgq")."""

LONGEST = 200


def pinyin_of(name: str) -> str:
    """Give the pinyin of a name and its initials, separated by a blank."""
    from pypinyin import Style, lazy_pinyin  # slow to import, and pages that search do not need it

    syllables = [syllable.lower() for syllable in lazy_pinyin(name, style=Style.NORMAL, errors="ignore")]
    return f"{''.join(syllables)} {''.join(syllable[:1] for syllable in syllables)}"[:LONGEST].strip()
