"""chuntian erase: a person's data goes, by two people, for a reason; the facts of the money stay."""

from pathlib import Path

import click

from chuntian.commands.common import Failure, answer, json_option, now, set_up_django, today


@click.command(name="erase")
@click.argument("person", required=False)
@click.option(
    "--reason", default=None, help="理由和依据；不写则只试算 · why; without it nothing is asked for, only counted"
)
@click.option("--by", "actor", default=None, help="提出人或批准人用户名 · who asks or approves")
@click.option(
    "--approve",
    "request_id",
    type=int,
    default=None,
    metavar="NUMBER",
    help="由另一人批准并清除 · approve, by another person",
)
@click.option(
    "--reapply", type=click.Path(path_type=Path, exists=True, dir_okay=False), default=None, metavar="FILE",
    help="恢复备份后，按库外名单再清除一次 · after a restore: erase again whom erased.jsonl names",
)  # fmt: skip
@json_option
def command(person, reason, actor, request_id, reapply, as_json) -> None:
    """
    清除个人信息：先试算，再提出，另一人批准。Erase a person: count, ask, and another person approves.

    款项事实保留但不再指向个人；以后的名单不会使其复现。Facts of money stay without a person; no later list brings him back.
    """
    set_up_django()
    from chuntian.upkeep import erasure

    try:
        if reapply is not None:
            count = erasure.reapply_erasures(listed=reapply, by=actor or "system:restore", at=now())
            answer({"erased_again": count}, as_json, lambda data: f"再次清除 · erased again: {data['erased_again']}")
        elif request_id is not None:
            _approve(request_id, actor, as_json)
        else:
            _ask(person, reason, actor, as_json)
    except erasure.CannotErase as why:
        raise Failure(str(why)) from why


def _ask(given, reason, actor, as_json) -> None:
    from chuntian.commands.explain import find_person
    from chuntian.upkeep import erasure

    if given is None:
        raise click.UsageError("请给出人员编号或证件号码 · name a person")
    person = find_person(given, today())
    data = {
        "person": person.pk,
        "would_go": erasure.what_would_go(person),
        "against": erasure.what_stands_against(person),
    }
    if reason is None:
        answer(data, as_json, lambda data: _counted(data) + "\n试算，什么都没有动 · only counted")
        return
    if actor is None:
        raise click.UsageError("请用 --by 写明提出人 · say who asks with --by")
    asked = erasure.ask_erasure(person=person, reason=reason, by=actor, at=now())
    next_ = f"chuntian erase --approve {asked.pk} --by 另一人"
    answer(
        data | {"request": asked.pk, "next": next_},
        as_json,
        lambda data: _counted(data) + f"\n已提出 · asked；{data['next']}",
    )


def _approve(request_id, actor, as_json) -> None:
    from chuntian.registry.models import Erasure
    from chuntian.upkeep import erasure

    request = Erasure.objects.filter(pk=request_id).first()
    if request is None or actor is None:
        raise Failure("没有这个申请，或没有写 --by · no such request, or no --by")
    done = erasure.approve_erasure(erasure=request, by=actor, at=now())
    answer(
        {"gone": done}, as_json, lambda data: _counted({"would_go": data["gone"], "against": []}) + "\n已清除 · erased"
    )


def _counted(data: dict) -> str:
    rows = [f"  {model:<32}{count:>6}" for model, count in data["would_go"].items()]
    return "\n".join([*rows, *(f"  不能清除 · stands against it: {one}" for one in data["against"])])
