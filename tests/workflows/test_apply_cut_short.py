"""A run that ends before its time: its credentials run out, or somebody presses Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import wait
from datetime import datetime
from pathlib import Path
from subprocess import PIPE
from typing import Any

import pytest

from rootward.errors import CredentialsError
from rootward.local.journal_writer import JournalWriter
from rootward.local.plan_file import write_plan
from rootward.model.journal import Closed
from rootward.model.plan import Step
from rootward.sandbox import serve
from rootward.sandbox.faults import Delay, Fail
from rootward.sandbox.scenario.founding import _caller
from rootward.sandbox.scenario.tables import Caller
from tests.sandbox.people import iam_of
from tests.workflows.dying import await_the_end
from tests.workflows.four_gaps import CHECKS, four_gaps
from tests.workflows.patient import Patient, ends, made, once_each, standings, statuses

# ---- the credentials run out


@pytest.fixture
def operator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Patient]:
    """The session of a role: it ends."""
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    with serve(four_gaps(caller=Caller(role="operator")), enforce=True) as sandbox:
        yield Patient(sandbox, tmp_path / "machine", monkeypatch)


def sign_in_again(actor: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same role, in another session."""
    with iam_of(actor.sandbox) as iam:
        caller = _caller(Caller(role="operator"), iam)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", caller.key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", caller.secret)
    monkeypatch.setenv("AWS_SESSION_TOKEN", caller.session_token)


@pytest.mark.usefixtures("in_order")
def test_credentials_that_expire_halfway_end_the_run_and_new_ones_take_it_up(operator, monkeypatch):
    plan = operator.plan(*CHECKS)
    operator.on_step = lambda step, _: operator.sandbox.expire_sessions() if step.number == 3 else None

    ran = operator.apply(plan)

    assert isinstance(ran.error, CredentialsError)
    assert ran.error.exit_code == 4
    assert "expired" in ran.applied.detail
    assert (ends(ran)[3], ends(ran)[4], ends(ran)[5]) == ("done", "not begun", "not begun")
    assert statuses(ran) == {"unknown"}
    assert isinstance(operator.journals()[-1].entries[-1], Closed)

    sign_in_again(operator, monkeypatch)
    operator.on_step = lambda *_: None
    again = operator.resume()

    assert (again.error, again.applied.is_whole, statuses(again)) == (None, True, {"closed"})
    assert made(operator, plan) == once_each(plan)


@pytest.mark.usefixtures("in_order")
def test_credentials_that_expire_between_look_and_call_leave_the_step_unsure(operator):
    plan = operator.plan(*CHECKS)
    operator.sandbox.fault(
        Fail(actions=("iam:AttachGroupPolicy",), status=403, code="ExpiredToken", message="The token has expired")
    )

    ran = operator.apply(plan)

    assert isinstance(ran.error, CredentialsError)
    assert (ends(ran)[3], ends(ran)[4]) == ("unsure", "not begun")
    assert ran.applied.outcomes[2].detail.startswith("the credentials ran out: ")


# ---- Ctrl-C


class Hand:
    """Presses Ctrl-C while a step is announced and its call not yet made."""

    def __init__(self, patch: pytest.MonkeyPatch, step: int, times: int = 1) -> None:
        self._step = step
        self._left = times
        self._is_announced, self._may_go_on = threading.Event(), threading.Event()
        self._intend = JournalWriter.intend
        patch.setattr("rootward.workflows.running.run.wait", self._waited)
        announce = lambda writer, step, at: self._announce(writer, step, at)  # noqa: E731, PLW0108 - bound to a writer
        patch.setattr(JournalWriter, "intend", announce)

    def let_go(self) -> None:
        """The call is made now."""
        self._may_go_on.set()

    def _waited(self, futures: Any, timeout: float) -> Any:
        """In place of the main thread's waiting, where Ctrl-C finds it."""
        if self._left:
            if self._is_announced.wait(0.01):
                self._left -= 1
                raise KeyboardInterrupt
            return None
        self.let_go()
        return wait(futures, timeout)

    def _announce(self, writer: JournalWriter, step: Step, at: datetime) -> None:
        self._intend(writer, step, at)
        if step.number == self._step:
            self._is_announced.set()
            self._may_go_on.wait(60)


