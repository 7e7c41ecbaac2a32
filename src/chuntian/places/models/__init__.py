from chuntian.places.models.division import Division
from chuntian.places.models.organisation import Organisation

__all__ = ["Division", "Organisation"]
