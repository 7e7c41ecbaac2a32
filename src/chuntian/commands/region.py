"""The place a command works for."""

from chuntian.commands.common import Failure


def region_of(region: str | None) -> str:
    """
    Give the named division as 12 digits, else the county whose federation is set up here.

    :raises Failure: the code is none, or neither is known.
    """
    from chuntian.kernel.divisions import DivisionError
    from chuntian.places.home import NoHomeRegion, home_region

    try:
        return home_region(region)
    except (NoHomeRegion, DivisionError) as why:
        raise Failure(str(why)) from why
