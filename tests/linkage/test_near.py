"""What is told from codes alone never leaves out a pair that the letters would join."""

import random

import polars as pl
from rapidfuzz.distance import OSA
from tests.linkage.test_match import name, number

from chuntian.linkage.near import can_match, coded


def changed(text: str, chance: random.Random) -> str:
    """Give a text one edit away: another digit, a swap, or a digit lost and one put in elsewhere."""
    kind, place = chance.randrange(3), chance.randrange(18)
    if kind == 0:
        return text[:place] + chance.choice("0123456789X" if place == 17 else "0123456789") + text[place + 1 :]
    if kind == 1:
        return text[:place] + text[place : place + 2][::-1] + text[place + 2 :]
    rest, other = text[:place] + text[place + 1 :], chance.randrange(18)
    return rest[:other] + chance.choice("0123456789") + rest[other:]


def rows(numbers: list[str | None], names: list[str]) -> pl.DataFrame:
    frame = pl.DataFrame({"number": numbers, "name": names}, schema={"number": pl.String, "name": pl.String})
    return frame.with_columns(birth_date=pl.col("number").str.slice(6, 8).str.to_date("%Y%m%d", strict=False))


def kept(left: pl.DataFrame, right: pl.DataFrame) -> list[bool]:
    names = pl.concat([left["name"], right["name"]]).unique().sort()
    return can_match(coded(left, names), coded(right, names)).to_list()


def test_no_pair_within_two_edits_is_left_out():
    chance = random.Random(11)
    numbers = [number(chance) for _ in range(20_000)]
    others = [changed(changed(one, chance), chance) if chance.random() < 0.8 else number(chance) for one in numbers]
    names = [name(chance) for _ in numbers]
    edits = [OSA.distance(one, other) for one, other in zip(numbers, others, strict=True)]

    same_name = kept(rows(numbers, names), rows(others, names))
    other_name = kept(rows(numbers, names), rows(others, [f"{one}甲" for one in names]))

    assert all(keep for keep, far in zip(same_name, edits, strict=True) if far <= 2)
    assert all(keep for keep, far in zip(other_name, edits, strict=True) if far <= 1)
    assert edits.count(1) > 500
    assert edits.count(2) > 2_000


def test_most_strangers_are_left_out():
    chance = random.Random(12)
    numbers, others = ([number(chance) for _ in range(5_000)] for _ in range(2))

    assert sum(kept(rows(numbers, ["张三"] * 5_000), rows(others, ["张三"] * 5_000))) < 500
    assert sum(kept(rows(numbers, ["张三"] * 5_000), rows(others, ["李四"] * 5_000))) < 50


def test_odd_numbers_are_read_as_texts_and_missing_ones_only_by_name_and_birth():
    left = rows(["620199AB", None, None], ["张三", "张三", "张三"])
    right = rows(["62019919", "620199198506300246", None], ["张三", "张三", "张三"])

    assert kept(left, right) == [True, False, False]
