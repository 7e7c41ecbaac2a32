"""`chuntian places`: load division tables, find a division."""

from pathlib import Path

import click

from chuntian.commands.common import Failure, answer, json_option, progress, set_up_django

NO_DATABASE = "还没有数据库或区划数据，请先运行 chuntian init · no database or divisions yet, run chuntian init"


@click.group()
def command() -> None:
    """行政区划：导入、查找。Divisions: load and find."""


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--edition", help="导入到哪个版本，默认最新 · the edition to load into, default the newest")
@json_option
def load(file: Path, edition: str | None, as_json: bool) -> None:
    """导入区划文件（csv 或 json，含 code、name 两列，如全国的村级名录）。"""
    set_up_django()
    from django.db import DatabaseError

    from chuntian.places import operations, queries
    from chuntian.places.editions import NEWEST
    from chuntian.places.files import DivisionFileError

    try:
        edition = edition or queries.newest_edition() or NEWEST.slug
        with progress("导入区划", None, quiet=as_json) as step:
            result = operations.load_file(path=file, edition=edition, progress=step)
    except (DivisionFileError, operations.ParentsMissing) as why:
        raise Failure(str(why)) from why
    except DatabaseError as why:
        raise Failure(NO_DATABASE) from why
    answer(
        {"edition": edition, "new": result.new, "changed": result.changed, "same": result.same},
        as_json,
        lambda data: f"版本 {edition}：新增 {result.new}，更正 {result.changed}，不变 {result.same}",
    )


@command.command()
@click.argument("text")
@click.option("--edition", help="只查一个版本 · look in one edition only")
@click.option("--within", help="只查某地以下 · only below this code")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@json_option
def find(text: str, edition: str | None, within: str | None, limit: int, as_json: bool) -> None:
    """按代码、名称或拼音查找区划。Find a division by code, name or pinyin."""
    set_up_django()
    from django.db import DatabaseError

    from chuntian.kernel.divisions import DivisionError
    from chuntian.places import queries
    from chuntian.places.regions import full_name

    try:
        rows = list(queries.find(text, edition, within)[:limit])
        loaded = bool(rows or queries.newest_edition())
    except DivisionError as why:
        raise Failure(str(why)) from why
    except DatabaseError as why:
        raise Failure(NO_DATABASE) from why
    if not loaded:
        raise Failure(NO_DATABASE)
    fields = ("code", "edition", "name", "level", "kind", "statistical_only", "valid_from", "valid_to")
    found = [
        {field: getattr(row, field) for field in fields} | {"full_name": full_name(row.code, row.edition)}
        for row in rows
    ]
    answer({"divisions": found}, as_json, _as_text)


def _as_text(data: dict) -> str:
    if not data["divisions"]:
        return "没有找到 · nothing found"
    return "\n".join(
        f"{row['code']}  {row['edition']}  {row['full_name']}"
        + (f"（至 {row['valid_to']}）" if row["valid_to"] else "")
        + ("（仅统计用）" if row["statistical_only"] else "")
        for row in data["divisions"]
    )
