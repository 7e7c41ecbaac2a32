"""The year of the county: what happens to whom, in which month, and when the departments learn of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from chuntian.demo import oracle
from chuntian.demo.households import age, on_dibao
from chuntian.demo.names import twin_of
from chuntian.demo.numbers import account_number
from chuntian.demo.people import certificate, components_text, give_guardian, human, ten_years
from chuntian.demo.world import MONTHS, OPENING, Human, World
from chuntian.kernel.days import Month

HOLDERS_OF_THE_PLAN = 6500
ELSEWHERE = "620105001001"  # a community of the neighbouring district
WHOLE_REGISTER = (MONTHS[0], MONTHS[3], MONTHS[9])  # the months in which the whole register of certificates is sent
SUMMER = date(2023, 7, 1)


class TooFewPeople(ValueError):
    """The county is too small for its story."""


class Storyteller:
    """Pick people nothing has happened to yet, and tell what happens to them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.chance = world.chance
        self.free = [one for one in world.humans if not one.tag]
        self.chance.shuffle(self.free)
        county = (
            world.county
        )  # what the free ones are entitled to, now and last summer: nothing has happened to them yet
        self.rights = {
            id(one): oracle.entitlements(one, SUMMER, county) & oracle.entitlements(one, OPENING, county)
            for one in self.free
        }

    def count(self, of_the_plan: int) -> int:
        """Give how many of a kind the county gets, by its size (at least one)."""
        return max(1, round(of_the_plan * len(self.world.humans) / HOLDERS_OF_THE_PLAN))

    def take(self, count: int, tag: str, fits: Callable[[Human], bool]) -> list[Human]:
        """Take people of whom `fits` is true out of the free ones, and tag them."""
        chosen = [one for one in self.free if fits(one)][: self.count(count)]
        if not chosen:
            raise TooFewPeople(tag)
        taken = {id(one) for one in chosen}
        self.free = [one for one in self.free if id(one) not in taken]
        for one in chosen:
            one.tag = tag
        return chosen

    def spread(self, low: int, high: int, place: int) -> Month:
        """Give a month from `low` to `high`, each in turn."""
        return MONTHS[low - 1 + place % (high - low + 1)]

    def has(self, programme: str) -> Callable[[Human], bool]:
        """Give a test for those entitled to `programme` now and last summer."""
        return lambda one: programme in self.rights[id(one)]


def tell_the_beginning(world: World) -> None:
    """Tell only what is wrong when the year begins: who was never told, and who is paid although dead or without dibao."""
    teller = Storyteller(world)
    for chapter in (last_year, never_told):
        chapter(teller)


def tell(world: World) -> None:
    """Let the whole year happen. Nobody has more than one story, so every truth stays clear."""
    teller = Storyteller(world)
    for chapter in (
        last_year,
        deaths,
        moves_out,
        certificates,
        lost_dibao,
        other_ends,
        mistaken_deaths,
        never_told,
        beginnings,
        newcomers,
        doubles,
        accounts,
    ):
        chapter(teller)


def deaths(teller: Storyteller) -> None:
    """Let recipients die, reported in the next month or late, and others who receive nothing."""
    receives = teller.has(oracle.NURSING)
    for place, one in enumerate(teller.take(44, "death_on_time", receives)):
        month = teller.spread(1, 11, place)
        one.death_on, one.known = teller.world.day_in(month), month.next
    for place, one in enumerate(teller.take(12, "death_late", receives)):
        month = teller.spread(1, 7, place)
        one.death_on, one.known = teller.world.day_in(month), MONTHS[month.month + 1 + place % 4]
    nothing = lambda one: not oracle.paid_at_opening(one, teller.world.county) and plain(one)  # noqa: E731
    for place, one in enumerate(teller.take(60, "death_other", nothing)):
        month = teller.spread(1, 11, place)
        one.death_on, one.known = teller.world.day_in(month), month.next


def moves_out(teller: Storyteller) -> None:
    """Let recipients move their registration to the neighbouring district."""
    for place, one in enumerate(teller.take(14, "moved_out", teller.has(oracle.NURSING))):
        month = teller.spread(1, 11, place)
        day = teller.world.day_in(month)
        one.finish("hukou", day)
        one.add("hukou", day, division=ELSEWHERE)
        one.known = month.next


