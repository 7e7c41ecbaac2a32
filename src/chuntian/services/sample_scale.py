"""A small scale of our own as an XLSForm: to look at and to begin from, no scale of science and nobody's property."""

import io
from datetime import UTC, datetime

import xlsxwriter

NAMES = {"daily_activity_sample": "日常活动观察表（示例）", "daily_activity_demo": "日常活动观察表（演示）"}
SAMPLE, DEMO = NAMES
CREATED = datetime(2024, 1, 1, tzinfo=UTC)
SURVEY = (
    ("type", "name", "label", "hint", "required", "relevant"),
    ("note", "about", "这是一份示例，只用来说明格式，不是评定的依据。", "", "", ""),
    ("begin_group", "own", "自己照料自己", "", "", ""),
    ("select_one help", "eat", "吃饭", "看最近一周", "yes", ""),
    ("select_one help", "dress", "穿衣", "", "yes", ""),
    ("select_one help", "wash", "洗漱", "", "yes", ""),
    ("end_group", "", "", "", "", ""),
    ("begin_group", "move", "活动", "", "", ""),
    ("select_one help", "sit", "坐稳", "", "yes", ""),
    ("select_one help", "walk", "在屋里走动", "", "yes", ""),
    ("select_one help", "stairs", "上下楼梯", "", "yes", "${walk} != '0'"),
    ("end_group", "", "", "", "", ""),
    ("begin_group", "speak", "交流", "", "", ""),
    ("select_one help", "understand", "听懂简单的话", "", "yes", ""),
    ("select_one help", "say", "说出自己要什么", "用手势、图片也算", "yes", ""),
    ("text", "seen", "还看到什么", "不计分", "", ""),
    ("end_group", "", "", "", "", ""),
)
CHOICES = (
    ("list_name", "name", "label"),
    ("help", "0", "要人全做"),
    ("help", "1", "要人帮一部分"),
    ("help", "2", "要人在旁边提醒"),
    ("help", "3", "自己能做"),
)


def sample_form(slug: str = SAMPLE) -> bytes:
    """Give the workbook: what is asked, the choices, and the settings with the name of the scale."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        book.set_properties({"created": CREATED})  # the same scale is the same file
        bold = book.add_format({"bold": True})
        settings = (("form_title", "form_id", "higher_is"), (NAMES[slug], slug, "better"))
        for name, rows in (("survey", SURVEY), ("choices", CHOICES), ("settings", settings)):
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row, bold if at == 0 else None)
            sheet.set_column(0, 0, 18)
            sheet.set_column(1, 2, 24)
    return held.getvalue()
