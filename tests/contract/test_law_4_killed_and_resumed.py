"""Law 4: kill apply before or after any call; resume: the result is that of an unkilled run. Or undo: it never was.

A process that is killed leaves the account and its journal as they are. So one run is looked at before and after every
call, and what it left there is taken up by another process, or taken back. Besides, runs die in process, where calls
are made side by side too, and in a process of its own, with SIGKILL, for a sample of ten.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from rootward.checks.registry import select
from rootward.local.journals import journals_of
from rootward.local.plan_file import write_plan
from rootward.model.account import Account
from rootward.model.iam_action import operation_name
from rootward.model.journal import Intent
from rootward.model.plan import Plan
from rootward.sandbox import Sandbox, serve
from rootward.sandbox.cloudtrail.recorded import RecordedCall
from rootward.sandbox.faults import Hang
from rootward.sandbox.state import State
from rootward.workflows.plan import Planning, plan_source
from rootward.workflows.running.passwords import FirstPassword
from rootward.workflows.running.run import Setting
from rootward.workflows.source import Live
from tests.checks.facts import NOW
from tests.workflows.acting import Actor
from tests.workflows.dying import Moment, lived, one_after_the_other
from tests.workflows.every_kind import CHECKS, EVERY_KIND, MARK, NAMED
from tests.workflows.new_account import password_of

MOMENTS: tuple[Moment, ...] = ("before", "after")
PARTS = 6
"""What a run left at its calls is shared out to so many tests."""


class Machine(Actor):
    """A machine whose user is told the passwords that are chosen on it."""

    def __init__(self, sandbox: Sandbox, folder: Path, patch: pytest.MonkeyPatch) -> None:
        super().__init__(sandbox, folder, patch, **NAMED)
        self.told: list[FirstPassword] = []

    @property
    def setting(self) -> Setting:
        return msgspec.structs.replace(super().setting, tell_password=self.told.append)

    def plan_all(self) -> Plan:
        """What closes all gaps of the account and makes mark."""
        planning = Planning(baseline=self.baseline, checks=select(CHECKS), blueprint=MARK, state_folder=self.folder)
        return plan_source(Live(), planning, progress=self.progress.append, announce=self.progress.append)


def undated(fact: Any, since: datetime) -> Any:
    """The fact, up to the dates that AWS gives to what is made and used from then on."""
    if isinstance(fact, datetime):
        return NOW if fact >= since else fact
    if isinstance(fact, tuple):
        return tuple(undated(one, since) for one in fact)
    if isinstance(fact, msgspec.Struct):
        return msgspec.structs.replace(
            fact, **{name: undated(getattr(fact, name), since) for name in fact.__struct_fields__}
        )
    return fact


@dataclass
class Left:
    """What a dead process left behind: the account, and its journal."""

    state: State
    journals: Path
    is_in_doubt: bool
    """Whether the journal says of a change only that it was to be made."""


@dataclass
class Watch:
    """Looks at a run before and after each of its calls, and keeps what it left there: what is the same, once."""

    sandbox: Sandbox
    journals: Path
    keep: Path
    writes: Collection[str]
    found: list[Left] = field(default_factory=list)
    _last: tuple[object, ...] = ()

    def look(self) -> None:
        entries = [
            entry for journal in journals_of(self.sandbox.account_id, self.journals) for entry in journal.entries
        ]
        left = (received(self.sandbox, self.writes), entries)
        # Who takes up a run knows what is left of it, and no more.
        if left != self._last:
            self._last = left
            kept = self.keep / str(len(self.found))
            if self.journals.exists():
                shutil.copytree(self.journals, kept)
            doubt = bool(entries) and isinstance(entries[-1], Intent)
            self.found.append(Left(self.sandbox.save(), kept, doubt))


def received(sandbox: Sandbox, writes: Collection[str], since: int = 0) -> Counter[str]:
    """How often each of these calls reached the account, by its own history."""
    history = sandbox._application.backends.history[since:]
    called = (one.call for one in history if isinstance(one, RecordedCall))
    names = (operation_name(call.service, call.operation) for call in called)
    return Counter(name for name in names if name in writes)


@dataclass
class Unkilled:
    """A run that nobody killed, its undo, and all that came before it."""

    sandbox: Sandbox
    patch: pytest.MonkeyPatch
    folder: Path
    plan: Plan
    since: datetime
    """When the account had been founded."""
    start: State
    """The practice account before the run, and as a client sees it."""
    before: Account
    after: Account
    operations: list[str]
    """The calls of it, in order."""
    password: str
    """Mark's, as it was told."""
    left: list[Left]
    """What the run had left at each of its calls."""
    left_by_undo: list[Left]

    def told_by(self, machine: Machine) -> Account:
        """What the account says now, up to dates."""
        account: Account = undated(machine.account(), self.since)
        return account

    def machine(self, name: object) -> Machine:
        """A machine with that name, which remembers the runs that were made on it."""
        return Machine(self.sandbox, self.folder / str(name), self.patch)

    def begin(self, name: object) -> Machine:
        """A new machine, and the account before the run."""
        shutil.rmtree(self.folder / str(name), ignore_errors=True)
        self.sandbox.restore(self.start)
        return self.machine(name)

    def found(self, left: Left) -> Machine:
        """The machine on which that was left, and the account."""
        machine = self.begin("found")
        self.sandbox.restore(left.state)
        if left.journals.exists():
            shutil.copytree(left.journals, machine.folder)
        return machine

    def is_write(self, operation: str) -> bool:
        """Whether it is one of the plan's own."""
        return operation in self.writes

    @property
    def writes(self) -> Counter[str]:
        """How often each of the plan's calls is to be made."""
        return Counter(call.name for step in self.plan.steps for call in step.change.calls())

    @property
    def repeatable(self) -> set[str]:
        """The calls of changes that take several: who finds some of them made makes all of them again."""
        several = [step.change.calls() for step in self.plan.steps]
        return {call.name for calls in several if len(calls) > 1 for call in calls}


