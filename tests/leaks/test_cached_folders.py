"""The folders of the cache that are made: their owner's only, all of them."""

from __future__ import annotations

import os
import stat

import pytest

from rootward.leaks.cached import read_own, write_own

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_every_folder_on_the_way_is_its_owner_s_only(tmp_path):
    file = tmp_path / "cache" / "rootward" / "answers" / "one"

    write_own(str(file), b"said", keep=9)

    assert [mode(folder) for folder in list(file.parents)[:3]] == [0o700] * 3
    assert mode(file) == 0o600
    assert read_own(str(file), 9) == b"said"


def test_folders_that_are_there_stay_as_they_are(tmp_path):
    (tmp_path / "cache").mkdir(0o755)

    write_own(str(tmp_path / "cache" / "rootward" / "one"), b"said", keep=9)

    assert [mode(tmp_path / "cache"), mode(tmp_path / "cache" / "rootward")] == [0o755, 0o700]


def test_where_a_file_is_in_the_way_nothing_is_written(tmp_path):
    (tmp_path / "cache").write_bytes(b"in the way")

    write_own(str(tmp_path / "cache" / "rootward" / "one"), b"said", keep=9)

    assert (tmp_path / "cache").read_bytes() == b"in the way"
