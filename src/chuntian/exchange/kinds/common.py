"""Columns that most kinds share, with the headings seen in practice."""

from chuntian.exchange.kinds.base import Column

YES_NO_HEADINGS = ("是", "否")
CIVIL_AFFAIRS, FEDERATION, PUBLIC_SECURITY = "民政", "残联", "公安"
HUMAN_RESOURCES, MEDICAL, EDUCATION, JUSTICE, TAX, RURAL, FINANCE = (
    "人社",
    "医保",
    "教育",
    "司法",
    "税务",
    "农业农村",
    "财政",
)


def resident_id(required: bool = True) -> Column:
    """Give the column of the resident identity number."""
    headings = (
        "公民身份号码",
        "身份证号",
        "身份证号码",
        "身份证",
        "身份号码",
        "居民身份证号",
        "居民身份证号码",
        "证件号码",
        "身份证件号码",
        "公民身份证号",
        "公民身份证号码",
        "本人身份证号",
        "残疾人身份证号",
    )
    return Column("resident_id", headings, "resident_id", required)


NAMES = ("姓名", "名字", "残疾人姓名", "对象姓名", "人员姓名", "本人姓名", "家庭成员姓名", "家庭成员", "成员姓名")


def name(required: bool = True) -> Column:
    """Give the column of the person's name."""
    return Column("name", NAMES, "name", required)


def division() -> Column:
    """Give the column of the place of household registration."""
    headings = (
        "户籍地",
        "户籍地代码",
        "行政区划",
        "行政区划代码",
        "户籍地行政区划",
        "户籍地行政区划代码",
        "区划代码",
        "所属区划",
        "村社代码",
        "户籍区划",
    )
    return Column("division", headings, "division")


def household_number() -> Column:
    """Give the column of the household's number."""
    return Column("household_number", ("户编号", "家庭编号", "户号", "低保证号", "证号", "家庭户编号"), "text")


def person_columns(*more: Column) -> tuple[Column, ...]:
    """Give name, identity number and place, then a kind's own columns."""
    return (name(), resident_id(), division(), *more)


def day(column: str, *headings: str, required: bool = False, soft: bool = False) -> Column:
    """Give a column of days."""
    return Column(column, headings, "date", required, soft=soft)
