import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuntian.kernel.identity import (
    CertificateNumber,
    CreditCode,
    IdentityError,
    ResidentId,
    check_resident_id,
    normalise,
    resident_id_checksum,
    resident_id_from_15,
)

ON = date(2026, 7, 1)
NUMBER = "620199190001010116"
births = st.dates(date(1900, 1, 1), ON)


def made(birth: date, sequence: int) -> str:
    first17 = f"620199{birth:%Y%m%d}{sequence:03d}"
    return first17 + resident_id_checksum(first17)


@given(births, st.integers(0, 999))
def test_made_numbers_pass_and_give_back_birth_and_sex(birth, sequence):
    number = ResidentId.parse(made(birth, sequence), ON)

    assert number.birth_date == birth
    assert number.sex == ("male" if sequence % 2 else "female")


@given(births, st.integers(0, 999), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_never_passes(birth, sequence, place, shift):
    number = made(birth, sequence)
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]

    assert check_resident_id(wrong, ON) is not None


def test_a_number_shows_its_mask_everywhere():
    number = ResidentId.parse(NUMBER, ON)
    shown = [str(number), repr(number), f"{number}", f"{number:>20}", str([number]), repr({"n": number})]

    assert all("6201991900********" in text and "0101" not in text for text in shown)


def test_a_number_cannot_slip_into_json():
    with pytest.raises(TypeError):
        json.dumps(ResidentId.parse(NUMBER, ON))


def test_the_certificate_mask_hides_category_and_grade():
    number = CertificateNumber.parse(NUMBER + "43B2", ON)

    assert str(number) == number.masked == "6201991900**********"
    assert "43" not in repr(number)
    assert number.value == NUMBER + "43B2"


@pytest.mark.parametrize(
    ("state", "warnings"), [("current", ()), ("retired", ("region_retired",)), ("unknown", ("region_unknown",))]
)
def test_the_region_only_warns(state, warnings):
    number = ResidentId.parse("610928190003150178", ON, regions=lambda code: state if code == "610928" else "current")

    assert number.warnings == warnings


def test_residence_permits_of_hong_kong_are_no_unknown_region():
    assert ResidentId.parse("810000190001010018", ON, regions=lambda code: "unknown").warnings == ()


def test_the_birth_date_is_held_against_the_day_given():
    number = made(date(2020, 2, 29), 13)

    assert check_resident_id(number, date(2020, 2, 28)) == "date"
    assert check_resident_id(number, date(2020, 2, 29)) is None


def test_fifteen_digits_get_a_message_of_their_own():
    with pytest.raises(IdentityError, match="一代身份证") as why:
        ResidentId.parse("620199000315017", ON)

    assert why.value.reason == "length"


@pytest.mark.parametrize(("text", "reason"), [("62019900031501", "length"), ("62019900031501X", "charset")])
def test_old_numbers_that_are_none(text, reason):
    with pytest.raises(IdentityError) as why:
        resident_id_from_15(text)

    assert why.value.reason == reason


@pytest.mark.parametrize(
    ("text", "clean"),
    [("\u200b6201\ufeff99\u202e", "620199"), ("　ｂ１ ", "B1"), ("62 01", "62 01"), ("", "")],
)
def test_normalise(text, clean):
    assert normalise(text) == clean


def test_other_digits_of_unicode_are_no_digits():
    assert check_resident_id("٦٢٠١٩٩١٩٠٠٠١٠١٠١١٦", ON) == "charset"


def test_a_register_code_with_a_wrong_inner_check_only_warns_when_not_strict():
    code = CreditCode.parse("91620104XX00000109", strict=False)

    assert code.warnings == ("org_checksum",)
    assert str(code) == "91620104XX00000109"


def test_an_outer_error_is_refused_even_when_not_strict():
    with pytest.raises(IdentityError):
        CreditCode.parse("91620104XX0000019A", strict=False)
