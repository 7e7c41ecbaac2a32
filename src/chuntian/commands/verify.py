"""chuntian verify: every room checks what it has promised; one problem, or one check that could not look, fails."""

import importlib
import importlib.util
import sys
import time

import click

from chuntian.commands.common import answer, json_option, set_up_django, tracked


@click.command(name="verify")
@json_option
def command(as_json: bool) -> None:
    """核验：审计链与锚、快照与文件摘要、账目平衡、决定重算。Check chains, files, ledger and decisions."""
    set_up_django()
    modules = _modules()
    results = [
        one for module in tracked(modules, "核验 · verifying", len(modules), quiet=as_json) for one in _run(module)
    ]
    problems = sum(len(one["problems"]) for one in results)
    answer({"ok": not problems, "problems": problems, "checks": results}, as_json, _text)
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
