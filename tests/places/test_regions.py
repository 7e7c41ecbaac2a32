from datetime import date

import pytest
from django.db import connection

from chuntian.places import operations, queries, regions
from chuntian.places.models import Division, Organisation


@pytest.fixture
def xigu(db):
    operations.load_packaged(within="620104")
    operations.load_packaged(within="620103")


@pytest.fixture(autouse=True)
def _fresh_names():
    regions.forget_names()
    yield
    regions.forget_names()


def provider(region: str) -> Organisation:
    return Organisation.objects.create(kind="provider", name=region, division=region, region=region)


@pytest.mark.django_db
def test_in_region_keeps_the_subtree_and_nothing_beside_it():
    codes = ["620000000000", "620100000000", "620104000000", "620104001000", "620104001201", "620104999999"]
    outside = ["620103999999", "620105000000", "630000000000", "610000000000"]
    for code in codes + outside:
        provider(code)

    def inside(code):
        return sorted(Organisation.objects.in_region(code).values_list("region", flat=True))

    assert inside("620104") == codes[2:]
    assert inside("620104001") == codes[3:5]
    assert inside("620104001201") == ["620104001201"]
    assert inside("620100") == sorted(codes[1:] + outside[:2])
    assert len(inside("000000")) == len(codes + outside)


@pytest.mark.django_db
def test_in_region_searches_the_index():
    rows = Organisation.objects.order_by().in_region("620104").values("region")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = rows.explain()

    assert "places_organisation_region" in plan or "organisation_kind_region" in plan  # PostgreSQL may choose either
    assert "SCAN places_organisation" not in plan


def test_in_region_takes_another_field():
    assert regions.in_region_q("6201040010".ljust(12, "0"), "hukou").children == [
        ("hukou__gte", "620104001000"),
        ("hukou__lte", "620104001999"),
    ]


@pytest.mark.usefixtures("xigu")
@pytest.mark.django_db
class TestNames:
    def test_a_reused_code_needs_its_edition_or_its_day(self):
        assert regions.division_name("620103201", edition="2019") == "黄峪镇"
        assert regions.division_name("620103201", edition="2023") == "魏岭乡"
        assert regions.division_name("620103201", on=date(2019, 6, 1)) == "黄峪镇"
        assert regions.division_name("620103201", on=date(2023, 7, 1)) == "魏岭乡"
        assert regions.division_name("620103201") == "魏岭乡"
        assert regions.division_name("620103104") == "黄峪镇"

    def test_the_villages_that_the_policy_page_names(self):
        for edition in ("2019", "2023"):
            assert regions.division_name("620104001001", edition=edition) == "西固中路社区居民委员会"
            assert regions.division_name("620104001201", edition=edition) == "范坪村民委员会"

    def test_full_names(self):
        assert regions.full_name("620104001201") == "甘肃省兰州市西固区陈坪街道范坪村民委员会"
        assert regions.full_name("620103201000", edition="2019") == "甘肃省兰州市七里河区黄峪镇"

    def test_odd_codes_read_as_themselves(self):
        assert regions.division_name("620199") == "620199"
        assert regions.division_name("旧数据") == "旧数据"
        assert regions.full_name("990104") == "990104"
        assert regions.division_name("000000") == "全国"

    def test_names_are_asked_once(self, django_assert_num_queries):
        regions.full_name("620104001201")
        with django_assert_num_queries(0):
            regions.full_name("620104001201")

    def test_one_village_brings_its_county_along(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            assert regions.division_name("620104001201") == "范坪村民委员会"
        with django_assert_num_queries(0):
            assert regions.division_name("620104001001") == "西固中路社区居民委员会"

    def test_xigu_has_the_thirteen_units_of_the_policy_page(self):
        names = [one.name for one in queries.children("620104")]

        assert len(names) == 13
        assert (names[0], names[-1]) == ("陈坪街道", "金沟乡")


@pytest.mark.django_db
def test_the_last_day_of_a_retired_county_is_no_longer_its_own():
    operations.load_packaged(within="610928")

    assert regions.division_name("610928", on=date(2021, 10, 30)) == "旬阳县"
    assert regions.division_name("610928", on=date(2021, 10, 31)) == "610928"
    assert regions.division_name("610928") == "旬阳县"


@pytest.mark.django_db
def test_a_division_stands_once_in_an_edition():
    from django.db import IntegrityError, transaction

    row = {"code": "620104000000", "name": "西固区", "level": "county", "kind": "district"}
    Division.objects.create(edition="2023", **row)
    Division.objects.create(edition="2019", **row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Division.objects.create(edition="2023", **row)
