"""A file of JSON lines: what was added is on disk, and what could not be is not there."""

from __future__ import annotations

import errno
import os
import stat
from datetime import UTC, datetime

import pytest

from rootward.local.lines_file import LinesFile, line_of, plain
from rootward.model.rotation import Intent

posix = pytest.mark.skipif(os.name == "nt", reason="modes and such disks are POSIX's")


@pytest.fixture
def lines(tmp_path):
    file = LinesFile.new(tmp_path, "run")
    yield file
    file.close()


def test_what_is_added_stands_there_in_order(lines):
    lines.add(b'{"a":1}\n')
    lines.add(b'{"a":2}\n{"a":3}\n')

    assert lines.path.name == "run.jsonl"
    assert lines.path.read_bytes() == b'{"a":1}\n{"a":2}\n{"a":3}\n'


def test_a_new_one_takes_nobodys_place(tmp_path):
    (tmp_path / "run.jsonl").write_text("somebody's\n")
    (tmp_path / "run-2.jsonl").mkdir()
    file = LinesFile.new(tmp_path, "run")
    file.close()

    assert file.path.name == "run-3.jsonl"
    assert (tmp_path / "run.jsonl").read_text() == "somebody's\n"


@posix
def test_a_link_to_nowhere_is_somebodys_too(tmp_path):
    (tmp_path / "run.jsonl").symlink_to(tmp_path / "elsewhere")
    file = LinesFile.new(tmp_path, "run")
    file.close()

    assert file.path.name == "run-2.jsonl"
    assert not (tmp_path / "elsewhere").exists()


@posix
@pytest.mark.parametrize("umask", [0o000, 0o777])
def test_a_new_one_is_its_owners_only_whatever_the_umask(tmp_path, umask):
    before = os.umask(umask)
    try:
        file = LinesFile.new(tmp_path, "run")
    finally:
        os.umask(before)
    file.close()

    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600


def test_what_a_killed_run_left_of_a_line_is_cut_off_before_the_next(tmp_path):
    path = tmp_path / "run.jsonl"
    path.write_bytes(b'{"a":1}\n{"a":')
    file = LinesFile.existing(path, len(b'{"a":1}\n'))
    file.add(b'{"a":2}\n')
    file.close()

    assert path.read_bytes() == b'{"a":1}\n{"a":2}\n'


@posix
@pytest.mark.parametrize("end", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_line_that_is_cut_short_is_not_there_and_the_next_is_whole(lines, monkeypatch, end):
    lines.add(b'{"a":1}\n')
    really = os.write

    def cut_short(handle, data):
        really(handle, data[:3])
        raise end

    with monkeypatch.context() as patch:
        patch.setattr("rootward.local.lines_file.os.write", cut_short)
        with pytest.raises(type(end)):
            lines.add(b'{"a":2}\n')
    assert lines.path.read_bytes() == b'{"a":1}\n'
    lines.add(b'{"a":3}\n')

    assert lines.path.read_bytes() == b'{"a":1}\n{"a":3}\n'


def test_one_that_is_not_there_is_not_made(tmp_path):
    with pytest.raises(FileNotFoundError):
        LinesFile.existing(tmp_path / "run.jsonl", 0)
    assert list(tmp_path.iterdir()) == []


def test_one_that_is_let_go_takes_nothing_more(lines):
    lines.close()

    with pytest.raises(ValueError, match="closed file"):
        lines.add(b"{}\n")


def test_one_that_is_taken_away_is_gone(lines):
    lines.add(b"{}\n")
    lines.remove()

    assert not lines.path.exists()


def test_an_entry_is_one_line():
    line = line_of(Intent(at=datetime(2026, 3, 1, tzinfo=UTC), step="create"))

    assert (line.count(b"\n"), line[-1:], line[:1]) == (1, b"\n", b"{")


def test_a_detail_holds_no_secret_and_nothing_that_json_cannot_hold():
    secret = "wJalr/" + "x7Qp" * 8 + "Zz"

    assert secret not in plain(f"aws_secret_access_key = {secret}")
    assert plain("a\udc80b") == r"a\udc80b"
