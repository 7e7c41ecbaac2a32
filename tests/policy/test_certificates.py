from datetime import date

from chuntian.kernel.components import from_text
from chuntian.policy.certificates import blocked_until, has_expired, reassessment_suggested, renewable_from


def test_renewal_may_be_applied_for_from_the_end_of_the_ninth_year():
    assert renewable_from(date(2015, 5, 10)) == date(2024, 5, 10)
    assert renewable_from(date(2016, 2, 29)) == date(2025, 2, 28)


def test_the_printed_last_day_is_still_valid():
    assert not has_expired(date(2024, 5, 15), date(2024, 5, 15))
    assert has_expired(date(2024, 5, 15), date(2024, 5, 16))


def test_recovery_blocks_for_a_year_and_a_correction_does_not():  # case 29
    assert blocked_until(date(2024, 2, 29), "recovered") == date(2025, 2, 28)
    assert blocked_until(date(2024, 5, 1), "correction") is None


def test_a_child_is_seen_again_when_the_scale_changes():
    asked = {"birth_date": date(2017, 5, 1), "assessed_on": date(2022, 1, 1), "components": from_text("智力二级")}

    assert not reassessment_suggested(**asked, on=date(2024, 4, 30))
    assert reassessment_suggested(**asked, on=date(2024, 5, 1))
    assert not reassessment_suggested(**asked | {"components": from_text("听力二级")}, on=date(2024, 5, 1))
    assert not reassessment_suggested(**asked | {"assessed_on": date(2024, 5, 1)}, on=date(2025, 1, 1))
