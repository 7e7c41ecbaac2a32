"""
An edition before it is public: prepared once, outside any request, and good while nothing it was held against has changed.

The attack on our own tables (audit.py) takes seconds to minutes, so a page only reads what is prepared here.
"""

import hashlib
import json
from datetime import datetime

from django.db.models import Count, Max, Q

from chuntian.indicators.models import EditionAhead, KeptFigure, Publication
from chuntian.indicators.published import as_published, widest_public
from chuntian.kernel.divisions import pad
from chuntian.places.regions import in_region_q


def prepare(*, region: str, month: str, at: datetime) -> EditionAhead | None:
    """Attack the kept figures of a division and month as they would be public; None where none are kept."""
    code = pad(region)
    against = digest(code, month)
    figures, known_at, demo = as_published(code, month)
    if not figures:
        return None
    told = {"figures": figures, "known_at": known_at, "demo_amounts": demo, "against": against, "prepared_at": at}
    return EditionAhead.objects.update_or_create(region=code, month=month, defaults=told)[0]


def prepared(region: str, month: str) -> EditionAhead | None:
    """Give the edition that was prepared, unless a figure or something public has changed since."""
    found = EditionAhead.objects.filter(region=pad(region), month=month).first()
    return found if found is not None and found.against == digest(region, month) else None


def digest(region: str, month: str) -> str:
    """Give a digest of all that an edition is held against: what is or was public around it this year, and what is kept there."""
    around = in_region_q(widest_public(pad(region), month)) & Q(month__startswith=month[:5])
    public = Publication.objects.filter(around).order_by("pk").values_list("pk", "withdrawn_at")
    kept = KeptFigure.objects.filter(around).order_by("month").values("month")
    counted = kept.annotate(rows=Count("pk"), newest=Max("known_at")).values_list("month", "rows", "newest")
    return hashlib.sha256(json.dumps([list(public), list(counted)], default=str).encode()).hexdigest()
