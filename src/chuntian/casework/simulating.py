"""A change of the law tried out on the facts of the newest decision run."""

from pathlib import Path
from typing import Any

import yaml

from chuntian.casework.frames import data_path, regions_around
from chuntian.casework.models import DecisionRun
from chuntian.rules.changes import ChangeError
from chuntian.rules.enacting import enacted
from chuntian.rules.simulation import simulate
from chuntian.standards import queries as standards
from chuntian.standards.models import Change


class NoSnapshot(Exception):
    """No month of the region was decided yet, so there are no facts to try the change on."""


def simulate_change(
    *, change: Path, region: str, month: str | None = None, programmes: list[str] | None = None
) -> dict[str, Any]:
    """
    Decide the newest snapshot of a region (or a month's) under the law as it is and as the file would have it.

    Nothing is stored; the answer names no person.

    :raises NoSnapshot: nothing was decided. :raises ChangeError: the file cannot be read as a change.
    """
    run = _run(region, month)
    try:
        asked = yaml.safe_load(change.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as why:
        raise ChangeError(f"{change.name} 不是可读的 YAML 文件") from why
    if not isinstance(asked, dict):
        raise ChangeError(f"{change.name} 应写成 parameters: 和 programmes:")
    law = standards.law(demo=run.demo_parameters)
    slugs = [slug for slug in run.programmes if programmes is None or slug in programmes]
    result = simulate(law, asked, data_path(run.snapshot.path), programmes=slugs, on=run.on)
    return {"month": run.month, "region": run.region, **result.as_dict()}


def simulate_months(*, change: Path, region: str, months: int, programmes: list[str]) -> list[dict[str, Any]]:
    """
    Try a change on each of the newest decided months of a region, newest last, for some programmes.

    :raises NoSnapshot: nothing was decided. :raises ChangeError: the file cannot be read as a change.
    """
    if not programmes:
        return []
    runs = DecisionRun.objects.filter(region__in=regions_around(region)).order_by("-month")
    newest = list(runs.values_list("month", flat=True).distinct()[:months])
    if not newest:
        raise NoSnapshot(f"尚未判定，请先运行 chuntian decide --region {region}")
    return [
        simulate_change(change=change, region=region, month=month, programmes=programmes) for month in reversed(newest)
    ]


def preview(*, change: Change) -> dict[str, Any]:
    """
    Try a prepared change of a standard on the newest decided month of its place, as though it held already on its day.

    Sums only, by programme, county and town; nobody is named. Where nothing was decided yet, `subjects` is 0 and there is no month.
    """
    try:
        run = _run(change.region, None)
    except NoSnapshot:
        law = standards.law()
        after = standards.law_with(change)
        return {"demo": False, "law_before": law.version, "law_after": after.version, "subjects": 0, "programmes": []}
    law = standards.law(demo=run.demo_parameters)
    row = change.as_row()
    held = {**row, "from": min(row["from"], run.on.isoformat()), "to": None}
    slugs = [slug for slug in run.programmes if slug in law.checked and change.key in law.checked[slug].keys]
    head = {"demo": run.demo_parameters, "month": run.month, "region": run.region}
    if not slugs:
        after = standards.law_with(change, demo=run.demo_parameters)
        return head | {"law_before": law.version, "law_after": after.version, "subjects": run.rows, "programmes": []}
    tried = law.with_book(enacted(law.book, [(change.key, held)]))
    found = simulate(law, tried, data_path(run.snapshot.path), programmes=slugs, on=run.on)
    return head | found.as_dict()


def _run(region: str, month: str | None) -> DecisionRun:
    runs = DecisionRun.objects.select_related("snapshot").filter(region__in=regions_around(region))
    run = (runs.filter(month=month) if month else runs).order_by("-month", "-made_at").first()
    if run is None:
        raise NoSnapshot(f"{month or ''} 尚未判定，请先运行 chuntian decide --region {region}")
    return run
