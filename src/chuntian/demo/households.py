"""What the households live on: dibao and its margin, tekun, orphans, allowances, insurance, school, work, monitoring."""

from datetime import date, timedelta

from chuntian.demo.names import surname_of
from chuntian.demo.people import human
from chuntian.demo.world import OPENING, Human, World

LONG_AGO = date(2022, 3, 1)
RELATIONS = ("配偶", "子女", "父母", "兄弟姐妹")


def age(one: Human, day: date = OPENING) -> int:
    """Give full years."""
    return day.year - one.birth.year - ((day.month, day.day) < (one.birth.month, one.birth.day))


def settle(world: World) -> None:
    """Give every holder the circumstances of a life, in shares like those of a district in Gansu."""
    serial = 0
    for one in world.humans:
        draw = world.chance.random()
        if draw < 0.20:
            serial += 1
            on_dibao(world, one, serial)
        elif draw < 0.245:
            one.household = f"BY{world.county}{serial:05d}"
            serial += 1
            one.add("dibao_margin", LONG_AGO)
        elif draw < 0.27 and age(one) >= 18:
            one.add("tekun", LONG_AGO, mode="institution" if world.chance.random() < 0.3 else "home")
        elif draw < 0.285 and age(one) < 18:
            one.add("orphans", LONG_AGO, group="orphan" if world.chance.random() < 0.4 else "unattended")
        insure(world, one)
        live(world, one)


def on_dibao(world: World, one: Human, serial: int, start: date = LONG_AGO) -> None:
    """Put someone on the dibao list, alone or with the members of the household."""
    chance = world.chance
    rural = world.is_rural(one)
    grade = chance.choices((1, 2, 3, 4), weights=(15, 35, 35, 15))[0]
    values = {"area": "rural" if rural else "urban", "class": str(grade)}
    one.household = f"DB{world.county}{serial:05d}"
    if chance.random() < 0.25:
        one.add("dibao", start, kind="single", **values)
        return
    one.add("dibao", start, kind="household", **values)
    for _ in range(chance.choices((0, 1, 2, 3), weights=(35, 35, 20, 10))[0]):
        relation = chance.choice(RELATIONS)
        sex = ("female" if one.sex == "male" else "male") if relation == "配偶" else None
        born = {"子女": 1, "父母": -1}.get(relation, 0) * 26 + one.birth.year + chance.randint(-3, 3)
        born = min(max(born, 1928), 2022)
        family = surname_of(one.name) if relation in ("子女", "兄弟姐妹") else None
        other = human(
            world,
            500_000 + len(world.others),
            born=date(born, chance.randint(1, 12), chance.randint(1, 28)),
            sex=sex,
            surname=family,
        )
        other.household, other.relation = one.household, relation
        other.add("hukou", date(1900, 1, 1), division=one.hukou(start))
        other.add("dibao", start, kind="household", **values)
        world.others.append(other)


def insure(world: World, one: Human) -> None:
    """Enter someone in the pension and the medical insurance, nearly everyone."""
    chance = world.chance
    if age(one) >= 60:
        one.add("pension", LONG_AGO, status="draws")
    elif age(one) >= 16 and chance.random() < 0.97:
        one.add("pension", LONG_AGO, status="pays")
    if chance.random() < 0.985:
        one.add("medical", date(2023, 12, 1), insured_on=date(2023, 12, 1) + timedelta(days=chance.randrange(25)))


def live(world: World, one: Human) -> None:
    """Give allowances of old age, a school or a place in the monitoring of risk."""
    chance = world.chance
    years = age(one)
    if years >= 80 and not one.spells.get("dibao") and chance.random() < 0.9:
        one.add("elderly_allowance", LONG_AGO, kind="living", amount=60 if years < 90 else 100)
    if 6 <= years < 18 and chance.random() < 0.93:
        stage = "primary" if years < 12 else ("junior_high" if years < 15 else "senior_high")
        one.add(
            "pupils",
            date(2023, 9, 1),
            stage=stage,
            school=f"演示学校第{chance.randint(1, 12)}小学" if years < 12 else "演示第一中学",
        )
    if 25 <= years < 58 and not one.spells.keys() & {"dibao", "tekun"}:
        draw = chance.random()
        if draw < 0.004:
            one.add("work_injury_care", LONG_AGO)
        elif draw < 0.007:
            one.add("prison", date(2023, 2, 10))
    if chance.random() < 0.02 and world.is_rural(one):
        one.household = one.household or f"JC{world.county}{chance.randrange(10**5):05d}"
        one.add("monitored_households", LONG_AGO, kind=chance.choice(("unstable", "edge", "sudden", "cleared")))
