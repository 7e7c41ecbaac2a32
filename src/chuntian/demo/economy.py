"""Employers with their staff, and the owners of motor wheelchairs."""

from datetime import date

from chuntian.demo.households import LONG_AGO, age
from chuntian.demo.numbers import credit_code
from chuntian.demo.world import Employer, Vehicle, World

KINDS = (("enterprise", 26), ("institution", 6), ("organ", 4), ("association", 2), ("private_non_enterprise", 4))
TRADES = ("化工", "机械", "商贸", "物流", "餐饮", "纺织", "建材", "电子", "保洁", "种植")
KIND_NAMES = {
    "enterprise": "西固演示{trade}有限公司{n}",
    "institution": "西固演示第{n}小学",
    "organ": "西固演示机关{n}",
    "association": "西固演示协会{n}",
    "private_non_enterprise": "西固演示社会工作服务中心{n}",
}
SMALL = ((18, 0), (30, 0), (31, 0), (61, 1), (101, 1), (120, 2))  # around the thresholds of the law


def employ(world: World, employers: int | None = None) -> None:
    """Found employers and let able holders of working age work there."""
    chance = world.chance
    workers = [
        one
        for one in world.humans
        if 18 <= age(one) < 58 and not one.spells.get("dibao") and not one.spells.get("tekun")
    ]
    chance.shuffle(workers)
    serial = 0
    for kind, count in KINDS:
        for n in range(1, count + 1):
            serial += 1
            staff, placed = SMALL[serial - 1] if serial <= len(SMALL) else (chance.randint(20, 600), 0)
            placed = placed or int(staff * chance.choice((0, 0, 0.006, 0.012, 0.018, 0.03)))
            unit = Employer(
                credit_code(kind, world.county, serial), KIND_NAMES[kind].format(trade=chance.choice(TRADES), n=n), kind, staff,
                staff * chance.randint(52_000, 96_000),
            )  # fmt: skip
            for one in [workers.pop() for _ in range(min(placed, len(workers)))]:
                since = world.day_between(date(2018, 1, 1), date(2023, 6, 30))
                unit.people.append((one, since, chance.randint(2100, 5200), 12))
                one.add("employment", since, employer_code=unit.credit_code)
            world.employers.append(unit)


def ride(world: World) -> None:
    """Give motor wheelchairs to some holders with a lower-limb disability, and one to a holder without."""
    drivers = [one for one in world.humans if "下肢" in one.certificates[-1].components and 18 <= age(one) < 70]
    for serial, one in enumerate(
        world.chance.sample(drivers, min(len(drivers), 60 if len(world.humans) > 2000 else 6)), start=1
    ):
        world.vehicles.append(Vehicle(one, f"甘A演{serial:04d}", world.day_between(LONG_AGO, date(2023, 12, 1))))
