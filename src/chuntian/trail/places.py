"""Where what is kept outside the database lies."""

from pathlib import Path

from django.conf import settings

FOLDER = "anchors"


def own_folder() -> Path:
    """Give the data folder's own place for anchors: as safe as the data, and no safer."""
    return Path(settings.DATA_FOLDER) / FOLDER


def anchor_folder() -> Path:
    """Give where anchors and the lines since the last one are written: CHUNTIAN_ANCHORS, else the data folder's own."""
    outside = settings.ANCHORS_FOLDER
    return Path(outside) if outside else own_folder()
