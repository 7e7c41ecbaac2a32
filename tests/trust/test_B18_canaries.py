"""B18: 10,000 canaries go through a whole day of the office; in nothing the product wrote does one of them stand."""

import json
import os
import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from tests.trust.canaries import search

from chuntian.demo.folder import outside_of
from chuntian.demo.numbers import account_number, with_check

pytestmark = pytest.mark.whole
PERSONS = 1700
REGION = "620104"
DISEASES = ("精神分裂症", "脑性瘫痪", "视网膜色素变性", "孤独症谱系障碍")


class Day:
    """A folder of an office, everything the commands said, and what must stand nowhere."""

    def __init__(self, folder: Path, database: str = "") -> None:
        self.database = {"DATABASE_URL": database} if database else {}
        self.folder, self.said, self.canaries = folder / "data", folder / "logs", set[str]()
        self.temporary, self.out = folder / "tmp", folder / "out"
        for one in (self.said, self.temporary, self.out):
            one.mkdir()

    def __call__(self, *words: str, code: str = "") -> str:
        hidden = ("DATABASE_URL", "CHUNTIAN_SECRETS", "DJANGO_SETTINGS_MODULE", "CHUNTIAN_ANCHORS")
        environment = {name: value for name, value in os.environ.items() if name not in hidden}
        environment |= self.database | {
            "CHUNTIAN_DATA": str(self.folder), "DJANGO_SETTINGS_MODULE": "chuntian.config.settings.dev", "TMPDIR": str(self.temporary), "CHUNTIAN_BACKUP_PASSPHRASE": "一二三四五六七八九十十一十二",
        }  # fmt: skip
        order = [sys.executable, "-c", code, *words] if code else [sys.executable, "-m", "chuntian", *words]
        done = subprocess.run(order, capture_output=True, text=True, check=False, env=environment, timeout=300)
        log = self.said / f"{len(list(self.said.iterdir())):03d}-{words[0] if words else 'code'}.log"
        log.write_text(done.stdout + done.stderr, encoding="utf-8")
        assert done.returncode == 0, f"{words}: {done.stderr[-800:]}"
        return done.stdout

    def written(self) -> list[Path]:
        """Give every file the product wrote: what the departments sent and the bank's own lie beside its folder."""
        files = [*self.folder.rglob("*"), *self.said.rglob("*"), *self.temporary.rglob("*"), *self.out.rglob("*")]
        return [path for path in files if path.is_file()]


def person(number: int) -> dict[str, str]:
    chance = random.Random(number)
    resident_id = with_check(f"62019919{60 + number % 40:02d}0101{number // 40 * 2 + 300:03d}")
    return {
        "名字": "试" + chr(0x4E00 + number % 3000), "身份证号": resident_id, "残疾人证号": f"{resident_id}{1 + number % 6}{1 + number % 4}",
        "性别": "女", "户籍地": f"{REGION}001201", "残疾类别和等级": "", "残疾类别": str(1 + number % 6), "等级": str(1 + number % 4),
        "初次发证日期": "2020-05-06", "证件状态": "有效", "电话": f"139{chance.randrange(10**7, 10**8)}",
        "家庭住址": f"西固区测试路{number + 10000}号院{chance.randrange(10**6)}室", "诊断": f"{DISEASES[number % 4]}-{chance.randrange(10**9):09d}",
        "账号": account_number(5_000_000 + number),
    }  # fmt: skip


SECRET = ("身份证号", "残疾人证号", "电话", "家庭住址", "诊断", "账号")
REGISTER = (
    "名字", "身份证号", "残疾人证号", "性别", "户籍地", "残疾类别", "等级", "初次发证日期", "证件状态", "电话",
    "家庭住址", "诊断",
)  # fmt: skip
ACCOUNTS = ("身份证号", "名字", "账号")
SESSIONS = """
import sys, json, django
django.setup()
from django.conf import settings
settings.ALLOWED_HOSTS = ["*"]
from django.test import Client
from chuntian.accounts.models import User
client = Client()
client.force_login(User.objects.get(username="county_clerk"))
for number in sys.argv[1:]:
    assert client.post("/people/", {"q": number}, follow=True).status_code == 200
from chuntian.registry.models import Person
from chuntian.trail.protected import blind_index
person = Person.objects.get(resident_index=blind_index(sys.argv[1], "resident_id"))
for page in ("", "facts/", "decisions/", "money/"):
    assert client.get(f"/people/{person.pk}/{page}").status_code == 200, page
"""


