"""What is known of a person on a day, and what is not."""

from datetime import date

import pytest
from tests.registry.builders import (
    CITY,
    COUNTY,
    OTHER,
    OTHER_VILLAGE,
    VILLAGE,
    certificate,
    commit,
    listed,
    moment,
    person,
)

from chuntian.policy.law import load_law
from chuntian.registry.operations import state_fact
from chuntian.registry.queries import certificates_of, facts_of, person_file, timeline
from chuntian.registry.snapshots import facts_frame

pytestmark = pytest.mark.django_db
MARCH, APRIL, MAY = date(2024, 3, 1), date(2024, 4, 1), date(2024, 5, 1)
LATER = moment(1, month=12)


@pytest.fixture
def _county() -> None:
    commit("certificates", [certificate(1), certificate(2)], date(2024, 1, 1), moment(1))


def known(who: int = 1, on: date = APRIL, at=LATER) -> dict:
    return {name: fact.value for name, fact in facts_of(person(who), on, at).items()}


@pytest.mark.usefixtures("_county")
class TestWholeLists:
    def test_no_list_ever_is_unknown_and_never_no(self):
        assert known()["dibao"] is None
        assert known()["tekun"] is None

    def test_not_on_the_list_is_no(self):
        commit("dibao", [listed(2, kind="single", area="rural", **{"class": 2})], MARCH, moment(2))

        assert (known(1)["dibao"], known(1)["dibao_class"]) == ("none", None)
        assert (known(2)["dibao"], known(2)["dibao_area"], known(2)["dibao_class"]) == ("single", "rural", 2)

    def test_an_empty_list_says_no_to_everyone(self):
        commit("tekun", [], MARCH, moment(2))

        assert known()["tekun"] is False

    def test_a_list_that_is_too_old_says_nothing(self):
        commit("dibao", [listed(1, kind="household")], MARCH, moment(2))

        assert known(on=MAY)["dibao"] == "household"
        assert known(on=date(2024, 5, 2))["dibao"] is None

    def test_a_list_of_a_later_day_says_nothing_yet(self):
        commit("dibao", [listed(1, kind="household")], MAY, moment(2))

        assert known(on=APRIL)["dibao"] is None

    def test_what_was_not_known_then_is_not_known(self):
        commit("dibao", [listed(1, kind="household")], MARCH, moment(20))

        assert known(at=moment(19))["dibao"] is None
        assert known(at=moment(20))["dibao"] == "household"

    def test_the_list_of_another_county_says_nothing_here(self):
        commit("tekun", [], MARCH, moment(2), region=OTHER)

        assert known()["tekun"] is None

    def test_a_list_of_the_city_covers_its_counties_and_a_newer_county_list_overrides_it(self):
        commit("tekun", [listed(1, mode="institution")], MARCH, moment(2), region="620100000000")
        assert (known()["tekun"], known()["in_welfare_institution"]) == (True, True)

        commit("tekun", [], date(2024, 3, 15), moment(3), region=COUNTY)
        assert (known()["tekun"], known()["in_welfare_institution"]) == (False, False)

    def test_two_allowances_of_one_list_are_kept_apart_and_added(self):
        rows = [
            listed(1, kind="living", amount=10_000),
            listed(1, kind="care", amount=5_000),
            listed(1, kind="living", amount=1),
        ]
        commit("elderly_allowance", rows, MARCH, moment(2))

        assert (known()["living_allowance_other"], known()["care_allowance_other"]) == (10_001, 5_000)
        assert (known(2)["living_allowance_other"], known(2)["care_allowance_other"]) == (0, 0)

    def test_a_sentence_counts_from_its_first_to_its_last_day(self):
        row = listed(1, **{"from": date(2024, 3, 10), "to": date(2024, 4, 10)})
        commit("prison", [row], MARCH, moment(2))

        days = (date(2024, 3, 9), date(2024, 3, 10), date(2024, 4, 10), date(2024, 4, 11))
        assert [known(on=day)["in_prison"] for day in days] == [False, True, True, False]


