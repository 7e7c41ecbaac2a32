"""A county whose people, papers and files are called like scripts, seeded through the doors that departments and staff use."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.casework.county import REGION, VILLAGE
from tests.exchange.builders import resident_id
from tests.journeys.office import NAMES
from tests.trust.payloads import BARE, FULL_WIDTH, PAYLOADS

PEOPLE = [*PAYLOADS, FULL_WIDTH]


@contextmanager
def names_that_run() -> Iterator[None]:
    """Give everyone of the journeys' county a script for a name while it is furnished."""
    kept = NAMES[:]
    NAMES[:] = BARE[: len(kept)]
    try:
        yield
    finally:
        NAMES[:] = kept


def table(headings: list[str], rows: list[list[str]]) -> bytes:
    """Write a csv as a department does."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([headings, *rows])
    return out.getvalue().encode("utf-8-sig")


def lists() -> dict[str, tuple[str, bytes]]:
    """Give one file a kind of list: its name, itself a script, and its content, with a script in every free cell."""
    numbers = [resident_id(900 + place) for place in range(len(PEOPLE))]
    turned = PEOPLE[7:] + PEOPLE[:7]
    certificates = table(
        ["姓名", "身份证号", "残疾人证号", "户籍地", "残疾类别", "残疾等级", "发证日期", "监护人姓名", "监护人关系"],
        [[name, number, number + "41", VILLAGE, "肢体", "一级", "2020-01-01", other, other[:20]]
         for name, number, other in zip(PEOPLE, numbers, turned, strict=True)],
    )  # fmt: skip
    accounts = table(
        ["姓名", "身份证号", "银行账号", "开户行", "户名"],
        [[name, number, f"62284800{place:011d}", other, other]
         for place, (name, number, other) in enumerate(zip(PEOPLE, numbers, turned, strict=True))],
    )  # fmt: skip
    monitored = table(
        ["姓名", "身份证号", "户编号", "<img src=x onerror=alert(70)>"],
        [[name, number, name[:40], name] for name, number in zip(PEOPLE, numbers, strict=True)],
    )
    return {
        "certificates": ('"><img src=x onerror=alert(71)>.csv', certificates),
        "bank_accounts": ("<svg onload=alert(72)>.csv", accounts),
        "dibao_margin": ("{{ request.user.password }}' onfocus=alert(73) autofocus.csv", monitored),
    }


def upload(client, kind: str, name: str, content: bytes, as_of: str = "2024-03-18"):
    """Send one file through the page of the desk; gives the answer."""
    file = SimpleUploadedFile("x", content)
    file._name = name  # the name goes out as the attacker wrote it
    return client.post("/lists/upload/", {"kind": kind, "as_of": as_of, "region": REGION, "file": file}, follow=True)
