"""The one place of the pages where the clock is read; operations receive what it says as an argument."""

from datetime import date, datetime

from django.conf import settings

from chuntian.kernel.clock import CHINA, moment


def now() -> datetime:
    """Give the present moment in China; over a demo's folder, that of its story."""
    return moment(settings.DATA_FOLDER)


def present() -> datetime:
    """Give the real moment, also over a demo's folder: sessions and the codes of authenticator apps count by it."""
    return datetime.now(CHINA)


def today() -> date:
    """Give the present day in China."""
    return now().date()
