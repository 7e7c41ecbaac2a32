"""B35: the scanner finds a personal number wherever one may hide; that there is none is held by test_B34_secrets.py."""

import gzip
import io
import zipfile
import zlib

import pytest
from tools.scan_secrets import findings, personal_numbers

from chuntian.kernel.identity import resident_id_checksum


def number(county: str = "6201" + "02", born: str = "19850704") -> bytes:
    first = f"{county}{born}123"
    return (first + resident_id_checksum(first)).encode()


def zipped(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", content)
    return out.getvalue()


@pytest.mark.parametrize(
    "hide",
    [
        lambda text: text,
        lambda text: b"name," + text + b"\n",
        zipped,
        gzip.compress,
        lambda text: b"%PDF-1.7\nstream\n" + zlib.compress(b"(" + text + b") Tj") + b"\nendstream",
    ],
)
def test_a_number_is_found_wherever_it_is(hide):
    assert [one.partition(":")[0] for one in findings(hide(number()))] == ["identity number"]


@pytest.mark.parametrize(
    "nobodys",
    [number("620199"), number(born="19000301"), number("000000"), number()[:-1] + b"*", b"7" + number(), number()[:-1]],
)
def test_what_is_nobodys_number_is_none(nobodys):
    assert personal_numbers(nobodys) == []


def test_a_wrong_check_character_is_no_number():
    right = number()
    assert personal_numbers(right[:-1] + (b"1" if right[-1:] != b"1" else b"2")) == []
