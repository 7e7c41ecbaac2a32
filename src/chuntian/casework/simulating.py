"""A change of the law tried out on the facts of the newest decision run."""

from pathlib import Path
from typing import Any

import yaml

from chuntian.casework.frames import data_path, regions_around
from chuntian.casework.models import DecisionRun
from chuntian.policy.law import load_law
from chuntian.rules.changes import ChangeError
from chuntian.rules.simulation import simulate


class NoSnapshot(Exception):
    """No month of the region was decided yet, so there are no facts to try the change on."""


def simulate_change(*, change: Path, region: str, month: str | None = None) -> dict[str, Any]:
    """
    Decide the newest snapshot of a region (or a month's) under the law as it is and as the file would have it.

    Nothing is stored; the answer names no person.

    :raises NoSnapshot: nothing was decided. :raises ChangeError: the file cannot be read as a change.
    """
    runs = DecisionRun.objects.select_related("snapshot").filter(region__in=regions_around(region))
    run = (runs.filter(month=month) if month else runs).order_by("-month", "-made_at").first()
    if run is None:
        raise NoSnapshot(f"{month or ''} 尚未判定，请先运行 chuntian decide --region {region}")
    try:
        asked = yaml.safe_load(change.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as why:
        raise ChangeError(f"{change.name} 不是可读的 YAML 文件") from why
    if not isinstance(asked, dict):
        raise ChangeError(f"{change.name} 应写成 parameters: 和 programmes:")
    law = load_law(demo=run.demo_parameters)
    result = simulate(law, asked, data_path(run.snapshot.path), programmes=run.programmes, on=run.on)
    return {"month": run.month, "region": run.region, **result.as_dict()}
