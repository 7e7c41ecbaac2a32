"""Write the lists as the files departments really send: xlsx and csv, four encodings, titles above the headings, totals below."""

import csv
import random
import re
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from chuntian.demo.cells import Style
from chuntian.demo.defects import REPEATED, AsFormula, AsNumber, Defect, Flaw, flaws_for, stranger_row
from chuntian.demo.lists import Delivery, Row
from chuntian.demo.names import fits
from chuntian.demo.world import World
from chuntian.exchange.kinds import Column, ListKind

ENCODINGS = ("gbk", "utf-8-sig", "gb18030", "utf-16")
# Lists in which strangers may stand, so that a spoiled row costs nobody anything.
SPOILABLE = frozenset({"dibao", "certificates", "deaths", "bank_accounts", "medical", "pension", "tekun", "pupils"})


@dataclass(slots=True)
class Written:
    """A file as it was written, with what is wrong in it."""

    delivery: Delivery
    path: Path
    rows: int
    written_as: str
    encoding: str
    defects: list[Defect] = field(default_factory=list)


@dataclass(slots=True)
class Sheet:
    """What goes into one file: lines above, headings, rows of cells with the number each row will have."""

    title: str
    columns: list[Column]
    headings: list[str]
    lines: list[list[Any]]
    above: int  # lines above the headings
    total: int | None


def write(world: World, delivery: Delivery, rows: list[Row], kind: ListKind, folder: Path) -> Written:
    """Write one list into `folder`, spoil a few rows of strangers on the way, and tell where."""
    chance = random.Random(f"{world.county}:{delivery.kind}:{delivery.month}:{delivery.half}:{delivery.day}")
    spreadsheet = chance.random() < 0.6
    encoding = "" if spreadsheet else choose_encoding(chance, rows)
    style = Style(chance, spreadsheet=spreadsheet)
    mark = "（前半）" if delivery.half else ("（补）" if delivery.late else ("（更正）" if delivery.day > 1 else ""))
    name = f"{kind.owner}_{kind.label_zh}_{delivery.month}{mark}.{'xlsx' if spreadsheet else 'csv'}"
    result = Written(
        delivery, folder / str(delivery.arrives) / name, len(rows), "xlsx" if spreadsheet else "csv", encoding
    )
    result.path.parent.mkdir(parents=True, exist_ok=True)
    sheet = lay_out(world, delivery, rows, kind, style, result)
    (write_xlsx if spreadsheet else write_csv)(sheet, result)
    return result


def choose_encoding(chance: random.Random, rows: list[Row]) -> str:
    """Give an encoding that can hold every word of the list: a guardian or an account holder has a rare name too."""
    encoding = chance.choice(ENCODINGS)
    words = (value for row in rows for value in row.values() if isinstance(value, str))
    return encoding if encoding != "gbk" or all(fits("gbk", word) for word in words) else "gb18030"


def lay_out(world: World, delivery: Delivery, rows: list[Row], kind: ListKind, style: Style, result: Written) -> Sheet:
    """Choose headings, put the rows into cells, plant the defects, leave a blank row and write a total."""
    chance = style.chance
    columns = [column for column in kind.columns if any(column.name in row for row in rows[:3])] or list(kind.columns)
    headings = [pick_heading(chance, column) for column in columns]
    title = f"{world.county} {delivery.month.year}年{delivery.month.month}月{kind.label_zh}名单（演示，虚构）"
    sheet = Sheet(title, columns, headings, [], 2 if chance.random() < 0.6 else 0, None)
    everything = list(rows)
    spoiled = plant(world, delivery, everything, kind.key[0], result, chance)
    for place, row in enumerate(everything):
        if place == 40 and chance.random() < 0.5:
            sheet.lines.append([])  # a blank row in the middle: reading goes on after it
        line = [style.shown(column, row.get(column.name)) for column in columns]
        sheet.lines.append(line)
        if id(row) in spoiled:
            spoiled[id(row)].row = sheet.above + 1 + len(sheet.lines)
    if chance.random() < 0.4 and rows and not delivery.half:
        sheet.total = len(everything)
    return sheet


