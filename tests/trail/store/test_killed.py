"""A run that is killed, wherever it is, loses nothing and leaves nothing twice."""

import os
import signal
import subprocess
import sys

import pytest

from rootward.trail.store.ingest import ingest
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

    ingest(logs, tmp_path / "set", workers=1)

    assert ids(tmp_path / "set") == ["a0", "a1", "a2", "b0", "b1", "b2"]
    assert ingest(logs, tmp_path / "set", workers=1).known == 3


def test_a_line_that_was_begun_is_cut_off(tmp_path):
    logs = [written(tmp_path, "log.json.gz", raw("s3", "CreateBucket", eventID="a"))]
    ingest(logs, tmp_path / "set", workers=1)
    index = tmp_path / "set" / "index.jsonl"
    whole = index.read_bytes()
    index.write_bytes(whole[:-7])

    ingest(logs, tmp_path / "set", workers=1)

    assert ids(tmp_path / "set") == ["a"]
    assert len(index.read_bytes().splitlines()) == 2
