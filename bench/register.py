"""Our processes that need the database: prepare an office, stage a list, take it over, open a person's page."""

import json
import os
import resource
import sys
import time
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.pages import pages

AS_OF = date(2024, 3, 1)
AT = datetime(2024, 3, 5, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
REGION = "620104000000"
KIND = "certificates"


def prepare() -> None:
    """Make the tables, the divisions of the province and a sign-in, as a county has them on its first day."""
    from django.core.management import call_command

    from chuntian.accounts.operations import ensure_demo_users
    from chuntian.places.operations import ensure_organisations, load_packaged
    from chuntian.trail.protected import keyring

    call_command("migrate", verbosity=0, interactive=False)
    keyring()
    load_packaged(within="620000")
    ensure_organisations(region=REGION, at=AT)
    ensure_demo_users(region=REGION, at=AT, password="not-used-by-force-login")


def stage(path: str, region: str = REGION) -> dict:
    """Read, check and stage a list of a region; tell what came of it and how much memory parent and child took."""
    from chuntian.exchange.operations import stage as stage_list

    upload = stage_list(kind=KIND, path=Path(path), as_of=AS_OF, region=region, by=None, at=AT)
    parent = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "state": upload.state, "rows": upload.rows, "accepted": upload.accepted, "facts": upload.facts.get("message", ""),
        "upload": upload.pk, "parent_mb": parent, "child_mb": upload.facts.get("peak_bytes", 0) / 2**20,
        "child_cpu_s": upload.facts.get("processor_seconds", 0),
    }  # fmt: skip


def commit() -> dict:
    """Take over the list that is staged."""
    from chuntian.exchange.models import Upload
    from chuntian.exchange.operations import commit as commit_list

    upload = commit_list(upload=Upload.objects.get(), by=None, at=AT)
    return {"state": upload.state, **upload.commit_result}


def counts() -> dict:
    """Count the rows of every table."""
    from django.apps import apps

    return {model._meta.label: model.objects.count() for model in apps.get_models() if model._meta.managed}


def page(requests: int) -> dict:
    """Open the pages of persons all over the county as a clerk of it; tell the queries and milliseconds of each."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from chuntian.accounts.models import User
    from chuntian.registry.models import Person

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    client = Client()
    client.force_login(User.objects.get(username="county_clerk"))
    session = client.session
    session["factor"] = "bench"  # stands for a whole sign-in: what is measured is the page
    session.save()
    ids = list(
        Person.objects.filter(region__startswith=REGION[:6]).order_by("resident_index").values_list("pk", flat=True)
    )
    chosen = [ids[place * len(ids) // requests] for place in range(requests)]
    addresses = [reverse("desk:person", args=[pk]) for pk in chosen]
    client.get(addresses[0])
    queries, taken = [], []
    for address in addresses:
        with CaptureQueriesContext(connection) as captured:
            start = time.perf_counter()
            answer = client.get(address)
            taken.append(time.perf_counter() - start)
        if answer.status_code != 200:
            raise SystemExit(f"{address}: {answer.status_code}")
        queries.append(sum(not one["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for one in captured))
    return {"seconds": sorted(taken)[len(taken) // 2], "most": max(taken), "queries": max(queries), "persons": Person.objects.count(),
            "statements": [one["sql"][:160] for one in captured.captured_queries]}  # fmt: skip


def main() -> None:
    """Set up Django on the folder of CHUNTIAN_DATA and do one piece of work."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chuntian.config.settings.dev")
    import django

    django.setup()
    work = {"prepare": prepare, "stage": stage, "commit": commit, "counts": counts, "page": lambda n: page(int(n))}
    work["pages"] = lambda n: pages(int(n))
    print(json.dumps(work[sys.argv[1]](*sys.argv[2:]) or {}, default=str))


if __name__ == "__main__":
    main()
