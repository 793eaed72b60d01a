"""Standard output, for a reader at the other end of a pipe."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from rootward.errors import UsageError
from rootward.local.key_stores.output_store import OutputStore
from tests.local.key_stores.pairs import NEW, OLD

PUT = """
from rootward.local.key_stores.output_store import OutputStore
from tests.local.key_stores.pairs import NEW, OLD
import sys
print("first")
print(type(OutputStore().put(NEW, instead_of=OLD.key_id)).__name__, file=sys.stderr)
"""


def run(**streams: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-c", PUT], check=False, **{"stderr": subprocess.PIPE, **streams})  # type: ignore[call-overload, no-any-return]


def test_a_reader_gets_one_line_of_json():
    done = run(stdout=subprocess.PIPE)
    first, line = done.stdout.splitlines()

    assert first == b"first"
    assert json.loads(line)["SecretAccessKey"] == NEW.secret.reveal()
    assert done.stderr.strip() == b"Stored"


@pytest.mark.skipif(os.name == "nt", reason="pipes and modes are POSIX's")
def test_a_reader_that_is_gone_has_nothing():
    code = PUT.replace('print("first")', "")
    reading, writing = os.pipe()
    os.close(reading)
    gone = subprocess.run([sys.executable, "-c", code], check=False, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert gone.stderr.strip() == b"NotStored"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux has it")  # noqa: PTH110
def test_of_a_full_disk_nobody_knows():
    code = PUT.replace('print("first")', "")
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
        done = subprocess.run([sys.executable, "-c", code], check=False, stdout=full, stderr=subprocess.PIPE)

    assert done.stderr.strip() == b"Unclear"


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")
def test_a_file_that_others_can_read_gets_no_secret(tmp_path):
    path = tmp_path / "key.json"
    path.touch(0o644)
    path.chmod(0o644)
    with path.open("wb") as file:
        refused = run(stdout=file)
    assert b"others can read" in refused.stderr
    assert NEW.secret.reveal() not in path.read_text()

    path.chmod(0o600)
    with path.open("wb") as file:
        run(stdout=file)
    assert NEW.secret.reveal() in path.read_text()


def test_a_terminal_gets_no_secret(monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)

    with pytest.raises(UsageError, match="terminal"):
        OutputStore().put(NEW, instead_of=OLD.key_id)


def test_nobody_can_look_there():
    store = OutputStore()

    assert (store.holds(), store.read(), store.place.profile) == (None, None, None)


def test_a_standard_output_that_is_closed_gets_nothing(monkeypatch):
    monkeypatch.setattr("sys.stdout", None)

    with pytest.raises(UsageError, match="closed"):
        OutputStore().put(NEW, instead_of=OLD.key_id)
