import pytest

from chuntian.kernel.divisions import NATION, DivisionCode, DivisionError, is_within, pad, prefix


@pytest.mark.parametrize(
    ("code", "significant"),
    [
        ("620000", "62"),
        ("620100000000", "6201"),
        ("620104", "620104"),
        ("620104001", "620104001"),
        ("620104001201", "620104001201"),
        ("620104100", "620104100"),
        ("620104010", "620104010"),
        ("621000", "6210"),
        ("620110", "620110"),
        ("000000", ""),
    ],
)
def test_prefix(code, significant):
    assert prefix(code) == significant
    assert pad(code).startswith(significant)


@pytest.mark.parametrize("code", ["620000", "620100", "620104", "620104001", "620104001201"])
def test_parents_lead_from_the_province_to_just_above(code):
    division = DivisionCode.parse(code)
    chain = [*division.parents, division.value]

    assert [DivisionCode.parse(one).level for one in chain] == ["province", "prefecture", "county", "town", "village"][
        : len(chain)
    ]
    assert all(is_within(division.value, one) for one in [*chain, NATION])


def test_a_city_without_counties_has_towns_directly_below():
    town = DivisionCode.parse("441900003")

    assert (town.level, town.county, town.parents) == ("town", "441900", ("440000000000", "441900000000"))


def test_a_sibling_is_not_within():
    assert not is_within("620104001201", "620104002")
    assert not is_within("620105", "620104")
    assert not is_within("620100", "620104")


@pytest.mark.parametrize("text", ["", "62", "6201041", "６２０１０４", "62010a"])
def test_other_texts_are_refused(text):
    with pytest.raises(DivisionError):
        DivisionCode.parse(text)


def test_codes_sort_and_print_as_their_digits():
    assert sorted([DivisionCode.parse("620105"), DivisionCode.parse("620104")])[0].value == "620104000000"
    assert str(DivisionCode.parse("620104")) == "620104000000"
