"""What is known of packs is read of each once."""

from __future__ import annotations

from pathlib import Path

import pytest

from rootward.leaks.git.pack_index import DamagedPackError
from rootward.leaks.git.pack_shelf import PackShelf
from tests.leaks.git.made import Made
from tests.leaks.git.packs_by_hand import BLOB, blob_name, entry, put_pack


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    made = Made(tmp_path / "made")
    return put_pack(made.folder / ".git", [(blob_name(text), entry(BLOB, text)) for text in (b"one", b"other")])


def test_an_index_and_the_entries_of_its_pack_are_read_once(pack):
    shelf = PackShelf()
    index = shelf.index(str(pack), 20)
    entries = shelf.entries(str(pack), index)
    assert {name.tobytes() for name in index.oids} == {blob_name(b"one"), blob_name(b"other")}
    assert entries.kinds.tolist() == [BLOB, BLOB]

    pack.with_suffix(".idx").unlink()
    pack.unlink()

    assert shelf.index(str(pack), 20) is index
    assert shelf.entries(str(pack), index) is entries


def test_a_pack_that_was_not_there_is_looked_for_again(pack, tmp_path):
    shelf = PackShelf()
    index = shelf.index(str(pack), 20)
    elsewhere = pack.rename(tmp_path / "elsewhere")
    with pytest.raises(FileNotFoundError):
        shelf.entries(str(pack), index)

    elsewhere.rename(pack)

    assert shelf.entries(str(pack), index).is_whole


def test_what_is_no_pack_and_no_index_is_told_each_time(pack):
    shelf = PackShelf()
    index = shelf.index(str(pack), 20)
    pack.write_bytes(b"nothing of the kind, and longer than the shortest pack")
    pack.with_suffix(".idx").write_bytes(b"nothing")

    for _ in range(2):
        with pytest.raises(DamagedPackError):
            shelf.entries(str(pack), index)
        with pytest.raises(DamagedPackError):
            PackShelf().index(str(pack), 20)
