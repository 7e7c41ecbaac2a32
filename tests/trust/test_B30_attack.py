"""B30: a linear programme over all published tables, levels and months pins no hidden count."""

import random
from datetime import date

import pytest
from tests.casework.county import moment
from tests.trust.attack import Attacker

from chuntian.indicators import published
from chuntian.indicators.ahead import prepare
from chuntian.indicators.catalogue import all_measures, measure
from chuntian.indicators.figures import Measure
from chuntian.indicators.links import CUMULATIVE, LINKS
from chuntian.indicators.models import KeptFigure, Publication
from chuntian.indicators.operations import publish, withdraw
from chuntian.kernel.days import Month

pytestmark = [pytest.mark.django_db, pytest.mark.alike]
PREFECTURE, COUNTIES = "620100000000", ["620102000000", "620103000000", "620104000000"]
AT = moment(date(2024, 12, 31))
MONTHS = [Month(2024, 3), Month(2024, 4)]


def towns(county):
    return [f"{county[:6]}{number:03}000" for number in range(1, 7)]


def month_of_a_town(chance, before):
    """Give a town's counts: two in five cells hold 1 to 10 persons, as they do in the country."""
    holders = chance.choice([9, 14, 25, 40, 70, 160, 400]) + chance.randint(0, 8)
    severe = chance.randint(0, holders) if chance.random() < 0.8 else holders - chance.randint(0, 2)
    grown = holders - chance.randint(0, holders // 3)
    pension = grown - (0 if chance.random() < 0.4 else chance.randint(0, grown // 3))
    insured = holders - (0 if chance.random() < 0.5 else chance.randint(0, 12))
    device = (before or (0, 0))[0] + chance.choice([0, 0, 2, 5, 14])
    times = max(device, (before or (0, 0))[1] + device - (before or (0, 0))[0] + chance.randint(0, 6))
    return {
        "certificate_holders": (holders, None), "severe_holders": (severe, None),
        "child_holders": (chance.randint(0, holders // 5), None), "pension_coverage": (pension, grown),
        "medical_coverage": (max(0, insured), holders), "served.device": (device, None),
        "served.device.times": (times, None),
    }  # fmt: skip


def furnish(seed):
    chance, truth, device = random.Random(seed), {}, {}
    for month in MONTHS:
        for county in COUNTIES:
            for town in towns(county):
                counts = month_of_a_town(chance, device.get(town))
                device[town] = (counts["served.device"][0], counts["served.device.times"][0])
                for slug, (counted, whole) in counts.items():
                    truth[town, str(month), slug] = (counted, whole)
                    for above in (county, PREFECTURE):
                        known, all_ = truth.get((above, str(month), slug), (0, None if whole is None else 0))
                        truth[above, str(month), slug] = (known + counted, None if whole is None else all_ + whole)
    KeptFigure.objects.bulk_create(
        KeptFigure(region=code, month=month, measure=slug, unit=measure(slug).unit, numerator=counted,
                   denominator=whole, known_at=AT)
        for (code, month, slug), (counted, whole) in truth.items()
    )  # fmt: skip
    return chance, truth


def attacked(client, chance, truth):
    """Publish every county and the prefecture of both months in any order, one of them twice, and let her read it all."""
    attacker = Attacker()
    every = [(region, month) for month in MONTHS for region in (PREFECTURE, *COUNTIES)]
    chance.shuffle(every)
    for region, month in [*every, every[2]]:
        was = Publication.objects.filter(region=region, month=str(month)).first()
        if was:
            withdraw(publication=was, by="system:test", at=AT, reason="更正")
        prepare(region=region, month=str(month), at=AT)
        made = publish(region=region, month=month, licence="CC0-1.0", by="system:test", at=AT, reason="公开")
        attacker.reads(client.get(f"/open-data/{made.pk}/figures.csv").content.decode(), region)
    return attacker, attacker.pins(truth)


@pytest.mark.parametrize("seed", [1, 2])
def test_B30_nothing_hidden_can_be_worked_out_from_all_tables_together(client, seed):
    chance, truth = furnish(seed)

    attacker, pinned = attacked(client, chance, truth)

    assert pinned == []
    assert 0 < len(attacker.suppressed) < len(attacker.seen)


def test_B30_the_attacker_can_attack(client, monkeypatch):
    monkeypatch.setattr(published, "hide_what_could_be_worked_out", lambda *_: None)
    chance, truth = furnish(1)

    _attacker, pinned = attacked(client, chance, truth)

    assert len(pinned) > 20


# What these count says nothing of another figure's count.
ALONE = {"vocational_training", "home_accessibility_households", "screened_children",
         "living_subsidy.amount_paid", "nursing_subsidy.amount_paid"}  # fmt: skip


def test_B30_the_gate_knows_how_every_measure_hangs_together():
    measures = [one for one in all_measures() if isinstance(one, Measure)]
    growing = {
        one.slug for one in measures if one.frame in ("services", "payments") and not one.is_rate and not one.amount
    }
    linked = {slug for link in LINKS for slug, _part in (*link.some, *link.among)}

    assert growing == CUMULATIVE
    assert {one.slug for one in measures} - linked == ALONE
