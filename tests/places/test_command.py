import json

import pytest
from click.testing import CliRunner

from chuntian.commands.places import command
from chuntian.places import operations

pytestmark = pytest.mark.django_db


def run(*words: str):
    return CliRunner().invoke(command, list(words))


def test_find_prints_json():
    operations.load_packaged(within="620103")

    found = json.loads(run("find", "620103201", "--json").output)["divisions"]

    assert [(row["edition"], row["name"]) for row in found] == [("2023", "魏岭乡"), ("2019", "黄峪镇")]


def test_find_prints_lines():
    operations.load_packaged(within="620103")

    assert run("find", "黄峪").output.splitlines()[0] == "620103104000  2023  甘肃省兰州市七里河区黄峪镇"
    assert "没有找到" in run("find", "没有这里").output
    assert "至 2019-10-31" in run("find", "620103201").output


def test_find_says_what_to_do_without_divisions():
    answer = run("find", "西固")

    assert answer.exit_code == 1
    assert "chuntian init" in answer.output


def test_load_tells_what_it_did_and_refuses_in_one_line(tmp_path):
    operations.load_packaged(within="620104")
    path = tmp_path / "villages.csv"
    path.write_text("code,name\n620104001299,新村村委会\n", encoding="utf-8")

    assert json.loads(run("load", str(path), "--json").output) == {"edition": "2023", "new": 1, "changed": 0, "same": 0}
    refused = run("load", str(tmp_path / "none.csv"))
    assert refused.exit_code == 1
    assert refused.output.strip().splitlines()[-1].startswith("Error: 读不到文件")
