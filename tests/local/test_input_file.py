from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from rootward.errors import SnapshotError
from rootward.local.input_file import read_input

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX file modes")


@pytest.mark.parametrize(
    "data", [b"a,b", b"\xef\xbb\xbfa,b", "a,b".encode("utf-16"), b"\xfe\xff" + "a,b".encode("utf-16-be")]
)
def test_bytes_come_as_utf_8_without_a_byte_order_mark(tmp_path, data):
    path = tmp_path / "file"
    path.write_bytes(data)

    assert read_input(path) == b"a,b"


def test_a_file_that_is_far_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr("rootward.local.input_file.MOST_BYTES", 10)
    (tmp_path / "file").write_bytes(b"x" * 11)

    with pytest.raises(SnapshotError, match="is larger than"):
        read_input(tmp_path / "file")


@pytest.mark.parametrize(
    ("name", "said"), [("gone", "No such file"), (".", "cannot be read"), ("a\0", "cannot be read")]
)
def test_what_cannot_be_read_is_named(tmp_path, name, said):
    with pytest.raises(SnapshotError, match=said):
        read_input(tmp_path / name)


@posix
def test_a_device_without_an_end_is_not_read_for_ever(monkeypatch):
    monkeypatch.setattr("rootward.local.input_file.MOST_STREAMED_BYTES", 3 << 20)

    with pytest.raises(SnapshotError, match="/dev/zero is larger than 3 MB"):
        read_input(Path("/dev/zero"))


@posix
def test_a_pipe_that_nobody_writes_to_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("rootward.local.input_file.PIPE_WAIT_SECONDS", 0)
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(SnapshotError, match="pipe cannot be read: it is a pipe, and no program writes to it"):
        read_input(tmp_path / "pipe")