@pytest.fixture(scope="module")
def unkilled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Unkilled]:
    """A run that comes to its end, one call after the other, and an undo of it."""
    folder = tmp_path_factory.mktemp("machines")
    with pytest.MonkeyPatch.context() as patch, serve(EVERY_KIND, enforce=True) as sandbox:
        machine = Machine(sandbox, folder / "unkilled", patch)
        plan = machine.plan_all()
        since = plan.made_at - timedelta(minutes=1)
        before, start = undated(machine.account(), since), sandbox.save()
        calls = {call.name for step in plan.steps for call in step.change.calls()}
        inverses = (step.change.inverse() for step in plan.steps)
        back = {call.name for change in inverses if change is not None for call in change.calls()}
        watch = Watch(sandbox, machine.folder, folder / "left", calls)
        with one_after_the_other(), lived(look=watch.look) as life:
            ran = machine.apply(plan)
        assert (ran.error, {proof.status for proof in ran.applied.proofs}) == (None, {"closed"})
        after = undated(machine.account(), since)
        watch_undo = Watch(sandbox, machine.folder, folder / "left-by-undo", back)
        with one_after_the_other(), lived(look=watch_undo.look):
            undone = machine.undo()
        assert (undone.error, undated(machine.account(), since)) == (None, before)
        yield Unkilled(
            sandbox=sandbox,
            patch=patch,
            folder=folder,
            plan=plan,
            since=since,
            start=start,
            before=before,
            after=after,
            operations=life.operations,
            password=machine.told[-1].password,
            left=watch.found,
            left_by_undo=watch_undo.found,
        )


def assert_resumed(unkilled: Unkilled, machine: Machine) -> None:
    """Another process on the machine applies the plan again: all is as if nobody had died."""
    ran = machine.apply(unkilled.plan)

    assert ran.error is None
    assert ran.applied.ending == "complete"
    assert {proof.status for proof in ran.applied.proofs} == {"closed"}
    assert_as_unkilled(unkilled, machine)


def assert_as_unkilled(unkilled: Unkilled, machine: Machine) -> None:
    """All that was to be done is done, and nothing twice but what may be."""
    made = received(unkilled.sandbox, unkilled.writes, len(unkilled.start.history))
    assert not unkilled.writes - made
    again = made - unkilled.writes
    assert set(again) <= unkilled.repeatable
    assert again <= unkilled.writes
    assert unkilled.told_by(machine) == unkilled.after


def test_the_run_makes_changes_of_every_kind_that_can_be_taken_back(unkilled):
    assert {step.change.target[0] for step in unkilled.plan.steps} == {
        "access-key",
        "alternate-contact",
        "analyzer",
        "attachment",
        "bucket",
        "bucket-policy",
        "event-rule",
        "group",
        "inline-policy",
        "login-profile",
        "membership",
        "password-policy",
        "role",
        "service-credential",
        "topic",
        "trail",
        "trail-logging",
        "user",
    }
    assert sum(unkilled.writes.values()) == 27
    assert 150 <= len(unkilled.operations) <= 180


