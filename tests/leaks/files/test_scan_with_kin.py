"""Scanning files by processes that are forked: as by one, whoever reads what."""

from __future__ import annotations

import pickle
import sys

import pytest

from rootward.leaks.files import scan, search
from rootward.leaks.files.order import FilesOrder, Tally
from rootward.leaks.files.scan import scan_files
from rootward.leaks.files.walk import walk
from rootward.leaks.rules import Rules
from rootward.model.scan import Unread
from rootward.processes import crew, kin
from tests.leaks.files.scanned import Scanned, leak

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="Linux only: elsewhere nothing is forked"),
    # A worker of the tests' own has threads, and none of theirs matters to what is forked here.
    pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning"),
]


@pytest.fixture
def forks(monkeypatch):
    """Lets a scan of few bytes fork; how often it did, by how many processes were asked for."""
    forks = []
    first = kin.Kin.__init__

    def init(self, work, hands):
        forks.append(hands)
        first(self, work, hands)

    monkeypatch.setattr(kin.Kin, "__init__", init)
    monkeypatch.setattr(scan, "may_fork", lambda: True)
    monkeypatch.setattr(search, "_BATCH", 100)
    monkeypatch.setattr(search, "FEW", 100)
    monkeypatch.setattr(search, "LITTLE", 100)
    monkeypatch.setattr(scan, "_CHUNK", 40)
    return forks


def test_forked_processes_find_what_one_process_finds_in_the_same_order(tree, forks):
    tree({f"{number % 5}/{number:04}.txt": leak(number) if number % 9 == 0 else b"nothing" for number in range(900)})
    alone = Scanned(".", workers=1)
    assert forks == []
    together = Scanned(".", workers=3)
    assert forks == [2]
    assert together.sights == alone.sights
    assert len(alone.sights) == 100
    assert together.tally.files == alone.tally.files == 900
    assert together.tally.bytes == alone.tally.bytes
    assert together.tally.unfinished() == ()


def test_what_is_left_when_forked_processes_did_enough_is_done_by_others(tree, forks, monkeypatch):
    tree({f"{number % 5}/{number:04}.txt": leak(number) if number % 9 == 0 else b"nothing" for number in range(900)})
    alone = Scanned(".", workers=1)
    monkeypatch.setattr(scan, "_ALONE_FILES", 0)
    hands = []
    begin = crew.Crew.begin

    def noted(self, make, setting, asked):
        hands.append(asked)
        return begin(self, make, setting, asked)

    monkeypatch.setattr(crew.Crew, "begin", noted)
    together = Scanned(".", workers=3)
    assert (forks, hands) == ([2], [2])
    assert together.sights == alone.sights
    assert together.tally.files == 900


def test_a_file_that_goes_away_before_a_forked_process_reads_it_is_said_once(tree, forks, monkeypatch):
    root = tree({f"{number:03}.ini": leak(number) for number in range(400)})

    def walked(folder, named):
        for path in walk(folder, named):
            if path in ("200.ini", "399.ini"):
                (root / path).unlink()
            yield path

    monkeypatch.setattr(scan, "walk", walked)
    scanned = Scanned(".", workers=2)
    assert forks
    assert scanned.unread == dict.fromkeys(("200.ini", "399.ini"), "it was there and is not any more")
    assert scanned.found == [f"{number:03}.ini" for number in range(400) if number not in (200, 399)]


def test_an_interrupted_scan_says_the_first_file_that_nobody_is_known_to_have_done(tree, forks):
    tree({f"a/{number:03}.ini": leak(number) for number in range(600)})
    tally = Tally()
    for found, _ in enumerate(scan_files(FilesOrder(paths=("a",), workers=2), Rules(), tally), 1):
        if found == 250:
            break
    assert forks
    assert tally.unfinished() == (Unread(path="a", reason="the scan ended in it, at a/240.ini"),)
    assert tally.files >= 250


@pytest.mark.parametrize("folder", ["x" * 200, "\u65e5" * 60, "\udcff" * 60, "x"])
def test_some_files_names_fit_into_a_block_whatever_is_in_them(tree, forks, monkeypatch, folder):
    sizes = []
    give = kin.Kin._give

    def noted(self, number, task):
        sizes.append(len(pickle.dumps((number, task))))
        return give(self, number, task)

    monkeypatch.setattr(kin.Kin, "_give", noted)
    monkeypatch.setattr(scan, "_CHUNK", 64)
    tree({f"{folder}/{number:03}.ini": b"nothing" for number in range(600)})
    Scanned(".", workers=2)
    assert forks
    assert max(sizes) < kin.BLOCK


def test_an_interrupted_scan_tells_what_others_have_found_beyond_that(tree, forks, monkeypatch):
    tree({f"a/{number:03}.ini": leak(number) for number in range(600)})

    def answers(self, tasks, *_):
        next(tasks)
        for number in range(1, 3):
            self._found[number] = self._work(next(tasks))
        raise KeyboardInterrupt

    monkeypatch.setattr(kin.Kin, "answers", answers)
    tally = Tally()
    found: list[object] = []
    with pytest.raises(KeyboardInterrupt):
        found.extend(item[0] for item in scan_files(FilesOrder(paths=("a",), workers=2), Rules(), tally) if item)  # type: ignore[index]
    assert forks
    assert found == [f"a/{number:03}.ini" for number in (*range(40), *range(80, 160))]
    assert tally.unfinished() == (Unread(path="a", reason="the scan ended in it, at a/040.ini"),)
