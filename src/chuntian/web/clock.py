"""The one place of the pages where the clock is read; operations receive what it says as an argument."""

from datetime import date, datetime

from django.conf import settings

from chuntian.kernel.clock import moment


def now() -> datetime:
    """Give the present moment in China; over a demo's folder, that of its story."""
    return moment(settings.DATA_FOLDER)


def today() -> date:
    """Give the present day in China."""
    return now().date()
