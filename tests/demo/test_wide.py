"""A city or a province: the right number of people, one file a kind, no number twice."""

import csv
from contextlib import ExitStack

from tests.demo.conftest import SMALL_PLACE

from chuntian.demo import wide
from chuntian.demo.truth import Truth


def test_the_province_has_exactly_its_number():
    half = wide.Place("620105", "安宁区", SMALL_PLACE.villages[:5])

    assert sum(wide.shares([SMALL_PLACE, half], [SMALL_PLACE, half])) == wide.PROVINCE_HOLDERS


def test_two_counties_share_the_files_and_no_number(tmp_path):
    neighbour = wide.Place(
        "620105", "安宁区", tuple((f"620105{code[6:]}", name) for code, name in SMALL_PLACE.villages)
    )
    truth = Truth(1, "62")

    with ExitStack() as stack:
        writer = wide.Writer(tmp_path, stack)
        paid = [
            row
            for world in wide.worlds([SMALL_PLACE, neighbour], [450, 500], 1)
            for row in wide.write_county(world, writer, truth, 1)
        ]

    with writer.path("certificates").open(encoding="utf-8-sig", newline="") as file:
        numbers = [row["公民身份号码"] for row in csv.DictReader(file)]
    assert len(numbers) == len(set(numbers)) == 950
    assert {place[:6] for _, _, place in paid} == {"620104", "620105"}
    assert truth.must_stop
    assert truth.entitled_not_receiving
