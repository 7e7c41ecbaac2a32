"""
Five times what the served pages can do (trust A31): `python -m tests.faults.overload --seconds 60`.

`chuntian serve` as it is started in an office, on loopback, with its worker beside it. First a few clients, one request
after the other, say what it can do; then five times as many a second come for a minute, whoever waits or not: pages read,
lists uploaded (some of them twice), cases approved (each by two hands). Every one must be answered in time: done, or told
with 503 when to come again. Afterwards it must be well within seconds, and the books hold just what was answered as done.
DATABASE_URL, where set, names the PostgreSQL server to use instead of SQLite. Exit status 1 on any fault.
"""

import argparse
import asyncio
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.lone import ROOT, own_database
from tools.with_postgres import free_port

WORST = 20.0  # seconds that nobody may wait for an answer of whatever kind
SHARES = {"read": 80, "upload": 8, "approve": 12}
VIEWS = 300  # files and searches of persons; on a fast machine more would need a second person (trust B24)
TOKEN = "a" * 32


@dataclass
class Told:
    """One request and what came of it."""

    kind: str
    what: str
    status: int
    seconds: float
    where: str = ""
    fault: str = ""


class Load:
    """What is asked for, and by whom."""

    def __init__(self, port: int, made: dict[str, Any], seed: int) -> None:
        self.port, self.made, self.chance, self.told = port, made, random.Random(seed), []
        self.views = 0
        self.files, self.cases = 0, [pk for pk in made["cases"] for _ in range(2)]

    def next(self) -> tuple[str, str, bytes]:
        """Give the next request: its kind, what it is about, its bytes."""
        kind = self.chance.choices(list(SHARES), list(SHARES.values()))[0]
        if kind == "approve" and self.cases:
            pk = self.cases.pop(0)
            return kind, str(pk), self.post("civil_affairs", f"/cases/{pk}/", {"do": "approve"})
        if kind == "upload":
            number = self.files
            self.files += self.chance.random() < 0.75  # every fourth is sent again
            return kind, str(number), self.upload(number)
        persons = self.views < VIEWS and self.chance.random() < 0.8
        self.views += persons
        return "read", "", self.ask("county_clerk", self.chance.choice(self.made["files" if persons else "pages"]))

    def ask(self, who: str, path: str, head: str = "", body: bytes = b"") -> bytes:
        cookies = f"sessionid={self.made['sessions'][who]}; csrftoken={TOKEN}"
        lines = f"{'POST' if body else 'GET'} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {cookies}\r\n"
        return f"{lines}{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body

    def post(self, who: str, path: str, fields: dict[str, str]) -> bytes:
        body = "&".join(f"{name}={value}" for name, value in {"csrfmiddlewaretoken": TOKEN, **fields}.items())
        return self.ask(who, path, "Content-Type: application/x-www-form-urlencoded\r\n", body.encode())

    def upload(self, number: int) -> bytes:
        rows = [f"{name},{resident_id}" for name, resident_id in self.made["people"][:20]]
        content = "\n".join(["姓名,身份证号,备注", *(f"{row},{number}" for row in rows)])
        fields = {
            "csrfmiddlewaretoken": TOKEN,
            "kind": "dibao_margin",
            "as_of": self.made["today"],
            "region": "620104000000",
        }
        parts = [
            f'--cut\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        parts.append(
            f'--cut\r\nContent-Disposition: form-data; name="file"; filename="{number}.csv"\r\n\r\n{content}\r\n--cut--\r\n'
        )
        return self.ask(
            "county_clerk",
            "/lists/upload/",
            "Content-Type: multipart/form-data; boundary=cut\r\n",
            "".join(parts).encode(),
        )

    async def one(self) -> None:
        kind, what, request = self.next()
        self.told.append(await answered(self.port, kind, what, request))

    async def by_turns(self, seconds: float, clients: int) -> float:
        """Let so many clients ask one after the other; give how many were served a second."""
        until = time.monotonic() + seconds

        async def client() -> None:
            while time.monotonic() < until:
                await self.one()

        before, began = len(self.told), time.monotonic()
        await asyncio.gather(*(client() for _ in range(clients)))
        return (len(self.told) - before) / (time.monotonic() - began)

    async def at_a_rate(self, seconds: float, rate: float) -> None:
        """Ask so often a second, whatever becomes of those before."""
        began, waiting = time.monotonic(), []
        for number in range(int(seconds * rate)):
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
            waiting.append(asyncio.create_task(self.one()))
        await asyncio.gather(*waiting)

    async def until_well(self, most: float) -> float:
        """Give after how many seconds ten pages in a row came within a second."""
        began, good = time.monotonic(), 0
        while good < 10 and time.monotonic() - began < most:
            told = await answered(self.port, "read", "", self.ask("county_clerk", self.made["pages"][0]))
            good = good + 1 if told.status == 200 and told.seconds < 1 else 0
            await asyncio.sleep(0.05)
        return time.monotonic() - began


