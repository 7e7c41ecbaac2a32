"""Write docs/reference/commands.md from the commands' own help, so that the page cannot fall behind them."""

import sys
from pathlib import Path

import click

from chuntian.commands.main import cli

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "commands.md"
HEAD = """# Commands

`chuntian` (also `python -m chuntian`). Every command has `--help`; exit status 0 done, 1 could not, 2 wrong use.
This page is written from the commands themselves by `python tools/make_reference.py`.
"""


def sections(command: click.Command, path: str) -> list[str]:
    """Give the help of a command and of those below it."""
    context = click.Context(command, info_name=path, terminal_width=110, max_content_width=110)
    text = [f"## {path}\n\n```\n{command.get_help(context)}\n```\n"]
    if isinstance(command, click.Group):
        for name in sorted(command.list_commands(context)):
            below = command.get_command(context, name)
            if below is not None:
                text += sections(below, f"{path} {name}")
    return text


def page() -> str:
    """Give the whole page."""
    return HEAD + "\n" + "\n".join(sections(cli, "chuntian")[1:])


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(
            0
            if PAGE.read_text(encoding="utf-8") == page()
            else "docs/reference/commands.md: run tools/make_reference.py"
        )
    PAGE.write_text(page(), encoding="utf-8")
