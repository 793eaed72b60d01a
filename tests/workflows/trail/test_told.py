"""What was told is known after a restart."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rootward.errors import JournalError, UsageError
from rootward.workflows.trail.told import told_of

HOLDER = """
import sys
from pathlib import Path
from rootward.workflows.trail.told import told_of

with told_of("folder", Path(sys.argv[1]), print):
    print("held", flush=True)
    sys.stdin.read()
"""
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def opened(file, source="folder"):
    """By one who has ended since."""
    said: list[str] = []
    with told_of(source, file, said.append) as told:
        return told, said


def test_what_was_told_is_known_by_the_next_watch(tmp_path):
    told, _ = opened(tmp_path / "state.json")
    assert told.looked is None
    told.add("event-1")
    told.keep(NOW)

    again, said = opened(tmp_path / "state.json")

    assert "event-1" in again
    assert "event-2" not in again
    assert again.looked == NOW
    assert not said


def test_what_was_told_of_another_source_is_not_forgotten(tmp_path):
    told, _ = opened(tmp_path / "state.json")
    told.add("event-1")
    told.keep(NOW)

    with pytest.raises(UsageError, match="keeps what was told of folder") as refused:
        opened(tmp_path / "state.json", "s3://logs")

    assert "--state FILE" in refused.value.advice
    assert "event-1" in opened(tmp_path / "state.json")[0]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="a folder in which nobody can make a file")
def test_where_no_file_can_be_made_no_other_watch_is_blamed():
    with pytest.raises(JournalError, match="/proc/state cannot be written"):
        opened(Path("/proc/state"))


@pytest.mark.parametrize("schema", [1, 2])
def test_a_file_of_before_tells_when_it_was_looked_but_its_events_are_told_once_more(tmp_path, schema):
    state = {
        "schema": schema,
        "source": "folder",
        "looked": "2026-05-04T12:00:00Z",
        "told": ["event-1 root s3 CreateBucket"],
    }
    (tmp_path / "state.json").write_text(json.dumps(state))

    told, said = opened(tmp_path / "state.json")

    assert told.looked == NOW
    assert "event-1 root s3 CreateBucket" not in told
    assert "another version of rootward; events may be told again" in said[0]


@pytest.mark.parametrize("looked", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_a_time_that_was_put_into_the_file_leads_out_of_no_calendar(tmp_path, looked):
    (tmp_path / "state.json").write_text(json.dumps({"schema": 3, "source": "folder", "looked": looked}))

    told, said = opened(tmp_path / "state.json")

    assert not said
    assert told.looked is not None
    assert 2000 <= told.looked.year <= 2200


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\0" * 4096,
        '{"schema":3,"source":"folder","looked":"2026-05-04T12:00:00"}',
        '{"schema":1,"source":7}',
        '{"schema":3,"source":"fol',
    ],
)
def test_a_damaged_file_is_said_and_begun_anew(tmp_path, text):
    (tmp_path / "state.json").write_text(text)

    told, said = opened(tmp_path / "state.json")

    assert "event-1" not in told
    assert "may be told again" in said[0]


@pytest.mark.parametrize("text", ["precious notes", "{}", "[]", '{"bucket": "acme"}', "x" * (9 << 20)])
def test_a_file_that_is_none_of_a_watchs_is_refused_and_stays_as_it_is(tmp_path, text):
    (tmp_path / "state.json").write_text(text)

    with pytest.raises(UsageError, match="is none of a watch's, and stays as it is"):
        opened(tmp_path / "state.json")

    assert (tmp_path / "state.json").read_text() == text


def test_ids_do_not_grow_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr("rootward.workflows.trail.told._MOST", 2)
    told, _ = opened(tmp_path / "state.json")
    for number in range(4):
        told.add(str(number))
    told.keep(NOW)

    again, _ = opened(tmp_path / "state.json")
    assert [str(number) in again for number in range(4)] == [False, False, True, True]


def test_where_it_cannot_be_kept_it_is_said(tmp_path):
    with pytest.raises(JournalError, match="is no folder"):
        opened(tmp_path / "none" / "state.json")
    (tmp_path / "state.json").mkdir()
    told, _ = opened(tmp_path / "state.json")
    with pytest.raises(JournalError, match="cannot be kept"):
        told.keep(NOW)


def test_a_second_watch_is_refused_in_one_line_that_says_what_to_do(tmp_path):
    with told_of("folder", tmp_path / "state.json", print):
        with pytest.raises(UsageError, match="another watch") as refused:
            opened(tmp_path / "state.json")
        opened(tmp_path / "another.json")

    assert "--state FILE" in refused.value.advice
    opened(tmp_path / "state.json")


def test_where_nothing_can_be_locked_it_is_said(tmp_path, monkeypatch):
    def refuse(*_given, **_named):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("filelock.FileLock.acquire", refuse)
    with pytest.raises(JournalError, match="cannot be locked: No locks available"):
        opened(tmp_path / "state.json")


def test_one_in_another_process_is_refused_until_the_first_has_ended(tmp_path):
    words = [sys.executable, "-c", HOLDER, str(tmp_path / "state.json")]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        with pytest.raises(UsageError, match="another watch"):
            opened(tmp_path / "state.json")
        holder.kill()
    opened(tmp_path / "state.json")


def test_each_source_has_a_file_in_rootwards_own_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("rootward.local.state_folder.state_folder", lambda _folder=None: tmp_path / "own")
    for source in ("folder", "s3://logs"):
        opened(None, source)[0].keep(NOW)

    assert len(list((tmp_path / "own" / "trail-watch").glob("*.json"))) == 2


def test_a_folder_of_its_own_that_cannot_be_is_said(tmp_path, monkeypatch):
    (tmp_path / "own").write_text("")
    monkeypatch.setattr("rootward.local.state_folder.state_folder", lambda _folder=None: tmp_path / "own")

    with pytest.raises(JournalError, match="own folder"):
        opened(None)


@pytest.mark.skipif(os.name == "nt", reason="Windows has access lists in place of modes")
def test_only_its_owner_reads_it(tmp_path):
    told, _ = opened(tmp_path / "state.json")
    told.keep(NOW)

    for path in tmp_path.iterdir():
        assert path.stat().st_mode & 0o077 == 0
