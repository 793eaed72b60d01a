from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from rootward.errors import AwsFileError, OutputError
from rootward.local.aws_files import changing
from rootward.local.aws_files.changing import change, opened
from rootward.local.aws_files.editing import with_values
from rootward.local.files import replace_file
from rootward.model.secret import Secret

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX file modes and links")

BEFORE = b"[a]\nregion = x\n"
AFTER = b"[a]\nregion = y\n"

WRITER = """
import sys
from pathlib import Path
from rootward.local.aws_files.changing import change
from rootward.local.aws_files.editing import with_values
from rootward.model.secret import Secret

for number in range(5):
    change(Path(sys.argv[1]), lambda found: with_values(found, f"{sys.argv[2]}-{number}", {"region": Secret("x")}))
"""

RESTLESS = """
import itertools, sys
from pathlib import Path
from rootward.local.aws_files.changing import change
from rootward.local.aws_files.editing import with_values
from rootward.model.secret import Secret

for letter in itertools.cycle("xy"):
    change(Path(sys.argv[1]), lambda found: with_values(found, "a", {"region": Secret(letter * 100_000)}))
    print(letter, flush=True)
"""


def to_y(document):
    return with_values(document, "a", {"region": Secret("y")})


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def names(folder):
    return {path.name for path in folder.iterdir()} - {".credentials.rootward-lock"}


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "credentials"
    path.write_bytes(BEFORE)
    path.chmod(0o600)
    return path


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(changing, "_MOMENT_SECONDS", 0)


def test_the_change_is_written_and_nothing_else_lies_there(path):
    changed = change(path, to_y)

    assert path.read_bytes() == AFTER
    assert names(path.parent) == {"credentials"}
    assert (changed.path, changed.written, changed.note) == (Path(os.path.realpath(path)), True, "")


def test_a_change_that_changes_nothing_does_not_write(path):
    before = path.stat().st_ino

    changed = change(path, lambda document: document)

    assert not changed.written
    assert path.stat().st_ino == before


def test_a_file_that_is_not_there_is_made_with_its_folder(tmp_path):
    change(tmp_path / ".aws" / "credentials", to_y)

    assert (tmp_path / ".aws" / "credentials").read_bytes() == AFTER


@posix
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_what_is_made_is_its_owners_only_whatever_the_umask(tmp_path, umask):
    before = os.umask(umask)
    try:
        change(tmp_path / ".aws" / "credentials", to_y)
    finally:
        os.umask(before)

    assert mode(tmp_path / ".aws") == 0o700
    assert mode(tmp_path / ".aws" / "credentials") == 0o600


def test_a_folder_above_its_own_is_not_made(tmp_path):
    with pytest.raises(OutputError, match="cannot be written: No such file") as refused:
        change(tmp_path / "not" / "there" / "credentials", to_y)

    assert refused.value.advice == "make the folder first"
    assert list(tmp_path.iterdir()) == []


@posix
def test_a_file_that_others_could_read_is_closed_to_them_and_that_is_said(path):
    path.chmod(0o644)

    changed = change(path, to_y)

    assert mode(path) == 0o600
    assert changed.note == f"{changed.path} was open to others (mode 0644); it is now yours only (0600)"


@posix
def test_permissions_are_left_alone_where_nothing_is_written(path):
    path.chmod(0o644)

    assert change(path, lambda document: document).note == ""
    assert mode(path) == 0o644


@posix
def test_a_link_keeps_pointing_to_its_file(path, tmp_path):
    (tmp_path / "link").symlink_to(path)

    changed = change(tmp_path / "link", to_y)

    assert (tmp_path / "link").is_symlink()
    assert path.read_bytes() == AFTER
    assert changed.path == Path(os.path.realpath(path))


@posix
def test_a_link_that_leads_to_itself_is_refused(tmp_path):
    (tmp_path / "credentials").symlink_to(tmp_path / "credentials")

    with pytest.raises(OutputError, match="cannot be written"):
        change(tmp_path / "credentials", to_y)

    assert (tmp_path / "credentials").is_symlink()


@posix
def test_it_belongs_to_whom_it_belonged(path, monkeypatch):
    given = []
    owner = (path.stat().st_uid, path.stat().st_gid)
    monkeypatch.setattr("os.chown", lambda _handle, *to: given.append(to))
    monkeypatch.setattr("os.geteuid", lambda: owner[0] + 1)

    change(path, to_y)

    assert given == [owner]


