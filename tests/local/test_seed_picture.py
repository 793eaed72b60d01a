"""The file of `--png`: its owner's alone, never written over anything, gone at the end."""

from __future__ import annotations

import os
import stat
import sys

import pytest

from rootward.errors import OutputError
from rootward.local.seed_picture import SeedPicture

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes, links and folders")


@posix
def test_it_is_there_at_once_for_its_owner_alone_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        picture = SeedPicture(tmp_path / "code.png")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "code.png").stat().st_mode) == 0o600
    picture.write(b"picture")
    assert (tmp_path / "code.png").read_bytes() == b"picture"
    picture.remove()
    assert list(tmp_path.iterdir()) == []


def test_one_that_was_never_written_goes_too(tmp_path):
    SeedPicture(tmp_path / "code.png").remove()
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_not_written_over(tmp_path):
    (tmp_path / "code.png").write_bytes(b"holiday")
    with pytest.raises(OutputError, match=r"code\.png is there already, and is not written over"):
        SeedPicture(tmp_path / "code.png")
    assert (tmp_path / "code.png").read_bytes() == b"holiday"


@posix
def test_a_link_is_not_followed_wherever_it_leads(tmp_path):
    (tmp_path / "code.png").symlink_to(tmp_path / "nowhere")
    with pytest.raises(OutputError, match="is there already"):
        SeedPicture(tmp_path / "code.png")
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    ("name", "says"),
    [("none/code.png", "No such file or directory"), ("code\0.png", "null byte"), ("-", "the picture is a file")],
)
def test_a_place_that_cannot_be_is_named(tmp_path, monkeypatch, name, says):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OutputError, match=says):
        SeedPicture(type(tmp_path)(name))


def test_a_file_that_came_in_its_place_is_left(tmp_path):
    picture = SeedPicture(tmp_path / "code.png")
    picture.write(b"picture")
    (tmp_path / "kept").write_bytes(b"other")
    (tmp_path / "kept").replace(tmp_path / "code.png")
    picture.remove()
    assert (tmp_path / "code.png").read_bytes() == b"other"


def test_a_file_that_somebody_deleted_is_not_missed(tmp_path):
    picture = SeedPicture(tmp_path / "code.png")
    picture.write(b"picture")
    (tmp_path / "code.png").unlink()
    picture.remove()


def test_what_cannot_be_deleted_is_said_to_hold_the_seed(tmp_path, monkeypatch):
    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    picture = SeedPicture(tmp_path / "code.png")
    monkeypatch.setattr("pathlib.Path.unlink", refused)
    with pytest.raises(OutputError, match="holds the seed, and cannot be deleted: Permission denied"):
        picture.remove()


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    picture = SeedPicture(tmp_path / "code.png")
    monkeypatch.setattr("os.fdopen", full)
    with pytest.raises(OutputError, match="cannot be written: No space left on device"):
        picture.write(b"picture")


def test_it_is_written_once(tmp_path):
    picture = SeedPicture(tmp_path / "code.png")
    picture.write(b"picture")
    with pytest.raises(ValueError, match="written"):
        picture.write(b"another")
    picture.remove()
