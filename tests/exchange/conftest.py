"""A data folder of its own for each test, staff, and a way to send a list."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from tests.exchange.builders import REGION, csv_bytes, resident_id

AT = datetime(2024, 3, 5, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def data_folder(settings, tmp_path):
    settings.DATA_FOLDER = tmp_path / "data"
    return settings.DATA_FOLDER


@pytest.fixture
def staff(db, django_user_model):
    return [django_user_model.objects.create(username=name) for name in ("first", "second", "third")]


@pytest.fixture
def send(data_folder, staff, tmp_path):
    """Give a function that stages a list of rows as a csv."""
    from chuntian.exchange import operations

    def send_list(
        kind: str,
        rows: list[list],
        as_of: date = date(2024, 3, 1),
        at: datetime = AT,
        region: str = REGION,
        content: bytes | None = None,
    ):
        path = tmp_path / f"{kind}.csv"
        path.write_bytes(content if content is not None else csv_bytes(rows))
        return operations.stage(kind=kind, path=path, as_of=as_of, region=region, by=staff[0], at=at)

    return send_list


@pytest.fixture
def take(send, staff):
    """Give a function that stages and commits."""
    from chuntian.exchange import operations

    def take_list(kind: str, rows: list[list], **more):
        upload = send(kind, rows, **more)
        return operations.commit(upload=upload, by=staff[0], at=more.get("at", AT))

    return take_list


@pytest.fixture
def register(take):
    """Give a function that registers the persons of some numbers by a list of certificates."""

    def register_people(numbers, names=None, **more):
        names = names or {}
        rows = [["姓名", "身份证号", "残疾人证号", "户籍地代码", "有效期至"],
                *([names.get(n, f"张{n}号"), resident_id(n), resident_id(n) + "43", "620104001001", "2030-01-01"] for n in numbers)]  # fmt: skip
        return take("certificates", rows, **more)

    return register_people
