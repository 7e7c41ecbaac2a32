"""Bombs, entities, lies and damaged files: refused with a reason, within limits, never an error of ours."""

import io
import random
import struct
import subprocess
import sys
import textwrap
import time
import zipfile

import pytest
from tests.exchange.builders import ON, REGION, checked, resident_id, xlsx_bytes

from chuntian.exchange.reading.parent import read_in_child

GOOD = [["姓名", "身份证号", "城乡类别"], *(["张三", resident_id(n), "农村"] for n in range(40))]
SHEET = "xl/worksheets/sheet1.xml"


def rewritten(content: bytes, part: str, change) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


def in_child(path):
    return read_in_child(path, kind="dibao", on=ON, region=REGION, divisions={}).facts


def test_a_bomb_is_refused_before_parsing(tmp_path):
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(rewritten(xlsx_bytes(GOOD), SHEET, lambda xml: xml + b" " * 300_000_000))
    started = time.monotonic()

    facts = in_child(path)

    assert facts["refused"] == "bomb"
    assert time.monotonic() - started < 10


def test_a_part_that_lies_about_its_size_is_refused(tmp_path):
    content = bytearray(rewritten(xlsx_bytes(GOOD), SHEET, lambda xml: xml + b" " * 60_000_000))
    place = content.rfind(b"PK\x01\x02", 0, content.rfind(SHEET.encode()))
    content[place + 24 : place + 28] = struct.pack("<I", 5_000)
    path = tmp_path / "liar.xlsx"
    path.write_bytes(content)

    facts = in_child(path)

    assert facts["refused"] in {"broken", "bomb"}


def test_entities_are_refused(tmp_path):
    evil = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'

    result, facts = checked(
        tmp_path, rewritten(xlsx_bytes(GOOD), SHEET, lambda xml: xml.replace(b"?>", b"?>" + evil, 1))
    )

    assert result is None
    assert facts["refused"] == "entities"


