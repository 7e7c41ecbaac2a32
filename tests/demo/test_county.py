"""The county is made up, whole, the same for the same seed, and nobody in it could exist."""

from collections import Counter

from tests.demo.conftest import SMALL_PLACE

from chuntian.demo import oracle
from chuntian.demo.county import make_county
from chuntian.demo.numbers import COUNTY_OF_NOBODY
from chuntian.demo.world import MONTHS
from chuntian.kernel.identity import CreditCode, check_resident_id, luhn_ok


def test_the_same_seed_makes_the_same_county():
    first, second, other = (make_county(SMALL_PLACE, seed=seed, holders=900) for seed in (3, 3, 4))

    assert [one.resident_id for one in first.humans] == [one.resident_id for one in second.humans]
    assert [one.tag for one in first.humans] == [one.tag for one in second.humans]
    assert [one.name for one in first.humans] != [one.name for one in other.humans]


def test_every_number_is_valid_and_belongs_to_nobody(small_county):
    numbers = [one.resident_id for one in small_county.everyone()]
    numbers += [one.guardian[1] for one in small_county.humans if one.guardian]

    assert len(set(numbers)) == len(numbers)
    assert {number[:6] for number in numbers} == {COUNTY_OF_NOBODY}
    assert all(check_resident_id(number, MONTHS[-1].last) is None for number in numbers)
    assert all(luhn_ok(one.account) and one.account.startswith("622999") for one in small_county.humans)
    assert all(CreditCode.parse(unit.credit_code).value[8:10] == "XX" for unit in small_county.employers)


def test_children_have_guardians_and_physical_disability_is_most_frequent(small_county):
    children = [one for one in small_county.humans if one.birth.year > 2007]
    categories = Counter(one.certificates[0].category for one in small_county.humans)

    assert children
    assert all(one.guardian for one in children)
    assert categories.most_common(1)[0][0] == 4


def test_nobody_has_two_stories_and_every_story_is_told(small_county):
    tags = Counter(one.tag for one in small_county.humans if one.tag)

    assert {
        "death_on_time", "death_late", "death_last_year", "moved_out", "moved_in", "regraded_down", "regraded_up", "expired", "cancelled",
        "lost_dibao", "new_tekun", "work_injury_care", "prison", "orphan_benefit", "mistaken_death", "never_told", "new_dibao",
        "new_certificate", "doubled", "reissued",
    } <= set(tags)  # fmt: skip


def test_a_late_death_is_known_at_least_two_months_later(small_county):
    late = [one for one in small_county.humans if one.tag == "death_late"]

    assert late
    assert all((one.known.year - one.death_on.year) * 12 + one.known.month - one.death_on.month >= 2 for one in late)


def test_only_the_story_ends_what_was_paid(small_county):
    ending = [claim for claim in oracle.claims(small_county) if claim.ends_after]

    assert ending
    assert all(claim.human.tag and claim.human.known for claim in ending)
    assert not [claim for claim in ending if claim.human.tag == "mistaken_death"]


def test_whoever_was_never_told_is_entitled_and_not_paid(small_county):
    untold = [claim for claim in oracle.claims(small_county) if claim.human.tag == "never_told"]

    assert untold
    assert all(not claim.opening and all(claim.months) for claim in untold)
