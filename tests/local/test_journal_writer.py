from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rootward.errors import JournalError, UsageError
from rootward.local.journal_writer import JournalWriter, _Line
from rootward.local.journals import journal_folder, journals_of, read_journal
from rootward.model.journal import Closed, Intent
from rootward.model.plan import PlannedAccount
from tests.checks.facts import ACCOUNT, NOW
from tests.local.journal_files import kept
from tests.model.plans import (
    after,
    closed,
    every_journal,
    intent,
    journal,
    opened,
    plan,
    result,
    switched_off,
)

PROJECT = Path(__file__).resolve().parents[2]

OPENED = opened()
FIRST, SECOND = OPENED.plan.steps

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX file modes")


@pytest.fixture
def writer(tmp_path):
    with JournalWriter.create(OPENED, tmp_path) as made:
        yield made


def entries(writer):
    return read_journal(writer.path).entries


def test_a_run_is_read_as_it_was_written(tmp_path):
    with JournalWriter.create(OPENED, tmp_path) as writer:
        writer.intend(FIRST, after(1))
        writer.result(FIRST, after(2), "done", "a read agrees")
        writer.intend(SECOND, after(3))
        writer.result(SECOND, after(4), "failed", "no such\nentity")
        writer.close(after(5), "stopped", "it failed")

    assert read_journal(writer.path) == journal(
        intent(1, after(1)),
        result(1, "done", after(2), "a read agrees"),
        intent(2, after(3)),
        result(2, "failed", after(4), "no such\nentity"),
        closed("stopped", after(5), "it failed"),
        of=OPENED,
        id=writer.id,
    )
    assert len(writer.path.read_bytes().splitlines()) == 6


def test_its_name_says_when_and_of_which_plan(writer, tmp_path):
    assert writer.id == f"20260131T120000Z-{OPENED.plan.digest[:8]}"
    assert writer.path == journal_folder(ACCOUNT, tmp_path) / f"{writer.id}.jsonl"


def test_two_runs_of_one_plan_in_one_second_are_two_journals(tmp_path):
    ids = []
    for _ in range(3):
        with JournalWriter.create(OPENED, tmp_path) as writer:
            ids.append(writer.id)

    assert ids == [ids[0], f"{ids[0]}-2", f"{ids[0]}-3"]
    assert [one.id for one in journals_of(ACCOUNT, tmp_path)] == ids


def test_a_journal_of_that_name_is_not_written_over(tmp_path):
    taken = kept(journal(of=OPENED, id=f"20260131T120000Z-{OPENED.plan.digest[:8]}"), tmp_path)

    with JournalWriter.create(OPENED, tmp_path) as writer:
        assert writer.path != taken
    assert read_journal(taken).opened == OPENED


@posix
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_only_the_owner_can_read_it_whatever_the_umask(tmp_path, umask):
    before = os.umask(umask)
    try:
        with JournalWriter.create(OPENED, tmp_path / "state") as writer:
            writer.intend(FIRST, NOW)
    finally:
        os.umask(before)

    assert stat.S_IMODE(writer.path.stat().st_mode) == 0o600
    assert [stat.S_IMODE(one.stat().st_mode) for one in list(writer.path.parents)[:3]] == [0o700] * 3


def test_a_secret_in_what_aws_said_is_not_kept(writer):
    key, secret = "AKIA" + "Q7" * 8, "wJalr" + "XUtnFEMI/K7MDENG/bPxRfiCYEXAMPLE" + "KEY"
    writer.result(FIRST, NOW, "failed", f"SignatureDoesNotMatch: {key} aws_secret_access_key={secret}")
    writer.close(NOW, "stopped", f"refused: {key}")

    text = writer.path.read_text()
    assert key not in text
    assert secret not in text
    assert [entry.detail[:9] for entry in entries(writer)] == ["Signature", "refused: "]


def test_text_that_is_no_unicode_is_kept_all_the_same(writer):
    writer.result(FIRST, NOW, "failed", "file \udcff")

    assert entries(writer)[0].detail == "file \\udcff"


def test_only_an_account_has_journals(tmp_path):
    odd = PlannedAccount(id="../x", alias=None, partition="aws", caller="x")

    with pytest.raises(UsageError):
        JournalWriter.create(opened(plan(account=odd)), tmp_path)
    assert list(tmp_path.iterdir()) == []


