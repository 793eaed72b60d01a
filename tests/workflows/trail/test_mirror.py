"""A bucket's files, kept: the same size and time, no odd names, nobody else's eyes."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest

from rootward.errors import OutputError
from rootward.workflows.trail.mirror import Mirror

AT = datetime(2026, 5, 4, 12, 5, tzinfo=UTC)
KEY = "AWSLogs/111122223333/CloudTrail/us-east-1/2026/05/04/a.json.gz"


def test_what_was_kept_need_not_be_got_again(tmp_path):
    mirror = Mirror(tmp_path / "kept", "logs")
    assert mirror.has(KEY, 3, AT) is None

    path = mirror.keep(KEY, b"abc", AT)

    assert path is not None
    assert path == tmp_path / "kept" / "logs" / KEY
    assert mirror.has(KEY, 3, AT) == path
    assert path.read_bytes() == b"abc"


def test_an_object_that_is_another_now_is_got_again(tmp_path):
    mirror = Mirror(tmp_path, "logs")
    mirror.keep(KEY, b"abc", AT)

    assert mirror.has(KEY, 4, AT) is None
    assert mirror.has(KEY, 3, AT + timedelta(minutes=1)) is None


def test_one_that_was_cut_off_before_it_had_its_time_is_got_again(tmp_path):
    mirror = Mirror(tmp_path, "logs")
    path = mirror.keep(KEY, b"abc", AT)
    assert path is not None
    os.utime(path)

    assert mirror.has(KEY, 3, AT) is None


@pytest.mark.skipif(os.name == "nt", reason="Windows has access lists in place of modes")
def test_only_its_owner_can_read_it(tmp_path):
    path = Mirror(tmp_path / "kept", "logs").keep(KEY, b"abc", AT)

    assert path is not None
    assert path.stat().st_mode & 0o077 == 0
    assert (tmp_path / "kept").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "key",
    ["../x.json", "a/../../x.json", "/x.json", "a//x.json", ".ssh/x.json", "a\\b.json", "C:/x", "x" * 300, "a/" * 30],
)
def test_a_name_that_may_lead_elsewhere_is_not_kept(tmp_path, key):
    mirror = Mirror(tmp_path / "kept", "logs")

    assert mirror.keep(key, b"abc", AT) is None
    assert mirror.has(key, 3, AT) is None
    assert not (tmp_path / "kept").exists()


def test_where_nothing_can_be_written_it_is_said(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(OutputError, match="file"):
        Mirror(tmp_path / "file", "logs").keep(KEY, b"abc", AT)
