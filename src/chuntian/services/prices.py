"""What an item costs at a provider on a day."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from chuntian.services.models import Offer


def price_on(provider_id: int, item: str, day: date) -> int | None:
    """Give the price in fen a unit, or None where no price list says one for the day."""
    running = Offer.objects.filter(Q(to_on__isnull=True) | Q(to_on__gte=day), provider_id=provider_id, item=item)
    return running.filter(from_on__lte=day).order_by("-from_on").values_list("price_fen", flat=True).first()


def sum_of(provider_id: int, wanted: Iterable[tuple[str, date]]) -> int:
    """Add up the prices in fen of items on days, from one look at the provider's lists; what has no price adds nothing."""
    lists = list(Offer.objects.filter(provider_id=provider_id).order_by("from_on"))

    def price(item: str, day: date) -> int:
        running = [
            one.price_fen
            for one in lists
            if one.item == item and one.from_on <= day and (one.to_on is None or one.to_on >= day)
        ]
        return running[-1] if running else 0

    return sum(price(item, day) for item, day in wanted)