# --- taken up again


@settings(max_examples=25)
@given(every_journal(), st.data())
def test_cut_off_anywhere_a_journal_can_be_gone_on_with(tmp_path_factory, made, data):
    folder = tmp_path_factory.mktemp("j")
    path = kept(made, folder)
    whole = path.read_bytes()
    first = whole.index(b"\n") + 1
    path.write_bytes(whole[: data.draw(st.integers(first, len(whole)), label="length")])
    cut = read_journal(path)

    with JournalWriter.reopen(cut, folder) as writer:
        writer.intend(made.steps[0], after(999))

    assert read_journal(path) == msgspec.structs.replace(
        cut, entries=(*cut.entries, intent(made.steps[0].number, after(999)))
    )


def test_a_torn_line_is_replaced_by_the_next_one(tmp_path):
    path = kept(journal(intent(1), of=OPENED), tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"type":"result","at":"2026-01-31T12:')

    with JournalWriter.reopen(read_journal(path), tmp_path) as writer:
        writer.result(FIRST, NOW, "done")

    assert path.read_bytes() == whole + msgspec.json.encode(result(1)) + b"\n"


def test_a_journal_that_is_only_looked_at_stays_as_it_is(tmp_path):
    path = kept(journal(intent(1), of=OPENED), tmp_path)
    path.write_bytes(path.read_bytes() + b"torn")

    JournalWriter.reopen(read_journal(path), tmp_path).__exit__(None, None, None)

    assert path.read_bytes().endswith(b"torn")


def test_a_journal_that_another_run_went_on_with_is_not(tmp_path):
    path = kept(journal(of=OPENED), tmp_path)
    read = read_journal(path)
    with JournalWriter.reopen(read, tmp_path) as writer:
        writer.intend(FIRST, NOW)

    with pytest.raises(JournalError, match="was changed since it was read"):
        JournalWriter.reopen(read, tmp_path)


def test_a_journal_of_another_machine_is_not_gone_on_with(tmp_path):
    with pytest.raises(JournalError, match="only a journal of this machine") as refused:
        JournalWriter.reopen(journal(of=OPENED), tmp_path)

    assert str(journal_folder(ACCOUNT, tmp_path)) in refused.value.advice


def test_a_journal_that_must_not_be_written_is_not_gone_on_with(tmp_path, monkeypatch):
    made = journal(of=OPENED)
    path = kept(made, tmp_path)
    really = os.open

    def refused(name, flags, *rest):
        if os.fspath(name) == str(path) and flags & os.O_APPEND:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return really(name, flags, *rest)

    monkeypatch.setattr("os.open", refused)

    with pytest.raises(JournalError, match="cannot be written: Permission denied") as error:
        JournalWriter.reopen(made, tmp_path)
    assert error.value.advice == "give yourself the right to write there"


# --- what the machine does to it


def test_where_no_journal_can_be_written_nothing_is_begun(tmp_path):
    (tmp_path / "state").write_bytes(b"")

    with pytest.raises(JournalError, match=r"no journal can be written in .*: Not a directory") as refused:
        JournalWriter.create(OPENED, tmp_path / "state")

    assert refused.value.exit_code == 2
    assert refused.value.advice == "move away what stands in the folder's place"


class Disk:
    """Refuses the n-th write, flush or cut of a journal, after taking a part of what is written."""

    def __init__(self, monkeypatch):
        self.fails: dict[str, set[int]] = {}
        self.calls = {"write": 0, "fsync": 0, "ftruncate": 0}
        self._really = {name: getattr(os, name) for name in self.calls}
        for name in self.calls:
            monkeypatch.setattr(f"rootward.local.lines_file.os.{name}", self._call(name))

    def _call(self, name):
        def call(handle, *rest):
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                return self._really[name](handle, *rest)
            self.calls[name] += 1
            if self.calls[name] in self.fails.get(name, ()):
                if name == "write":
                    self._really[name](handle, rest[0][: len(rest[0]) // 2])
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return self._really[name](handle, *rest)

        return call

    def refuse(self, name, *times):
        self.fails[name] = {self.calls[name] + each for each in times}


@pytest.fixture
def disk(monkeypatch):
    return Disk(monkeypatch)


@pytest.mark.parametrize("what", ["write", "fsync"])
def test_a_disk_that_is_full_from_the_start_leaves_no_journal(tmp_path, disk, what):
    disk.refuse(what, 1)

    with pytest.raises(JournalError, match="No space left on device") as refused:
        JournalWriter.create(OPENED, tmp_path)

    assert refused.value.advice == "make room on that disk"
    assert list(journal_folder(ACCOUNT, tmp_path).iterdir()) == []


@pytest.mark.parametrize("what", ["write", "fsync"])
def test_a_disk_that_is_full_halfway_leaves_the_announcement_out_and_the_next_line_whole(writer, disk, what):
    writer.intend(FIRST, NOW)
    disk.refuse(what, 1)

    with pytest.raises(JournalError, match="No space left on device"):
        writer.result(FIRST, NOW, "done")
    assert entries(writer) == (intent(1),)

    writer.close(NOW, "stopped", "the disk is full")
    assert entries(writer) == (intent(1), closed("stopped", detail="the disk is full"))


def test_half_a_line_that_could_not_be_cut_off_is_cut_off_before_the_next(writer, disk):
    disk.refuse("write", 1)
    disk.refuse("ftruncate", 1, 2, 3)

    for _ in range(2):
        with pytest.raises(JournalError):
            writer.intend(FIRST, NOW)
        assert entries(writer) == ()
    assert not writer.path.read_bytes().endswith(b"\n")

    writer.intend(SECOND, NOW)
    assert entries(writer) == (intent(2),)
    assert writer.path.read_bytes().endswith(b"\n")


def test_a_disk_that_takes_a_line_in_parts_gets_all_of_it(writer, monkeypatch):
    really = os.write
    monkeypatch.setattr("rootward.local.lines_file.os.write", lambda handle, data: really(handle, data[:7]))

    writer.intend(FIRST, NOW)

    assert entries(writer) == (intent(1),)


def test_each_entry_is_flushed_before_its_method_returns(writer, disk):
    for number, write in enumerate(
        (
            lambda: writer.intend(FIRST, NOW),
            lambda: writer.result(FIRST, NOW, "done"),
            lambda: writer.close(NOW, "complete"),
        ),
        start=1,
    ):
        write()
        assert (disk.calls["write"], disk.calls["fsync"]) == (number, number)


def test_the_file_is_let_go_even_where_the_last_line_cannot_be_written(tmp_path, disk):
    writer = JournalWriter.create(OPENED, tmp_path)
    disk.refuse("write", 1)

    with pytest.raises(JournalError):
        writer.close(NOW, "complete")
    with pytest.raises(ValueError, match="closed file"):
        writer.intend(FIRST, NOW)


@pytest.mark.parametrize("where", ["write", "fsync"])
def test_an_interrupt_in_the_middle_of_a_line_leaves_none_of_it(writer, monkeypatch, where):
    really = getattr(os, where)

    def interrupted(*arguments):
        really(*arguments)
        monkeypatch.undo()
        raise KeyboardInterrupt

    monkeypatch.setattr(f"rootward.local.lines_file.os.{where}", interrupted)
    with pytest.raises(KeyboardInterrupt):
        writer.intend(FIRST, NOW)
    writer.intend(SECOND, NOW)

    assert entries(writer) == (intent(2),)


# --- several threads


MANY = opened(plan(*(switched_off(f"key-{number}") for number in range(1, 9))))


def steps_of(writer):
    return [entry.step for entry in entries(writer) if isinstance(entry, Intent)]


def side_by_side(make):
    failures = []

    def run(step):
        try:
            make(step)
        except JournalError as error:
            failures.append((step.number, error))

    threads = [threading.Thread(target=run, args=(step,)) for step in MANY.plan.steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def test_steps_that_run_side_by_side_do_not_tear_each_others_lines(tmp_path):
    with JournalWriter.create(MANY, tmp_path) as made:

        def make(step):
            for minute in range(5):
                made.intend(step, after(minute))
                made.result(step, after(minute), "done", "x" * 500)

        assert side_by_side(make) == []

    read = read_journal(made.path)
    assert len(read.entries) == 80
    for step in read.steps:
        own = [entry for entry in read.entries if getattr(entry, "step", None) == step.number]
        assert own == [
            entry
            for minute in range(5)
            for entry in (
                intent(step.number, after(minute)),
                result(step.number, "done", after(minute), "x" * 500),
            )
        ]


def test_those_who_wait_for_a_slow_disk_are_written_in_one_go(tmp_path, disk):
    with JournalWriter.create(MANY, tmp_path) as writer:
        writer._turn.acquire()
        threads = [threading.Thread(target=writer.intend, args=(step, NOW)) for step in MANY.plan.steps]
        for thread in threads:
            thread.start()
        while len(writer._waiting) < len(threads):
            time.sleep(0.001)
        before = disk.calls["fsync"]
        writer._turn.release()
        for thread in threads:
            thread.join()

    assert disk.calls["fsync"] - before == 1
    assert sorted(steps_of(writer)) == list(range(1, 9))


def test_a_full_disk_is_told_to_everybody_whose_line_is_not_there(tmp_path, disk):
    with JournalWriter.create(MANY, tmp_path) as writer:
        disk.refuse("fsync", 1, 3)
        failed = side_by_side(lambda step: writer.intend(step, NOW))

    there = set(steps_of(writer))
    assert failed
    assert there | {number for number, _ in failed} == set(range(1, 9))
    assert there.isdisjoint(number for number, _ in failed)


def test_whoever_is_interrupted_leaves_the_others_lines_to_them(tmp_path, monkeypatch):
    with JournalWriter.create(MANY, tmp_path) as writer:
        other = threading.Thread(target=writer.intend, args=(MANY.plan.steps[1], NOW))

        def interrupted(_handle):
            other.start()
            while len(writer._waiting) < 1:
                time.sleep(0.001)
            monkeypatch.undo()
            raise KeyboardInterrupt

        monkeypatch.setattr("rootward.local.lines_file.os.fsync", interrupted)
        with pytest.raises(KeyboardInterrupt):
            writer.intend(MANY.plan.steps[0], NOW)
        other.join()

    assert entries(writer) == (intent(2),)


def test_an_interrupted_writer_gives_back_the_lines_that_it_took_for_others(writer, monkeypatch):
    waits = _Line(msgspec.json.encode(intent(2)) + b"\n")
    writer._waiting.append(waits)

    def interrupted(_handle):
        monkeypatch.undo()
        raise KeyboardInterrupt

    monkeypatch.setattr("rootward.local.lines_file.os.fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        writer.intend(FIRST, NOW)
    assert entries(writer) == ()
    assert not waits.is_settled

    writer.result(SECOND, NOW, "done")
    assert entries(writer) == (intent(2), result(2))
    assert waits.is_settled


def test_a_line_that_an_interrupted_writer_lost_is_written_by_whose_it_is(writer):
    lost = _Line(msgspec.json.encode(intent(2)) + b"\n")

    writer._write_waiting(lost)

    assert entries(writer) == (intent(2),)


# --- killed


WRITES_FOR_EVER = """
import sys
from itertools import count
from pathlib import Path
from rootward.local.journal_writer import JournalWriter
from tests.model.plans import after, opened

first = opened()
writer = JournalWriter.create(first, Path(sys.argv[1]))
for minute in count():
    writer.intend(first.plan.steps[minute % 2], after(minute))
    writer.result(first.plan.steps[minute % 2], after(minute), "done", "x" * (minute % 50))
"""


@pytest.mark.parametrize("size", [0, 2_000, 20_000])
def test_a_killed_run_leaves_a_journal_that_reads_to_its_last_whole_line(tmp_path, size):
    run = subprocess.Popen([sys.executable, "-c", WRITES_FOR_EVER, str(tmp_path)], cwd=PROJECT)
    try:
        while not (files := list(journal_folder(ACCOUNT, tmp_path).glob("*.jsonl"))):
            assert run.poll() is None
            time.sleep(0.01)
        while files[0].stat().st_size < size:
            assert run.poll() is None
            time.sleep(0.001)
    finally:
        run.kill()
        run.wait()

    found = journals_of(ACCOUNT, tmp_path)
    for one in found:
        for number, entry in enumerate(one.entries):
            assert isinstance(entry, Intent) == (number % 2 == 0)
            assert not isinstance(entry, Closed)
            assert (entry.step, entry.at) == (number // 2 % 2 + 1, after(number // 2))
        with JournalWriter.reopen(one, tmp_path) as writer:
            writer.close(NOW, "interrupted")
        assert read_journal(files[0]).entries == (*one.entries, closed("interrupted"))
    if size:
        assert len(found) == 1
        assert found[0].entries
