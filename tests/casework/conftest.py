"""The county that casework's tests play in."""

from datetime import date

import pytest
from tests.casework.county import County, Someone


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    """Files of a test stay in the test's folder."""
    settings.DATA_FOLDER = tmp_path
    return tmp_path


@pytest.fixture
def county(db) -> County:
    """阿一 gets both subsidies by law, 阿二 the care one only, 阿三 neither, 阿四 has no account."""
    county = County(
        [
            Someone("阿一", grade=1, dibao=1),
            Someone("阿二", grade=2, dibao=None),
            Someone("阿三", grade=3, dibao=None),
            Someone("阿四", grade=1, dibao=3, has_account=False),
        ]
    )
    county.lists(date(2024, 1, 1))
    return county
