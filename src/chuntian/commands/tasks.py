"""`chuntian tasks`: what is to be done, by whom, until when."""

import click

from chuntian.commands.common import Failure, answer, json_option, set_up_django, today


@click.command("tasks")
@click.option("--region", default=None, help="行政区划代码 · division code")
@click.option("--by", "username", default=None, help="只看此用户辖区内的任务 · the tasks in this user's scope")
@click.option("--kind", default=None, help="任务类型：tell check stop fetch visit decide discrepancy · kind of task")
@click.option("--limit", default=50, show_default=True, help="最多列出多少条 · at most so many")
@json_option
def command(region, username, kind, limit, as_json) -> None:
    """列出待办任务，最急的在前。The open tasks, the most urgent first."""
    set_up_django()
    from django.db.models import Count

    from chuntian.accounts.models import User
    from chuntian.accounts.scopes import scope_of
    from chuntian.casework.queries import tasks
    from chuntian.kernel.divisions import pad

    scope = None
    if username:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise Failure(f"没有用户 {username} · no such user")
        scope = scope_of(user, today())
    found = tasks(scope, region=pad(region) if region else None, kind=kind)
    counts = dict(found.order_by().values_list("kind").annotate(count=Count("id")))
    overdue = found.filter(due_on__lt=today()).count()
    answer({"open": counts, "overdue": overdue, "tasks": [_json(task) for task in found[:limit]]}, as_json, _text)


def _json(task) -> dict:
    return {
        "id": task.pk, "kind": task.kind, "kind_label": task.get_kind_display(), "person": task.person_id,
        "programme": task.programme, "region": task.region, "month": task.month, "owner": task.owner_role,
        "due_on": task.due_on, "key": task.key,
    }  # fmt: skip


def _text(data: dict) -> str:
    from chuntian.casework.enums import TaskKind
    from chuntian.policy.catalogue import catalogue

    kinds, programmes = dict(TaskKind.choices), {one.slug: one.name_zh for one in catalogue()}
    lines = ["待办：" + ("，".join(f"{kinds[kind]} {count}" for kind, count in sorted(data["open"].items())) or "没有")]
    lines[0] += f"；已逾期 {data['overdue']}"
    for one in data["tasks"]:
        due = one["due_on"] or "（日历未公布）"
        about = programmes.get(one["programme"], one["programme"]) or one["key"]
        lines.append(f"  {due}  {one['kind_label']}  {about}  人员 {one['person'] or '—'}  {one['region']}")
    return "\n".join(lines)
