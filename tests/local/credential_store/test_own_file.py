"""A small file that nobody else can have read, or put there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rootward.local.credential_store.own_file import read_own

posix_only = pytest.mark.skipif(os.name == "nt", reason="modes, pipes and links for everybody are POSIX's")


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"12345678")
    path.chmod(0o600)
    return path


def test_up_to_the_bound_it_is_read(path):
    assert read_own(path, 8) == b"12345678"


def test_a_larger_one_is_refused(path):
    with pytest.raises(OSError, match=r"(?i)too large"):
        read_own(path, 7)


def test_none_is_none(path):
    with pytest.raises(FileNotFoundError):
        read_own(path.with_name("other"), 8)


@posix_only
@pytest.mark.parametrize("mode", [0o640, 0o620, 0o604, 0o602, 0o610])
def test_one_that_others_may_read_or_write_is_refused(path, mode):
    path.chmod(mode)

    with pytest.raises(PermissionError, match="others"):
        read_own(path, 8)


@posix_only
def test_one_that_others_own_is_refused(path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 4711)

    with pytest.raises(PermissionError, match="others"):
        read_own(path, 8)


@posix_only
def test_a_link_is_not_followed(path):
    link = path.with_name("link")
    link.symlink_to(path)

    with pytest.raises(OSError, match="symbolic links"):
        read_own(link, 8)


@posix_only
@pytest.mark.parametrize("is_late", [False, True], ids=["before it is opened", "once it is open"])
def test_it_is_looked_at_the_file_that_is_read_though_its_name_goes_to_another(path, monkeypatch, is_late):
    other = path.with_name("other")
    other.write_bytes(b"87654321")
    other.chmod(0o600 if is_late else 0o644)
    path.chmod(0o644 if is_late else 0o600)
    opened = os.open

    def replaced_meanwhile(name: Path, flags: int) -> int:
        handle = opened(name, flags) if is_late else None
        other.replace(path)
        return opened(name, flags) if handle is None else handle

    monkeypatch.setattr(os, "open", replaced_meanwhile)
    with pytest.raises(PermissionError, match="others"):
        read_own(path, 8)


@posix_only
@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir] if os.name != "nt" else [])
def test_a_pipe_or_a_folder_is_refused_and_not_waited_for(tmp_path, make):
    make(tmp_path / "odd", 0o600)

    with pytest.raises(OSError, match=r"it is no file|Is a directory"):
        read_own(tmp_path / "odd", 8)
