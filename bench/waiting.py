"""Work that waits in a register of the bench: a month is decided and discovered, as an office has it on its fifth day."""

from datetime import datetime
from zoneinfo import ZoneInfo

PROVINCE, COUNTY, MONTH = "620000000000", "620104000000", "2024-03"
AT = datetime(2024, 3, 5, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
PROGRAMMES = ["nursing_subsidy", "living_subsidy"]


def furnish() -> dict[str, int]:
    """Open the tasks that a month's decisions ask for; gives how many of each kind there are."""
    from django.db.models import Count

    from chuntian.casework.law import law_in_use
    from chuntian.casework.models import Task
    from chuntian.casework.operations import decide_month, discover

    if not Task.objects.exists():
        run = decide_month(region=PROVINCE, month=MONTH, law=law_in_use(), by="bench", at=AT, programmes=PROGRAMMES)
        discover(run=run, by="bench", at=AT, programmes=PROGRAMMES)
    return dict(Task.objects.values_list("kind").annotate(many=Count("pk")).order_by("kind"))


def addresses() -> dict[str, str]:
    """Give the addresses of the inbox, of its filters and of the findings, for a clerk of the county."""
    from chuntian.accounts.models import User
    from chuntian.casework.models import Task
    from chuntian.web.models import SavedList

    some = Task.objects.filter(region__startswith=COUNTY[:6]).order_by("pk").first()
    if some is None:
        raise SystemExit("没有任务 · no task was opened")
    town = f"{some.region[:9]}000"
    kept = SavedList.objects.create(
        user=User.objects.get(username="county_clerk"),
        name="一级的",
        asked={"grade": "1"},
        region=COUNTY,
        saved_at=AT,
    )
    return {
        "inbox": "/?whose=all", "inbox, late": "/?whose=all&due=late", "inbox, a page further on": "/?whose=all&page=40",
        "inbox, kind and place": f"/?whose=all&kind={some.kind}&place={town}", "inbox, by place": "/?whose=all&sort=place",
        "findings": f"/discovery/?kind={some.kind}", "people by a filter": f"/people/?list={kept.pk}",
    }  # fmt: skip
