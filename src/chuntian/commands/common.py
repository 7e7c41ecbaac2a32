"""What the commands share: Django's set-up, the clock, JSON or plain output, errors of one line, a progress bar."""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from chuntian.kernel.clock import CHINA, demo_day, moment

__all__ = [
    "CHINA",
    "Day",
    "Failure",
    "answer",
    "in_demo",
    "json_option",
    "now",
    "progress",
    "set_up_django",
    "today",
    "tracked",
]


class Failure(click.ClickException):
    """A command could not do what was asked; the message says what to do next."""

    exit_code = 1


def set_up_django(*, sees_all: bool = True) -> None:
    """
    Make the Django rooms importable (settings from DJANGO_SETTINGS_MODULE, else those of one's own machine).

    A command sees every row, in its own name; what serves pages sees none until someone has signed in (trust.md B3).
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chuntian.config.settings.dev")
    import django

    django.setup()
    if sees_all:
        from chuntian.trail import reach

        context = click.get_current_context(silent=True)
        reach.standing(f"command:{context.info_name if context else 'python'}")


def now() -> datetime:
    """Give the present moment in China (in a demo's folder: of its story); operations receive it as an argument."""
    return moment(Path(os.environ.get("CHUNTIAN_DATA", "data")))


def in_demo() -> bool:
    """Tell whether the data folder is that of a demo: there the invented standards fill what is missing, marked as such."""
    return demo_day(Path(os.environ.get("CHUNTIAN_DATA", "data"))) is not None


def today() -> date:
    """Give the present day in China."""
    return now().date()


json_option = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 · print one JSON object")


class Day(click.ParamType):
    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} 不是日期，请写成 2024-05-31 · not a day, write 2024-05-31", param, ctx)


def answer(data: Any, as_json: bool, text: Callable[[Any], str]) -> None:
    """Print `data` as JSON, or as `text(data)` gives it."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str) if as_json else text(data))


@contextmanager
def progress(label: str, total: int | None, quiet: bool = False) -> Iterator[Callable[[int], None]]:
    """Show a progress bar on standard error; the block calls what it is given with the number of steps done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    from rich.console import Console

    with Progress(*columns, console=Console(stderr=True), disable=quiet, transient=False) as bar:
        task = bar.add_task(label, total=total)
        yield lambda steps=1: bar.advance(task, steps)


def tracked(items: Iterable, label: str, total: int | None = None, quiet: bool = False) -> Iterator:
    """Go through `items` with a progress bar."""
    with progress(label, total if total is not None else len(items), quiet) as step:  # type: ignore[arg-type]
        for item in items:
            yield item
            step(1)