def test_a_part_packed_twice_over_itself_is_refused(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        new.writestr(SHEET, b"x" * 100)
        new.writestr("xl/worksheets/sheet2.xml", b"x" * 100)
    content = out.getvalue().replace(b"sheet2.xml", b"sheet1.xml")

    result, facts = checked(tmp_path, content)

    assert result is None
    assert facts["refused"] == "bomb"


def test_an_honest_dense_sheet_passes(tmp_path):
    rows = [["姓名", "身份证号"], *(["张三张三张三", resident_id(n)] for n in range(9_000))]
    content = rewritten(xlsx_bytes(rows), "docProps/app.xml", lambda xml: xml)

    result, _ = checked(tmp_path, content)

    assert result.counts["rows"] == 9_000


def test_a_lone_cell_in_the_last_corner_takes_no_memory(tmp_path):
    path = tmp_path / "corner.xlsx"
    path.write_bytes(xlsx_bytes(GOOD, lambda book, sheet: sheet.write_string(1_048_575, 16_383, "x")))

    facts = in_child(path)

    assert facts["refused"] in {"resources", "broken"}


def test_a_stated_dimension_costs_nothing(tmp_path):
    content = rewritten(
        xlsx_bytes(GOOD),
        SHEET,
        lambda xml: xml.replace(b'<dimension ref="A1:C41"/>', b'<dimension ref="A1:XFD1048576"/>'),
    )

    result, _ = checked(tmp_path, content)

    assert result.counts["accepted"] == 40


def test_a_formula_is_refused_and_never_run(tmp_path):
    def add(book, sheet):
        sheet.write_formula("C2", '=HYPERLINK("http://127.0.0.1/","农村")', None, "农村")

    result, _ = checked(tmp_path, xlsx_bytes(GOOD, add))

    assert result.refusals.select("cell", "code").rows() == [("Sheet1!C2", "formula")]


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Damage a workbook: bytes of the zip, or the text of one of its parts."""
    if chance.random() < 0.3:
        raw = bytearray(content)
        for _ in range(chance.randint(1, 20)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        return bytes(raw[: chance.choice([len(raw), chance.randrange(len(raw))])])
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        part = chance.choice(package.namelist())
    pieces = [
        b"<c",
        b"<v>",
        b"</row>",
        b'r="',
        b't="s"',
        b"&",
        b"<",
        b">",
        b'"',
        b"\x00",
        b"999999999999",
        b"-1",
        b"<f>1</f>",
        b'<c r="A1"/>',
        b"]]>",
        b"\xff\xfe",
        b"XFD",
        b"sheet",
    ]

    def change(xml: bytes) -> bytes:
        for _ in range(chance.randint(1, 6)):
            start = chance.randrange(len(xml) + 1)
            end = min(len(xml), start + chance.choice([0, 1, 3, 20, 200]))
            xml = xml[:start] + chance.choice([b"", chance.choice(pieces), xml[start:end] * 2]) + xml[end:]
        return xml

    return rewritten(content, part, change)


HARNESS = """
    import json, sys, time
    from datetime import date
    from pathlib import Path
    from chuntian.exchange.reading.limits import limit_myself
    limit_myself(100_000)
    from chuntian.exchange.reading.whole import read_and_check
    for path in sorted(Path(sys.argv[1]).iterdir()):
        started = time.monotonic()
        result, facts = read_and_check(path, "dibao", date(2024, 3, 5), "620104000000", {})
        told = facts.get("counts") or {"refused_for": facts["refused"]}
        peak = next(int(row.split()[1]) for row in open("/proc/self/status") if row.startswith("VmHWM")) // 1024
        print(json.dumps({"name": path.name, "seconds": time.monotonic() - started, "mb": peak, **told}), flush=True)
"""


def survive(folder, seeds) -> list[dict]:
    """Read damaged files one after another in a limited process, starting it again behind a file that kills it."""
    import json

    content = xlsx_bytes(GOOD)
    for seed in seeds:
        (folder / f"{seed:05d}.xlsx").write_bytes(damaged(content, random.Random(seed)))
    lines, deaths = [], 0
    while any(folder.iterdir()):
        run = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(HARNESS), str(folder)],
            capture_output=True,
            text=True,
            timeout=1700,
            check=False,
        )
        found = [json.loads(line) for line in run.stdout.splitlines()]
        lines += found
        for line in found:
            (folder / line["name"]).unlink()
        left = sorted(folder.iterdir())
        if left and run.returncode == 0:
            raise AssertionError("files left")
        if left:
            # Only running out of memory may end the process; anything else is a fault of ours.
            assert run.returncode < 0 or "memory" in run.stderr.lower(), run.stderr[-2000:]
            left[0].unlink()
            deaths += 1
    assert deaths <= len(lines) // 50 + 1
    return lines


def assert_answers(lines: list[dict]) -> None:
    for line in lines:
        assert line["seconds"] < 10
        assert line["mb"] < 512
        assert "refused_for" in line or line["rows"] == line["accepted"] + line["refused"] + line["skipped"]


def test_A20_damaged_workbooks_are_answered(tmp_path):
    lines = survive(tmp_path, range(200))

    assert len(lines) >= 198
    assert_answers(lines)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_A20_ten_thousand_damaged_workbooks_are_answered(tmp_path):
    began = time.monotonic()

    lines = survive(tmp_path, range(10_000, 20_000))

    slowest, most = (max(line[name] for line in lines) for name in ("seconds", "mb"))
    print(f"\nA20: {len(lines):,} in {time.monotonic() - began:.0f} s, slowest {slowest:.2f} s, {most} MB")
    assert len(lines) >= 9_990
    assert_answers(lines)


def test_damaged_csv_files_are_answered(tmp_path):
    from tests.exchange.builders import csv_bytes

    content = csv_bytes(GOOD, "gb18030")
    for seed in range(100):
        chance = random.Random(seed)
        raw = bytearray(content)
        for _ in range(chance.randint(1, 10)):
            raw[chance.randrange(len(raw))] = chance.choice([0, 34, 44, 10, 13, 255, 128, chance.randrange(256)])

        result, facts = checked(tmp_path, bytes(raw))

        assert (
            facts["refused"]
            if result is None
            else result.counts["rows"] == sum(result.counts[name] for name in ("accepted", "refused", "skipped"))
        )
