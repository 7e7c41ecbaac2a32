"""
chuntian serve: the pages on one's own machine or office network, through gunicorn and WhiteNoise.

One `chuntian work` runs beside them, however many processes serve pages, and ends with them.
"""

import os
import subprocess
import sys

import click

from chuntian.commands.common import Failure, set_up_django


@click.command(name="serve")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="听哪个地址；0.0.0.0 让同一网络的人也能打开 · address to listen on",
)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="端口 · port")
@click.option(
    "--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="工作进程数 · worker processes"
)
@click.option(
    "--no-work", is_flag=True, help="不在旁边做后台工作（另有 chuntian work 时）· no background work beside the pages"
)
def command(host: str, port: int, workers: int, no_work: bool) -> None:
    """打开网页并做后台工作，直到按 Ctrl-C。Serve the pages, and do the background work, until Ctrl-C."""
    if host not in {"127.0.0.1", "localhost", "::1"}:
        os.environ.setdefault("CHUNTIAN_HOSTS", f"localhost,127.0.0.1,[::1],{host}")
    set_up_django(sees_all=False)
    check_database()
    collect_static()
    address = f"http://{shown(host)}:{port}/"
    click.echo(f"春天已打开 · open {address} ，工作人员 · staff {address}sign-in/   （按 Ctrl-C 停止 · Ctrl-C stops）")
    from gunicorn.app.base import BaseApplication

    Server = server_class(BaseApplication)
    work = None if no_work else start_work()
    beside = {
        "post_fork": lambda server, worker: work and work.stdin.close(),  # else it would outlive us as long as they do
        "on_exit": lambda _: end_work(work),
    }
    Server({**options(host, port, workers), **beside}).run()


def options(host: str, port: int, workers: int) -> dict:
    """
    Give how gunicorn serves; docs/reference/connections.md tells of these numbers.

    A line is closed after its answer: what was left unread of a broken body is never taken for another request.
    """
    from chuntian.commands.serving import THREADS, Worker

    return {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}", "workers": workers, "worker_class": Worker,
        "threads": THREADS, "backlog": 2048, "timeout": 120, "keepalive": 0, "control_socket_disable": True, "preload_app": False,
    }  # fmt: skip


def start_work() -> subprocess.Popen:
    """Start the background work; it ends when its standard input does, even where we are killed."""
    return subprocess.Popen([sys.executable, "-m", "chuntian", "work", "--beside"], stdin=subprocess.PIPE)


def end_work(work: subprocess.Popen | None) -> None:
    """Let the background work finish what it does, and wait for it."""
    if work is None:
        return
    work.terminate()
    try:
        work.wait(timeout=30)
    except subprocess.TimeoutExpired:
        work.kill()


def shown(host: str) -> str:
    """Give the address as a browser takes it."""
    return "127.0.0.1" if host in {"0.0.0.0", "::"} else f"[{host}]" if ":" in host else host


def check_database() -> None:
    """
    Refuse to serve without tables.

    :raises Failure: the database was never made, or is older than the programme.
    """
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Failure("数据库还没有准备好：先运行 chuntian init · the database is not ready: run chuntian init")
    connection.close()


def collect_static() -> None:
    """Put the style sheets where WhiteNoise serves them from."""
    from django.conf import settings
    from django.core.management import call_command

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)


def server_class(base: type) -> type:
    """Make a gunicorn application that takes its settings from here instead of from sys.argv, and does not name itself."""
    from gunicorn.http import wsgi

    wsgi.SERVER = "chuntian"  # the header Server; which server it is, and of what version, is nobody's business

    class Server(base):
        def __init__(self, options: dict) -> None:
            self.chosen = options
            super().__init__()

        def load_config(self) -> None:
            for name, value in self.chosen.items():
                if name in self.cfg.settings:  # an older gunicorn has no control socket to switch off
                    self.cfg.set(name, value)

        def load(self):
            from django.core.wsgi import get_wsgi_application

            return get_wsgi_application()

    return Server
