"""Departments from the command line: asked for by one, granted by another, withdrawn by either."""

import json

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.web.api.asking import REGION, administrators, public

from chuntian.commands.partner import command
from chuntian.exchange.models import PartnerKey
from chuntian.trail.models import Entry

pytestmark = pytest.mark.django_db
ADMIN, GUARD = f"admin-of-{REGION}", f"security_admin-of-{REGION}"


def run(*said: str) -> dict:
    done = CliRunner().invoke(command, [*said, "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def refused(*said: str) -> str:
    done = CliRunner().invoke(command, list(said))
    assert done.exit_code == 1, done.output
    return done.output


@pytest.fixture(autouse=True)
def _people(db):
    administrators()


def test_a_department_from_its_registration_to_its_end():
    key = public(Ed25519PrivateKey.generate())
    run("add", "civil-affairs", "--name", "民政局", "--region", "620104", "--by", ADMIN)
    asked = run("key", "civil-affairs", "first", key, "--by", ADMIN)
    held = run(
        "contract", "civil-affairs", "two-subsidies", "--purpose", "核对", "--call", "disabled", "--call", "search",
        "--field", "disability_status", "--region", "620104", "--hourly", "20", "--daily", "80", "--by", ADMIN,
    )  # fmt: skip
    assert [one["state"] for one in listed()] == ["asked", "asked"]

    assert "没有" in refused("grant", str(asked["key"]), "--by", ADMIN)
    for number in (asked["key"], held["contract"]):
        run("grant", str(number), "--by", GUARD)
    assert [one["state"] for one in listed()] == ["in force", "in force"]

    run("withdraw", str(asked["key"]), "--why", "私钥可能外泄", "--by", GUARD)
    run("withdraw", "civil-affairs", "--why", "机构撤并", "--by", ADMIN)
    assert listed()[0]["state"] == "withdrawn"
    assert run("list")["partners"][0]["state"] == "withdrawn"
    done = set(Entry.objects.values_list("action", flat=True))
    assert {"partner.registered", "partner_key.granted", "partner_contract.asked", "partner.withdrawn"} <= done
    assert "civil-affairs" in CliRunner().invoke(command, ["list"]).output


def listed() -> list[dict]:
    (one,) = run("list")["partners"]
    return [*one["keys"], *one["contracts"]]


def test_what_is_not_there_or_not_right_is_told_in_one_line():
    assert "没有用户" in refused("add", "civil-affairs", "--name", "x", "--region", "620104", "--by", "nobody")
    assert "没有部门" in refused("key", "civil-affairs", "first", "x", "--by", ADMIN)
    run("add", "civil-affairs", "--name", "民政局", "--region", "620104", "--by", ADMIN)
    assert "已经用过" in refused("add", "civil-affairs", "--name", "x", "--region", "620104", "--by", ADMIN)
    assert "32 字节" in refused("key", "civil-affairs", "first", "x", "--by", ADMIN)
    assert "没有编号" in refused("grant", "7", "--by", GUARD)
    assert "对不上" in refused(
        "contract", "civil-affairs", "abc", "--purpose", "x", "--call", "search", "--region", "620104", "--by", ADMIN
    )
    assert not PartnerKey.objects.exists()
