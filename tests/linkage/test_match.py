"""Pairs by number, by old number and by typed errors; deterministic, and silent where two candidates are as good."""

import random

import polars as pl
import pytest

from chuntian.kernel.identity import resident_id_checksum
from chuntian.linkage import match, same_person_pairs

SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周", "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂"


def number(chance: random.Random) -> str:
    body = f"620199{chance.randint(1930, 2015)}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}{chance.randint(1, 999):03d}"
    return body + resident_id_checksum(body)


def name(chance: random.Random) -> str:
    return chance.choice(SURNAMES) + chance.choice(GIVEN) + chance.choice(GIVEN)


def people(count: int, seed: int = 1) -> pl.DataFrame:
    chance = random.Random(seed)
    numbers = list({number(chance): None for _ in range(count)})
    return pl.DataFrame({"id": range(len(numbers)), "resident_id": numbers, "name": [name(chance) for _ in numbers]})


def one(number_left: str, name_left: str, number_right: str, name_right: str) -> list[tuple]:
    left = pl.DataFrame({"id": [1], "resident_id": [number_left], "name": [name_left]})
    right = pl.DataFrame({"id": [2], "resident_id": [number_right], "name": [name_right]})
    return match(left, right).select("score", "reason").rows()


@pytest.mark.parametrize(
    ("left", "name_left", "right", "name_right", "reason"),
    [
        ("620199198506300246", "张三", "620199198506300246", "张三", "same_number"),
        ("620199000315017", "张三", "620199190003150171", "张三", "old_number"),
        ("620199198506300246", "张三", "620199198506300246", "李四", "same_number_other_name"),
        ("620199198506300246", "张三", "620199198506302046", "张三", "number_typo_same_name"),
        ("620199198506300246", "张三", "620199198606300246", "张三", "number_typo_same_name"),
        ("620199198506300246", "张三", "620199198506300256", "张山", "number_typo_similar_name"),
        ("620199198506300246", "张三", "620199198506309999", "张三", "same_name_and_birth"),
    ],
)
def test_reasons(left, name_left, right, name_right, reason):
    assert [row[1] for row in one(left, name_left, right, name_right)] == [reason]


def test_different_people_are_no_pair():
    assert one("620199198506300246", "张三", "620199202002290135", "张三") == []
    assert one("620199198506300246", "张三", "620199198506309999", "李四") == []


def test_two_equally_good_candidates_give_no_pair():
    left = pl.DataFrame({"id": [1], "resident_id": ["620199198506300246"], "name": ["张三"]})
    right = pl.DataFrame(
        {"id": [2, 3], "resident_id": ["620199198506300256", "620199198506300226"], "name": ["张三", "张三"]}
    )

    assert match(left, right).is_empty()


def typed_wrong(text: str, chance: random.Random) -> str:
    place = chance.randrange(6, 17)
    if chance.random() < 0.4:
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :] if place < 16 else text
    return text[:place] + str((int(text[place]) + chance.randint(1, 9)) % 10) + text[place + 1 :]


def test_typed_errors_are_found_and_strangers_are_not():
    chance = random.Random(7)
    register = people(20_000)
    spoiled = [typed_wrong(text, chance) if chance.random() < 0.1 else text for text in register["resident_id"]]
    listed = pl.DataFrame({"id": register["id"] + 1_000_000, "resident_id": spoiled, "name": register["name"]}).sample(
        5_000, seed=3
    )

    pairs = match(listed, register)

    right = pairs.filter(pl.col("left_id") - 1_000_000 == pl.col("right_id")).height
    assert right / pairs.height >= 0.999
    assert right / listed.height >= 0.99


def test_the_order_of_rows_changes_nothing():
    register = people(2_000)
    listed = register.with_columns(pl.col("id") + 10_000)

    straight, shuffled = (
        match(listed, register),
        match(listed.sample(fraction=1, shuffle=True, seed=5), register.sample(fraction=1, shuffle=True, seed=6)),
    )

    assert straight.equals(shuffled)


def test_one_person_entered_twice():
    rows = pl.DataFrame(
        {
            "id": [1, 2, 3],
            "resident_id": ["620199198506300246", "620199198506302046", "620199202002290135"],
            "name": ["张三", "张三", "王五"],
        }
    )

    assert same_person_pairs(rows).select("left_id", "right_id", "reason").rows() == [(1, 2, "number_typo_same_name")]
