import re
import stat

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chuntian.kernel.crypto import SUITES, Keyring, KeyringError, Tampered, hmac_sm3, national_ciphers_work
from chuntian.kernel.secrets import read_or_make_secret

PLAIN = "620199190001010116"
HERE = "registry_person.resident_id:1"


@pytest.fixture(params=sorted(SUITES))
def suite(request):
    return request.param


@pytest.fixture
def ring(tmp_path, suite):
    return Keyring.load(tmp_path / "keys", suite)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(plain=st.text(), context=st.text())
def test_what_is_sealed_opens_in_its_context(ring, plain, context):
    assert ring.open(ring.seal(plain, context), context) == plain


def test_a_sealed_value_shows_nothing_and_never_repeats(ring):
    one, other = ring.seal(PLAIN, HERE), ring.seal(PLAIN, HERE)

    assert one != other
    assert PLAIN.encode() not in one


def test_many_are_sealed_and_indexed_as_one_by_one(ring):
    sealed = ring.seal_many([PLAIN, None, "", "x"], [1, 2, 3, 4], start="t.c:")

    assert [one and ring.open(one, f"t.c:{at}") for at, one in enumerate(sealed, 1)] == [PLAIN, None, None, "x"]
    assert sealed[0] != ring.seal_many([PLAIN], [1], start="t.c:")[0]
    assert ring.index_many([PLAIN, None, "", "x"], "p") == [ring.index(PLAIN, "p"), "", "", ring.index("x", "p")]
    with pytest.raises(ValueError, match="zip"):
        ring.seal_many([PLAIN], [])


def test_any_changed_byte_is_noticed(ring):
    sealed = ring.seal(PLAIN, HERE)
    for place in range(len(sealed)):
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(Tampered):
            ring.open(changed, HERE)


def test_a_cut_value_is_noticed(ring):
    sealed = ring.seal(PLAIN, HERE)
    for length in range(len(sealed)):
        with pytest.raises(Tampered):
            ring.open(sealed[:length], HERE)


@pytest.mark.parametrize("elsewhere", ["registry_person.resident_id:2", "registry_person.phone:1", ""])
def test_a_value_moved_to_another_place_does_not_open(ring, elsewhere):
    with pytest.raises(Tampered):
        ring.open(ring.seal(PLAIN, HERE), elsewhere)


def test_a_memoryview_opens_as_postgresql_gives_it(ring):
    assert ring.open(memoryview(ring.seal(PLAIN, HERE)), HERE) == PLAIN


def test_keys_are_made_once_and_only_their_owner_reads_them(tmp_path, suite):
    sealed = Keyring.load(tmp_path, suite).seal(PLAIN, HERE)

    assert Keyring.load(tmp_path).open(sealed, HERE) == PLAIN
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data-0001.key", "index.key"]
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in tmp_path.iterdir())


def test_rotation_seals_with_the_newest_and_opens_the_old(tmp_path, suite):
    before = Keyring.load(tmp_path, suite)
    old, index = before.seal(PLAIN, HERE), before.index(PLAIN, "person")

    after = Keyring.rotate(tmp_path, "sm4-gcm")
    new = after.seal(PLAIN, HERE)

    assert after.open(old, HERE) == after.open(new, HERE) == PLAIN
    assert (after.is_old(old), after.is_old(new)) == (True, False)
    assert new[0] == SUITES["sm4-gcm"].number
    assert after.index(PLAIN, "person") == index
    with pytest.raises(Tampered):
        before.open(new, HERE)


def test_a_key_of_another_ring_opens_nothing(tmp_path, suite):
    one, other = Keyring.load(tmp_path / "one", suite), Keyring.load(tmp_path / "other", suite)

    with pytest.raises(Tampered):
        other.open(one.seal(PLAIN, HERE), HERE)
    assert one.index(PLAIN, "person") != other.index(PLAIN, "person")


def test_the_index_is_equal_for_equal_texts_of_one_purpose_only(ring):
    index = ring.index(PLAIN, "person")

    assert index == ring.index(PLAIN, "person")
    assert index != ring.index(PLAIN, "account")
    assert index != ring.index(PLAIN[:-1] + "7", "person")
    assert re.fullmatch(r"[0-9a-f]{32}", index)


def test_purpose_and_text_do_not_run_together(ring):
    assert ring.index("b", "a") != ring.index("", "ab")


def test_a_ring_shows_no_key(ring):
    assert repr(ring) == "<Keyring of 1 data keys>"
    assert "secret" not in repr(ring._newest)


@pytest.mark.parametrize("content", ["", "aes-256-gcm", "aes-256-gcm zz", "rot13 00", "aes-256-gcm 0011"])
def test_a_file_that_is_no_key_is_named(tmp_path, content):
    Keyring.load(tmp_path)
    (tmp_path / "data-0001.key").write_text(content)

    with pytest.raises(KeyringError, match=r"data-0001\.key"):
        Keyring.load(tmp_path)


def test_an_unknown_suite_or_file_name_is_refused(tmp_path):
    with pytest.raises(KeyringError):
        Keyring.load(tmp_path / "one", "rot13")
    Keyring.load(tmp_path / "two")
    (tmp_path / "two" / "data-new.key").write_text("aes-256-gcm 00")
    with pytest.raises(KeyringError):
        Keyring.load(tmp_path / "two")


def test_national_algorithms_are_there():
    assert national_ciphers_work()
    assert len(hmac_sm3(b"key", b"text")) == 64
    assert hmac_sm3(b"key", b"text") != hmac_sm3(b"yek", b"text")


def test_a_secret_is_made_once(tmp_path):
    path = tmp_path / "folder" / "secret.key"

    first = read_or_make_secret(path)

    assert first == read_or_make_secret(path)
    assert len(first) >= 48
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
