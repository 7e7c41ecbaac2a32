"""The command line: one file a command beside this one, loaded only when it is asked for."""

import importlib
import pkgutil
import sys

import click

import chuntian
from chuntian.commands.common import Failure
from chuntian.kernel.files import is_no_room

NO_ROOM = (
    "磁盘写不下了，没有留下半个文件。腾出空间后再做一遍，已完成的不会重复 · "
    "the disk takes no more; nothing half-written was kept. Make room and repeat: what was done is not done twice"
)
NOT_COMMANDS = {"main", "common", "region", "access", "serving"}


class House(click.Group):
    """Find the commands by the files of this folder, so that `--help` of one does not load the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        import chuntian.commands as folder

        names = [module.name for module in pkgutil.iter_modules(folder.__path__) if not module.name.startswith("_")]
        return sorted(name.rstrip("_").replace("_", "-") for name in names if name not in NOT_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        for module in (cmd_name.replace("-", "_"), cmd_name.replace("-", "_") + "_"):
            try:
                return importlib.import_module(f"chuntian.commands.{module}").command
            except ModuleNotFoundError as why:
                if why.name != f"chuntian.commands.{module}":
                    raise
        return None


@click.command(cls=House, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(chuntian.__version__, prog_name="chuntian")
def cli() -> None:
    """春天：残疾人联合会的工作系统。The working system of a disabled persons' federation."""


def main() -> None:
    """Run the command line; a failure is one line that says what to do, with exit status 1 (2 for wrong use)."""
    try:
        cli.main(standalone_mode=False)
    except click.UsageError as why:
        why.show()
        sys.exit(2)
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo("已中断 · interrupted", err=True)
        sys.exit(1)
    except (Failure, click.ClickException) as why:
        click.echo(f"chuntian: {why.message}", err=True)
        sys.exit(getattr(why, "exit_code", 1))
    except Exception as why:
        if not is_no_room(why):
            raise
        click.echo(f"chuntian: {NO_ROOM}", err=True)
        sys.exit(1)
