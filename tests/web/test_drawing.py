"""Drawings and the sentence beside them say the same; what is missing is never drawn as zero."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from chuntian.web import drawing
from chuntian.web.drawing import Value

numbers = st.lists(st.one_of(st.none(), st.integers(0, 10_000)), max_size=15)


def values(found):
    return [Value(f"{place}", one, "—" if one is None else f"{one}") for place, one in enumerate(found)]


@given(numbers)
def test_bars_are_ranked_from_the_lowest_and_keep_everyone(found):
    made = drawing.bars(values(found))

    lengths = [bar.length for bar in made.rows if bar.length is not None]
    assert len(made.rows) == len(found)
    assert lengths == sorted(lengths)
    assert all(0 <= one <= 100 for one in lengths)
    assert sum(bar.length is None for bar in made.rows) == found.count(None)


@given(numbers)
def test_a_line_breaks_where_a_value_is_absent(found):
    made = drawing.line(values(found))

    known = [one for one in found if one is not None]
    assert len(made.dots) == len(known)
    assert sum(piece.count("L") + 1 for piece in made.pieces) <= len(known)
    if None in found and known:
        assert f"{found.count(None)} 个时段没有数字" in made.summary


def test_the_sentence_names_lowest_highest_and_who_is_below_the_target():
    made = drawing.bars(
        [Value("甲", Decimal(90), "90%"), Value("乙", Decimal(99), "99%"), Value("丙", None)],
        goal=95,
        goal_text="目标 95%",
    )

    assert made.summary == "2 项中，甲最低（90%），乙最高（99%）。1 项低于目标 95%。1 项没有数字。"
    assert [bar.below for bar in made.rows] == [True, False, False]


def test_a_map_is_drawn_only_where_every_division_has_an_outline():
    found = [Value("甲", 1, "1", code="1"), Value("乙", 2, "2", code="2")]
    ranking = drawing.bars(found)

    assert not drawing.map_of([("", found)], ranking, outlines={"1": ("M0 0", 0, 0)}).drawn
    assert drawing.map_of([("", found)], ranking, outlines={"1": ("M0 0", 0, 0), "2": ("M1 1", 1, 1)}).drawn


def test_a_missing_value_or_target_draws_no_step():
    assert drawing.step("", None, "暂缺", Decimal(100), "100%", "", "").share is None
    assert drawing.step("", 41, "41户", None, "原文缺失", "", "").share is None
    assert drawing.step("", Decimal(50), "50%", Decimal(100), "100%", "", "").share == 50