@posix
def test_a_file_of_somebody_elses_that_cannot_be_given_back_is_left(path, monkeypatch):
    def not_permitted(_handle, *_to):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr("os.chown", not_permitted)
    monkeypatch.setattr("os.geteuid", lambda: path.stat().st_uid + 1)

    with pytest.raises(OutputError, match="Operation not permitted"):
        change(path, to_y)

    assert path.read_bytes() == BEFORE
    assert names(path.parent) == {"credentials"}


@posix
def test_a_group_that_is_not_ours_to_give_is_no_reason_to_fail(path, monkeypatch):
    def not_permitted(_handle, *_to):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr("os.chown", not_permitted)
    monkeypatch.setattr("os.getegid", lambda: path.stat().st_gid + 1)
    monkeypatch.setattr("os.getgroups", list)

    change(path, to_y)

    assert path.read_bytes() == AFTER


@posix
def test_a_read_only_file_is_left(path):
    path.chmod(0o400)

    with pytest.raises(OutputError, match="is read-only") as refused:
        change(path, to_y)

    assert refused.value.advice == f"make it writable first: chmod u+w {path}"
    assert (path.read_bytes(), mode(path)) == (BEFORE, 0o400)


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (errno.ENOSPC, "make room on that disk"),
        (errno.EROFS, "it lies on a disk that is read-only"),
        (errno.EACCES, "give yourself the right to write there"),
    ],
)
@pytest.mark.parametrize("call", ["os.fsync", "os.open", "pathlib.Path.replace"])
def test_what_was_there_stays_when_writing_fails(path, monkeypatch, call, number, advice):
    def fails(*arguments, opened=os.open, **_options):
        if call == "os.open" and not arguments[1] & os.O_EXCL:  # it is read
            return opened(*arguments)
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(call, fails)

    with pytest.raises(OutputError, match=f"{path} cannot be written: ") as refused:
        change(path, to_y)

    assert refused.value.advice == advice
    assert path.read_bytes() == BEFORE
    assert names(path.parent) == {"credentials"}


def test_a_folder_in_its_place_is_refused(tmp_path):
    with pytest.raises(OutputError, match="it is no file"):
        change(tmp_path, to_y)


def test_a_name_that_no_file_can_have_is_refused(tmp_path):
    with pytest.raises(OutputError, match="cannot be written"):
        change(tmp_path / "a\x00b", to_y)


def test_a_file_that_is_none_of_profiles_is_not_read(path, monkeypatch):
    monkeypatch.setattr(changing, "MOST_BYTES", 8)

    with pytest.raises(OutputError, match="which no file of profiles is"):
        change(path, to_y)
    with pytest.raises(AwsFileError, match="which no file of profiles is"):
        opened(path)


def test_what_the_edit_raises_leaves_the_file_as_it_was(path):
    def refuses(_document):
        raise AwsFileError("no")

    with pytest.raises(AwsFileError, match="no"):
        change(path, refuses)

    assert path.read_bytes() == BEFORE


def test_a_file_that_botocore_refuses_is_refused(path):
    path.write_bytes(b"[a]\n[a]\n")

    with pytest.raises(AwsFileError, match="lines 1 and 2 both begin"):
        change(path, to_y)


def test_what_another_program_writes_in_between_is_kept_and_the_change_made_on_it(path):
    seen: list[str] = []

    def edit(document):
        if not seen:
            path.write_bytes(BEFORE + b"output = json\n")
        seen.append(document.text)
        return to_y(document)

    change(path, edit)

    assert len(seen) == 2
    assert path.read_bytes() == AFTER + b"output = json\n"
    assert names(path.parent) == {"credentials"}


def test_a_file_that_another_program_makes_in_between_is_kept(tmp_path):
    path = tmp_path / "credentials"

    def edit(document):
        if not path.exists():
            path.write_bytes(b"[b]\n")
        return to_y(document)

    change(path, edit)

    assert path.read_bytes() == b"[b]\n\n" + AFTER


@posix
def test_what_a_program_writes_that_had_the_file_open_is_not_lost(path, monkeypatch):
    path.chmod(0o640)
    with path.open("r+b") as held:

        def replaced(*arguments, **options):
            replace_file(*arguments, **options)
            if held.tell() == 0:
                held.write(b"[b]\nregion = z\n")
                held.truncate()
                held.flush()

        monkeypatch.setattr(changing, "replace_file", replaced)
        changed = change(path, to_y)

    assert path.read_bytes() == b"[b]\nregion = z\n\n" + AFTER
    assert changed.written
    assert "mode 0640" in changed.note


