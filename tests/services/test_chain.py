"""The chain from a screening over the diagnosis to rehabilitation, with the time each stage takes."""

from datetime import date

from tests.casework.county import REGION, moment
from tests.services.conftest import FIRST

from chuntian.policy.law import load_law
from chuntian.services import operations as services
from chuntian.services.chain import LINK, Stage, chain

ITEMS = {"screening": None, "diagnosis": None, "referral": None}


def test_each_stage_has_its_age_and_is_late_only_where_a_place_says_how_long(centre):
    centre.agree(centre.two, LINK)
    for item in ITEMS:
        services.set_price(
            provider=centre.two, item=item, price_fen=1, from_on=FIRST, by=centre.clerk, at=moment(FIRST)
        )
    waits, goes, new = (
        centre.order(name, provider=centre.two, programme=LINK, items=ITEMS) for name in ("阿一", "阿二", "阿三")
    )
    centre.session(waits, date(2024, 3, 1), item="screening")
    for day, item in ((1, "screening"), (4, "diagnosis")):
        centre.session(goes, date(2024, 3, day), item=item)
    centre.session(new, date(2024, 3, 8), item="screening")
    invented, law = load_law(demo=True), load_law()

    rows = {one.person_id: one for one in chain(REGION, on=date(2024, 3, 11), law=invented)}

    first, second, third = (rows[order.person_id] for order in (waits, goes, new))
    assert (first.stage, first.days, first.due_on, first.late) == (Stage.DIAGNOSIS, 10, date(2024, 3, 8), True)
    assert (second.stage, second.days, second.late) == (Stage.REHABILITATION, 7, False)
    assert (third.stage, third.late) == (Stage.DIAGNOSIS, False)
    assert {one.late for one in chain(REGION, on=date(2024, 3, 11), law=law)} == {None}

    centre.session(centre.order("阿二"), date(2024, 3, 12))

    last = chain(REGION, on=date(2024, 3, 12), law=invented)[-1]
    assert (last.person_id, last.stage, last.days, last.late) == (goes.person_id, Stage.THERE, 11, None)
