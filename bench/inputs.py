"""The list that is staged: certificates of persons who do not exist, in real villages, as xlsx and as csv, made once."""

from datetime import date
from pathlib import Path

import polars as pl

from bench.harness import ROOT
from bench.sheet import write_sheet

COUNTY_OF_NOBODY = "620199"
XIGU, PROVINCE = "620104", "62"
WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英玉萍红鹏华健云峰文辉力国庆春梅海燕雪松柏青山秀珍建军志宏"
DEGREES = ["一级", "二级", "三级", "四级"]
KINDS = ["视力", "听力", "言语", "肢体", "智力", "精神"]
FIRST_BIRTH, LAST_BIRTH = date(1932, 1, 1), date(2021, 12, 31)
PLACES = ROOT / "src/chuntian/places/data/divisions-2023.parquet"


def certificates(rows: int, within: str = XIGU) -> pl.DataFrame:
    """Give the certificates of so many persons of the villages there as columns of text, as a federation's export has them."""
    days = (LAST_BIRTH - FIRST_BIRTH).days
    number = pl.int_range(rows, dtype=pl.Int64)
    frame = pl.select(number=number).with_columns(
        birth=pl.lit(FIRST_BIRTH) + pl.duration(days=(pl.col("number") * 7919) % days),
        sequence=pl.col("number") // days * 2 + pl.col("number").hash(1) % 2 + 20,
        kind=(pl.col("number").hash(2) % 6).cast(pl.UInt32),
        degree=(pl.col("number").hash(3) % 4).cast(pl.UInt32),
        issued=pl.lit(date(2019, 1, 1)) + pl.duration(days=(pl.col("number").hash(4) % 1500).cast(pl.Int64)),
    )
    identity = pl.format(
        "{}{}{}",
        pl.lit(COUNTY_OF_NOBODY),
        pl.col("birth").dt.to_string("%Y%m%d"),
        pl.col("sequence").cast(pl.String).str.zfill(3),
    )
    frame = frame.with_columns(identity=identity).with_columns(identity=pl.col("identity") + _check(pl.col("identity")))
    villages = _villages(within)
    return frame.select(
        姓名=_one_of(list(SURNAMES), 5) + _one_of(list(GIVEN), 6) + _one_of(list(GIVEN), 7),
        公民身份号码=pl.col("identity"),
        残疾人证号=pl.format("{}{}{}", "identity", pl.col("kind") + 1, pl.col("degree") + 1),
        性别=pl.when(pl.col("sequence") % 2 == 1).then(pl.lit("男")).otherwise(pl.lit("女")),
        出生日期=pl.col("birth").dt.to_string("%Y-%m-%d"),
        户籍地代码=_one_of(villages, 8),
        残疾类别=_picked(KINDS, pl.col("kind")),
        残疾等级=_picked(DEGREES, pl.col("degree")),
        残疾明细=_picked(KINDS, pl.col("kind")) + _picked(DEGREES, pl.col("degree")),
        发证日期=pl.col("issued").dt.to_string("%Y-%m-%d"),
        有效期至=pl.col("issued").dt.offset_by("10y").dt.to_string("%Y-%m-%d"),
        证件状态=pl.lit("有效"),
        联系电话=pl.format("1990000{}", (pl.col("number") % 10_000).cast(pl.String).str.zfill(4)),
    )


def xlsx(rows: int, folder: Path) -> Path:
    """Give the list as xlsx, as a spreadsheet program writes it (texts in one shared table)."""
    target = folder / f"certificates-{rows}.xlsx"
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        write_sheet(certificates(rows), target)
    return target


def csv(rows: int, folder: Path, within: str = XIGU) -> Path:
    """Give the same list as csv; `within` a larger place, persons of all its villages."""
    target = folder / f"certificates-{rows}{'' if within == XIGU else f'-{within}'}.csv"
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        certificates(rows, within).write_csv(target, include_bom=True)
    return target


def _check(first17: pl.Expr) -> pl.Expr:
    total = sum(first17.str.slice(place, 1).cast(pl.Int32) * weight for place, weight in enumerate(WEIGHTS))
    return _picked(list("10X98765432"), (total % 11).cast(pl.UInt32))


def _villages(within: str) -> list[str]:
    found = pl.read_parquet(PLACES).filter(pl.col("code").str.starts_with(within) & (pl.col("level") == "village"))
    return found["code"].sort().to_list()


def _one_of(values: list[str], seed: int) -> pl.Expr:
    return _picked(values, (pl.col("number").hash(seed) % len(values)).cast(pl.UInt32))


def _picked(values: list[str], place: pl.Expr) -> pl.Expr:
    return pl.lit(pl.Series(values)).gather(place)
