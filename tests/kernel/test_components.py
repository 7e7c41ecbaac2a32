import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuntian.kernel.components import (
    Component,
    ComponentError,
    decode,
    encode,
    from_dicts,
    from_text,
    most_severe,
    to_dicts,
    to_text,
)

plain = st.builds(Component, st.sampled_from([1, 2, 3, 5, 6]), st.integers(1, 4))
physical = st.builds(Component, st.just(4), st.integers(1, 4), st.sampled_from(["upper", "lower", None]))
sets = st.sets(plain | physical)


@given(sets)
def test_mask_gives_back_what_went_in(components):
    assert set(decode(encode(components))) == components


@given(sets)
def test_dicts_give_back_what_went_in(components):
    assert set(from_dicts(to_dicts(components))) == components


@given(sets)
def test_text_gives_back_what_went_in(components):
    assert set(from_text(to_text(components))) == components


@pytest.mark.parametrize(
    ("component", "bits"),
    [
        (Component(1, 1), [0]),
        (Component(6, 4), [23]),
        (Component(4, 1, "upper"), [12, 24]),
        (Component(4, 4, "lower"), [15, 31]),
        (Component(4, 2), [13, 33]),
    ],
)
def test_the_bits_are_those_of_the_contract(component, bits):
    assert encode([component]) == sum(1 << bit for bit in bits)


def test_a_physical_component_always_carries_a_limb_bit():
    with pytest.raises(ComponentError):
        decode(1 << 12)


@pytest.mark.parametrize("mask", [1 << 24, 1 << 36, (1 << 13) | (1 << 24), -1])
def test_masks_that_cannot_be(mask):
    with pytest.raises(ComponentError):
        decode(mask)


@pytest.mark.parametrize(
    "row",
    [
        {"category": 7, "grade": 1},
        {"category": 4, "grade": 5},
        {"category": 4, "grade": 0},
        {"category": 5, "grade": 1, "part": "upper"},
        {"category": 4, "grade": 1, "part": "left"},
        {"category": True, "grade": 1},
        {"category": "4", "grade": 1},
        {"category": 4},
        {"category": 4, "grade": 1, "limb": "upper"},
        "肢体一级",
    ],
)
def test_rows_that_cannot_be(row):
    with pytest.raises(ComponentError):
        from_dicts([row])


def test_lists_write_components_in_several_ways():
    assert from_text("肢体残疾一级（上肢）、智力2级") == [Component(4, 1, "upper"), Component(5, 2)]
    assert from_text("") == []
    with pytest.raises(ComponentError):
        from_text("多重一级")


def test_the_most_severe_grade_is_the_smallest_number():
    assert most_severe([Component(2, 3), Component(5, 2)]) == 2
    assert most_severe([]) is None
