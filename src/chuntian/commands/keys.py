"""chuntian keys: the keys of the protected values, how much lies under each, and a new one."""

import click

from chuntian.commands.common import Failure, answer, json_option, now, progress, set_up_django
from chuntian.kernel.crypto import SUITES


@click.group(name="keys")
def command() -> None:
    """密钥：查看、轮换。The keys of the protected values: look, rotate."""
    set_up_django()


@command.command("list")
@json_option
def list_(as_json: bool) -> None:
    """每把密钥下有多少加密值。How many sealed values lie under each key."""
    from chuntian.trail.rotation import values_under_each_key

    counts = values_under_each_key()
    keys = [
        {"key": number, "values": count, "seals": number == max(counts)} for number, count in sorted(counts.items())
    ]
    answer({"keys": keys}, as_json, _listed)


@command.command("rotate")
@click.option("--by", "actor", default="system:keys", show_default=True, help="谁做的 · who does it")
@click.option("--ciphers", type=click.Choice(sorted(SUITES)), default=None, help="换用算法 · change the algorithm")
@click.option(
    "--continue", "go_on", is_flag=True, help="接着上次中断的做，不加新密钥 · go on where it stopped, no new key"
)
@json_option
def rotate(actor: str, ciphers: str | None, go_on: bool, as_json: bool) -> None:
    """
    轮换：加一把新密钥，把全部加密值改用新密钥；网页照常使用。Rotate online: a new key, everything sealed again.

    旧密钥须保留：旧备份靠它打开。做完请备份一次。 Keep the old keys, old backups need them; back up afterwards.
    """
    from django.conf import settings

    from chuntian.kernel.crypto import KeyringError, Tampered
    from chuntian.trail.rotation import add_key, protected_fields, seal_everything_again

    try:
        if not go_on:
            add_key(suite=ciphers or settings.CIPHER_SUITE, by=actor, at=now())
        total = sum(
            model._base_manager.filter(**{f"{field.attname}__isnull": False}).count()
            for model, field in protected_fields()
        )
        with progress("改用新密钥 · sealing again", total, quiet=as_json) as step:
            done = seal_everything_again(by=actor, at=now(), step=step)
    except (KeyringError, Tampered, OSError) as why:
        raise Failure(f"{why}；chuntian verify 会指出是哪一行 · chuntian verify names the row") from why
    answer({"sealed_again": done}, as_json, _rotated)


def _listed(data: dict) -> str:
    return "\n".join(
        f"{one['key']:04d}  {one['values']:>10,}{'  现用 · seals now' if one['seals'] else ''}" for one in data["keys"]
    )


def _rotated(data: dict) -> str:
    rows = [f"  {name:<40}{count:>10,}" for name, count in data["sealed_again"].items() if count]
    return "\n".join(
        ["已改用新密钥 · sealed again", *rows, "旧密钥请保留；现在请备份 · keep the old keys; back up now"]
    )
