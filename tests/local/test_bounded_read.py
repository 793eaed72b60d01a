"""A name can lead to a pipe or to a device; neither may be waited for without an end."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest

from rootward.local.bounded_read import read_bounded

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX file modes")


@pytest.mark.parametrize(("size", "read"), [(0, 0), (9, 9), (10, 10), (11, 11), (5 << 20, 11)])
def test_a_file_is_read_to_its_end_or_one_byte_past_the_bound(tmp_path, size, read):
    (tmp_path / "file").write_bytes(b"x" * size)

    assert read_bounded(tmp_path / "file", 10, wait_seconds=0) == b"x" * read


@posix
def test_a_pipe_is_read_to_the_end_of_its_writer(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    data = b"x" * 300_000  # more than a pipe holds, so that the reader comes to wait for the writer
    writer = threading.Thread(target=pipe.write_bytes, args=(data,))
    writer.start()

    found = read_bounded(pipe, 1 << 20, wait_seconds=60)

    writer.join()
    assert found == data


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="POSIX file modes")
def test_the_pipe_of_a_shells_substitution_is_read_without_a_wait():
    reader, writer = os.pipe()
    try:
        os.write(writer, b"user,arn")
        os.close(writer)

        assert read_bounded(Path(f"/dev/fd/{reader}"), 100, wait_seconds=0) == b"user,arn"
    finally:
        os.close(reader)


@posix
def test_a_pipe_that_nobody_writes_to_is_an_error(tmp_path):
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(OSError, match="no program writes to it"):
        read_bounded(tmp_path / "pipe", 10, wait_seconds=0)


@posix
def test_a_device_without_an_end_has_a_bound():
    assert len(read_bounded(Path("/dev/zero"), 3_000_000, wait_seconds=0)) == 3_000_001
