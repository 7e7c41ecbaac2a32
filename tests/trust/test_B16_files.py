"""B16: more than thirty files sent to do harm are refused with a plain sentence, or taken as plain values; nothing is unpacked, run or shown."""

import io
import os
import unicodedata
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.exchange.builders import REGION, csv_bytes, resident_id
from tests.trust.addresses import file_from
from tests.trust.attack_files import ATTACKS, DEFUSED, Attack
from tests.trust.markup import Page

from chuntian.accounts.enums import Role
from chuntian.commands.import_ import command as import_command
from chuntian.exchange.file_names import shown_name
from chuntian.exchange.models import Upload
from chuntian.exchange.reading.refused import FILE_MESSAGES
from chuntian.web import access

pytestmark = [pytest.mark.django_db, pytest.mark.alike]
NAMED = [attack.what for attack in ATTACKS]
HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.DATA_FOLDER = tmp_path / "data"


@pytest.fixture
def clerk(client, staff):
    client.force_login(staff(Role.COUNTY_CLERK))
    return client


def send(client, attack: Attack):
    file = SimpleUploadedFile("x", attack.content)
    file._name = attack.name
    return client.post(
        "/lists/upload/", {"kind": "dibao", "as_of": "2024-03-18", "region": REGION, "file": file}, follow=True
    )


def assert_answered(upload: Upload, attack: Attack) -> None:
    refused = upload.facts.get("refused", DEFUSED)
    assert refused in attack.codes, upload.facts
    assert upload.rows == upload.accepted + upload.refused + upload.skipped
    assert not {unicodedata.category(one) for one in upload.file_name} & HIDDEN
    assert not set(upload.file_name) & set("/\\")
    assert len(upload.file_name) <= 200


def test_B16_there_are_more_than_thirty():
    assert len(set(NAMED)) == len(NAMED) >= 30


@pytest.mark.parametrize("attack", ATTACKS, ids=NAMED)
def test_B16_the_page_answers_in_plain_words(clerk, attack):
    answer = send(clerk, attack)
    page = Page(answer.content.decode())
    upload = Upload.objects.first()

    assert answer.status_code == 200
    assert not page.faults
    if attack.page:
        assert upload is None
        assert "错误" in page.text
        return
    assert_answered(upload, attack)
    code = upload.facts.get("refused")
    assert not code or FILE_MESSAGES[code][1] in page.text
    assert code or upload.accepted


@pytest.mark.parametrize("attack", ATTACKS, ids=NAMED)
def test_B16_the_command_answers_in_plain_words(attack, tmp_path):
    file = tmp_path / os.fsencode(attack.name).decode("utf-8", "surrogateescape").replace("/", "_")[-80:]
    file.write_bytes(attack.content)

    result = CliRunner().invoke(import_command, ["dibao", str(file), "--as-of", "2024-03-18", "--region", REGION])

    assert result.exit_code in (0, 1)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    assert_answered(Upload.objects.get(), attack)


def test_B16_nothing_is_unpacked_or_kept_readable(clerk, settings, tmp_path):
    before = set(Path("/tmp").glob("out*"))
    for attack in ATTACKS:
        send(clerk, attack)

    kept = [path for path in Path(settings.DATA_FOLDER).rglob("*") if path.is_file()]
    assert set(Path("/tmp").glob("out*")) == before
    lists = [path for path in kept if path.parent.name == "lists"]
    assert lists
    assert {len(path.name) for path in lists} == {64}  # under its SHA-256, whatever it was called
    for path in lists:
        assert path.read_bytes().startswith(b"CTVAULT1")
        assert not path.stat().st_mode & 0o111


def test_B16_what_was_sent_is_never_given_back_as_it_came(clerk):
    rows = [["姓名", "身份证号"], ['=HYPERLINK("http://x.test")', "6.2E+17"], ["<script>", resident_id(3)[:-1] + "Y"]]
    send(clerk, Attack("", "名单.csv", csv_bytes(rows)))
    upload = Upload.objects.get()
    gates = [row for row in access.rows() if row.policy.gives]

    for name in ("refusals.xlsx", "report.xlsx"):
        answer = file_from(clerk, f"/lists/{upload.pk}/{name}")
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        for sheet in openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets:
            assert not [cell for line in sheet.iter_rows() for cell in line if cell.data_type == "f" or cell.hyperlink]
    assert not [row.name for row in gates if "sent" in row.policy.gives and "refused" not in row.policy.gives]


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("名单.xlsx", "名单.xlsx"), ("../../etc/passwd", "passwd"), ("C:\\\\x\\\\名单.csv", "名单.csv"), ("a\u202exslx.exe", "axslx.exe"),
        ("\u200b\u0000", "未命名"), ("名\udcff单.csv", "名单.csv"), ("马春花\r\nSet-Cookie: a.csv", "马春花Set-Cookie: a.csv"),
    ],
)  # fmt: skip
def test_B16_a_file_name_is_only_words(sent, shown):
    assert shown_name(sent) == shown


def test_B16_a_long_name_keeps_its_ending():
    shown = shown_name("长" * 900 + ".xlsx")

    assert len(shown) == 200
    assert shown.endswith(".xlsx")
