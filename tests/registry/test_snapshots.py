"""Snapshots as files, and lists read before they are committed."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from tests.registry.builders import COUNTY, certificate, commit, listed, moment, number, person

from chuntian.places.models import Organisation
from chuntian.registry.models import Snapshot
from chuntian.registry.snapshots import build_snapshot, employer_snapshot, facts_frame, snapshot_path
from chuntian.registry.verify import checks

pytestmark = pytest.mark.django_db
MARCH, APRIL = date(2024, 3, 1), date(2024, 4, 1)
LATER = moment(1, month=12)
CODE = "XX620199MA00000001"[:18]


@pytest.fixture(autouse=True)
def _data(settings, tmp_path: Path) -> None:
    settings.DATA_FOLDER = tmp_path


@pytest.fixture
def _county() -> None:
    commit("certificates", [certificate(1), certificate(2, grade=3, components=None)], date(2024, 1, 1), moment(1))


@pytest.mark.usefixtures("_county")
class TestFiles:
    def test_the_same_facts_are_the_same_file(self):
        first = build_snapshot(region=COUNTY, on=APRIL, known_at=LATER, at=LATER)
        content = snapshot_path(first).read_bytes()

        second = build_snapshot(region=COUNTY, on=APRIL, known_at=LATER, at=moment(2, month=12))

        assert first == second
        assert snapshot_path(second).read_bytes() == content
        assert Snapshot.objects.count() == 1

    def test_a_file_tells_its_facts_in_the_agreed_types(self):
        commit("survey", [listed(1, year=2023, outcome="home", needs=["care"])], date(2023, 9, 1), moment(2))

        frame = pl.read_parquet(snapshot_path(build_snapshot(region=COUNTY, on=APRIL, known_at=LATER, at=LATER)))

        expected = {
            "subject_id": pl.Int64,
            "region": pl.String,
            "birth_date": pl.Date,
            "certificate_valid": pl.Boolean,
            "components": pl.UInt64,
            "grade": pl.Int32,
            "living_allowance_other": pl.Int64,
            "needs": pl.List(pl.String),
            "hukou": pl.String,
        }
        assert {name: frame.schema[name] for name in expected} == expected
        assert frame.height == 2

    def test_an_old_snapshot_can_be_made_again_after_new_lists(self):
        first = build_snapshot(region=COUNTY, on=APRIL, known_at=moment(5), at=moment(5))

        commit("certificates", [certificate(1, name="新名", grade=4, components=None)], MARCH, moment(6))
        commit("tekun", [], MARCH, moment(6))
        second = build_snapshot(region=COUNTY, on=APRIL, known_at=moment(5), at=moment(7))

        assert first.sha256 == second.sha256

    def test_verify_finds_a_changed_and_a_missing_file(self):
        changed = build_snapshot(region=COUNTY, on=APRIL, known_at=LATER, at=LATER)
        missing = build_snapshot(region=COUNTY, on=MARCH, known_at=moment(1), at=LATER)
        assert [problem for check in checks() for problem in check.problems] == []

        snapshot_path(changed).write_bytes(b"PAR1")
        commit("tekun", [listed(1)], MARCH, moment(2))
        snapshot_path(missing).unlink()

        problems = [problem for check in checks() for problem in check.problems]
        assert [problem[:6] for problem in problems] == ["快照文件与记", "快照文件不见"]


@pytest.mark.usefixtures("_county")
class TestPending:
    def test_a_half_list_shows_what_it_would_do_and_leaves_nothing(self):
        commit("tekun", [listed(1), listed(2)], MARCH, moment(2))
        half = pl.DataFrame([listed(1, mode="home")])

        now = facts_frame(region=COUNTY, on=APRIL, known_at=LATER)
        then = facts_frame(region=COUNTY, on=APRIL, known_at=LATER, pending=("tekun", APRIL, half))

        assert now["tekun"].to_list() == [True, True]
        assert dict(zip(then["subject_id"], then["tekun"], strict=True)) == {person(1).pk: True, person(2).pk: False}
        assert facts_frame(region=COUNTY, on=APRIL, known_at=LATER).equals(now)

    def test_pending_reads_like_committed(self):
        rows = [certificate(1, status="cancelled", status_on=MARCH), certificate(2)]
        pending = facts_frame(
            region=COUNTY,
            on=APRIL,
            known_at=LATER,
            pending=("certificates", MARCH, pl.DataFrame(rows, infer_schema_length=None)),
        )

        commit("certificates", rows, MARCH, moment(2))

        assert facts_frame(region=COUNTY, on=APRIL, known_at=LATER).equals(pending)

    def test_a_pending_death_counts(self):
        frame = pl.DataFrame([listed(1, death_date=MARCH, correction=False)])

        then = facts_frame(region=COUNTY, on=APRIL, known_at=LATER, pending=("deaths", APRIL, frame))

        assert sorted(then["death_date"].to_list(), key=str) == [MARCH, None]


@pytest.mark.usefixtures("_county")
class TestEmployers:
    def test_staff_wages_and_placed_workers_are_exact(self):
        employer = {
            "credit_code": CODE,
            "name": "示范厂",
            "kind": "enterprise",
            "staff": "61/2",
            "total_wages": 305_000_00,
            "levy_year": 2024,
            "division": COUNTY,
        }
        commit("employers", [employer], MARCH, moment(2))
        one = {"credit_code": CODE, "contract_from": date(2022, 1, 1), "contract_to": None}
        staff = [listed(1, months=12, insured_months=7, **one), listed(2, months=5, insured_months=12, **one)]
        commit("employer_staff", staff, MARCH, moment(2))

        snapshot = employer_snapshot(region=COUNTY, on=APRIL, known_at=LATER, levy_year=2024, at=LATER)

        row = pl.read_parquet(snapshot_path(snapshot)).to_dicts()[0]
        assert row["subject_id"] == Organisation.objects.get(credit_code=CODE).pk
        assert (row["staff.num"], row["staff.den"]) == (61, 2)
        assert (row["average_wage.num"], row["average_wage.den"]) == (10_000, 1)
        assert (row["placed_weighted.num"], row["placed_weighted.den"]) == (19, 12)  # 7 months twice, 5 months once
        assert (row["kind"], row["social_average_wage.num"]) == ("enterprise", None)

    def test_without_a_staff_list_the_placed_are_unknown_and_with_an_empty_one_none(self):
        employer = {
            "credit_code": CODE,
            "name": "示范厂",
            "kind": "enterprise",
            "staff": "40",
            "levy_year": 2024,
            "division": COUNTY,
        }
        commit("employers", [employer], MARCH, moment(2))
        first = employer_snapshot(region=COUNTY, on=APRIL, known_at=moment(3), at=LATER)
        commit("employer_staff", [], MARCH, moment(4))
        second = employer_snapshot(region=COUNTY, on=APRIL, known_at=LATER, at=LATER)

        numbers = [pl.read_parquet(snapshot_path(one))["placed_weighted.num"].to_list() for one in (first, second)]
        assert numbers == [[None], [0]]

    @pytest.mark.parametrize(("worker", "months"), [
        ({"contract_from": date(2023, 3, 1), "contract_to": date(2024, 2, 29)}, 10),
        ({"contract_from": date(2023, 3, 1), "contract_to": date(2024, 2, 27)}, 0),
        ({"contract_from": date(2023, 12, 31), "contract_to": None}, 1),
        ({"contract_from": date(2020, 1, 1), "contract_to": None, "months": 3}, 3),
    ])  # fmt: skip
    def test_months_that_count(self, worker, months):
        from chuntian.registry.models import Certificate, Person
        from chuntian.registry.snapshots.placed import Placed, counted_months

        values = {name: str(value) if isinstance(value, date) else value for name, value in worker.items()}
        someone = Person(birth_date=date(1980, 1, 1), sex="male")
        card = Certificate(status="issued", issued_on=date(2020, 1, 1), expires_on=date(2030, 1, 1), grade=3)
        assert counted_months(Placed(someone, card, values), 2023) == months


def test_canaries_are_in_no_file_of_the_database(transactional_db, tmp_path):
    """No clear identity, certificate, account or phone number lies in the database file or its log (trust.md B18)."""
    from django.db import connection

    commit("dibao", [listed(5, household_number="H1", phone="13912345678")], MARCH, moment(2))
    row = certificate(5, guardian_name="王父", guardian_resident_id=number(88), phone="13987654321")
    commit("certificates", [row], MARCH, moment(2))
    commit("bank_accounts", [listed(5, account="6222000099998888")], MARCH, moment(2))
    commit(
        "employer_staff", [listed(5, credit_code=CODE, certificate_number=row["certificate_number"])], MARCH, moment(2)
    )
    canaries = [number(5), number(88), "6222000099998888", "13987654321", "13912345678", row["certificate_number"]]

    for text in _everything_stored(connection, tmp_path):
        for canary in canaries:
            assert canary.encode() not in text
            assert canary.encode("utf-16-le") not in text


def _everything_stored(connection, folder: Path) -> list[bytes]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            copy = folder / "copy.sqlite3"
            cursor.execute("VACUUM INTO %s", [str(copy)])
            return [copy.read_bytes()]
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT CAST(t AS text) FROM "{table}" t')  # noqa: S608
            found += [text.encode() for (text,) in cursor.fetchall()]
        return found