@pytest.mark.usefixtures("_county")
class TestChanges:
    def test_a_death_counts_from_its_day_although_the_list_is_later(self):
        commit("deaths", [listed(1, death_date=date(2024, 3, 5))], APRIL, moment(2, month=4))

        assert known(on=date(2024, 3, 4))["death_date"] is None
        assert known(on=date(2024, 3, 5))["death_date"] == date(2024, 3, 5)
        assert known(on=APRIL, at=moment(30))["death_date"] is None

    def test_a_correction_takes_a_death_back_whatever_arrives_first(self):
        withdrawn = listed(1, death_date=date(2024, 3, 5), correction=True)
        commit("deaths", [withdrawn], MAY, moment(2))
        commit("deaths", [listed(1, death_date=date(2024, 3, 5), correction=False)], APRIL, moment(3))

        assert known(on=MAY)["death_date"] is None

    def test_a_move_changes_the_household_registration_and_the_region(self):
        commit(
            "moves",
            [listed(1, moved_on=date(2024, 3, 5), from_division=VILLAGE, to_division=OTHER_VILLAGE)],
            MARCH,
            moment(2),
        )

        assert known(on=date(2024, 3, 4))["hukou"] == VILLAGE
        assert known(on=date(2024, 3, 5))["hukou"] == OTHER_VILLAGE
        here = facts_frame(region=COUNTY, on=APRIL, known_at=LATER)
        there = facts_frame(region=OTHER, on=APRIL, known_at=LATER)
        assert (here["subject_id"].to_list(), there["subject_id"].to_list()) == ([person(2).pk], [person(1).pk])

    def test_a_county_that_asks_for_someone_who_left_decides_for_itself(self):
        commit(
            "moves",
            [listed(1, moved_on=date(2024, 3, 5), from_division=VILLAGE, to_division=OTHER_VILLAGE)],
            MARCH,
            moment(2),
        )
        law = load_law(demo=True)
        who = {"on": APRIL, "known_at": LATER, "subjects": [person(1).pk]}

        here, there = (facts_frame(region=region, law=law, **who) for region in (COUNTY, OTHER))

        assert (here["region"][0], there["region"][0]) == (COUNTY, OTHER_VILLAGE)
        assert (here["hukou"][0], there["hukou"][0]) == (OTHER_VILLAGE, OTHER_VILLAGE)
        assert facts_frame(region=VILLAGE, law=law, **who)["region"][0] == VILLAGE
        assert facts_frame(region=CITY, law=law, **who)["region"][0] == OTHER_VILLAGE
        slug = "living_subsidy"
        asked = [
            law.decide_one(slug, {"hukou": frame["hukou"][0]}, on=APRIL, division=frame["region"][0])
            for frame in (here, there)
        ]
        met = [{one.code: one.met for one in decision.reasons}["registered_here"] for decision in asked]
        assert met == [False, True]

    def test_someone_of_the_county_is_read_alike_alone_and_among_all(self):
        everyone = facts_frame(region=COUNTY, on=APRIL, known_at=LATER)
        some = facts_frame(region=COUNTY, on=APRIL, known_at=LATER, subjects=everyone["subject_id"].to_list())

        assert some.equals(everyone)

    def test_some_facts_are_those_of_all(self):
        commit("dibao", [listed(1, kind="household", household_number="H1")], MARCH, moment(2))
        everything = facts_frame(region=COUNTY, on=APRIL, known_at=LATER)

        some = facts_frame(region=COUNTY, on=APRIL, known_at=LATER, names=["dibao", "hukou"])

        assert some.equals(
            everything.select("subject_id", "region", *(c for c in everything.columns if c in ("dibao", "hukou")))
        )

    def test_a_register_that_lags_behind_does_not_undo_a_move(self):
        commit(
            "moves",
            [listed(1, moved_on=date(2024, 3, 5), from_division=VILLAGE, to_division=OTHER_VILLAGE)],
            MARCH,
            moment(2),
        )
        commit("certificates", [certificate(1), certificate(2)], APRIL, moment(3))

        assert known(on=APRIL)["hukou"] == OTHER_VILLAGE

    def test_the_newest_survey_gives_the_needs(self):
        commit("survey", [listed(1, year=2023, outcome="home", needs=["device", "care"])], date(2023, 9, 1), moment(2))
        commit("survey", [listed(1, year=2022, outcome="lost", needs=["housing"])], date(2022, 9, 1), moment(3))

        assert (known()["needs"], known()["survey_outcome"]) == (["care", "device"], "home")
        assert known(2)["needs"] is None


