"""What came of a file, for the page, for JSON, and as a workbook that the sender corrects and sends again."""

import io
from typing import Any

import polars as pl
import xlsxwriter

from chuntian.exchange.enums import UploadState
from chuntian.exchange.kinds import kind as kind_of
from chuntian.exchange.models import Upload
from chuntian.exchange.store import frame_of

MOST_REFUSALS = 10_000
WIDTH = 20


def report(upload: Upload, most: int = MOST_REFUSALS) -> dict[str, Any]:
    """Give the report of a file; the first `most` refusals are listed, all are counted. No value of a cell is in it."""
    facts = upload.facts
    frame = frame_of(upload, "refusals") if upload.state != UploadState.REFUSED else None
    lines = frame.head(most).to_dicts() if frame is not None else []
    if "refused" in facts:
        lines = [
            {
                "sheet": "",
                "cell": "",
                "row": None,
                "field": "",
                "code": facts["refused"],
                "message": facts["message"],
                "level": "refusal",
            }
        ]
    return {
        "id": upload.pk, "kind": upload.kind, "label": kind_of(upload.kind).label_zh, "file": upload.file_name, "sha256": upload.sha256,
        "as_of": upload.as_of.isoformat(), "region": upload.region, "whole": upload.whole, "state": upload.state,
        "rows": upload.rows, "accepted": upload.accepted, "refused": upload.refused, "skipped": upload.skipped, "unmatched": upload.unmatched,
        "skipped_reasons": facts.get("skipped", {}), "cleaned": facts.get("cleaned", {}),
        "reasons": _reasons(frame), "refusals": [line for line in lines if line["level"] == "refusal"],
        "warnings": [*facts.get("warnings", []), *(line["message"] + "（" + line["cell"] + "）" for line in lines if line["level"] == "warning")],
        "refusals_total": frame.filter(pl.col("level") == "refusal").height if frame is not None else len(lines),
        "control": facts.get("control", {}), "encoding": facts.get("encoding", ""), "sheets": facts.get("sheets", []),
        "brake": upload.brake or None, "commit": upload.commit_result or None,
    }  # fmt: skip


def _reasons(frame: pl.DataFrame | None) -> dict[str, int]:
    if frame is None:
        return {}
    counted = (
        frame.filter(pl.col("level") == "refusal").group_by("code").len().sort("len", "code", descending=[True, False])
    )
    return dict(counted.iter_rows())


def report_xlsx(upload: Upload) -> bytes:
    """
    Make a workbook: a page of what came of the file, and its refused rows in full with their reasons.

    Every cell is written as text, so an identity number stays whole and nothing that looks like a formula runs. The
    page of refused rows is itself a list that can be corrected and sent again.
    """
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    styles = {"text": book.add_format({"num_format": "@"}), "head": book.add_format({"bold": True, "text_wrap": True, "num_format": "@"}),
              "why": book.add_format({"num_format": "@", "font_color": "#8B0000"})}  # fmt: skip
    if upload.state != UploadState.REFUSED:
        _refused_sheet(book, styles, upload)
    _summary_sheet(book, styles, report(upload))
    book.close()
    return content.getvalue()


def _summary_sheet(book: Any, styles: dict[str, Any], told: dict[str, Any]) -> None:
    sheet = book.add_worksheet("报告")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    lines = [("名单", told["label"]), ("文件", told["file"]), ("SHA-256", told["sha256"]), ("数据日期", told["as_of"]), ("数据行", told["rows"]),
             ("接受", told["accepted"]), ("退回", told["refused"]), ("跳过", told["skipped"])]  # fmt: skip
    lines += [(f"退回原因 {code}", count) for code, count in told["reasons"].items()]
    lines += [("提示", text) for text in told["warnings"]]
    if not told["rows"]:
        lines += [("整份退回", line["message"]) for line in told["refusals"]]
    for number, (label, value) in enumerate(lines):
        sheet.write_string(number, 0, label, styles["head"])
        sheet.write_string(number, 1, str(value), styles["text"])


def _refused_sheet(book: Any, styles: dict[str, Any], upload: Upload) -> None:
    rows, refusals = frame_of(upload, "refused"), frame_of(upload, "refusals").filter(pl.col("level") == "refusal")
    why = refusals.group_by("sheet", "row").agg((pl.col("cell") + " " + pl.col("message")).str.join("；").alias("why"))
    rows = rows.join(why, on=["sheet", "row"], how="left", maintain_order="left")
    columns = [name for name in rows.columns if name.startswith("raw:")]
    sheet = book.add_worksheet("退回的行")
    sheet.set_column(0, len(columns) + 1, WIDTH)
    sheet.freeze_panes(1, 0)
    for index, name in enumerate([*(name[4:] for name in columns), "原表和行号", "退回原因"]):
        sheet.write_string(0, index, name, styles["head"])
    for number, record in enumerate(rows.select(*columns, "sheet", "row", "why").iter_rows(), 1):
        *cells, origin, row, reason = record
        for index, cell in enumerate(cells):
            sheet.write_string(number, index, cell or "", styles["text"])
        sheet.write_string(number, len(columns), f"{origin} {row}".strip(), styles["text"])
        sheet.write_string(number, len(columns) + 1, reason or "", styles["why"])
