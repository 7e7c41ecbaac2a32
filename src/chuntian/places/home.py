"""The place that this installation works for."""

from chuntian.kernel.divisions import pad
from chuntian.places.models import Organisation


class NoHomeRegion(LookupError):
    """No county is set up here, and none was named."""


def home_region(region: str | None) -> str:
    """
    Give the named division, else the county of the federation set up here.

    :raises NoHomeRegion: neither is known.
    """
    if region:
        return pad(region)
    federations = (
        Organisation.objects.filter(kind="federation").order_by("-region", "id").values_list("region", flat=True)
    )
    counties = [code for code in federations if code[4:6] != "00" and code[6:] == "000000"]
    if not counties:
        raise NoHomeRegion("请用 --region 指明行政区划代码，例如 620104 · name the division with --region")
    return counties[0]