@pytest.fixture(scope="module")
def day(tmp_path_factory) -> Day:
    day = Day(tmp_path_factory.mktemp("canaries"))
    sent, people = begin(day)
    # Whoever reads keeps the write-ahead log from being emptied.
    reading = sqlite3.connect(day.folder / "chuntian.sqlite3")
    reading.execute("BEGIN")
    reading.execute("SELECT count(*) FROM registry_person").fetchone()
    live(day, sent, people)
    yield day
    reading.close()


def begin(day: Day) -> tuple[Path, list[dict[str, str]]]:
    """Let a small county live a month, and let two lists with the canaries arrive."""
    day("demo", "--no-serve", "--holders", "900", "--months", "1", "--folder", str(day.folder))
    sent = outside_of(day.folder) / "incoming" / "canaries"
    sent.mkdir()
    people = [person(number) for number in range(PERSONS)]
    for name, columns in (("certificates", REGISTER), ("bank_accounts", ACCOUNTS)):
        rows = [",".join(columns), *(",".join(one[column] for column in columns) for one in people)]
        (sent / f"{name}.csv").write_text("\n".join(rows), encoding="gb18030")
    day.canaries = {one[column] for one in people for column in SECRET}
    return sent, people


def live(day: Day, sent: Path, people: list[dict[str, str]]) -> None:
    """Let the office work a day with the canaries."""
    for kind in ("certificates", "bank_accounts"):
        order = ["import", kind, str(sent / f"{kind}.csv"), "--region", REGION, "--as-of", "2024-01-31", "--by"]
        staged = json.loads(
            day(*order, "county_clerk", "--changes", "--commit", "--report", str(day.out / f"{kind}.xlsx"), "--json")
        )
        assert staged["accepted"] == PERSONS, staged
        assert staged["state"] == "committed", staged
    day("snapshot", "--region", REGION, "--on", "2024-01-31")
    day("decide", "--region", REGION, "--month", "2024-02", "--demo")
    day("discover", "--month", "2024-02", "--region", REGION)
    day("explain", people[0]["身份证号"], "--programme", "nursing_subsidy", "--demo")
    month = ("--region", REGION, "--month", "2024-02", "--by")
    day("pay", "prepare", *month, "finance_preparer")
    day("pay", "approve", *month, "finance_approver", "--leave-out", "本批不发，另行核实")
    day("pay", "file", *month, "finance_approver", "--folder", str(day.out.parent / "to the bank"))
    day("report", "annual", "--year", "2024", "--region", REGION, "--out", str(day.out / "report.docx"))
    day("measures", "--year", "2024", "--region", REGION)
    day(*[one["身份证号"] for one in people[:5]], code=SESSIONS)
    day("anchor")
    day("backup", "--to", str(day.out / "office.backup"))
    day("verify")


def test_ten_thousand_canaries_stand_in_nothing_the_product_wrote(day, tmp_path):
    files = day.written()

    found = search(day.canaries, files, tmp_path / "unpacked")

    print(f"\nB18: {len(day.canaries):,} canaries, {len(files)} files, {sum(f.stat().st_size for f in files):,} bytes")
    assert len(day.canaries) >= 10_000
    assert (day.folder / "chuntian.sqlite3-wal").stat().st_size > 1_000_000
    assert found == []


def test_the_search_finds_what_is_there(day, tmp_path):
    """The canaries do stand in what the departments sent; and in one of our files, were it to hold one."""
    spoilt = tmp_path / "spoilt"
    spoilt.write_bytes(b"\0" * 1000 + next(iter(day.canaries)).encode("utf-16-le"))
    sent = sorted((outside_of(day.folder) / "incoming" / "canaries").iterdir())

    found = search(day.canaries, [*sent, spoilt], tmp_path / "unpacked")

    assert found == [*map(str, sent), str(spoilt)]


def test_a_telephone_number_within_a_key_is_none(day, tmp_path):
    phone = next(one for one in sorted(day.canaries) if one.isdigit() and len(one) == 11)
    key, told, certificate = (tmp_path / name for name in ("key", "told", "certificate"))
    key.write_text(f"VALUES (7896242{phone}, 3)")
    told.write_text(f"VALUES (7896242{phone}, '{phone}')")
    certificate.write_text(next(one for one in sorted(day.canaries) if one.isdigit() and len(one) == 18))

    assert search(day.canaries, [key, told, certificate], tmp_path / "unpacked") == [str(told), str(certificate)]


def test_no_number_of_the_demo_itself_stands_in_the_data_folder(day, tmp_path):
    """Issue 3, shown by 4: `grep -a` for any identity number."""
    files = [path for path in day.written() if "secrets" not in path.parts]

    done = subprocess.run(
        ["grep", "-laE", "620199[0-9]{11}[0-9X]|622999[0-9]{13}", *files], capture_output=True, check=False
    )

    assert done.stdout == b""
    assert done.returncode == 1
