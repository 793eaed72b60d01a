"""Who can read a file, and taking that from others."""

from __future__ import annotations

import os
import stat
import sys

import pytest

from rootward.errors import OutputError
from rootward.local.key_places import permissions
from rootward.local.key_places.permissions import is_open, keep_to_owner, mode_of, readable_by
from tests.local.key_places.planting import write

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX file modes, links and pipes")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@posix
@pytest.mark.parametrize(
    ("of_file", "of_folder", "who"),
    [
        (0o600, 0o755, "owner"),
        (0o644, 0o755, "others"),
        (0o644, 0o711, "others"),
        (0o640, 0o750, "others"),
        (0o604, 0o750, "owner"),
        (0o644, 0o700, "owner"),
        (0o666, 0o744, "owner"),
        (0o622, 0o755, "owner"),
    ],
)
def test_a_file_is_read_by_others_where_they_may_and_every_folder_lets_them_through(
    tmp_path, monkeypatch, of_file, of_folder, who
):
    file = write(tmp_path / "folder" / "file", "x", mode=of_file)
    file.parent.chmod(of_folder)
    # Above the folder stands what the machine's temporary folders are: another question.
    monkeypatch.setattr(type(tmp_path), "parents", property(lambda path: [path.parent]))

    assert readable_by(file, file.stat()) == who


@pytest.mark.parametrize(
    ("text", "others"), [("0600", False), ("0400", False), ("0640", True), ("0602", True), (None, False)]
)
def test_permissions_are_open_where_anybody_else_has_any(text, others):
    assert is_open(text) is others


@posix
@pytest.mark.parametrize(("before", "after"), [(0o644, 0o600), (0o755, 0o700), (0o444, 0o400), (0o600, 0o600)])
def test_others_lose_every_right_and_the_owner_none(tmp_path, before, after):
    file = write(tmp_path / "file", "x", mode=before)

    assert keep_to_owner(file) == f"{after:04o}"
    assert mode(file) == after


@posix
def test_a_link_is_not_followed(tmp_path):
    file = write(tmp_path / "file", "x", mode=0o644)
    (tmp_path / "link").symlink_to(file)

    with pytest.raises(OutputError, match="permissions stay"):
        keep_to_owner(tmp_path / "link")
    assert mode(file) == 0o644


@posix
def test_what_is_no_file_stays_as_it_is(tmp_path):
    os.mkfifo(tmp_path / "pipe", 0o644)

    with pytest.raises(OutputError, match="no file any more"):
        keep_to_owner(tmp_path / "pipe")


def test_a_file_system_without_permissions_is_told(tmp_path, monkeypatch):
    file = write(tmp_path / "file", "x", mode=0o644)
    monkeypatch.setattr(os, "fchmod", lambda _handle, _mode: None)

    with pytest.raises(OutputError, match="keeps no permissions"):
        keep_to_owner(file)


def test_on_windows_nobody_can_tell(tmp_path, monkeypatch):
    file = write(tmp_path / "file", "x", mode=0o644)
    monkeypatch.setattr(permissions, "HAS_MODES", False)

    assert readable_by(file, file.stat()) == "unknown"
    assert mode_of(file.stat()) is None
    with pytest.raises(OutputError, match="Windows"):
        keep_to_owner(file)