async def answered(port: int, kind: str, what: str, request: bytes) -> Told:
    """Send one request and read its answer to the end."""
    began, writer = time.monotonic(), None
    try:
        async with asyncio.timeout(WORST):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            await writer.drain()
            answer = await reader.read()
    except (OSError, TimeoutError) as why:
        return Told(kind, what, 0, time.monotonic() - began, fault=f"{type(why).__name__}: {why}")
    finally:
        if writer:
            writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    status = int(head.split()[1]) if head else 0
    where = re.search(rb"\r\nLocation: (\S+)", head)
    told = Told(kind, what, status, time.monotonic() - began, where[1].decode() if where else "")
    if status == 503 and not (re.search(rb"\r\nRetry-After: \d+", head) and "现在使用的人太多" in body.decode()):
        told.fault = "503 without a word or without Retry-After"
    if status not in (200, 302, 503):
        told.fault = f"{status}: {body[:300].decode(errors='replace')}" if answer else "closed without an answer"
    return told


# --- in processes of their own --------------------------------------------------------------------------------------
def make(cases: int) -> dict[str, Any]:
    """Make a county of today with cases that wait for a decision, and people who are signed in."""
    from tests.faults.lone import prepare_django

    prepare_django()
    from django.test import Client
    from tests.casework.county import REGION, County, Someone

    from chuntian.casework.operations import act, apply
    from chuntian.kernel.clock import moment
    from chuntian.places.operations import load_packaged

    load_packaged(within="620104")
    at = moment(Path(os.environ["CHUNTIAN_DATA"]))
    county = County([Someone(f"人{number}", grade=1 + number % 2, dibao=None) for number in range(cases)])
    town, clerk, civil = county.staff("township_clerk", "county_clerk", "civil_affairs")
    county.lists(at.date(), at=at)
    county.decide(at.strftime("%Y-%m"), at.date(), programmes=["nursing_subsidy"])
    found = []
    for one in county.people:
        case = apply(person=county.person(one.name), programme="nursing_subsidy", applied_on=at.date(), channel="window",
                     by=town, at=at, law=county.law)  # fmt: skip
        act(case=case, kind="first_check", by=town, at=at)
        act(case=case, kind="check", by=clerk, at=at)
        found.append(case)
    sessions = {}
    for user in (clerk, civil):
        client = Client()
        client.force_login(user)
        session = client.session
        session["factor"] = "totp"
        session.save()
        sessions[user.username] = session.session_key
    people = [f"/people/{case.person_id}/" for case in found[:20]]
    return {"cases": [case.pk for case in found], "sessions": sessions, "today": at.date().isoformat(), "region": REGION,
            "people": [(one.name, one.resident_id) for one in county.people],
            "pages": ["/cases/", "/", "/lists/"], "files": ["/people/?q=%E4%BA%BA1", *people]}  # fmt: skip


def look(told: list[dict[str, Any]]) -> list[str]:
    """Hold the books against what was answered."""
    from tests.faults.lone import prepare_django

    prepare_django()
    from chuntian.casework.models import Award, Case
    from chuntian.exchange.models import Upload
    from chuntian.money.queries import ledger_difference_fen
    from chuntian.trail.models import Entry

    faults = []
    approved = set(Case.objects.filter(state="approved").values_list("pk", flat=True))
    for name, found in (("award", Award.objects.values_list("case_id", flat=True)),
                        ("entry", map(int, Entry.objects.filter(action="case.approve").values_list("subject_id", flat=True)))):  # fmt: skip
        count = Counter(found)
        faults += [f"case {pk}: {count[pk]} x {name}, approved: {pk in approved}"
                   for pk in approved | count.keys() if count[pk] != (pk in approved)]  # fmt: skip
    said = Counter(one["what"] for one in told if one["kind"] == "approve" and one["status"] == 302)
    faults += [f"case {pk}: told {times} times that it was approved" for pk, times in said.items() if times > 1]
    faults += [f"case {pk}: told approved, and is not" for pk in said if int(pk) not in approved]
    there = {f"/lists/{one.pk}/": one for one in Upload.objects.all()}
    done = {one["what"]: one["where"] for one in told if one["kind"] == "upload" and one["status"] == 302}
    faults += [
        f"list {number}: told {where}, which is not there" for number, where in done.items() if where not in there
    ]
    names = Counter(one.file_name for one in there.values())
    faults += [f"list {name} is there {times} times" for name, times in names.items() if times > 1]
    faults += [
        f"{one}: {one.state}, {one.rows} rows" for one in there.values() if (one.state, one.rows) != ("staged", 20)
    ]
    staged = Entry.objects.filter(action="list.staged").count()
    faults += [] if staged == len(there) else [f"{staged} entries of {len(there)} lists"]
    return faults + ([f"ledger {ledger_difference_fen()} fen"] if ledger_difference_fen() else [])


