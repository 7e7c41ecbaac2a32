"""Persons on the minimum living allowance."""

import polars as pl

from chuntian.exchange.kinds.base import Column, ListKind
from chuntian.exchange.kinds.common import CIVIL_AFFAIRS, household_number, person_columns

CLASSES = {
    text: str(number)
    for number, texts in enumerate(
        (("一类", "1", "A", "A类"), ("二类", "2", "B", "B类"), ("三类", "3", "C", "C类"), ("四类", "4", "D", "D类")), 1
    )
    for text in texts
}
KIND = ListKind(
    "dibao",
    "最低生活保障对象",
    CIVIL_AFFAIRS,
    whole=True,
    max_age_months=2,
    key=("resident_id",),
    columns=person_columns(
        household_number(),
        Column("relation", ("与户主关系", "与申请人关系", "家庭关系"), "text", soft=True),
        Column(
            "kind",
            ("保障方式", "低保类型", "保障类型", "是否单人保"),
            "choice",
            choices={
                "整户保": "household",
                "按户保": "household",
                "整户": "household",
                "户保": "household",
                "单人保": "single",
                "单人户": "single",
                "单独保": "single",
                "否": "household",
                "是": "single",
            },
        ),
        Column(
            "area",
            ("城乡类别", "城乡", "城乡属性", "低保城乡类别", "户口性质"),
            "choice",
            choices={
                "城市": "urban",
                "城镇": "urban",
                "城市低保": "urban",
                "农村": "rural",
                "乡村": "rural",
                "农村低保": "rural",
            },
        ),
        Column(
            "class",
            ("低保类别", "低保类档", "类别档次", "保障类别", "低保档次", "低保等级", "档次", "类档", "类别"),
            "choice",
            choices=CLASSES,
        ),
        Column("month", ("保障月份", "月份", "所属月份"), "month"),
    ),
    derived=lambda: {"kind": pl.coalesce("kind", pl.lit("household")), "class": pl.col("class").cast(pl.Int64)},
    notes="没有“保障方式”一列时按整户保读取。",
)
