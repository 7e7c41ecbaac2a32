"""The holders of certificates: who they are, what their certificates say."""

import random
from datetime import date, timedelta

from chuntian.demo.names import personal_name, surname_of
from chuntian.demo.numbers import account_number, phone_number
from chuntian.demo.world import OPENING, CertificateState, Human, World

CATEGORY_ZH = {1: "视力", 2: "听力", 3: "言语", 4: "肢体", 5: "智力", 6: "精神", 7: "多重"}
GRADE_ZH = {1: "一级", 2: "二级", 3: "三级", 4: "四级"}
CATEGORY_SHARES = {4: 0.555, 1: 0.115, 2: 0.085, 3: 0.015, 5: 0.085, 6: 0.085, 7: 0.06}
GRADE_SHARES = {1: 0.14, 2: 0.25, 3: 0.29, 4: 0.32}
AGES = (((0, 6), 0.012), ((7, 17), 0.035), ((18, 44), 0.20), ((45, 59), 0.28), ((60, 79), 0.37), ((80, 97), 0.103))
MULTIPLE = (
    "肢体{g};智力{h}", "听力{g};言语{h}", "肢体{g};言语{h}", "智力{g};精神{h}", "视力{g};听力{h}", "听力{g};智力{h}", "肢体{g};精神{h}",
)  # fmt: skip
PARTS = ("上肢", "下肢", "下肢", "下肢", "")


def pick(chance: random.Random, shares: dict) -> object:
    """Draw a key by its share."""
    return chance.choices(list(shares), weights=list(shares.values()))[0]


def birth_date(chance: random.Random) -> date:
    """Draw a date of birth so that the ages on the opening day are those of certificate holders."""
    low, high = chance.choices([span for span, _ in AGES], weights=[share for _, share in AGES])[0]
    newest = date(OPENING.year - low, 1, 1) - timedelta(days=1)
    oldest = date(OPENING.year - high - 1, 1, 2)
    return oldest + timedelta(days=chance.randrange((newest - oldest).days + 1))


def components_text(chance: random.Random, category: int, grade: int) -> str:
    """Write the components of a certificate as the register does: 肢体一级下肢;智力二级."""
    if category != 7:
        return CATEGORY_ZH[category] + GRADE_ZH[grade] + (chance.choice(PARTS) if category == 4 else "")
    other = chance.randint(grade, 4)
    text = chance.choice(MULTIPLE).format(g=GRADE_ZH[grade], h=GRADE_ZH[other])
    return text.replace("肢体" + GRADE_ZH[grade], "肢体" + GRADE_ZH[grade] + chance.choice(PARTS))


def certificate(chance: random.Random, resident_id: str, born: date, *, grade: int | None = None) -> CertificateState:
    """Issue a first certificate, ten years long, that does not end in the year of the story."""
    category = pick(chance, CATEGORY_SHARES)
    grade = grade or pick(chance, GRADE_SHARES)
    earliest = max(date(2015, 2, 1), born + timedelta(days=400))
    latest = max(date(2023, 11, 28), earliest)
    issued = earliest + timedelta(days=chance.randrange((latest - earliest).days + 1))
    issued = min(issued, date(2023, 11, 28))
    number = f"{resident_id}{category}{grade}" + (chance.choice(("B1", "B1", "B2")) if chance.random() < 0.02 else "")
    return CertificateState(
        issued, number, category, grade, components_text(chance, category, grade), issued, ten_years(issued)
    )


def ten_years(issued: date) -> date:
    """Give the printed end of a certificate issued on this day."""
    return date(issued.year + 10, issued.month, min(issued.day, 28)) - timedelta(days=1)


def human(
    world: World, serial: int, *, born: date | None = None, sex: str | None = None, surname: str | None = None
) -> Human:
    """Bring a person into the world, with a number, a telephone and a bank card."""
    chance = world.chance
    sex = sex or ("male" if chance.random() < 0.54 else "female")
    resident_id, born = world.numbers.next(born or birth_date(chance), sex)
    name = personal_name(chance, sex, surname)
    one = Human(name, sex, born, resident_id, phone_number(chance))
    one.account, one.account_holder = account_number(serial), name
    one.bank = chance.choice(("甘肃银行（演示）", "农村信用社（演示）", "邮政储蓄（演示）"))
    return one


def populate(world: World, holders: int, first_serial: int = 0) -> None:
    """Fill the villages with certificate holders, children with guardians among them."""
    weights = [world.chance.uniform(0.3, 1.7) for _ in world.villages]
    homes = world.chance.choices([code for code, _ in world.villages], weights=weights, k=holders)
    for serial, village in enumerate(homes, start=first_serial + 1):
        one = human(world, serial)
        one.add("hukou", date(1900, 1, 1), division=village)
        one.certificates.append(certificate(world.chance, one.resident_id, one.birth))
        give_guardian(world, one)
        world.humans.append(one)


def give_guardian(world: World, one: Human) -> None:
    """Give a guardian to a child and to a person with intellectual or psychiatric disability."""
    child = (OPENING - one.birth).days < 18 * 365.25
    if not child and one.certificates[-1].category not in (5, 6):
        return
    sex = world.chance.choice(("male", "female"))
    if child or world.chance.random() < 0.4:
        born, relation = (
            one.birth - timedelta(days=365 * world.chance.randint(22, 38)),
            "父亲" if sex == "male" else "母亲",
        )
    else:
        born, relation = (
            world.day_between(date(1950, 1, 1), date(1995, 1, 1)),
            "配偶" if world.chance.random() < 0.5 else "兄弟姐妹",
        )
    born = max(born, date(1925, 1, 1))
    number, _ = world.numbers.next(born, sex)
    family = surname_of(one.name) if relation in ("父亲", "兄弟姐妹") else None
    one.guardian = (personal_name(world.chance, sex, family), number, relation)
