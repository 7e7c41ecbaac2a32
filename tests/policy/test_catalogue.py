import pytest

from chuntian.policy.catalogue import NoSuchProgramme, State, catalogue, entry
from chuntian.policy.law import load_law


def test_all_rows_of_the_requirements_are_there_once():
    slugs = [one.slug for one in catalogue()]

    assert len(slugs) == len(set(slugs)) == 278


def test_decided_programmes_are_those_of_the_law():
    decided = {one.slug for one in catalogue() if one.state is State.DECIDED}

    assert decided == set(load_law().decided)
    assert {one.domain for one in catalogue() if one.slug in decided} == {
        load_law().programme(slug).domain for slug in decided
    }


def test_what_is_delivered_has_a_path_and_what_is_listed_has_none():
    assert all((one.path is None) == (one.state is State.LISTED) for one in catalogue())
    assert {one.kind for one in catalogue() if one.state is State.LISTED} == {
        "mechanism", "platform", "facility", "indicator",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("slug", "path"),
    [("petition_handling", "petition"), ("home_accessibility", "works"), ("onsite_assessment", "certificate"),
     ("meal_delivery", "service_order"), ("temporary_relief", "cash_benefit"), ("job_fair", "activity")],
)  # fmt: skip
def test_path_by_kind_or_by_exception(slug, path):
    assert entry(slug).path == path


def test_every_row_has_its_names_seeds_and_quote():
    for one in catalogue():
        assert one.name_zh
        assert one.name_en
        assert one.sources
        assert one.quote


def test_a_wrong_slug_names_the_nearest():
    with pytest.raises(NoSuchProgramme, match="nursing_subsidy"):
        entry("nursing_subsidie")
