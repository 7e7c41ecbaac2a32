"""The one place of the pages where the clock is read; operations receive what it says as an argument."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """Give the present moment in the time zone of the settings (China)."""
    return timezone.localtime(timezone.now())


def today() -> date:
    """Give the present day in China."""
    return now().date()
