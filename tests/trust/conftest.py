"""The people of the tests of web, and the folder WhiteNoise expects."""

from tests.trust.built import built
from tests.web.conftest import _chinese, _static_folder, staff

__all__ = ["_chinese", "_static_folder", "built", "staff"]
