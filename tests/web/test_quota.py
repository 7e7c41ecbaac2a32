"""One person sends so many files within a day and no more (ASVS 5.2.4); what was refused counts, a colleague's does not."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.casework.county import REGION, moment

from chuntian.accounts.enums import Role
from chuntian.exchange.enums import UploadState
from chuntian.exchange.models import Upload
from chuntian.web import clock
from chuntian.web.desk import lists

pytestmark = pytest.mark.django_db
NOW = moment(date(2024, 3, 20), 10)


@pytest.fixture
def send(sign_in, monkeypatch, settings, tmp_path):
    settings.DATA_FOLDER = tmp_path
    monkeypatch.setattr(clock, "now", lambda: NOW)
    client = sign_in(Role.COUNTY_CLERK)

    def post():
        file = SimpleUploadedFile("低保.csv", "姓名\n马春花\n".encode())
        said = {"kind": "dibao", "as_of": "2024-03-01", "region": REGION, "file": file}
        return client.post("/lists/upload/", said).content.decode()

    return post


def sent(by, *, hours: int, size: int = 10):
    Upload.objects.create(
        kind="dibao", as_of=date(2024, 3, 1), whole=True, file_name="a.csv", size=size, sha256=f"{Upload.objects.count():064}",
        state=UploadState.REFUSED, received_at=NOW - timedelta(hours=hours), received_by=by, region=REGION,
    )  # fmt: skip


def test_beyond_the_number_of_a_day_nothing_more_is_taken(send, monkeypatch, django_user_model, staff):
    monkeypatch.setattr(lists, "FILES_A_DAY", 2)
    me, colleague = django_user_model.objects.get(username=Role.COUNTY_CLERK), staff(Role.TOWNSHIP_CLERK)
    sent(me, hours=1)
    sent(me, hours=25)
    sent(colleague, hours=1)
    assert "送了很多文件" not in send()

    sent(me, hours=2)
    before = Upload.objects.count()

    assert "送了很多文件" in send()
    assert Upload.objects.count() == before


def test_beyond_the_size_of_a_day_nothing_more_is_taken(send, django_user_model):
    sent(django_user_model.objects.get(username=Role.COUNTY_CLERK), hours=1, size=lists.BYTES_A_DAY - 5)

    assert "送了很多文件" in send()
    assert Upload.objects.count() == 1