def test_ctrl_c_lets_the_calls_under_way_end_and_begins_no_other(ada, plan, monkeypatch):
    Hand(monkeypatch, step=5)

    ran = ada.apply(plan)

    assert (ran.error, ran.applied.ending) == (None, "interrupted")
    assert ends(ran) == {**dict.fromkeys(range(1, 6), "done"), **dict.fromkeys(range(6, 12), "not begun")}
    assert "interrupted: waiting for the calls that are under way" in ada.progress
    (journal,) = ada.journals()
    assert isinstance(journal.entries[-1], Closed)
    assert journal.entries[-1].ending == "interrupted"

    again = ada.resume()

    assert (again.error, again.applied.is_whole, made(ada, plan)) == (None, True, once_each(plan))


def test_a_second_ctrl_c_waits_for_nothing_and_says_that_a_step_was_left_under_way(ada, plan, monkeypatch):
    hand = Hand(monkeypatch, step=5, times=2)

    ran = ada.apply(plan)
    hand.let_go()
    await_the_end()

    assert ran.applied.ending == "interrupted"
    assert (ends(ran)[4], ends(ran)[5], ends(ran)[6]) == ("done", "unsure", "not begun")
    assert ran.applied.detail == "step 5: it was left under way"
    assert standings(ada)[5] == "unsure"

    again = ada.resume()

    assert (again.error, ends(again)[5], made(ada, plan)) == (None, "found", once_each(plan))


def test_ctrl_c_while_the_account_is_read_for_the_proof_leaves_the_proof_to_the_next(ada, plan):
    class Hand(list[str]):
        def append(self, line: str) -> None:
            if line == "reading the account anew, for the proof":
                raise KeyboardInterrupt

    ada.progress = Hand()

    ran = ada.apply(plan)

    assert (ran.error, ran.applied.ending, set(ends(ran).values())) == (None, "interrupted", {"done"})
    assert {(proof.status, proof.detail) for proof in ran.applied.proofs} == {
        ("unknown", "the reading was interrupted")
    }

    ada.progress = []
    again = ada.resume()

    assert (again.error, statuses(again), made(ada, plan)) == (None, {"closed"}, once_each(plan))


@pytest.mark.skipif(sys.platform == "win32", reason="there a process has no SIGINT of its own")
def test_a_command_that_gets_ctrl_c_reports_and_ends_with_130(ada, plan, tmp_path):
    write_plan(plan, tmp_path / "plan.json")
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}
    command = [Path(sys.executable).with_name("rootward"), "apply", tmp_path / "plan.json", "--auto-approve"]
    ada.sandbox.fault(Delay(actions=("iam:AddUserToGroup",), seconds=3600))
    with subprocess.Popen(command, env=environment, stdout=PIPE, stderr=PIPE, text=True) as process:
        while "AddUserToGroup" not in [call.operation for call in ada.sandbox.calls]:
            assert process.poll() is None, process.stderr
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        said = iter(process.stderr or ())
        assert any("interrupted: waiting for the calls that are under way" in line for line in said)
        ada.sandbox.no_faults()  # the call goes on
        assert any("step 5 done" in line for line in said)
        report, _ = process.communicate()

    assert process.returncode == 130
    assert "interrupted before step 6" in report
    assert "rootward apply --resume" in report


@pytest.mark.usefixtures("in_order")
def test_a_defect_in_one_step_keeps_others_from_being_begun(ada, plan):
    def stumble(_step: Step, _outcome: Any) -> None:
        raise ZeroDivisionError

    ada.on_step = stumble

    with pytest.raises(ZeroDivisionError):
        ada.apply(plan)

    assert standings(ada) == {1: "done", **dict.fromkeys(range(2, 12), "open")}
    ada.on_step = lambda *_: None
    assert ada.resume().error is None
    assert made(ada, plan) == once_each(plan)