def test_a_program_that_writes_without_end_is_not_waited_for(path):
    count = iter(range(1000))

    def edit(document):
        path.write_bytes(BEFORE + f"number = {next(count)}\n".encode())
        return to_y(document)

    with pytest.raises(OutputError, match="another program goes on writing it"):
        change(path, edit)

    assert names(path.parent) == {"credentials"}


def test_where_an_open_file_cannot_be_replaced_it_is_tried_again_for_a_while(path, monkeypatch):
    tried: list[object] = []

    def held(*arguments, **options):
        tried.append(arguments)
        if len(tried) < 3:
            raise PermissionError(errno.EACCES, "Permission denied")
        replace_file(*arguments, **options)

    monkeypatch.setattr(changing, "_OPEN_FILES_STAY", True)
    monkeypatch.setattr(changing, "replace_file", held)

    change(path, to_y)

    assert path.read_bytes() == AFTER


def test_a_file_that_stays_open_is_not_tried_for_ever(path, monkeypatch):
    def held(*_arguments, **_options):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(changing, "_OPEN_FILES_STAY", True)
    monkeypatch.setattr(changing, "replace_file", held)

    with pytest.raises(OutputError, match="Permission denied"):
        change(path, to_y)


def test_what_a_killed_run_left_is_removed_and_nothing_of_others(path):
    (path.parent / ".credentials.rootward-abc.tmp").write_bytes(BEFORE)
    others = {".credentials.abc.tmp", ".config.rootward-abc.tmp", "credentials.bak"}
    for name in others:
        (path.parent / name).write_bytes(BEFORE)

    change(path, to_y)

    assert names(path.parent) == {"credentials", *others}


def test_an_empty_file_that_is_about_to_be_written_is_looked_at_again(path, monkeypatch):
    path.write_bytes(b"")
    monkeypatch.setattr("time.sleep", lambda _seconds: path.write_bytes(b"[b]\n"))

    assert opened(path).text == "[b]\n"
    path.write_bytes(b"")
    change(path, to_y)

    assert path.read_bytes() == b"[b]\n\n" + AFTER


def test_two_changes_wait_for_each_other(path):
    inside = threading.Event()
    go_on = threading.Event()

    def slow(document):
        inside.set()
        assert go_on.wait(20)
        return with_values(document, "a", {"region": Secret("z")})

    first = threading.Thread(target=change, args=(path, slow))
    first.start()
    assert inside.wait(20)
    second = threading.Thread(
        target=change, args=(path, lambda found: with_values(found, "b", {"region": Secret("w")}))
    )
    second.start()
    go_on.set()
    first.join()
    second.join()

    assert path.read_bytes() == b"[a]\nregion = z\n\n[b]\nregion = w\n"


def test_a_lock_that_is_not_given_free_is_not_waited_for_without_end(path, monkeypatch):
    monkeypatch.setattr(changing, "_WAIT_SECONDS", 0)

    def edit(document):
        with pytest.raises(OutputError, match="another rootward is writing it") as refused:
            change(path, to_y)
        assert refused.value.advice == "wait for it, and try again"
        return document

    change(path, edit)


def test_processes_side_by_side_lose_nothing(path):
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), name]) for name in ("p", "q", "r")]

    assert [writer.wait() for writer in writers] == [0, 0, 0]
    assert {section.name for section in opened(path).sections} == {
        "a",
        *(f"{name}-{number}" for name in ("p", "q", "r") for number in range(5)),
    }


def test_a_run_that_is_killed_leaves_a_whole_file_and_the_next_one_clears_up(path):
    for lines in range(1, 9):
        with subprocess.Popen([sys.executable, "-c", RESTLESS, str(path)], stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            for _ in range(lines):
                assert writer.stdout.readline()
            writer.kill()

        assert path.read_bytes() in {f"[a]\nregion = {letter * 100_000}\n".encode() for letter in "xy"}
        change(path, lambda document: document)
        assert names(path.parent) == {"credentials"}


def test_a_file_that_is_not_there_is_an_empty_document(tmp_path):
    assert opened(tmp_path / "credentials").text == ""


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(AwsFileError, match="cannot be read") as refused:
        opened(tmp_path)

    assert refused.value.advice == "look at its permissions"


def test_no_error_shows_what_the_file_says(path):
    path.write_bytes(b"[a]\naws_secret_access_key = hidden\n[a]\n")

    with pytest.raises(AwsFileError) as refused:
        opened(path)

    assert "hidden" not in f"{refused.value} {refused.value.advice}"
