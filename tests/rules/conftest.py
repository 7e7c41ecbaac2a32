"""The cluster lane is asked for; elsewhere its tests are deselected, never skipped in silence."""

import os

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("CHUNTIAN_LANE") == "cluster":
        return
    away = [item for item in items if item.get_closest_marker("cluster")]
    if away:
        config.hook.pytest_deselected(items=away)
        items[:] = [item for item in items if item not in away]