def pick_heading(chance: random.Random, column: Column) -> str:
    """Choose one of the headings seen in practice, now and then with a stray blank or a line break."""
    heading = chance.choice(column.headings[:3])
    return heading + " " if chance.random() < 0.05 else heading


def plant(
    world: World, delivery: Delivery, everything: list[Row], key: str, result: Written, chance: random.Random
) -> dict[int, Defect]:
    """Put spoiled rows of strangers, and one row twice, between the good ones; give them by the row's identity."""
    if delivery.kind not in SPOILABLE or delivery.half or len(everything) < 3:
        return {}
    found: dict[int, Defect] = {}
    template = {**everything[0]}
    flaws = flaws_for(template, result.written_as)
    chosen = chance.sample(flaws, min(len(flaws), chance.choice((0, 1, 1, 2))))
    rare = [flaw for flaw in flaws if flaw.only and flaw not in chosen and chance.random() < 0.3]
    for flaw in chosen + rare:
        row = stranger_row(world, template)
        flaw.spoil(row, chance)
        everything.insert(chance.randrange(1, len(everything)), row)
        found[id(row)] = defect_of(flaw, delivery, result)
    if chance.random() < 0.2:
        row = {**everything[-1]}
        everything.append(row)
        found[id(row)] = defect_of(replace(REPEATED, field=key), delivery, result)
    result.defects = list(found.values())
    return found


def defect_of(flaw: Flaw, delivery: Delivery, result: Written) -> Defect:
    """Describe a planted defect; its row is known once the file is laid out."""
    return Defect(
        flaw.name, flaw.code, delivery.kind, result.path.name, str(delivery.arrives), 0, flaw.field, flaw.note
    )


def write_xlsx(sheet: Sheet, result: Written) -> None:
    """Write a workbook; a number stays a number, everything else is text, dates are real dates where the style says so."""
    book = xlsxwriter.Workbook(str(result.path), {"constant_memory": True, "in_memory": False})
    page = book.add_worksheet("名单")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    if sheet.above:
        page.merge_range(0, 0, 0, len(sheet.headings) - 1, sheet.title)
        page.write_string(1, 0, "填报单位：演示")
    for place, heading in enumerate(sheet.headings):
        page.write_string(sheet.above, place, heading)
    for number, line in enumerate(sheet.lines, start=sheet.above + 1):
        for place, value in enumerate(line):
            put(page, number, place, value, day)
    if sheet.total is not None:
        last = sheet.above + 1 + len(sheet.lines)
        page.write_string(last, 0, f"合计 {sheet.total}人")
    book.close()


def put(page: Any, row: int, column: int, value: Any, day: Any) -> None:
    """Write one cell of a workbook."""
    if value == "":
        return
    if isinstance(value, date):
        page.write_datetime(row, column, value, day)
    elif isinstance(value, AsFormula):
        page.write_formula(row, column, f'="{value}"', None, str(value))
    elif isinstance(value, int):  # the swallowed identity numbers too
        page.write_number(row, column, float(value) if isinstance(value, AsNumber) else value)
    else:
        page.write_string(row, column, str(value))


def write_csv(sheet: Sheet, result: Written) -> None:
    """Write a text file in its encoding, with the lines above the headings where the clerk left them."""
    with result.path.open("w", encoding=result.encoding, newline="") as file:
        writer = csv.writer(file)
        if sheet.above:
            writer.writerow([sheet.title])
            writer.writerow(["填报单位：演示"])
        writer.writerow(sheet.headings)
        for line in sheet.lines:
            writer.writerow([re.sub(r"[\r\n]", " ", str(value)) for value in line])
        if sheet.total is not None:
            writer.writerow([f"合计 {sheet.total}人"])
