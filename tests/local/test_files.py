from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from rootward.errors import OutputError
from rootward.local.files import remove_leftovers, replace_file, write_new, write_owner_only

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX file modes")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_the_bytes_are_there(tmp_path):
    write_owner_only(tmp_path / "a", b"text\n")

    assert (tmp_path / "a").read_bytes() == b"text\n"


@posix
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_only_the_owner_can_read_it_whatever_the_umask(tmp_path, umask):
    before = os.umask(umask)
    try:
        write_owner_only(tmp_path / "a", b"text")
    finally:
        os.umask(before)

    assert mode(tmp_path / "a") == 0o600


@posix
def test_a_file_that_others_could_read_is_replaced_by_one_that_they_cannot(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o644)
    with path.open("rb") as opened_before:
        write_owner_only(path, b"new")
        assert opened_before.read() == b"old"

    assert (path.read_bytes(), mode(path)) == (b"new", 0o600)


@posix
def test_a_link_keeps_pointing_to_its_file(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "folder" / "a")

    write_owner_only(tmp_path / "link", b"new")

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "folder" / "a").read_bytes() == b"new"


def test_nothing_is_left_behind_but_the_file(tmp_path):
    write_owner_only(tmp_path / "a", b"text")

    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_what_was_there_stays_when_writing_fails(tmp_path, monkeypatch):
    def no_space(_handle):
        raise OSError(28, "No space left on device")

    (tmp_path / "a").write_bytes(b"old")
    monkeypatch.setattr("os.fsync", no_space)

    with pytest.raises(OutputError, match="No space left on device") as refused:
        write_owner_only(tmp_path / "a", b"new")

    assert "make room" in refused.value.advice
    assert (tmp_path / "a").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize(
    ("name", "said"),
    [("nowhere/a", "No such file or directory"), (".", "Is a directory"), ("nul\0", "cannot be written")],
)
def test_a_place_that_cannot_be_written_is_named(tmp_path, name, said):
    with pytest.raises(OutputError) as refused:
        write_owner_only(tmp_path / name, b"text")

    assert said in str(refused.value)


def test_a_folder_without_permission_is_named(tmp_path, monkeypatch):
    def refused(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refused)

    with pytest.raises(OutputError, match="Permission denied") as error:
        write_owner_only(tmp_path / "a", b"text")

    assert "where you may write" in error.value.advice


@posix
def test_a_device_is_written_through_and_stays_one():
    write_owner_only(Path(os.devnull), b"text")

    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


@posix
def test_a_pipe_is_written_to_by_the_name_that_leads_to_it():
    reader, writer = os.pipe()
    try:
        write_owner_only(Path(f"/dev/fd/{writer}"), b"text")
        os.close(writer)

        assert os.read(reader, 100) == b"text"
    finally:
        os.close(reader)


@posix
def test_a_file_that_is_open_already_is_added_to_and_not_replaced(tmp_path):
    path = tmp_path / "log"
    path.write_bytes(b"old ")
    with path.open("ab") as file:
        write_owner_only(Path(f"/dev/fd/{file.fileno()}"), b"new")

    assert path.read_bytes() == b"old new"


def test_a_dash_is_stdout(tmp_path, monkeypatch, capfdbinary):
    monkeypatch.chdir(tmp_path)

    write_owner_only(Path("-"), b"text\n")

    assert capfdbinary.readouterr().out == b"text\n"
    assert list(tmp_path.iterdir()) == []


def test_a_last_look_that_raises_leaves_all_as_it_was(tmp_path):
    def look():
        assert (tmp_path / "a").read_bytes() == b"old"
        raise InterruptedError

    (tmp_path / "a").write_bytes(b"old")

    with pytest.raises(InterruptedError):
        replace_file(tmp_path / "a", b"new", last_look=look)

    assert (tmp_path / "a").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@posix
def test_a_file_is_given_to_whom_it_is_to_belong(tmp_path, monkeypatch):
    given = []
    monkeypatch.setattr("os.chown", lambda _handle, *to: given.append(to))

    replace_file(tmp_path / "a", b"new", owner=(7, 8))

    assert given == [(7, 8)]


def test_what_a_killed_run_left_is_removed_and_nothing_else(tmp_path):
    def killed(*_arguments):
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pathlib.Path.unlink", killed)
        with pytest.raises(KeyboardInterrupt):
            replace_file(tmp_path / "a", b"new", last_look=killed)
    (tmp_path / ".a.tmp").write_bytes(b"")
    (left,) = {path.name for path in tmp_path.iterdir()} - {".a.tmp"}

    remove_leftovers(tmp_path / "b")
    assert left in {path.name for path in tmp_path.iterdir()}
    remove_leftovers(tmp_path / "a")
    assert [path.name for path in tmp_path.iterdir()] == [".a.tmp"]


# --- a new file


@posix
@pytest.mark.parametrize("umask", [0o000, 0o777])
def test_a_new_file_is_its_owners_alone(tmp_path, umask):
    before = os.umask(umask)
    try:
        write_new(tmp_path / "a", b"text")
    finally:
        os.umask(before)

    assert ((tmp_path / "a").read_bytes(), mode(tmp_path / "a")) == (b"text", 0o600)


def test_a_new_file_replaces_none(tmp_path):
    (tmp_path / "a").write_bytes(b"old")

    with pytest.raises(OutputError, match="a is there already, and is not written over") as refused:
        write_new(tmp_path / "a", b"new")

    assert "name a new file with -o" in refused.value.advice
    assert (tmp_path / "a").read_bytes() == b"old"


@posix
@pytest.mark.parametrize("there", [True, False])
def test_a_new_file_is_not_written_to_where_a_link_leads(tmp_path, there):
    target = tmp_path / "target"
    if there:
        target.write_bytes(b"old")
    (tmp_path / "a").symlink_to(target)

    with pytest.raises(OutputError, match="is there already"):
        write_new(tmp_path / "a", b"new")

    assert target.exists() is there
    assert not there or target.read_bytes() == b"old"


def test_of_a_new_file_nothing_is_left_when_writing_fails(tmp_path, monkeypatch):
    def no_space(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", no_space)

    with pytest.raises(OutputError, match="No space left on device") as refused:
        write_new(tmp_path / "a", b"new")

    assert "make room" in refused.value.advice
    assert list(tmp_path.iterdir()) == []
