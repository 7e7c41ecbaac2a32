"""chuntian verify: every room checks what it has promised; one problem, or one check that could not look, fails."""

import importlib
import importlib.util
import sys
import time

import click

from chuntian.commands.common import answer, json_option, set_up_django, today, tracked

MONTHS = 24


@click.command(name="verify")
@click.option(
    "--replay", type=click.IntRange(1), default=None, metavar="N",
    help="只重算近 24 个月的 N 个判定 · only decide N decisions of the last 24 months again",
)  # fmt: skip
@json_option
def command(replay: int | None, as_json: bool) -> None:
    """核验：审计链与锚、快照与文件摘要、账目平衡、决定重算。Check chains, files, ledger and decisions."""
    set_up_django()
    if replay is not None:
        _replay(replay, as_json)
        return
    modules = _modules()
    results = [
        one for module in tracked(modules, "核验 · verifying", len(modules), quiet=as_json) for one in _run(module)
    ]
    problems = sum(len(one["problems"]) for one in results)
    answer({"ok": not problems, "problems": problems, "checks": results}, as_json, _text)
    if problems:
        sys.exit(1)


def _replay(wanted: int, as_json: bool) -> None:
    """Decide a sample again; fewer than were asked for is said, and none at all is a problem."""
    from chuntian.casework.verify import replay_sample
    from chuntian.kernel.days import Month

    since = Month.of(today())
    for _ in range(MONTHS):
        since = since.previous
    start = time.monotonic()
    compared, problems = replay_sample(decisions=wanted, since=since.first)
    problems += [] if compared else ["没有可重算的判定 · nothing to replay"]
    data = {
        "ok": not problems,
        "compared": compared,
        "seconds": round(time.monotonic() - start, 2),
        "problems": problems,
    }
    answer(data, as_json, lambda data: "\n".join([f"重算 · replayed {data['compared']:,}（{data['seconds']} s）",
                                                  *(data["problems"] or ["全部相同 · all the same"])]))  # fmt: skip
    if problems:
        sys.exit(1)


def _modules() -> list[str]:
    """Give the `verify` modules of the installed rooms."""
    from django.apps import apps

    names = [config.name for config in apps.get_app_configs() if config.name.startswith("chuntian.")]
    return [f"{name}.verify" for name in names if importlib.util.find_spec(f"{name}.verify")]


def _run(module: str) -> list[dict]:
    """Run a room's checks; what stops them from looking is a problem like any other."""
    start = time.monotonic()
    try:
        found = importlib.import_module(module).checks()
        rows = [(one.name, list(one.problems)) for one in found]
    except Exception as why:
        rows = [("(could not look)", [f"无法核验：{type(why).__name__}: {why}"])]
    spent = round(time.monotonic() - start, 2)
    room = module.split(".")[1]
    return [{"room": room, "check": name, "problems": problems, "seconds": spent} for name, problems in rows]


def _text(result: dict) -> str:
    lines = [f"{'✗' if one['problems'] else '✓'} {one['room']}.{one['check']}" for one in result["checks"]]
    for one in result["checks"]:
        lines += [f"    {one['room']}.{one['check']}: {problem}" for problem in one["problems"][:20]]
    return "\n".join([*lines, "全部通过" if result["ok"] else f"发现 {result['problems']} 个问题"])
