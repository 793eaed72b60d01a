"""One file's text: bounded, of regular files alone, and shown to nobody by accident."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rootward.local.key_places import reading
from rootward.local.key_places.reading import read_text
from tests.local.key_places.planting import key_id, secret, write


def test_a_text_without_an_id_is_not_even_decoded(tmp_path):
    read = read_text(write(tmp_path / "file", secret(1)))

    assert read is not None
    assert read.text == ""


def test_no_repr_shows_the_text(tmp_path):
    assert secret(1) not in repr(read_text(write(tmp_path / "file", f"{key_id(1)} {secret(1)}")))


def test_a_device_is_no_file():
    assert read_text(Path(os.devnull)) is None


def test_a_file_that_grows_while_it_is_read_is_bounded_too(tmp_path, monkeypatch):
    path = write(tmp_path / "file", "x" * 50)
    monkeypatch.setattr(reading, "MOST_BYTES", 99)
    monkeypatch.setattr(os, "read", lambda _handle, most: b"x" * min(most, 60))

    with pytest.raises(OSError, match="larger than"):
        read_text(path)
