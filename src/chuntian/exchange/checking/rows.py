"""Rows that are no records: blank ones, totals, signatures, headings printed again on every page."""

import re

import polars as pl

from chuntian.exchange.checking.clean import clean
from chuntian.exchange.kinds.base import ListKind
from chuntian.exchange.reading.headings import Headings, plain
from chuntian.exchange.reading.table import ROW, Table

TOTALS = re.compile(
    r"^(?:合计|总计|小计|共计|本页合计|累计)|^共?\d*[人户条行]$|^(?:制表|填表|审核|复核|负责|经办|单位负责|填报|备注|说明|注|联系)[^:：]{0,6}[:：]|^(?:备注|说明|以下空白|以下无正文)$"
)
# In the column of numbers: too short for one, or a count of records.
NO_NUMBER = r"^\s*共?[\d,，]{1,9}\s*[人户条行名]?\s*$"
STATED = re.compile(r"(\d[\d,]*)\s*(?:人|行|条|名)")


def skipped_rows(table: Table, headings: Headings, kind: ListKind) -> tuple[pl.DataFrame, list[dict]]:
    """
    Give the rows to skip with their reason (`__row`, `code`), and the cells of the totals rows.

    Only rows with nothing like a number in their key column are looked at one by one.
    """
    below = table.frame.filter(pl.col(ROW) > headings.row)
    anchor = headings.columns[next(name for name in kind.key if name in headings.columns)]
    key = pl.col(anchor)
    odd = below.filter(key.is_null() | ~key.str.contains(r"[0-9０-９]{4}") | key.str.contains(NO_NUMBER))
    rows, totals = [], []
    for record in odd.iter_rows(named=True):
        cells = {name: text for name, text in record.items() if name != ROW and text is not None}
        reason = _reason(cells, headings)
        if reason:
            rows.append((record[ROW], reason))
        if reason == "totals":
            totals.append(
                {column: cells.get(name) for column, name in headings.columns.items()} | {"": " ".join(cells.values())}
            )
    return pl.DataFrame(rows, schema={ROW: pl.Int64, "code": pl.String}, orient="row"), totals


def _reason(cells: dict[str, str], headings: Headings) -> str | None:
    texts = {
        name: re.sub(r"\s", "", text) for name, text in cells.items() if clean(pl.Series([text], dtype=pl.String))[0]
    }
    if not texts:
        return "blank"
    if all(
        plain(text) == plain(headings.texts.get(column))
        for column, name in headings.columns.items()
        if (text := texts.get(name))
    ) and any(name in texts for name in headings.columns.values()):
        return "heading_again"
    if any(TOTALS.search(text) for text in list(texts.values())[:3]) and len(texts) < max(3, len(headings.columns)):
        return "totals"
    return None


def stated_rows(totals: list[dict]) -> int | None:
    """Give how many persons a totals row says there are, where it says so."""
    for total in totals:
        match = STATED.search(total[""])
        if match:
            return int(match[1].replace(",", ""))
    return None