def certificates(teller: Storyteller) -> None:
    """Let certificates be re-graded down and up, end, be cancelled, and be reissued after loss."""
    simple = lambda one: one.certificates[-1].category != 7 and "B" not in one.certificates[-1].number  # noqa: E731
    grade = lambda one: one.certificates[-1].grade  # noqa: E731
    receives = teller.has(oracle.NURSING)
    for place, one in enumerate(
        teller.take(12, "regraded_down", lambda one: receives(one) and grade(one) == 2 and simple(one))
    ):
        regrade(teller, one, teller.spread(1, 11, place), 3)
    for place, one in enumerate(
        teller.take(10, "regraded_up", lambda one: plain(one) and grade(one) == 3 and simple(one))
    ):
        regrade(teller, one, teller.spread(1, 10, place), 2)
    for place, one in enumerate(teller.take(14, "expired", receives)):
        month = teller.spread(1, 11, place)
        last = one.certificates[-1]
        last.expires_on = teller.world.day_in(month)
        last.issued_on = last.since = last.expires_on.replace(year=2014) + timedelta(days=1)
        one.known = month.next
    for place, one in enumerate(teller.take(4, "cancelled", receives)):
        month = teller.spread(2, 10, place * 2)
        one.certificates.append(replace(one.certificates[-1], since=teller.world.day_in(month), status="cancelled"))
        one.known = month.next
    for place, one in enumerate(teller.take(16, "reissued", simple)):
        last = one.certificates[-1]
        issued = teller.world.day_in(teller.spread(1, 11, place))
        one.certificates.append(replace(last, since=issued, number=last.number + "B1"))


def regrade(teller: Storyteller, one: Human, month: Month, grade: int) -> None:
    """Issue a new certificate with another grade, and so with another number."""
    last, issued = one.certificates[-1], teller.world.day_in(month)
    one.certificates.append(
        replace(
            last,
            since=issued,
            number=f"{one.resident_id}{last.category}{grade}",
            grade=grade,
            components=components_text(teller.chance, last.category, grade),
            issued_on=issued,
            expires_on=ten_years(issued),
        )
    )
    one.known = month.next


def last_year(teller: Storyteller) -> None:
    """Let recipients have died, or have lost dibao, last year: nobody compared the lists."""
    for one in teller.take(6, "death_last_year", teller.has(oracle.NURSING)):
        one.death_on, one.known = teller.world.day_between(date(2023, 8, 3), date(2023, 11, 27)), MONTHS[0]
    for one in teller.take(5, "lost_dibao_last_year", teller.has(oracle.LIVING)):
        end_dibao(teller.world, one, date(2023, 11, 1))
        one.known = MONTHS[0]


def lost_dibao(teller: Storyteller) -> None:
    """End the dibao of recipients of the living allowance."""
    for place, one in enumerate(teller.take(36, "lost_dibao", teller.has(oracle.LIVING))):
        one.known = teller.spread(2, 12, place)
        end_dibao(teller.world, one, one.known.first)


def end_dibao(world: World, one: Human, day: date) -> None:
    """End the dibao of someone and of the household."""
    for member in [one, *(other for other in world.others if other.household == one.household)]:
        member.finish("dibao", day)


def other_ends(teller: Storyteller) -> None:
    """Let recipients become tekun, draw work-injury care, go to prison, or (children) draw the orphans' benefit."""
    grown = lambda one: teller.has(oracle.NURSING)(one) and 18 <= age(one) < 75  # noqa: E731
    for place, one in enumerate(teller.take(10, "new_tekun", lambda one: grown(one) and not one.spells.get("dibao"))):
        one.known = teller.spread(2, 12, place)
        one.add("tekun", one.known.first, mode="home")
    for place, one in enumerate(teller.take(4, "work_injury_care", lambda one: grown(one) and age(one) < 58)):
        one.known = MONTHS[3 + 3 * (place % 3)]  # these two lists come every quarter
        one.add("work_injury_care", one.known.first)
    for place, one in enumerate(teller.take(3, "prison", lambda one: grown(one) and age(one) < 58)):
        one.known = MONTHS[3 + 3 * (place % 3)]
        one.add("prison", one.known.first - timedelta(days=12))
    for place, one in enumerate(
        teller.take(3, "orphan_benefit", lambda one: teller.has(oracle.LIVING)(one) and age(one) < 17)
    ):
        one.known = teller.spread(3, 9, place * 2)
        one.add("orphans", one.known.first, group="unattended")


def mistaken_deaths(teller: Storyteller) -> None:
    """Put two living recipients on a list of the dead; the list is corrected two months later."""
    for place, one in enumerate(teller.take(2, "mistaken_death", teller.has(oracle.NURSING))):
        one.known = MONTHS[3 + place]


