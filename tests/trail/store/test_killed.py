"""A run that is killed, wherever it is, loses nothing and leaves nothing twice."""

import os
import signal
import subprocess
import sys

import pytest

from rootward.errors import UsageError
from rootward.trail.store.ingest import ingest
from rootward.trail.store.sql import Set
from tests.trail.classify.events import at, raw
from tests.trail.store.samples import ids, written

pytestmark = pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX's")

_SCRIPT = """
import os, signal, sys
from pathlib import Path
from rootward.trail.log import Log
from rootward.trail.store import index, ingest, writing

where, when, number, folder, *paths = sys.argv[1:]
calls = 0

def dying(act):
    def acts(*arguments, **named):
        global calls
        calls += 1
        if calls == int(number) and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        answer = act(*arguments, **named)
        if calls == int(number):
            os.kill(os.getpid(), signal.SIGKILL)
        return answer
    return acts

ingest._MOST_IN_PORTION = 1
owner, name = {
    "flush": (writing.Writing, "_flush"),
    "end": (writing.Writing, "end"),
    "replace": (Path, "replace"),
    "placed": (ingest, "placed"),
    "add": (index.Index, "add"),
    "sync": (os, "fsync"),
}[where]
setattr(owner, name, dying(getattr(owner, name)))
ingest.ingest([Log(name=path, path=path) for path in paths], Path(folder), workers=1)
"""


@pytest.mark.parametrize("number", [2])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("where", ["flush", "end", "replace", "placed", "add", "sync"])
def test_the_next_run_makes_it_whole(tmp_path, where, when, number):
    logs = [
        written(
            tmp_path,
            f"{one}.json.gz",
            raw("s3", "CreateBucket", eventID=f"a{one}", eventTime=at(one)),
            raw("s3", "CreateBucket", eventID=f"b{one}", eventTime=at(one), awsRegion="eu-west-1"),
        )
        for one in range(3)
    ]
    command = [sys.executable, "-c", _SCRIPT, where, when, str(number), tmp_path / "set", *(log.path for log in logs)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    if b"begun" in (tmp_path / "set" / "index.jsonl").read_bytes():
        with Set(tmp_path / "set", threads=1) as opened:
            assert len(opened.unended) == 1

    ingest(logs, tmp_path / "set", workers=1)

    with Set(tmp_path / "set", threads=1) as opened:
        assert opened.unended == ()
    assert ids(tmp_path / "set") == ["a0", "a1", "a2", "b0", "b1", "b2"]
    assert ingest(logs, tmp_path / "set", workers=1).known == 3


def test_a_line_that_was_begun_is_cut_off(tmp_path):
    logs = [written(tmp_path, "log.json.gz", raw("s3", "CreateBucket", eventID="a"))]
    ingest(logs, tmp_path / "set", workers=1)
    index = tmp_path / "set" / "index.jsonl"
    head, begun, line, _ended = index.read_bytes().splitlines(keepends=True)
    index.write_bytes(head + begun + line[:-7])

    ingest(logs, tmp_path / "set", workers=1)

    assert ids(tmp_path / "set") == ["a"]
    with Set(tmp_path / "set", threads=1) as opened:
        assert opened.unended == ()


@pytest.mark.parametrize("torn", [b"\0\0\0\n", b"garbage\n", b'{"logs": [\xff\n', b"garbage", b"one\ntwo\n"])
def test_a_last_line_that_cannot_be_read_is_cut_off_and_said(tmp_path, torn):
    logs = [written(tmp_path, "log.json.gz", raw("s3", "CreateBucket", eventID="a"))]
    ingest(logs, tmp_path / "set", workers=1)
    index = tmp_path / "set" / "index.jsonl"
    whole = index.read_bytes()
    index.write_bytes(whole + torn)
    assert ids(tmp_path / "set") == ["a"]

    told = ingest(logs, tmp_path / "set", workers=1)

    assert (told.known, "was torn" in told.mended) == (1, True)
    assert index.read_bytes() == whole
    assert ingest(logs, tmp_path / "set", workers=1).mended == ""


def test_a_line_amid_others_that_cannot_be_read_is_not_passed_over(tmp_path):
    logs = [written(tmp_path, "log.json.gz", raw("s3", "CreateBucket", eventID="a"))]
    ingest(logs, tmp_path / "set", workers=1)
    index = tmp_path / "set" / "index.jsonl"
    head, *lines = index.read_bytes().splitlines(keepends=True)
    index.write_bytes(head + b"garbage\n" + b"".join(lines))
    with pytest.raises(UsageError, match="line 2 cannot be read"):
        ingest(logs, tmp_path / "set", workers=1)


def test_an_empty_index_without_files_is_begun_anew_and_one_with_files_is_not(tmp_path):
    logs = [written(tmp_path, "log.json.gz", raw("s3", "CreateBucket", eventID="a"))]
    index = tmp_path / "set" / "index.jsonl"
    index.parent.mkdir()
    index.touch()
    assert "begun anew" in ingest(logs, tmp_path / "set", workers=1).mended
    assert ids(tmp_path / "set") == ["a"]
    index.write_bytes(b"")
    with pytest.raises(UsageError, match="is no index"):
        ingest(logs, tmp_path / "set", workers=1)


_FULL = """
import resource, sys
from pathlib import Path
from rootward.errors import OutputError
from rootward.trail.log import Log
from rootward.trail.store.ingest import ingest
from rootward.trail.store import writing

writing._GROUP_ROWS = 1
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    ingest([Log(name=sys.argv[1], path=sys.argv[1])], Path(sys.argv[2]), workers=1)
except OutputError:
    sys.exit(7)
"""


@pytest.mark.parametrize("room", [40, 200, 6000, 30000])
def test_where_nothing_more_can_be_written_no_traceback_is_shown_and_the_set_says_so(tmp_path, room):
    records = (raw("s3", "CreateBucket", eventID=f"a{one}", eventTime=at(one)) for one in range(20))
    log = written(tmp_path, "log.json.gz", *records)
    command = [sys.executable, "-c", _FULL, log.path, tmp_path / "set", str(room)]
    # Untraced: the tracer's own file would be held to the same limit.
    untraced = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    ended = subprocess.run(command, check=False, capture_output=True, text=True, env=untraced)
    assert (ended.returncode, ended.stderr) == (7, "")
    assert not list((tmp_path / "set").rglob("*.parquet"))
    with Set(tmp_path / "set", threads=1) as opened:
        assert len(opened.unended) == 1
    index = (tmp_path / "set" / "index.jsonl").read_bytes()
    assert (len(index) <= 40, b"begun" in index) == ((True, False) if room == 40 else (False, True))