def test_it_was_looked_at_before_and_after_each_change(unkilled):
    assert len(unkilled.left) > 2 * sum(unkilled.writes.values())
    assert len(in_doubt(unkilled.left)) >= len(unkilled.plan.steps)
    assert len(in_doubt(unkilled.left_by_undo)) >= len(unkilled.plan.steps) - 1  # the bucket stays


@pytest.mark.parametrize("part", range(PARTS))
def test_killed_before_or_after_any_call_a_run_is_taken_up_and_nothing_is_done_twice(unkilled, part):
    for left in unkilled.left[part::PARTS]:
        machine = unkilled.found(left)

        assert_resumed(unkilled, machine)

        # Whoever is told a second password has been told the one that holds.
        told = [one.password for one in machine.told] or [unkilled.password]
        assert told == [password_of(unkilled.sandbox, "mark")]


def in_doubt(several: list[Left]) -> list[Left]:
    """Of each change what was left before its call or after it, in turn."""
    doubtful = [left for left in several if left.is_in_doubt]
    return [left for number, left in enumerate(doubtful) if number % 4 in {0, 3}]


def test_killed_at_any_change_and_undone_the_account_is_what_it_was(unkilled):
    for left in in_doubt(unkilled.left):
        machine = unkilled.found(left)

        undone = machine.undo()

        assert (undone.error, undone.applied.ending) == (None, "complete")
        assert unkilled.told_by(machine) == unkilled.before


def test_an_undo_that_is_killed_at_any_change_is_gone_on_with(unkilled):
    for left in in_doubt(unkilled.left_by_undo):
        machine = unkilled.found(left)

        undone = machine.undo()

        assert (undone.error, undone.applied.ending) == (None, "complete")
        assert unkilled.told_by(machine) == unkilled.before


def test_a_run_that_is_killed_again_and_again_gets_there(unkilled):
    machine = unkilled.begin("killed again and again")
    for _ in range(6):
        with one_after_the_other(), lived(4, "after", unkilled.is_write):
            machine.apply(unkilled.plan)

    assert_resumed(unkilled, machine)


def test_killed_while_steps_are_made_side_by_side_a_run_is_taken_up(unkilled):
    for number in range(1, 28, 4):
        machine = unkilled.begin(number)
        with lived(number, MOMENTS[number // 4 % 2], unkilled.is_write):
            machine.apply(unkilled.plan)

        assert_resumed(unkilled, machine)


def test_a_run_that_is_killed_while_it_proves_is_taken_up_for_its_proof(unkilled):
    machine = unkilled.begin("proving")
    with one_after_the_other(), lived(len(unkilled.operations), "before"):
        machine.apply(unkilled.plan)

    ran = machine.resume()

    assert {proof.status for proof in ran.applied.proofs} == {"closed"}
    assert {one.end for one in ran.applied.outcomes} == {"found"}
    assert received(unkilled.sandbox, unkilled.writes, len(unkilled.start.history)) == unkilled.writes


SAMPLE = range(8, 159, 16)
"""Calls from first to last of a run, at which a process hangs and is killed."""


@pytest.mark.parametrize("number", SAMPLE)
def test_a_process_that_is_killed_is_taken_up_by_the_next(unkilled, tmp_path, number):
    sandbox = unkilled.sandbox
    unkilled.begin(number)
    sandbox.calls.clear()
    write_plan(unkilled.plan, tmp_path / "plan.json")
    program = Path(sys.executable).with_name("rootward")
    passwords = ["--password-file", tmp_path / "passwords"]
    command = [program, "apply", tmp_path / "plan.json", "--auto-approve", *passwords]
    environment = {**os.environ, **sandbox.environment, "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}
    sandbox.fault(Hang(skip=number - 1))
    told = tmp_path / "told"
    with told.open("w") as file:
        first = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=file)
    try:
        while len(sandbox.calls) < number:
            assert first.poll() is None, f"it came to its end: {told.read_text()}"
            time.sleep(0.01)
    finally:
        first.kill()
        first.wait()
        sandbox.no_faults()

    second = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert second.returncode == 0, second.stderr
    assert "proved: 9 of 9 gaps closed" in second.stdout
    assert_as_unkilled(unkilled, unkilled.machine(number))