def never_told(teller: Storyteller) -> None:
    """Leave people without what they have been entitled to for years: the first finding of the audit."""
    teller.take(45, "never_told", lambda one: plain(one) and teller.has(oracle.NURSING)(one))
    teller.take(25, "never_told", lambda one: teller.has(oracle.LIVING)(one) and one.certificates[-1].grade > 2)


def plain(one: Human) -> bool:
    """Tell whether someone stands on no list that the story would have to mind."""
    return not any(one.spells.get(kind) for kind in ("dibao", "tekun", "orphans", "elderly_allowance", "employment"))


def beginnings(teller: Storyteller) -> None:
    """Let people come onto the dibao list, leave tekun, or leave the orphans' benefit: a right begins."""
    world = teller.world
    for place, one in enumerate(teller.take(30, "new_dibao", lambda one: plain(one) and age(one) < 79)):
        one.known = teller.spread(2, 12, place)  # also in the last month: something is under way when the county opens
        on_dibao(world, one, 80_000 + place, one.known.first)
    severe = lambda one: one.certificates[-1].grade <= 2  # noqa: E731
    for place, one in enumerate(
        teller.take(3, "left_tekun", lambda one: severe(one) and bool(one.spells.get("tekun")))
    ):
        one.known = teller.spread(3, 9, place * 2)
        one.finish("tekun", one.known.first)


def newcomers(teller: Storyteller) -> None:
    """Bring people into the register: first certificates, and holders who move in."""
    world = teller.world
    villages = [code for code, _ in world.villages]
    first = 900_000
    for place in range(teller.count(36)):
        month = teller.spread(1, 10, place)
        issued = world.day_in(month)
        one = newcomer(teller, first + place, villages, issued, grade=(1, 2, 3)[place % 3])
        one.tag, one.known = "new_certificate", month.next
    for place in range(teller.count(8)):
        month = teller.spread(1, 10, place)
        moved = world.day_in(month)
        one = newcomer(teller, first + 500 + place, villages, moved, grade=1 + place % 2)
        one.certificates[-1].issued_on = date(2019, 5, 6)
        one.certificates[-1].expires_on = ten_years(date(2019, 5, 6))
        one.spells["hukou"].clear()
        one.add("hukou", date(1900, 1, 1), moved, division=ELSEWHERE)
        one.add("hukou", moved, division=teller.chance.choice(villages))
        one.tag, one.known = "moved_in", month.next


def newcomer(teller: Storyteller, serial: int, villages: list[str], issued: date, grade: int) -> Human:
    """Make up a person who enters the register on `issued`."""
    world = teller.world
    one = human(world, serial, born=world.day_between(date(1945, 1, 1), date(1999, 1, 1)))
    one.add("hukou", date(1900, 1, 1), division=teller.chance.choice(villages))
    state = certificate(teller.chance, one.resident_id, one.birth, grade=grade)
    one.certificates.append(replace(state, since=issued, issued_on=issued, expires_on=ten_years(issued)))
    give_guardian(world, one)
    one.add("pension", OPENING, status="draws" if age(one) >= 60 else "pays")
    one.add("medical", OPENING, insured_on=OPENING)
    world.humans.append(one)
    return one


def doubles(teller: Storyteller) -> None:
    """Enter people a second time, under their number with two digits of the birth date exchanged."""
    receives, numbers = teller.has(oracle.NURSING), teller.world.numbers
    fits = lambda one: plain(one) and receives(one) and swapped(one.birth) is not None  # noqa: E731
    for place, one in enumerate(teller.take(8, "doubled", fits)):
        one.second_id = numbers.typing_error(one.resident_id, swapped(one.birth) or one.birth, one.sex) or ""
        one.known = WHOLE_REGISTER[place % 3] if one.second_id else None


def swapped(birth: date) -> date | None:
    """Give the birth date with the two digits of the day exchanged, where that is another day."""
    tens, ones = divmod(birth.day, 10)
    day = ones * 10 + tens
    return birth.replace(day=day) if day != birth.day and 1 <= day <= 28 else None


def accounts(teller: Storyteller) -> None:
    """Let a few accounts be wrong: the name is misspelt, the account is another person's, or it was closed."""
    receives = teller.has(oracle.NURSING)
    for one in teller.take(4, "account_misspelt", receives):
        one.account_holder, one.known = twin_of(one.name), MONTHS[1]
    others = teller.take(6, "account_of_another", receives)
    for one, other in zip(others[::2], others[1::2], strict=False):
        one.account_holder, one.next_account, one.account = other.name, one.account, other.account
    for place, one in enumerate(teller.take(4, "account_closed", receives)):
        one.next_account, one.known = account_number(950_000 + place), MONTHS[1]
