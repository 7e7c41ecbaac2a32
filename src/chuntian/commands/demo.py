"""`chuntian demo`: a synthetic county lives a year, is held against the truth, then the pages open."""

import os
import sys
from pathlib import Path
from typing import Any

import click

from chuntian.commands.common import Failure, answer, json_option, progress, set_up_django

FOUND = (
    ("entitled_not_receiving", "应享未享 · entitled, not receiving"),
    ("must_stop", "应停未停 · must stop"),
    ("doubled", "重复登记 · entered twice"),
    ("import_defects", "名单差错 · defects in files"),
)
ROLES = "用户名即角色；密码相同 · the user name is the role; one password for all"


@click.command("demo")
@click.option(
    "--scale",
    type=click.Choice(["county", "city", "province"]),
    default="county",
    show_default=True,
    help="规模 · how large",
)
@click.option("--no-serve", is_flag=True, help="结束后不打开网页 · do not open the pages")
@click.option(
    "--seed", default=1, show_default=True, help="随机种子，同一种子同一个县 · the same seed makes the same county"
)
@click.option("--port", default=8000, show_default=True, help="网页端口 · port of the pages")
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), default=None, help="数据目录 · data folder")
@click.option(
    "--fresh", is_flag=True, help="先清空数据目录，即使不是演示目录 · clear the folder first, whatever is in it"
)
@click.option("--holders", default=6500, hidden=True, help="how many certificate holders the county has")
@click.option("--months", type=click.IntRange(1, 12), default=12, hidden=True, help="how many months are lived")
@json_option
def command(
    scale: str,
    no_serve: bool,
    seed: int,
    port: int,
    folder: Path | None,
    fresh: bool,
    holders: int,
    months: int,
    as_json: bool,
) -> None:
    """一个虚构的县过完 2024 年，再与真相对账。A synthetic county lives the year 2024 and is held against the truth."""
    folder = _prepare(folder, fresh)
    set_up_django()
    from chuntian.demo.arrivals import ListRefused
    from chuntian.demo.run import run
    from chuntian.demo.setup import PASSWORD, DatabaseInUse
    from chuntian.demo.story import TooFewPeople
    from chuntian.demo.wide import NotStaged

    def bar(label: str, total: int) -> Any:
        return progress(label, total)

    try:
        ended = run(scale=scale, seed=seed, folder=folder, progress=bar, holders=holders, months=months)
    except TooFewPeople as why:
        raise Failure(f"人数太少，故事讲不下去（{why}），请加大 --holders · too few people for the story") from why
    except (ListRefused, NotStaged, DatabaseInUse) as why:
        raise Failure(str(why)) from why
    answer(ended.summary, as_json, lambda data: _text(data, folder))
    if no_serve:
        return
    click.echo(_sign_ins(ended.sign_ins, PASSWORD, port), err=as_json)
    _serve(folder, port)


def _prepare(folder: Path | None, fresh: bool) -> Path:
    """Clear the data folder before Django opens its database in it."""
    from chuntian.demo.folder import NotADemoFolder, clear_folder

    folder = (folder or Path(os.environ.get("CHUNTIAN_DATA", "data"))).resolve()
    try:
        clear_folder(folder, fresh=fresh)
    except NotADemoFolder as why:
        raise Failure(str(why)) from why
    os.environ["CHUNTIAN_DATA"] = str(folder)
    return folder


def _text(data: dict[str, Any], folder: Path) -> str:
    from chuntian.demo.folder import outside_of

    lines = [f"{data['persons']} 名持证人，{data['months']} 个月，{data['seconds']} 秒 · persons, months, seconds"]
    for name, label in FOUND:
        lines.append(f"  {label:<34} 埋设 {data['planted'][name]:>4}  找到 {data['found'][name]:>4}")
    lines.append(f"  {'误停 · stopped wrongly':<34} {data['stopped_wrongly']}")
    lines.append(f"  {'误告 · told wrongly':<34} {data['told_wrongly']}")
    lines.append(f"  {'账差（分）· ledger difference (fen)':<34} {data['ledger_difference_fen']}")
    lines.append(f"  {'重复发放 · paid twice':<34} {data['paid_twice']}")
    lines.append(f"  {'刹车拦下 · halted and rejected':<34} {data['halted_and_rejected']}")
    lines += _served(data["services"]) if "services" in data else []
    for name, missed in data["missed"].items():
        lines += [f"  未找到 · missed ({name}): {one}" for one in missed]
    outside = outside_of(folder)
    lines.append(f"名单在 {outside / 'incoming'}，真相在 {outside / 'truth.json'} · the lists, the truth")
    return "\n".join(lines)


SERVICE_FAULTS = {
    "double_session": "时间重叠的服务 · double session", "outside_agreement": "协议期外 · outside agreement",
    "over_ceiling": "超出限额 · over ceiling", "after_death": "去世之后 · after death",
    "death_told_late": "去世补报，已付后查出 · death told late", "shut_day": "停业日 · shut day",
}  # fmt: skip


def _served(said: dict[str, Any]) -> list[str]:
    """Say what of the faults in the claims was found, named and kept from payment."""
    lines = [
        f"服务单 {said['orders']}，服务 {said['sessions']} 次，已付 {said['paid_fen'] / 100:,.2f} 元 · orders, sessions, paid"
    ]
    for name, planted in said["planted"].items():
        lines.append(f"  {SERVICE_FAULTS.get(name, name):<34} 埋设 {planted:>4}  找到 {said['found'].get(name, 0):>4}")
    return [*lines, f"  {'误扣 · held wrongly':<34} {said['held_wrongly']}"]


def _sign_ins(sign_ins: list[tuple[str, str]], password: str, port: int) -> str:
    address = f"http://127.0.0.1:{port}/"
    lines = [
        f"打开 · open  {address} （居民 · citizens）  {address}sign-in/ （工作人员 · staff）",
        f"{ROLES}：{password}",
    ]
    return "\n".join([*lines, *(f"  {username:<18} {name}" for username, name in sign_ins)])


def _serve(folder: Path, port: int) -> None:
    """Hand over to `chuntian serve` on the same folder."""
    sys.stdout.flush()
    environment = {**os.environ, "CHUNTIAN_DATA": str(folder)}
    os.execve(sys.executable, [sys.executable, "-m", "chuntian", "serve", "--port", str(port)], environment)
