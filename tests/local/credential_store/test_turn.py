"""One process asks; the others wait, and take what comes of it."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rootward.errors import CredentialsError, JournalError
from rootward.local.controlling_terminal import NOBODY
from rootward.local.credential_store.kept_sessions import FOLDER
from rootward.local.credential_store.turn import asked_in_vain, turn

HERE, THERE = "session 1", "session 2"


def fail_here(folder: Path, why: str = "it was interrupted", renewing: str = "") -> None:
    with turn("one", HERE, folder) as mine:
        assert mine is not None
        mine.came_to_nothing(why, "try again", renewing)


def test_nothing_came_before_anybody_asked(tmp_path):
    with turn("one", HERE, tmp_path) as mine:
        assert mine is not None
        mine.raise_what_came()


def test_who_comes_after_a_failure_asks_anew(tmp_path):
    fail_here(tmp_path)

    with turn("one", HERE, tmp_path) as mine:
        assert mine is not None
        mine.raise_what_came()


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")
def test_the_word_of_a_failure_that_others_could_have_left_is_none(tmp_path):
    fail_here(tmp_path, renewing="soon")
    assert asked_in_vain("one", HERE, "soon", tmp_path)
    (tmp_path / FOLDER / "one.asked").chmod(0o620)

    assert not asked_in_vain("one", HERE, "soon", tmp_path)


def hold(folder: Path, holds: Any) -> None:
    """Another process: it has the turn, and fails when it is told to go on. By a file: it may be killed meanwhile."""
    with turn("one", HERE, folder) as mine:
        assert mine is not None
        mine.asks("at the desk")
        holds.release()
        while not (folder / "go").exists():
            time.sleep(0.02)
        mine.came_to_nothing("the codes were wrong", "look at the clock")


def wait(folder: Path, waits: Any, came: Any, place: str, name: str = "one") -> None:
    """Another process, which comes while the first has the turn."""
    told: list[int] = []

    def done() -> bool:
        if not told:
            waits.release()
            told.append(1)
        return False

    with turn(name, place, folder, done=done) as mine:
        assert mine is not None
        try:
            mine.raise_what_came()
        except CredentialsError as error:
            came.put((str(error), error.advice))
        else:
            came.put(None)


class Company:
    """Processes of their own, as users start them."""

    def __init__(self, folder: Path) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._folder = folder
        self.holds, self.waits = self._context.Semaphore(0), self._context.Semaphore(0)
        self.came = self._context.Queue()
        self._started: list[Any] = []

    def start(self, work: Callable[..., None], *arguments: object) -> None:
        one = self._context.Process(target=work, args=(self._folder, *arguments))
        one.start()
        self._started.append(one)

    def somebody_holds_it(self) -> None:
        self.start(hold, self.holds)
        assert self.holds.acquire(timeout=60)

    def kill_the_holder(self) -> None:
        self._started[0].kill()

    def let_it_go_on(self) -> None:
        (self._folder / "go").touch()

    def end(self) -> None:
        self.let_it_go_on()
        for one in self._started:
            one.join(60)


@pytest.fixture
def company(tmp_path):
    made = Company(tmp_path)
    yield made
    made.end()


def test_those_who_waited_at_the_same_place_are_told_and_ask_no_more(company):
    company.somebody_holds_it()
    for _ in range(3):
        company.start(wait, company.waits, company.came, HERE)
    for _ in range(3):
        assert company.waits.acquire(timeout=60)
    company.let_it_go_on()

    told = "another process asked for the code, and got none: the codes were wrong"
    assert [company.came.get(timeout=60) for _ in range(3)] == [(told, "look at the clock")] * 3


def test_who_waited_at_another_place_asks_there(company):
    company.somebody_holds_it()
    company.start(wait, company.waits, company.came, THERE)
    assert company.waits.acquire(timeout=60)
    company.let_it_go_on()

    assert company.came.get(timeout=60) is None


def test_where_the_one_that_asked_was_killed_the_next_asks(company):
    company.somebody_holds_it()
    company.start(wait, company.waits, company.came, HERE)
    assert company.waits.acquire(timeout=60)
    company.kill_the_holder()

    assert company.came.get(timeout=60) is None


def test_another_key_s_turn_is_not_waited_for(company):
    company.somebody_holds_it()
    company.start(wait, company.waits, company.came, HERE, "two")

    assert company.came.get(timeout=60) is None


def test_who_finds_it_done_waits_no_longer(company, tmp_path):
    company.somebody_holds_it()

    with turn("one", HERE, tmp_path, done=lambda: True) as mine:
        assert mine is None


def told_at(place: str, folder: Path) -> list[str]:
    """What is said at that place while somebody else has the turn."""
    told: list[str] = []
    with (
        pytest.raises(CredentialsError, match="has been for long"),
        turn("one", place, folder, tell=told.append, wait_seconds=0.5),
    ):
        pass
    return told


def test_at_another_place_it_is_said_once_where_the_question_stands(company, tmp_path):
    company.somebody_holds_it()

    assert told_at(HERE, tmp_path) == []
    assert told_at(THERE, tmp_path) == ["at the desk"]
    assert told_at(THERE, tmp_path) == []
    assert told_at("session 3", tmp_path) == ["at the desk"]


def test_each_that_has_no_terminal_is_told_for_itself(company, tmp_path):
    company.somebody_holds_it()

    assert [told_at(NOBODY, tmp_path) for _ in range(2)] == [["at the desk"]] * 2


def test_where_nobody_is_asked_yet_nothing_is_said(tmp_path):
    with turn("one", HERE, tmp_path) as mine:
        assert mine is not None
        assert told_at(THERE, tmp_path) == []


def test_the_question_of_one_that_was_killed_stands_nowhere(company, tmp_path):
    company.somebody_holds_it()
    company.kill_the_holder()
    with turn("one", THERE, tmp_path) as mine:
        assert mine is not None
        assert told_at("session 3", tmp_path) == []
    assert [path.name for path in (tmp_path / FOLDER).iterdir() if path.suffix == ".asking"] == []


def test_a_turn_that_does_not_come_is_said(company, tmp_path):
    company.somebody_holds_it()

    with (
        pytest.raises(CredentialsError, match="has been for long"),
        turn("one", HERE, tmp_path, wait_seconds=0.01),
    ):
        pass


def test_a_session_is_asked_to_be_renewed_in_vain_at_one_place_and_itself_alone(tmp_path):
    fail_here(tmp_path, renewing="2026-03-01T13:00:00Z")

    assert asked_in_vain("one", HERE, "2026-03-01T13:00:00Z", tmp_path)
    assert not asked_in_vain("one", HERE, "2026-03-01T14:00:00Z", tmp_path)
    assert not asked_in_vain("one", THERE, "2026-03-01T13:00:00Z", tmp_path)
    assert not asked_in_vain("two", HERE, "2026-03-01T13:00:00Z", tmp_path)


def test_of_many_places_the_latest_are_remembered(tmp_path):
    for number in range(40):
        with turn("one", f"session {number}", tmp_path) as mine:
            assert mine is not None
            mine.came_to_nothing("no", renewing="it")

    known = [number for number in range(40) if asked_in_vain("one", f"session {number}", "it", tmp_path)]
    assert known == list(range(24, 40))


def test_a_damaged_word_is_none(tmp_path):
    fail_here(tmp_path, renewing="it")
    (tmp_path / FOLDER / "one.asked").write_text("{")

    assert not asked_in_vain("one", HERE, "it", tmp_path)
    fail_here(tmp_path, renewing="it")
    assert asked_in_vain("one", HERE, "it", tmp_path)


def test_where_there_can_be_no_lock_it_is_said(tmp_path):
    (tmp_path / FOLDER).write_text("in the way")

    with (
        pytest.raises(JournalError, match=r"sessions are kept in .*, which cannot be used"),
        turn("one", HERE, tmp_path),
    ):
        pass


def test_the_turn_is_free_again_after_an_error(tmp_path):
    with pytest.raises(ZeroDivisionError), turn("one", HERE, tmp_path):
        _ = 1 / 0
    with turn("one", HERE, tmp_path, wait_seconds=0) as mine:
        assert mine is not None
