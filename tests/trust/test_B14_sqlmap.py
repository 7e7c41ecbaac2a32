"""B14: sqlmap, level 3, finds no parameter of the running pages injectable, and finds one that is (`make test-long`)."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from tests.trust.scanned import careless, cookies, pages, scanner, signed_in  # noqa: F401

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.timeout(3600)]
CLEAN = "do not appear to be injectable"
# Who asks what: each parameter of each page that takes one.
ASKED = [
    ("county_clerk", "/?kind=tell&whose=all&page=1", ""),
    ("county_clerk", "/people/", "q=chun&offset=0"),
    ("county_clerk", "/lists/dibao/?page=1", ""),
    ("county_clerk", "/discrepancies/?kind=dead&state=open&page=1", ""),
    ("county_clerk", "/cases/?state=open&page=1", ""),
    ("county_clerk", "/programmes/simulate/?programme=nursing_subsidy", ""),
    ("finance_approver", "/payments/recoveries/?state=proposed&page=1", ""),
    ("supervisor", "/measures/?year=2024&month=3&region=620104000000&plan=x", ""),
    ("admin", "/accounts/?q=a&page=1", ""),
]  # fmt: skip


def scan(url: str, folder: Path, *words: str) -> str:
    """Give what sqlmap says of the parameters of an address."""
    command = [
        str(scanner("sqlmap")), "-u", url, "--batch", "--level", "3", "--risk", "2", "--threads", "2", "--dbms", "SQLite", "--technique", "BEU",
        "--output-dir", str(folder), "--disable-coloring", "--skip", "User-Agent,Referer,Host,Cookie", "--timeout", "60", *words,
    ]  # fmt: skip
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=3000, env={**os.environ, "HOME": str(folder)}
    ).stdout


@pytest.mark.parametrize(("role", "address", "data"), ASKED, ids=[address for _, address, _ in ASKED])
def test_B14_sqlmap_finds_nothing_injectable(pages, tmp_path, role, address, data):  # noqa: F811
    client = signed_in(role)
    page = client.get("/people/" if data else "/account/")
    words = ["--cookie", cookies(client)]
    if data:
        words += ["--data", f"{data}&csrfmiddlewaretoken={page.context['csrf_token']}", "-p", "q,offset"]

    said = scan(pages + address, tmp_path, *words)

    assert CLEAN in said, said[-3000:]
    assert not re.search(r"Type: (boolean|error|UNION)|is vulnerable", said)
    assert not re.search(r"\b5\d\d \(", said), said[-2000:]


def test_B14_sqlmap_finds_what_is_injectable(tmp_path):
    with careless() as url:
        said = scan(f"{url}/find?q=1", tmp_path)

    assert "Type: " in said
    assert CLEAN not in said
