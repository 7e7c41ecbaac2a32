"""Random facts of a province: every fact the twelve programmes ask, each with its share of unknowns, seeded."""

from datetime import date
from pathlib import Path

import polars as pl

from chuntian.kernel.components import CATEGORIES, GRADES, PARTS, TEXT, Component, encode
from chuntian.rules import Kind, Law
from chuntian.rules.flags import with_flags
from chuntian.rules.layout import row_group_of, said_of

FIRST_BIRTH, LAST_BIRTH = date(1930, 1, 1), date(2022, 12, 31)
UNKNOWN_SHARE = 0.03
COMPONENTS = [
    "视力一级", "视力二级", "听力一级", "听力二级", "言语一级", "肢体一级下肢", "肢体二级下肢", "肢体二级上肢", "肢体三级下肢", "肢体四级",
    "肢体二级", "智力一级", "智力二级", "智力三级", "智力四级", "精神一级", "精神二级", "精神三级", "听力一级智力二级", "听力一级肢体一级下肢",
    "肢体二级上肢智力二级", "言语三级智力三级", "听力三级精神四级",
]  # fmt: skip
SLUGS = ["rehabilitation", "device", "home_accessibility", "care", "employment", "training"]


def snapshot(law: Law, slugs: list[str], rows: int, folder: Path, seed: int = 62) -> Path:
    """Write (once) a snapshot of so many persons in the villages of one county, with the facts these programmes read."""
    target = folder / f"snapshot-{rows}-{law.version}-laid.parquet"
    if target.exists():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    names = {fact.name for slug in slugs for facts in law.checked[slug].facts_of for fact in facts}
    base = pl.select(subject_id=pl.int_range(1, rows + 1, dtype=pl.Int64))
    number = pl.col("subject_id")
    village = (number.hash(seed) % 7).cast(pl.String).str.zfill(3).str.replace("000", "001")
    frame = base.with_columns(region=pl.format("620104{}{}", village, pl.lit("201")))
    frame = frame.with_columns(_column(law, name, seed + place) for place, name in enumerate(sorted(names)))
    with_flags(law, frame).write_parquet(
        target, compression="lz4", row_group_size=row_group_of(rows), metadata=said_of(frame)
    )
    return target


def _column(law: Law, name: str, seed: int) -> pl.Expr:
    fact, dice = law.facts[name], pl.col("subject_id").hash(seed)
    known = (pl.col("subject_id").hash(seed + 1000) % 1000) >= int(UNKNOWN_SHARE * 1000)
    return pl.when(known).then(_value(fact, dice)).alias(name)


def _value(fact, dice: pl.Expr) -> pl.Expr:
    if fact.name in ("hukou", "residence", "residence_permit"):
        return pl.when(dice % 20 == 0).then(pl.lit("620102001201")).otherwise(pl.col("region"))
    if fact.name == "death_date":
        return pl.when(dice % 50 == 0).then(pl.lit(date(2024, 1, 5)))
    if fact.name == "certificate_valid":
        return dice % 20 != 0
    makers = {
        Kind.BOOL: lambda: dice % 6 == 0,
        Kind.INT: lambda: (dice % 4 + 1).cast(pl.Int32),
        Kind.FEN: lambda: pl.when(dice % 4 == 0).then((dice % 30 * 1000).cast(pl.Int64)).otherwise(0),
        Kind.DATE: lambda: pl.lit(FIRST_BIRTH) + pl.duration(days=dice % (LAST_BIRTH - FIRST_BIRTH).days),
        Kind.TEXT: lambda: _pick(dice, [str(choice) for choice in fact.choices or ["x"]]),
        Kind.COMPONENTS: lambda: _pick(dice, [_mask(text) for text in COMPONENTS]).cast(pl.UInt64),
        Kind.SLUGS: lambda: pl.concat_list(
            pl.when((dice // (3 + place)) % 4 == 0).then(pl.lit(slug)) for place, slug in enumerate(SLUGS)
        ).list.drop_nulls(),
    }
    return makers[fact.kind]()


def _pick(dice: pl.Expr, values: list) -> pl.Expr:
    places = (dice % len(values)).cast(pl.UInt32)
    return pl.lit(pl.Series(values)).gather(places)


def _mask(text: str) -> int:
    number = {name: key for names in (CATEGORIES, GRADES, PARTS) for key, name in names.items()}
    found = (
        Component(number[category], number[f"{grade}级"], number.get(part))
        for category, grade, part in TEXT.findall(text)
    )
    return encode(found)
