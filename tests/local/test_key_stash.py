"""The secrets of a rotation that is under way: of one that is over, none stays."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rootward.errors import JournalError
from rootward.local import key_stash
from rootward.local.key_stash import DamagedStashError, KeyStash, sweep
from rootward.local.rotations import rotation_folder
from rootward.model.key_pair import KeyOwner, KeyPair
from rootward.model.rotation import Closed, Opened, Place, Rotation
from rootward.model.secret import Secret

ANN = KeyOwner(account="123456789012", user="ann")
AT = datetime(2026, 3, 1, tzinfo=UTC)
PAIR = KeyPair("KEY1", Secret("hidden"))

OPENED = Opened(
    at=AT,
    owner=ANN,
    old_key_id="KEY1",
    old_was_active=True,
    place=Place(kind="output", profile=None, label="a reader"),
    observe_days=14,
    settle_seconds=0,
)
UNDER_WAY = Rotation(id="under-way", opened=OPENED)
OVER = Rotation(id="over", opened=OPENED, entries=(Closed(at=AT, ending="failed"),))


def stash_of(rotation: Rotation, folder) -> KeyStash:
    return KeyStash(ANN.account, rotation.id, folder)


def lying(folder) -> list[str]:
    return sorted(path.name for path in rotation_folder(ANN.account, folder).iterdir())


def test_of_a_rotation_that_is_over_no_secret_stays_and_no_half_written_one(tmp_path):
    for rotation in (UNDER_WAY, OVER):
        stash_of(rotation, tmp_path).keep(PAIR)
    place = rotation_folder(ANN.account, tmp_path)
    (place / ".over.keys.rootward-1.tmp").write_text("hidden")
    (place / "unknown.keys").write_text("whose?")

    sweep(ANN.account, (UNDER_WAY, OVER), tmp_path)

    assert lying(tmp_path) == ["under-way.keys", "unknown.keys"]
    assert stash_of(UNDER_WAY, tmp_path).pairs() == {"KEY1": PAIR}


def test_where_nothing_was_ever_kept_nothing_is_swept(tmp_path):
    sweep(ANN.account, (OVER,), tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_read_is_said(tmp_path):
    (tmp_path / "rotations").mkdir()
    (tmp_path / "rotations" / ANN.account).write_text("in the way")

    with pytest.raises(JournalError, match="cannot be read"):
        sweep(ANN.account, (OVER,), tmp_path)


def test_a_damaged_one_is_put_aside_and_goes_when_the_rotation_is_over(tmp_path):
    stash = stash_of(OVER, tmp_path)
    stash.keep(PAIR)
    (path,) = rotation_folder(ANN.account, tmp_path).iterdir()
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(DamagedStashError):
        stash.pairs()

    assert stash.put_aside() == str(path.with_name("over.keys.damaged"))
    assert stash.pairs() == {}
    assert b"hidden" in path.with_name("over.keys.damaged").read_bytes()

    sweep(ANN.account, (OVER,), tmp_path)
    assert lying(tmp_path) == []


def test_one_that_cannot_be_put_aside_is_said(tmp_path):
    with pytest.raises(JournalError, match="put aside"):
        stash_of(OVER, tmp_path).put_aside()


def test_what_lies_in_its_place_and_is_no_file_is_said(tmp_path):
    (rotation_folder(ANN.account, tmp_path) / "over.keys").mkdir(parents=True)
    stash = stash_of(OVER, tmp_path)

    with pytest.raises(JournalError, match="cannot be read"):
        stash.pairs()
    with pytest.raises(JournalError, match="cannot be written"):
        stash.keep(PAIR)
    with pytest.raises(JournalError, match="cannot be removed"):
        stash.keep()


def test_to_keep_nothing_needs_no_folder(tmp_path):
    stash_of(OVER, tmp_path).keep()

    assert list(tmp_path.iterdir()) == []


def test_what_stands_in_the_file_shows_no_secret():
    assert "hidden" not in repr(key_stash._Kept(1, {"KEY1": "hidden"}))
