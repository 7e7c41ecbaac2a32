"""A small county at work on one day: people, lists, decisions, tasks, an application, a payment run, a doubtful death."""

from datetime import date

from tests.casework.county import REGION, VILLAGE, County, Someone, moment

from chuntian.accounts.enums import Role
from chuntian.accounts.operations import ensure_demo_users
from chuntian.casework.models import Task
from chuntian.casework.operations import act, discover, object_to, open_notice, take_all
from chuntian.casework.operations import apply as apply_for
from chuntian.casework.simulating import preview
from chuntian.demo.bank import Bank
from chuntian.demo.numbers import account_number
from chuntian.exchange.operations import commit, stage_bytes
from chuntian.money.operations import approve_run, leave_out, prepare_run, recompute, reconcile, write_bank_file
from chuntian.places.operations import load_packaged
from chuntian.registry.models import Person
from chuntian.standards.operations import keep_preview, prepare
from chuntian.upkeep.erasure import ask_erasure
from chuntian.web.models import BulkRequest, SavedList

PASSWORD = "春天-the-long-one"
NOW = moment(date(2024, 3, 20), 10)
NAMES = [
    "马春花",
    "王建国",
    "李秀英",
    "张·买买提",
    "赵铁柱",
    "陈小燕",
    "杨成林",
    "周玉兰",
    "吴家旺",
    "郑桂芳",
    "孙长庚",
    "朱凤霞",
    "胡来福",
    "郭亚男",
    "何守义",
    "高翠莲",
]
PROGRAMMES = ["living_subsidy", "nursing_subsidy"]


class OfficeCounty(County):
    """The county of the journeys: everyone has an account of his own, whatever his birth date."""

    def account(self, one: Someone) -> str:
        """Give the account number of someone."""
        return account_number(1 + self.people.index(one))


def people() -> list[Someone]:
    """Give sixteen people: grades one to four, some on dibao, one without an account, one child."""
    return [
        Someone(
            name, grade=1 + number % 4, category=(4, 1, 5, 6)[number % 4], dibao=1 + number % 4 if number % 3 != 2 else None,
            born=date(1950 + 3 * number, 1 + number % 12, 5), has_account=number != 6,
        )
        for number, name in enumerate(NAMES)
    ]  # fmt: skip


def furnish(folder) -> County:
    """Fill an empty database; gives the county."""
    load_packaged(within="620104")
    users = ensure_demo_users(region=REGION, at=NOW, password=PASSWORD)
    county = OfficeCounty(people())
    county.lists(date(2024, 1, 1))
    for name in NAMES[:8]:
        if county.who(name).grade <= 2:
            county.award(name, "nursing_subsidy", "2024-01")
    _pay_february(county, users, folder)
    county.deaths(date(2024, 3, 1), {NAMES[4]: date(2024, 2, 27)})
    county.lists(date(2024, 3, 1))
    _find_overpaid(county, users)
    run = county.decide("2024-03", date(2024, 3, 6), PROGRAMMES)
    discover(run=run, by=users[Role.COUNTY_CLERK], at=moment(date(2024, 3, 6)), programmes=PROGRAMMES)
    apply_for(
        person=Person.objects.get(name=NAMES[9]), programme="living_subsidy", applied_on=date(2024, 3, 11), channel="window",
        by=users[Role.TOWNSHIP_CLERK], at=moment(date(2024, 3, 11)), law=county.law,
    )  # fmt: skip
    prepare_run(region=REGION, month="2024-03", by=users[Role.FINANCE_PREPARER], at=moment(date(2024, 3, 18)))
    deaths = stage_bytes(
        content=deaths_file(county), name="死亡名单.csv", kind="deaths", as_of=date(2024, 3, 10), region=REGION,
        by=users[Role.COUNTY_CLERK], at=moment(date(2024, 3, 12)),
    )  # fmt: skip
    BulkRequest.objects.create(
        kind="export", title="任务清单", address="/work.xlsx?whose=all", rows=1480, purpose="三月集中走访，按村排工作量",
        region=REGION, asked_by=users[Role.COUNTY_CLERK], asked_at=NOW,
    )  # fmt: skip
    commit(upload=deaths, by=users[Role.COUNTY_CLERK], at=moment(date(2024, 3, 12)))
    stage_bytes(
        content=dibao_file(county), name="低保3月.csv", kind="dibao", as_of=date(2024, 3, 15), region=REGION,
        by=users[Role.COUNTY_CLERK], at=moment(date(2024, 3, 19)),
    )  # fmt: skip
    _propose(users[Role.COUNTY_CLERK])
    _on_notice(county, users)
    _together(users)
    ask_erasure(
        person=Person.objects.get(name=NAMES[14]),
        reason="本人书面要求，个人信息保护法第四十七条",
        by=users[Role.COUNTY_CLERK],
        at=NOW,
    )
    return county


