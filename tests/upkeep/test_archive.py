"""A backup is whole or refused, and says where it is not."""

import io
import random
import tarfile

import pytest

from chuntian.upkeep.archive import Member, pack, read_archive
from chuntian.upkeep.sealed import PIECE, TAG, Damaged, OpeningReader, SealingWriter, WrongSecret
from chuntian.upkeep.secret import Secret, WeakSecret, from_key_file, from_passphrase, make_key_file

KEY = Secret("key", bytes(32))
TOLD = {"made_at": "2024-03-05T09:30:00+08:00", "database": "chuntian.sqlite3", "with_keys": True}


def nothing(count):
    pass


@pytest.fixture
def files(tmp_path):
    chance = random.Random(5)
    made = {"chuntian.sqlite3": 2 * PIECE + 7, "data/lists/a": 40_000, "data/empty": 0, "secrets/data-0001.key": 70}
    for name, size in made.items():
        path = tmp_path / "from" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(chance.randbytes(size))
    return [Member(name, tmp_path / "from" / name) for name in made]


@pytest.fixture
def backup(files, tmp_path):
    path = tmp_path / "b.backup"
    with path.open("wb") as out:
        pack(out, files, secret=KEY, told=TOLD, step=nothing)
    return path


def test_what_was_packed_comes_out_again(files, backup, tmp_path):
    manifest = read_archive(backup, secret=KEY, step=nothing, into=tmp_path / "to")

    assert [one["name"] for one in manifest["members"]] == [one.name for one in files]
    for one in files:
        assert (tmp_path / "to" / one.name).read_bytes() == one.path.read_bytes()
        assert (tmp_path / "to" / one.name).stat().st_mode & 0o777 == 0o600


def test_nothing_of_the_files_can_be_read_from_the_backup(backup, files):
    content = backup.read_bytes()

    assert files[1].path.read_bytes()[:32] not in content
    assert b"lists" not in content


def test_one_flipped_bit_in_a_hundred_places_is_found_a_hundred_times_and_named(backup, tmp_path):
    whole, chance, found = backup.read_bytes(), random.Random(9), 0
    places = [*range(0, 8), len(whole) - 1, *(chance.randrange(len(whole)) for _ in range(91))]
    for place in places:
        content = bytearray(whole)
        content[place] ^= 1 << chance.randrange(8)
        (tmp_path / "flipped").write_bytes(content)
        with pytest.raises((Damaged, WrongSecret), match=r"字节|开头|文件头|密钥"):
            read_archive(tmp_path / "flipped", secret=KEY, step=nothing)
        found += 1

    assert found == 100


def test_the_damaged_piece_and_the_file_in_it_are_named(backup, tmp_path):
    content = bytearray(backup.read_bytes())
    content[-40] ^= 1
    (tmp_path / "flipped").write_bytes(content)

    with pytest.raises(Damaged, match=r"第 3 段（字节 \d+–\d+）.*在 chuntian\.sqlite3 处"):
        read_archive(tmp_path / "flipped", secret=KEY, step=nothing)


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content[:-1],
        lambda content: content[: -(len(content) % (PIECE + TAG)) or None][: 2 * (PIECE + TAG)],
        lambda content: content + b"x",
        lambda content: content[:100],
        lambda content: b"",
        lambda content: content[:-30] + content[-60:-30] + content[-30:],
    ],
    ids=["last byte gone", "last piece gone", "a byte more", "only the head", "empty", "a stretch twice"],
)
def test_cut_off_or_longer_is_refused(backup, tmp_path, change):
    (tmp_path / "changed").write_bytes(change(backup.read_bytes()))

    with pytest.raises((Damaged, WrongSecret)):
        read_archive(tmp_path / "changed", secret=KEY, step=nothing)


def test_pieces_in_another_order_are_refused():
    out = io.BytesIO()
    writer = SealingWriter(out, KEY, {})
    start = out.tell()
    writer.write(b"a" * PIECE + b"b" * PIECE + b"c")
    writer.finish()
    content, size = out.getvalue(), PIECE + TAG
    one, two = content[start : start + size], content[start + size : start + 2 * size]

    assert OpeningReader(io.BytesIO(content), KEY).read() == b"a" * PIECE + b"b" * PIECE + b"c"
    with pytest.raises(Damaged, match="第 1 段"):
        OpeningReader(io.BytesIO(content[:start] + two + one + content[start + 2 * size :]), KEY).read()


def test_a_file_that_leaves_the_folder_is_refused(tmp_path):
    out = tmp_path / "evil"
    with out.open("wb") as file:
        writer = SealingWriter(file, KEY, {})
        import gzip

        with gzip.GzipFile(fileobj=writer, mode="wb") as packed, tarfile.open(fileobj=packed, mode="w|") as tar:
            tar.addfile(tarfile.TarInfo("../outside"), io.BytesIO())
        writer.finish()

    with pytest.raises(Damaged, match="不该有"):
        read_archive(out, secret=KEY, step=nothing, into=tmp_path / "to")
    assert not (tmp_path / "outside").exists()


def test_another_secret_opens_nothing(backup, tmp_path):
    with pytest.raises(WrongSecret, match="口令或密钥不对"):
        read_archive(backup, secret=Secret("key", bytes(31) + b"x"), step=nothing)
    with pytest.raises(WrongSecret, match="密钥文件"):
        read_archive(backup, secret=from_passphrase("a good passphrase"), step=nothing)


def test_a_short_passphrase_or_a_strange_key_file_is_refused(tmp_path):
    with pytest.raises(WeakSecret):
        from_passphrase("short      ")
    (tmp_path / "strange").write_text("abc")
    with pytest.raises(WeakSecret):
        from_key_file(tmp_path / "strange")
    made = make_key_file(tmp_path / "key")
    assert from_key_file(tmp_path / "key") == made
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        make_key_file(tmp_path / "key")
