"""Law 4: kill apply before or after any call; resume: the result is that of an unkilled run. Or undo: it never was.

In process at every single call; in a process of its own, with SIGKILL, for a sample of ten.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from rootward.local.journals import journals_of
from rootward.local.plan_file import write_plan
from rootward.model.account import Account
from rootward.model.plan import Plan
from rootward.sandbox import Sandbox, serve
from rootward.sandbox.cloudtrail.recorded import RecordedCall
from rootward.sandbox.faults import Hang
from rootward.sandbox.state import State
from tests.workflows.acting import Actor
from tests.workflows.dying import Moment, lived, models_read_once, one_after_the_other
from tests.workflows.four_gaps import CHECKS, FOUR_GAPS

MOMENTS: tuple[Moment, ...] = ("before", "after")
PARTS = 6
"""The calls of a run are shared out to so many tests."""


@dataclass
class Unkilled:
    """A run that nobody killed, and all that came before it."""

    sandbox: Sandbox
    patch: pytest.MonkeyPatch
    folder: Path
    plan: Plan
    start: State
    """The practice account before the run, and as a client sees it."""
    before: Account
    end: State
    after: Account
    operations: list[str]
    """The calls of it, in order."""
    journals: Path

    def actor(self, name: object) -> Actor:
        """A machine with that name, which remembers the runs that were made on it."""
        return Actor(self.sandbox, self.folder / str(name), self.patch)

    def begin(self, name: object) -> Actor:
        """A new machine, and the account before the run."""
        shutil.rmtree(self.folder / str(name), ignore_errors=True)
        self.sandbox.restore(self.start)
        return self.actor(name)

    def is_write(self, operation: str) -> bool:
        """Whether it is one of the plan's own."""
        return operation in {call.operation for step in self.plan.steps for call in step.change.calls()}

    @property
    def writes(self) -> Counter[str]:
        """How often it made each."""
        return Counter(filter(self.is_write, self.operations))

    def writes_received(self) -> Counter[str]:
        """How often each reached the account since the beginning, by its own history."""
        history = self.sandbox._application.backends.history[len(self.start.history) :]
        operations = (one.call.operation for one in history if isinstance(one, RecordedCall))
        return Counter(filter(self.is_write, operations))

    def left(self, actor: Actor) -> tuple[object, ...]:
        """All that a dead process left behind: what was written, in the account and in the journal."""
        lines = [
            (type(entry), getattr(entry, "step", None), getattr(entry, "outcome", None))
            for journal in journals_of(self.sandbox.account_id, actor.folder)
            for entry in journal.entries
        ]
        return self.writes_received(), tuple(lines)


@pytest.fixture(scope="module")
def unkilled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Unkilled]:
    """A run that comes to its end, one call after the other."""
    folder = tmp_path_factory.mktemp("machines")
    with pytest.MonkeyPatch.context() as patch, models_read_once(), serve(FOUR_GAPS, enforce=True) as sandbox:
        actor = Actor(sandbox, folder / "unkilled", patch)
        plan = actor.plan(*CHECKS)
        before, start = actor.account(), sandbox.save()
        with one_after_the_other(), lived() as life:
            ran = actor.apply(plan)
        assert (ran.error, {proof.status for proof in ran.applied.proofs}) == (None, {"closed"})
        yield Unkilled(
            sandbox=sandbox,
            patch=patch,
            folder=folder,
            plan=plan,
            start=start,
            before=before,
            end=sandbox.save(),
            after=actor.account(),
            operations=life.operations,
            journals=actor.folder,
        )


def assert_resumed(unkilled: Unkilled, name: object) -> None:
    """Another process on the machine of that name applies the plan again: all is as if nobody had died."""
    ran = unkilled.actor(name).apply(unkilled.plan)

    assert ran.error is None
    assert ran.applied.ending == "complete"
    assert {proof.status for proof in ran.applied.proofs} == {"closed"}
    assert unkilled.writes_received() == unkilled.writes
    assert unkilled.actor(name).account() == unkilled.after


def test_the_run_has_all_four_remedies_and_some_seventy_calls(unkilled):
    assert {gap.check for step in unkilled.plan.steps for gap in step.closes} == {
        "access-key-unused",
        "mfa-not-enforced",
        "password-complexity-low",
        "password-reuse-allowed",
        "password-too-short",
        "policy-attached-to-user",
    }
    assert 60 <= len(unkilled.operations) <= 90
    assert sum(unkilled.writes.values()) == len(unkilled.plan.steps) == 11


