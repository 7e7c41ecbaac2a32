"""The check of claimed lines against a slow answer of its own, for any sessions whatever."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chuntian.services import checks
from chuntian.services.checks import Book, check
from chuntian.services.enums import Finding

pytestmark = pytest.mark.alike

START = date(2024, 3, 1)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "order_id": st.integers(1, 2), "person_id": st.integers(1, 2), "provider_id": st.integers(1, 2),
            "day": st.integers(0, 5), "starts": st.integers(0, 8), "long": st.integers(1, 4), "fen": st.integers(0, 50),
            "owed": st.booleans(), "claimed": st.booleans(),
        }
    ),
    min_size=1, max_size=14,
)  # fmt: skip
WORLD = st.fixed_dictionaries(
    {
        "ceiling": st.one_of(st.none(), st.integers(0, 120)), "quantity": st.one_of(st.none(), st.integers(0, 6)),
        "year": st.one_of(st.none(), st.integers(0, 150)), "used": st.integers(0, 40), "capacity": st.integers(1, 3),
        "death": st.one_of(st.none(), st.integers(0, 5)), "span": st.tuples(st.integers(0, 5), st.integers(0, 5)),
        "price": st.integers(5, 50), "shut": st.integers(0, 5),
    }
)  # fmt: skip


def day(number: int) -> date:
    return START + timedelta(days=number)


def frame(rows: list[dict], schema: dict) -> pl.DataFrame:
    return pl.DataFrame([tuple(row[name] for name in schema) for row in rows], schema=schema, orient="row")


def build(rows: list[dict], world: dict) -> tuple[pl.DataFrame, Book, list[dict]]:
    full = [
        {**row, "session_id": number, "day": day(row["day"]), "ends": row["starts"] + row["long"], "programme": "p",
         "item": "i", "owed": row["owed"] and not row["claimed"]}
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip
    lines = [row for row in full if row["claimed"]]
    span = sorted(world["span"])
    both = (1, 2)
    book = Book(
        orders=frame(
            [{"order_id": n, "starts_on": day(1), "ends_on": day(4), "ceiling_fen": world["ceiling"]} for n in both],
            checks.ORDERS,
        ),
        items=frame([{"order_id": n, "item": "i", "quantity": world["quantity"]} for n in both], checks.ITEMS),
        spans=frame(
            [{"agreement_id": n, "provider_id": n, "programme": "p", "from_on": day(span[0]), "to_on": day(span[1]),
              "year_fen": world["year"]} for n in both], checks.SPANS,
        ),
        prices=frame(
            [{"provider_id": n, "item": "i", "from_on": START, "to_on": None, "price_fen": world["price"]} for n in both],
            checks.PRICES,
        ),
        dead=frame(
            [] if world["death"] is None else [{"person_id": 1, "death_date": day(world["death"])}], checks.DEAD
        ),
        places=frame([{"provider_id": n, "capacity": world["capacity"], "shut_weekdays": ""} for n in both], checks.PLACES),
        shut=frame([{"provider_id": 2, "day": day(world["shut"])}], checks.SHUT),
        beside=frame(full, checks.BESIDE),
        used=frame([{"order_id": 1, "item": "i", "fen": world["used"], "times": 1}], checks.USED),
        used_year=frame([{"provider_id": 1, "programme": "p", "year": 2024, "fen": world["used"]}], checks.USED_YEAR),
    )  # fmt: skip
    return frame(lines, checks.LINES), book, full


def slowly(full: list[dict], world: dict) -> dict[int, Finding]:
    """Give the findings line by line, as a clerk with the papers on the table would."""
    span, said = sorted(world["span"]), {}
    order_fen, order_times, year_fen = {1: world["used"], 2: 0}, {1: 1, 2: 0}, {1: world["used"], 2: 0}
    for line in sorted((r for r in full if r["claimed"]), key=lambda r: (r["day"], r["starts"], r["session_id"])):
        number, found = (line["day"] - START).days, Finding(0)
        found |= Finding.OUTSIDE_ORDER if not 1 <= number <= 4 else Finding(0)
        found |= Finding.OUTSIDE_AGREEMENT if not span[0] <= number <= span[1] else Finding(0)
        found |= Finding.OVER_PRICE if line["fen"] > world["price"] else Finding(0)
        if world["death"] is not None and line["person_id"] == 1 and number > world["death"]:
            found |= Finding.DEAD
        if line["provider_id"] == 2 and number == world["shut"]:
            found |= Finding.SHUT_DAY
        found |= beside(line, full, world["capacity"])
        if world["quantity"] is not None and order_times[line["order_id"]] + 1 > world["quantity"]:
            found |= Finding.NOT_ORDERED
        held_before_sums = found
        said[line["session_id"]] = found
        line["before"] = held_before_sums
        order_times[line["order_id"]] += not (found & ~Finding.NOT_ORDERED)
    for line in sorted((r for r in full if r["claimed"]), key=lambda r: (r["day"], r["starts"], r["session_id"])):
        found = said[line["session_id"]]
        over = world["ceiling"] is not None and order_fen[line["order_id"]] + line["fen"] > world["ceiling"]
        if not found:
            order_fen[line["order_id"]] += line["fen"]
        said[line["session_id"]] = found | (Finding.OVER_CEILING if over else Finding(0))
    for line in sorted((r for r in full if r["claimed"]), key=lambda r: (r["day"], r["starts"], r["session_id"])):
        found, covered = said[line["session_id"]], span[0] <= (line["day"] - START).days <= span[1]
        over = world["year"] is not None and covered and year_fen[line["provider_id"]] + line["fen"] > world["year"]
        if not found:
            year_fen[line["provider_id"]] += line["fen"]
        said[line["session_id"]] = found | (Finding.OVER_AGREEMENT_SUM if over else Finding(0))
    return said


def beside(line: dict, full: list[dict], capacity: int) -> Finding:
    found = Finding(0)
    for other in full:
        same = other["person_id"] == line["person_id"] and other["day"] == line["day"] and other is not line
        over = same and other["starts"] < line["ends"] and other["ends"] > line["starts"]
        first = other["owed"] or (not line["owed"] and other["session_id"] < line["session_id"])
        if over and first:
            found |= Finding.DOUBLE
    there = [r["session_id"] for r in full if (r["provider_id"], r["day"]) == (line["provider_id"], line["day"])]
    if sorted(there).index(line["session_id"]) >= capacity:
        found |= Finding.OVER_CAPACITY
    return found


@settings(max_examples=300, deadline=None)
@given(ROWS, WORLD)
def test_the_check_says_what_a_slow_answer_says(rows, world):
    lines, book, full = build(rows, world)

    now = check(lines, book)

    assert {pk: Finding(mask) for pk, mask in now.select("session_id", "findings").iter_rows()} == slowly(full, world)


@settings(max_examples=200, deadline=None)
@given(ROWS, WORLD)
def test_what_passes_never_exceeds_a_ceiling_a_quantity_or_a_year_and_never_overlaps(rows, world):
    lines, book, full = build(rows, world)

    passes = check(lines, book).filter(pl.col("findings") == 0)

    for number, fen in passes.group_by("order_id").agg(pl.col("fen").sum()).iter_rows():
        assert world["ceiling"] is None or fen + (world["used"] if number == 1 else 0) <= world["ceiling"]
    for number, fen in passes.group_by("provider_id").agg(pl.col("fen").sum()).iter_rows():
        assert world["year"] is None or fen + (world["used"] if number == 1 else 0) <= world["year"]
    kept = passes.select("person_id", "day", "starts", "ends").rows()
    kept += [(r["person_id"], r["day"], r["starts"], r["ends"]) for r in full if r["owed"]]
    own = passes.height
    for here, (person, on, first, last) in enumerate(kept[:own]):
        for there, (whose, when, begins, stops) in enumerate(kept):
            assert here == there or (person, on) != (whose, when) or begins >= last or stops <= first


def test_no_line_at_all_is_no_finding():
    lines, book, _ = build([{"order_id": 1, "person_id": 1, "provider_id": 1, "day": 0, "starts": 0, "long": 1, "fen": 0,
                             "owed": False, "claimed": False}], dict.fromkeys(
        ("ceiling", "quantity", "year", "death")) | {"used": 0, "capacity": 1, "span": (0, 5), "price": 5, "shut": 0})  # fmt: skip

    assert check(lines, book).is_empty()