async def rush(load: Load, seconds: float, times: float) -> dict[str, Any]:
    """Measure, overload, wait until it is well."""
    while (await answered(load.port, "read", "", load.ask("county_clerk", load.made["pages"][0]))).status != 200:
        await asyncio.sleep(0.2)
    await load.by_turns(max(2.0, seconds / 12), clients=8)  # the first requests load what the others find loaded
    rate = await load.by_turns(max(4.0, seconds / 6), clients=8)
    before = len(load.told)
    await load.at_a_rate(seconds, rate * times)
    well = await load.until_well(60)
    rushed = load.told[before:]
    served = [one for one in rushed if one.status in (200, 302)]
    waits = sorted(one.seconds for one in rushed)
    return {
        "rate_before": round(rate, 1), "offered_a_second": round(rate * times, 1), "asked": len(rushed), "served": len(served),
        "told_503": sum(one.status == 503 for one in rushed), "approved": sum(one.kind == "approve" for one in served),
        "uploaded": sum(one.kind == "upload" for one in served), "longest_s": round(waits[-1], 1),
        "middle_s": round(waits[len(waits) // 2], 1), "well_after_s": round(well, 1),
    }  # fmt: skip


def overload(seconds: float = 60, times: float = 5, cases: int = 300, seed: int = 7) -> dict[str, Any]:
    """Live the whole story in a folder of its own."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="chuntian-overload-") as folder, own_database(Path(folder)) as there:
        made = json.loads(in_its_own(there, "--make", str(cases)))
        load = Load(free_port(), made, seed)
        command = [sys.executable, "-m", "chuntian", "serve", "--port", str(load.port)]
        with Path(folder, "serve.log").open("w") as log:
            server = subprocess.Popen(command, cwd=ROOT, env=there, stdout=log, stderr=log)
            try:
                # in a thread of its own: a browser's test that ran before may have left its loop in this one
                with ThreadPoolExecutor(1) as aside:
                    found = aside.submit(asyncio.run, rush(load, seconds, times)).result()
            finally:
                server.send_signal(signal.SIGTERM)
                server.wait(60)
        Path(folder, "told.json").write_text(json.dumps([vars(one) for one in load.told]))
        faults = [f"{one.kind} {one.what}: {one.fault}" for one in load.told if one.fault]
        faults += json.loads(in_its_own(there, "--look", f"{folder}/told.json"))
        verified = subprocess.run(
            [sys.executable, "-m", "chuntian", "verify", "--json"], cwd=ROOT, env=there, capture_output=True, text=True
        )
        faults += [
            f"verify: {problem}" for check in json.loads(verified.stdout)["checks"] for problem in check["problems"]
        ]
        said = Path(folder, "serve.log").read_text(errors="replace")
        faults += (
            ["a trace in the server's log: " + said[said.index("Traceback") :][:1500]] if "Traceback" in said else []
        )
    return found | {"faults": faults, "seconds": round(time.monotonic() - started, 1)}


def in_its_own(there: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "-m", "tests.faults.overload", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=there, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return done.stdout.splitlines()[-1]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults.overload", description=(__doc__ or "").split("\n\n")[0]
    )
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--times", type=float, default=5)
    parser.add_argument("--make", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--look", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.make:
        print(json.dumps(make(chosen.make)))
        return 0
    if chosen.look:
        print(json.dumps(look(json.loads(chosen.look.read_text()))))
        return 0
    result = overload(chosen.seconds, chosen.times)
    print(json.dumps(result, ensure_ascii=False, indent=2))
    return 1 if result["faults"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
