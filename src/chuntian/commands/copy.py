"""chuntian copy: everything held about one person, for that person."""

from pathlib import Path

import click

from chuntian.commands.common import Failure, answer, json_option, now, set_up_django, today
from chuntian.kernel.files import write_whole


@click.command(name="copy")
@click.argument("person")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="FILE.json 或 FILE.html")
@click.option("--by", "actor", required=True, help="谁为其办理 · who does it")
@click.option("--why", default="本人查阅、复制个人信息", show_default=True, help="理由 · why")
@json_option
def command(person, out, actor, why, as_json) -> None:
    """本人信息副本：所存与其有关的全部内容（号码为明文，交本人）。A person's own copy: all that is held, numbers open."""
    if out.suffix not in (".json", ".html"):
        raise click.UsageError("--out 写成 .json 或 .html")
    set_up_django()
    from chuntian.commands.explain import find_person
    from chuntian.upkeep.copies import as_json as json_of
    from chuntian.upkeep.copies import as_page, copy_of

    found = find_person(person, today())
    try:
        copy = copy_of(person=found, by=actor, at=now(), why=why)
        write_whole(out, (as_page if out.suffix == ".html" else json_of)(copy).encode())
    except (ValueError, OSError) as problem:
        raise Failure(f"没有写成 · not written: {problem}") from problem
    out.chmod(0o600)
    counts = {part["model"]: len(part["rows"]) for part in copy["parts"] if part["rows"]}
    answer(
        {"file": str(out), "rows": counts},
        as_json,
        lambda data: f"{data['file']}：{sum(data['rows'].values())} 条 · rows",
    )
