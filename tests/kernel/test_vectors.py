"""Every vector of the policy page on codes, through the public functions."""

import json
from datetime import date
from pathlib import Path

import pytest

from chuntian.kernel import crypto, days, divisions, identity

VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text(encoding="utf-8"))
ON = date(2026, 7, 1)
CREDIT_KINDS = {
    "enterprise": "enterprise",
    "state organ": "organ",
    "public institution": "institution",
    "mass organisation": "association",
    "social association": "association",
    "private non-enterprise unit": "private_non_enterprise",
    "individual business": "individual_business",
    "farmers' cooperative": "cooperative",
}
USED = {
    "citizen_id_valid",
    "citizen_id_invalid",
    "citizen_id_normalise",
    "citizen_id_15_to_18",
    "certificate_valid",
    "certificate_invalid",
    "certificate_normalise",
    "uscc_valid",
    "uscc_invalid",
    "org_code",
    "bank_card_luhn",
    "division12_valid",
    "division12_invalid",
    "age_on_date",
    "sm3",
    "sm4_ecb_block",
}


def rows(name):
    return pytest.mark.parametrize("row", VECTORS[name], ids=lambda row: str(next(iter(row.values())))[:24])


def test_no_vector_is_left_out():
    assert set(VECTORS) == USED


@rows("citizen_id_valid")
def test_resident_id_is_valid(row):
    number = identity.ResidentId.parse(row["id"], ON)

    assert number.value == row["id"]
    assert number.birth_date.isoformat() == row["birth"]
    assert number.sex == {"M": "male", "F": "female"}[row["sex"]]
    assert identity.check_resident_id(row["id"], ON) is None


@rows("citizen_id_invalid")
def test_resident_id_is_refused(row):
    with pytest.raises(identity.IdentityError) as why:
        identity.ResidentId.parse(row["id"], ON)

    assert why.value.reason == row["reason"] == identity.check_resident_id(row["id"], ON)
    assert row["id"][-8:] not in str(why.value)


@rows("citizen_id_normalise")
def test_resident_id_is_normalised(row):
    assert identity.normalise(row["input"]) == row["output"]
    assert identity.ResidentId.parse(row["input"], ON).value == row["output"]


@rows("citizen_id_15_to_18")
def test_first_generation_number_is_lengthened(row):
    assert identity.resident_id_from_15(row["input"]) == row["output"]


@rows("certificate_valid")
def test_certificate_number_is_valid(row):
    number = identity.CertificateNumber.parse(row["no"], ON)

    assert number.resident_id.value == row["id"]
    assert (number.category, number.grade, number.reissue) == (row["category"], row["level"], row["reissue"])
    assert number.value == (row["no"] + "1" if row["no"].endswith("B") else row["no"])


@rows("certificate_invalid")
def test_certificate_number_is_refused(row):
    with pytest.raises(identity.IdentityError) as why:
        identity.CertificateNumber.parse(row["no"], ON)

    assert why.value.reason == row["reason"]


@rows("certificate_normalise")
def test_certificate_number_is_normalised(row):
    assert identity.CertificateNumber.parse(row["input"], ON).value == row["output"]


@rows("uscc_valid")
def test_credit_code_is_valid(row):
    code = identity.CreditCode.parse(row["code"])

    assert (code.value, code.kind) == (row["code"], CREDIT_KINDS[row["kind"]])


@rows("uscc_invalid")
def test_credit_code_is_refused(row):
    with pytest.raises(identity.IdentityError) as why:
        identity.CreditCode.parse(row["code"])

    assert why.value.reason == row["reason"]


@rows("org_code")
def test_organisation_check_character(row):
    assert row["code8"] + identity.organisation_checksum(row["code8"]) == row["code9"]


@rows("bank_card_luhn")
def test_bank_card_check_digit(row):
    assert identity.luhn_ok(row["number"]) is row["valid"]


@rows("division12_valid")
def test_division_code_is_valid(row):
    code = divisions.DivisionCode.parse(row["code"])

    assert (code.value, code.level) == (row["code"], row["level"])


@rows("division12_invalid")
def test_division_code_is_refused(row):
    with pytest.raises(divisions.DivisionError) as why:
        divisions.DivisionCode.parse(row["code"])

    assert why.value.reason == row["reason"]


@rows("age_on_date")
def test_age_on_a_day(row):
    assert days.age_on(date.fromisoformat(row["birth"]), date.fromisoformat(row["on"])) == row["age"]


@rows("sm3")
def test_sm3_digest(row):
    assert crypto.sm3(row["message_utf8"].encode()) == row["digest"]


@rows("sm4_ecb_block")
def test_sm4_block(row):
    assert crypto.sm4_block(bytes.fromhex(row["key"]), bytes.fromhex(row["plain"])).hex() == row["cipher"]
