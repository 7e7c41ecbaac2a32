"""A small county on one day, and a department that may ask everything there is about it."""

from tests.web.api.fixtures import asked
from tests.web.conftest import _chinese, _static_folder

__all__ = ["_chinese", "_static_folder", "asked"]
