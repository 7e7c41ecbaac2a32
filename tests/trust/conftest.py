"""The people of the tests of web, the folder WhiteNoise expects, and pages drawn as the product draws them."""

import pytest
from django.template import Template
from django.test.utils import _TestState
from tests.trust.built import built
from tests.web.conftest import _chinese, _static_folder, staff

__all__ = ["_chinese", "_static_folder", "built", "staff"]


@pytest.fixture(autouse=True)
def _pages_are_drawn_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Django keep no copy of what each template was given: pages are walked by the thousand here, by what they say."""
    monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)
