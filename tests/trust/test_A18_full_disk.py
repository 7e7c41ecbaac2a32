"""A18: import, decide, bank file, backup and report on a disk that fills up: whole or not there, told, done with room."""

import pytest
from tests.faults.full_disk import full_disk, may_mount


def assert_whole(found: dict, tried: int) -> None:
    assert found["faults"] == []
    assert found["attempts"] >= tried
    assert all(found["refused"][name] for name in ("import", "decide", "bank file", "backup", "report"))


@pytest.mark.crash
def test_a_file_is_whole_or_not_there_at_four_sizes():
    assert_whole(full_disk(4), 20)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_file_is_whole_or_not_there_at_twenty_sizes():
    assert_whole(full_disk(20), 95)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_file_is_whole_or_not_there_on_a_small_mounted_disk():
    """Where mounts are forbidden the sizes of files are limited instead: that look is never left out."""
    assert_whole(full_disk(20, small=may_mount()), 95)
