"""`chuntian lists` and `chuntian import` as a clerk runs them; the reference page says what is declared."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.exchange.builders import REGION, csv_bytes, resident_id

from chuntian.commands.import_ import command as import_command
from chuntian.commands.lists import command as lists_command
from chuntian.commands.main import main
from chuntian.exchange.reference import lists_page


def test_the_reference_page_is_the_declarations():
    page = Path(__file__).parents[2] / "docs" / "reference" / "lists.md"

    assert page.read_text(encoding="utf-8") == lists_page()


def test_a_kind_is_shown_without_a_database():
    told = json.loads(CliRunner().invoke(lists_command, ["dibao", "--json"]).output)

    assert told["slug"] == "dibao"
    assert "身份证号" in told["columns"][1]["headings"]
    assert CliRunner().invoke(lists_command, ["nothing"]).exit_code == 1


@pytest.mark.django_db
def test_the_lists_and_their_age(data_folder):
    told = json.loads(CliRunner().invoke(lists_command, ["--json", "--region", "620104"]).output)

    assert len(told) == 21
    assert all(one["missing"] and one["stale"] for one in told)


@pytest.mark.django_db
def test_a_file_is_imported_and_its_refused_rows_written(data_folder, staff, tmp_path):
    file, out = tmp_path / "低保.csv", tmp_path / "退回.xlsx"
    file.write_bytes(csv_bytes([["姓名", "身份证号"], ["张三", resident_id(1)], ["李四", "6.2E+17"]], "gbk"))
    words = ["dibao", str(file), "--as-of", "2024-03-01", "--region", REGION, "--report", str(out)]

    staged = CliRunner().invoke(import_command, [*words, "--json"])
    text = CliRunner().invoke(import_command, [*words, "--commit", "--by", "first"])

    told = json.loads(staged.output)
    assert (told["state"], told["rows"], told["accepted"], told["refused"]) == ("staged", 2, 1, 1)
    assert told["refusals"][0]["cell"] == "B3"
    assert told["commit"] is None
    assert out.read_bytes().startswith(b"PK")
    assert text.exit_code == 0
    assert "已入库" in text.output


@pytest.mark.django_db
def test_wrong_words_are_one_line(data_folder, tmp_path):
    file = tmp_path / "x.csv"
    file.write_bytes(b"a")

    for words in (
        ["nothing", str(file), "--region", REGION],
        ["dibao", str(file), "--commit"],
        ["dibao", str(file), "--region", "12"],
        ["dibao", str(file), "--by", "nobody"],
    ):
        result = CliRunner().invoke(import_command, words)
        assert result.exit_code == 1
        assert len(result.output.strip().splitlines()) <= 2


@pytest.mark.django_db
def test_a_process_that_refused_a_whole_file_says_so_with_its_status(data_folder, tmp_path, monkeypatch, capsys):
    file = tmp_path / "stocks.csv"
    file.write_text("Date,IBM,AAPL\n1990-01-01,16.78,\n", encoding="utf-8")
    monkeypatch.setattr(
        "sys.argv", ["chuntian", "import", "dibao", str(file), "--region", REGION, "--as-of", "2024-03-01"]
    )

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 1
    assert "找不到必需的列" in capsys.readouterr().out
