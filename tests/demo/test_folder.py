"""What a demo may clear away."""

import json

import pytest

from chuntian.demo.folder import MARK, NotADemoFolder, clear_folder


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


def test_an_older_demo_goes_whole(tmp_path):
    (tmp_path / MARK).write_text(json.dumps({"demo": True}))
    (tmp_path / "secrets").mkdir()
    (tmp_path / "lists").mkdir()

    clear_folder(tmp_path, fresh=False)

    assert {path.name for path in tmp_path.iterdir()} == {MARK}