def _on_notice(county: County, users: dict) -> None:
    """Hang a public notice over the day, to which someone objects."""
    town = users[Role.TOWNSHIP_CLERK]
    case = apply_for(
        person=Person.objects.get(name=NAMES[13]), programme="nursing_subsidy", applied_on=date(2024, 3, 11), channel="window", by=town,
        at=moment(date(2024, 3, 11)), law=county.law,
    )  # fmt: skip
    act(case=case, kind="first_check", by=town, at=moment(date(2024, 3, 12)))
    act(case=case, kind="check", by=users[Role.COUNTY_CLERK], at=moment(date(2024, 3, 13)), law=county.law)
    notice = open_notice(case=case, by=users[Role.CIVIL_AFFAIRS], at=moment(date(2024, 3, 15)), law=county.law)
    object_to(
        notice=notice,
        text="听说她去年已经搬走了",
        by=town,
        at=moment(date(2024, 3, 18)),
        channel="counter",
        said_by="邻居",
    )


def _together(users: dict) -> None:
    """Let the liaison take two tasks over in one go, and a clerk keep a filter as a list."""
    tasks = list(Task.objects.filter(kind="tell", state="open").order_by("-id")[:2])
    take_all(tasks=tasks, by=users[Role.LIAISON], at=moment(date(2024, 3, 20), 9), region=REGION)
    SavedList.objects.create(
        user=users[Role.COUNTY_CLERK],
        name="一级的",
        asked={"grade": "1"},
        region=REGION,
        saved_at=moment(date(2024, 3, 20), 9),
    )


def _propose(clerk) -> None:
    """Prepare a change of a standard that waits for another person."""
    change = prepare(
        key="sub.care.A", region=REGION, value="160", valid_from=date(2024, 4, 1), valid_to=None,
        document="《关于调整重度残疾人护理补贴标准的通知》（西民发〔2024〕9号）", article="第一条", checked_on=date(2024, 3, 19),
        by=clerk, at=moment(date(2024, 3, 19)),
    )  # fmt: skip
    keep_preview(change=change, found=preview(change=change), at=moment(date(2024, 3, 19)))


def deaths_file(county: County) -> bytes:
    """Write a list of one death of someone whose certificate is in force."""
    one = county.people[5]
    return f"姓名,身份证号,死亡日期\n{one.name},{one.resident_id},2024-03-05\n".encode("utf-8-sig")


def dibao_file(county: County) -> bytes:
    """Write a list of the civil affairs office as it comes: two rows cannot be read, one tries a formula."""
    rows = [("姓名", "身份证号", "户籍地", "户编号", "保障方式", "城乡类别", "类档")]
    rows += [
        (one.name, one.resident_id, VILLAGE, f"H{number}", "整户保", "农村", "一类")
        for number, one in enumerate(county.people)
    ]
    rows += [("=1+1", "6.2019919800101E+17", VILLAGE, "H90", "整户保", "农村", "一类")]
    rows += [("无名氏", "620199198001010000", VILLAGE, "H91", "半户保", "农村", "一类")]
    return "\n".join(",".join(row) for row in rows).encode("utf-8-sig")


def _find_overpaid(county: County, users: dict) -> None:
    """Learn in March that someone paid for February had died in January."""
    county.deaths(date(2024, 3, 2), {NAMES[1]: date(2024, 1, 15)})
    county.decide("2024-02", date(2024, 3, 4), PROGRAMMES)
    recompute(region=REGION, upto_month="2024-02", by=users[Role.FINANCE_PREPARER], at=moment(date(2024, 3, 5)))


def _pay_february(county: County, users: dict, folder) -> None:
    bank = Bank(folder / "bank-house")
    known = [one for one in county.people if one.name != NAMES[5]]  # this account the bank sends back
    bank.open_accounts({county.account(one): one.name for one in known})
    county.decide("2024-02", date(2024, 2, 5), PROGRAMMES)
    at = moment(date(2024, 2, 15))
    run = prepare_run(region=REGION, month="2024-02", by=users[Role.FINANCE_PREPARER], at=at)
    approver = users[Role.FINANCE_APPROVER]
    if run.held.filter(resolution="").exists():
        leave_out(run=run, by=approver, at=at, reason="转人工核实")
    approve_run(run=run, by=approver, at=at)
    write_bank_file(run=run, folder=bank.folder / "outbox", by=approver, at=at)
    answer = bank.take_all("2024-02-20")[-1].answer
    reconcile(run=run, answer=answer, by=users[Role.FINANCE_PREPARER], at=moment(date(2024, 2, 21)))
    bank.close()