@pytest.mark.usefixtures("_county")
class TestStated:
    def test_a_visit_overrides_an_older_list_and_a_newer_list_overrides_the_visit(self):
        commit("tekun", [], MARCH, moment(2))
        state_fact(
            person=person(1), values={"tekun": True}, true_from=date(2024, 3, 20), origin="visit", by="t", at=moment(21)
        )
        assert (known(on=MARCH)["tekun"], known()["tekun"]) == (False, True)

        commit("tekun", [], date(2024, 4, 1), moment(3, month=4))
        assert known()["tekun"] is False

    def test_a_statement_ends_with_its_last_day(self):
        state_fact(
            person=person(1),
            values={"other_hardship": True},
            true_from=MARCH,
            true_to=APRIL,
            origin="case",
            by="t",
            at=moment(2),
        )

        assert (known(on=APRIL)["other_hardship"], known(on=date(2024, 4, 2))["other_hardship"]) == (True, None)

    def test_slugs_and_days_come_back_as_they_went_in(self):
        values = {"chosen": ["nursing_subsidy"], "applied_on": date(2024, 3, 3)}
        state_fact(person=person(1), values=values, true_from=MARCH, origin="case", by="t", at=moment(2))

        assert (known()["chosen"], known()["applied_on"]) == (["nursing_subsidy"], date(2024, 3, 3))


class TestCertificates:
    @pytest.mark.parametrize(
        ("row", "on", "valid"),
        [
            ({}, APRIL, True),
            ({"expires_on": APRIL}, APRIL, True),
            ({"expires_on": date(2024, 3, 31)}, APRIL, False),
            ({"issued_on": date(2024, 4, 2)}, APRIL, False),
            ({"status": "cancelled", "status_on": MARCH}, APRIL, False),
            ({"status": "cancelled", "status_on": date(2024, 4, 2)}, APRIL, True),
            ({"status": "frozen"}, APRIL, False),
            ({}, date(2024, 2, 28), None),
        ],
    )
    def test_in_force(self, row, on, valid):
        commit("certificates", [certificate(1, **row)], MARCH, moment(1))

        assert known(on=on)["certificate_valid"] is valid

    def test_several_kinds_without_their_parts_are_unknown_components(self):
        commit("certificates", [certificate(1, category=7, grade=2, components=None)], MARCH, moment(1))

        assert (known()["components"], known()["grade"]) == (None, 2)

    def test_who_fell_out_of_the_newest_whole_register_is_unknown(self):
        commit("certificates", [certificate(1), certificate(2)], MARCH, moment(1))
        commit("certificates", [certificate(2)], APRIL, moment(2))

        assert known(1)["certificate_valid"] is None
        assert known(1, on=date(2024, 3, 31))["certificate_valid"] is True
        assert known(2)["certificate_valid"] is True


@pytest.mark.usefixtures("_county")
class TestPersonFile:
    def test_it_needs_eight_queries_and_agrees_with_the_facts(self, django_assert_max_num_queries):
        commit("dibao", [listed(1, kind="household", household_number="H1")], MARCH, moment(2))
        commit("deaths", [listed(2, death_date=MARCH)], MARCH, moment(2))
        commit("bank_accounts", [listed(1, account="6222000011112222")], MARCH, moment(3))
        pk = person(1).pk

        with django_assert_max_num_queries(8):
            file = person_file(pk, APRIL, LATER)

        assert {name: fact.value for name, fact in file.facts.items()} == known(1)
        assert (len(file.certificates), len(file.accounts), len(file.memberships), len(file.timeline)) == (1, 1, 1, 1)
        assert file.facts["dibao"].source.kind == "dibao"
        assert file.facts["dibao"].true_from == MARCH

    def test_one_person_reads_like_everyone(self):
        commit("dibao", [listed(1, kind="household", household_number="H1")], MARCH, moment(2))
        commit(
            "moves",
            [listed(2, moved_on=MARCH, from_division=VILLAGE, to_division=VILLAGE[:6] + "001202")],
            MARCH,
            moment(2),
        )
        commit("survey", [listed(1, year=2023, outcome="home", needs=["care"])], date(2023, 9, 1), moment(2))
        state_fact(person=person(1), values={"tekun": True}, true_from=MARCH, origin="visit", by="t", at=moment(21))

        everyone = facts_frame(region=COUNTY, on=APRIL, known_at=LATER)

        for row in everyone.iter_slices(1):
            assert facts_frame(region="", on=APRIL, known_at=LATER, subjects=row["subject_id"].to_list()).equals(row)

    def test_history_and_certificates_are_newest_first(self):
        commit("tekun", [listed(1)], MARCH, moment(2))
        commit("dibao", [listed(1, kind="single")], APRIL, moment(3))

        assert [line.kind for line in timeline(person(1))] == ["dibao", "tekun"]
        assert len(certificates_of(person(1), APRIL)) == 1
