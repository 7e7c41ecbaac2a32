"""Hold what the platform found against the truth. Everything here is counted from the database, nothing is assumed."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Sum

from chuntian.casework.enums import TaskKind
from chuntian.casework.models import Award, Task
from chuntian.demo import oracle
from chuntian.demo.bank import Bank
from chuntian.demo.defects import Defect
from chuntian.demo.opening import person_ids
from chuntian.demo.truth import Planted, Truth
from chuntian.demo.world import World
from chuntian.exchange.enums import DiscrepancyKind, UploadState
from chuntian.exchange.models import Discrepancy, Upload
from chuntian.exchange.store import frame_of
from chuntian.kernel.days import Month
from chuntian.money.enums import LineState
from chuntian.money.models import PaymentLine
from chuntian.money.queries import ledger_difference_fen, paid_twice
from chuntian.registry.models import Person

Pair = tuple[int, str]


@dataclass(slots=True)
class Found:
    """What the platform found of what was planted, and what it did that it should not have done."""

    found: dict[str, int] = field(default_factory=dict)
    missed: dict[str, list[str]] = field(default_factory=dict)
    stopped_wrongly: list[str] = field(default_factory=list)
    told_wrongly: list[str] = field(default_factory=list)
    ledger_difference_fen: int = 0
    paid_twice: int = 0
    halted: int = 0
    paid_fen: int = 0


class Checker:
    """Compare a lived year with its truth."""

    def __init__(self, world: World | None, truth: Truth, bank: Bank, until: Month) -> None:
        self.truth, self.bank, self.until = truth, bank, until
        numbers = [one.resident_id for one in (*truth.must_stop, *truth.entitled_not_receiving)]
        self.claims: dict[tuple[str, str], oracle.Claim] | None = None
        if world is not None:
            self.claims = {(claim.human.resident_id, claim.programme): claim for claim in oracle.claims(world)}
            numbers += [number for one in world.humans for number in (one.resident_id, one.second_id) if number]
        self.ids = person_ids(numbers)
        self.awards: dict[Pair, list[Award]] = defaultdict(list)
        for award in Award.objects.order_by("start_month", "id"):
            self.awards[award.person_id, award.programme].append(award)

    def check(self) -> Found:
        """Make every comparison."""
        result = Found(paid_fen=self.bank.paid_fen())
        parts = {
            "entitled_not_receiving": self.entitled(),
            "must_stop": self.stops(),
            "doubled": self.doubles(),
            "import_defects": self.defects(),
        }
        for name, (found, missed) in parts.items():
            result.found[name], result.missed[name] = found, missed
        result.stopped_wrongly = self.stopped_wrongly()
        result.told_wrongly = self.told_wrongly()
        result.ledger_difference_fen = ledger_difference_fen() + self.bank_difference_fen()
        result.paid_twice = len(paid_twice()) + self.doubled_paid_twice()
        result.halted = Upload.objects.filter(state=UploadState.REJECTED).count()
        return result

    def pair(self, one: Planted) -> Pair:
        """Give the register's person and the programme of a planted right."""
        return self.ids.get(one.resident_id, 0), one.programme

    def told(self) -> set[Pair]:
        """Give everyone someone was asked to tell of a programme."""
        tasks = Task.objects.filter(kind=TaskKind.TELL, person__isnull=False, programme__in=oracle.SUBSIDIES, key="")
        return set(tasks.values_list("person_id", "programme"))

    def entitled(self) -> tuple[int, list[str]]:
        """Count the rights nobody had told of that became work for someone."""
        told = self.told()
        missed = [
            f"{one.tag} {one.programme} {one.month}"
            for one in self.truth.entitled_not_receiving
            if self.pair(one) not in told
        ]
        return len(self.truth.entitled_not_receiving) - len(missed), missed

    def stops(self) -> tuple[int, list[str]]:
        """Count the payments that ended with exactly the last month owed."""
        missed = []
        for one in self.truth.must_stop:
            awards = self.awards.get(self.pair(one), [])
            ends = awards[-1].end_month if awards else "never ran"
            if ends != one.month:
                missed.append(f"{one.tag} {one.programme} owed to {one.month}, ended {ends}")
        return len(self.truth.must_stop) - len(missed), missed

    def doubles(self) -> tuple[int, list[str]]:
        """Count the persons with two records whom a comparison put before someone."""
        merged = set(Person.objects.filter(merged_into__isnull=False).values_list("id", "merged_into_id"))
        seen = {
            frozenset(pair)
            for pair in Discrepancy.objects.filter(kind=DiscrepancyKind.DOUBLED).values_list(
                "person_id", "other_person_id"
            )
        }
        by_first = {person: pair for pair in merged for person in pair}
        missed = []
        for first, second in self.truth.doubled:
            person = self.ids.get(first, 0)
            pair = by_first.get(person)
            if self.ids.get(second) != person or pair is None or frozenset(pair) not in seen:
                missed.append(f"{first[:6]}… / {second[:6]}…")
        return len(self.truth.doubled) - len(missed), missed

    def defects(self) -> tuple[int, list[str]]:
        """Count the planted defects that were refused in their row and column."""
        said: dict[str, dict[tuple[int, str], str]] = {}
        for upload in Upload.objects.all():
            rows = frame_of(upload, "refusals").select("row", "field", "code", "level").iter_rows()
            said[upload.file_name] = {(row, name): code for row, name, code, level in rows if level == "refusal"}
        missed = [
            describe(one) for one in self.truth.import_defects if (one.row, one.field) not in said.get(one.file, {})
        ]
        return len(self.truth.import_defects) - len(missed), missed

    def stopped_wrongly(self) -> list[str]:
        """Give the rights that were being paid, are owed still, and are not covered by any award."""
        if self.claims is None:
            planned = {self.pair(one) for one in self.truth.must_stop}
            return [
                f"{slug} {person}"
                for (person, slug), awards in self.awards.items()
                if awards[-1].end_month and (person, slug) not in planned
            ]
        wrong = []
        for (resident_id, programme), claim in self.claims.items():
            awards = self.awards.get((self.ids.get(resident_id, 0), programme), [])
            if not any(award.end_month for award in awards):
                continue
            first = min(award.start_month for award in awards)
            for place in range(self.until.month):
                month = f"{self.until.year}-{place + 1:02d}"
                covered = any(a.start_month <= month and (a.end_month is None or month <= a.end_month) for a in awards)
                if claim.months[place] and month >= first and not covered:
                    wrong.append(f"{claim.human.tag} {programme} {month}")
                    break
        return wrong

    def told_wrongly(self) -> list[str]:
        """Give those someone was asked to tell of something they are not entitled to."""
        if self.claims is None:
            right = {self.pair(one) for one in self.truth.entitled_not_receiving}
        else:
            right = {
                (self.ids.get(number, 0), slug) for (number, slug), claim in self.claims.items() if any(claim.months)
            }
        return [f"{programme} {person}" for person, programme in sorted(self.told() - right)]

    def bank_difference_fen(self) -> int:
        """Give by how much the bank's own books differ from the lines we hold to be paid."""
        ours = PaymentLine.objects.filter(state=LineState.PAID).aggregate(fen=Sum("amount_fen"))["fen"] or 0
        return abs(ours - self.bank.paid_fen())

    def doubled_paid_twice(self) -> int:
        """Count the months of a programme that one human being was paid under two records."""
        records = dict(Person.objects.filter(merged_into__isnull=False).values_list("id", "merged_into_id"))
        paid: dict[tuple[int, str, str], set[int]] = defaultdict(set)
        involved = set(records) | set(records.values())
        lines = PaymentLine.objects.filter(state=LineState.PAID, obligation__person_id__in=involved)
        for person, programme, period in lines.values_list(
            "obligation__person_id", "obligation__programme", "obligation__period"
        ):
            paid[records.get(person, person), programme, period].add(person)
        return sum(len(people) > 1 for people in paid.values())


def describe(defect: Defect) -> str:
    """Name a planted defect that nobody found."""
    return f"{defect.month} {defect.file} row {defect.row} {defect.field}: {defect.name}"


def summary(truth: Truth, result: Found, months: int) -> dict[str, Any]:
    """Give the one object that `chuntian demo --json` ends with."""
    return {
        "persons": Person.objects.filter(merged_into__isnull=True).count(),
        "months": months,
        "planted": truth.counts(),
        "found": result.found,
        "stopped_wrongly": len(result.stopped_wrongly),
        "told_wrongly": len(result.told_wrongly),
        "ledger_difference_fen": result.ledger_difference_fen,
        "paid_twice": result.paid_twice,
        "paid_fen": result.paid_fen,
        "halted_and_rejected": result.halted,
        "missed": {name: rows[:20] for name, rows in result.missed.items() if rows},
        "seed": truth.seed,
    }
