"""Only the folder of a demo is cleared."""

import pytest

from chuntian.demo.folder import MARK, NotADemoFolder, clear_folder, outside_of


def test_an_empty_or_missing_folder_is_marked(tmp_path):
    clear_folder(tmp_path / "new", fresh=False)

    assert (tmp_path / "new" / MARK).exists()


def test_an_older_demo_is_cleared(tmp_path):
    clear_folder(tmp_path / "new", fresh=False)
    (tmp_path / "new" / "chuntian.sqlite3").write_text("old")
    (tmp_path / "new" / "lists").mkdir()

    clear_folder(tmp_path / "new", fresh=False)

    assert [path.name for path in (tmp_path / "new").iterdir()] == [MARK]


def test_anything_else_is_left_alone(tmp_path):
    (tmp_path / "letters.txt").write_text("mine")

    with pytest.raises(NotADemoFolder):
        clear_folder(tmp_path, fresh=False)

    assert (tmp_path / "letters.txt").read_text() == "mine"


def test_unless_it_is_to_be_fresh(tmp_path):
    (tmp_path / "letters.txt").write_text("mine")

    clear_folder(tmp_path, fresh=True)

    assert not (tmp_path / "letters.txt").exists()


def test_a_folder_with_only_keys_may_become_a_demo_and_keeps_them(tmp_path):
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "keys.json").write_text("key")

    clear_folder(tmp_path, fresh=False)

    assert (tmp_path / "secrets" / "keys.json").read_text() == "key"
    assert (tmp_path / MARK).exists()


def test_a_folder_with_data_is_left_alone_and_even_fresh_keeps_its_keys(tmp_path):
    (tmp_path / "secrets").mkdir()
    (tmp_path / "chuntian.sqlite3").write_text("people")

    with pytest.raises(NotADemoFolder):
        clear_folder(tmp_path, fresh=False)
    assert (tmp_path / "chuntian.sqlite3").exists()

    clear_folder(tmp_path, fresh=True)
    assert {path.name for path in tmp_path.iterdir()} == {"secrets", MARK}


def test_what_is_not_ours_lies_beside_and_goes_with_an_older_demo(tmp_path):
    folder = tmp_path / "data"
    clear_folder(folder, fresh=False)
    (outside_of(folder) / "truth.json").write_text("old")

    clear_folder(folder, fresh=False)

    assert [path.name for path in outside_of(folder).iterdir()] == [MARK]


def test_another_folder_beside_is_left_alone_and_so_is_the_demo(tmp_path):
    folder = tmp_path / "data"
    clear_folder(folder, fresh=False)
    (outside_of(folder) / MARK).unlink()
    (outside_of(folder) / "letters.txt").write_text("mine")
    (folder / "chuntian.sqlite3").write_text("people")

    with pytest.raises(NotADemoFolder, match="data-outside"):
        clear_folder(folder, fresh=True)

    assert (outside_of(folder) / "letters.txt").exists()
    assert (folder / "chuntian.sqlite3").exists()