@pytest.mark.parametrize("part", range(PARTS))
def test_killed_before_or_after_any_call_a_run_is_taken_up_and_nothing_is_done_twice(unkilled, part):
    taken_up = []
    for number in shared_out(unkilled.operations, part):
        # What a read told is lost with the process: after it there is what there was before it.
        for moment in MOMENTS if unkilled.is_write(unkilled.operations[number - 1]) else MOMENTS[:1]:
            actor = unkilled.begin(number)
            with one_after_the_other(), lived(number, moment):
                actor.apply(unkilled.plan)

            # Who takes up a run knows what is left of it, and no more: the same is taken up once.
            if (left := unkilled.left(actor)) not in taken_up:
                taken_up.append(left)
                assert_resumed(unkilled, number)


def shared_out(operations: list[str], part: int) -> range:
    """The numbers of the calls that one of the tests takes, 1, 2, … in all."""
    size = -(-len(operations) // PARTS)
    return range(1 + part * size, 1 + min((part + 1) * size, len(operations)))


def test_a_run_that_is_killed_at_each_of_its_changes_gets_there(unkilled):
    name = "killed again and again"
    unkilled.begin(name)
    for _ in unkilled.plan.steps:
        with one_after_the_other(), lived(1, "after", unkilled.is_write):
            unkilled.actor(name).apply(unkilled.plan)

    assert_resumed(unkilled, name)


def test_killed_while_steps_are_made_side_by_side_a_run_is_taken_up(unkilled):
    for number, moment in changes(unkilled):
        actor = unkilled.begin(number)
        with lived(number, moment, unkilled.is_write):
            actor.apply(unkilled.plan)

        assert_resumed(unkilled, number)


def test_killed_at_any_change_and_undone_the_account_is_what_it_was(unkilled):
    for number, moment in changes(unkilled):
        actor = unkilled.begin(number)
        with lived(number, moment, unkilled.is_write):
            actor.apply(unkilled.plan)

        undone = unkilled.actor(number).undo()

        assert (undone.error, undone.applied.ending) == (None, "complete")
        assert unkilled.actor(number).account() == unkilled.before


def test_an_undo_that_is_killed_at_any_change_is_gone_on_with(unkilled):
    taking_back = {call.operation for step in unkilled.plan.steps for call in step.change.inverse().calls()}
    for number, moment in changes(unkilled):
        actor = unkilled.begin(number)
        shutil.copytree(unkilled.journals, actor.folder)
        unkilled.sandbox.restore(unkilled.end)
        with lived(number, moment, taking_back.__contains__):
            actor.undo()

        undone = unkilled.actor(number).undo()

        assert (undone.error, undone.applied.ending) == (None, "complete")
        assert unkilled.actor(number).account() == unkilled.before


def changes(unkilled: Unkilled) -> list[tuple[int, Moment]]:
    """Each change by its number, and the moments before and after it in turn."""
    return [(number, MOMENTS[number % 2]) for number in range(1, 1 + len(unkilled.plan.steps))]


def test_a_run_that_is_killed_while_it_proves_is_taken_up_for_its_proof(unkilled):
    actor = unkilled.begin("proving")
    with one_after_the_other(), lived(len(unkilled.operations), "before"):
        actor.apply(unkilled.plan)

    ran = unkilled.actor("proving").resume()

    assert {proof.status for proof in ran.applied.proofs} == {"closed"}
    assert {one.end for one in ran.applied.outcomes} == {"found"}
    assert unkilled.writes_received() == unkilled.writes


SAMPLE = range(7, 71, 7)
"""Calls from first to last of a run, at which a process hangs and is killed."""


@pytest.mark.parametrize("number", SAMPLE)
def test_a_process_that_is_killed_is_taken_up_by_the_next(unkilled, tmp_path, number):
    sandbox = unkilled.sandbox
    unkilled.begin(number)
    sandbox.calls.clear()
    write_plan(unkilled.plan, tmp_path / "plan.json")
    command = [Path(sys.executable).with_name("rootward"), "apply", tmp_path / "plan.json", "--auto-approve"]
    environment = {**os.environ, **sandbox.environment, "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}
    sandbox.fault(Hang(skip=number - 1))
    first = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while len(sandbox.calls) < number:
            assert first.poll() is None, "it came to its end"
            time.sleep(0.01)
    finally:
        first.kill()
        first.wait()
        sandbox.no_faults()

    second = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert second.returncode == 0, second.stderr
    assert "proved: 6 of 6 gaps closed" in second.stdout
    assert unkilled.writes_received() == unkilled.writes
    assert unkilled.actor(number).account() == unkilled.after
