"""A password is told before it is set: where AWS refuses to set it, whoever has it is told that it is worth nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from rootward.errors import OutputError
from rootward.model.applied import StepOutcome
from rootward.sandbox import Sandbox, serve
from rootward.sandbox.faults import Deny
from rootward.workflows.running.passwords import FirstPassword
from rootward.workflows.running.run import Ran, Setting
from tests.workflows.new_account import password_of
from tests.workflows.test_undo_makings import NEW, Founder

NOT_SET = "; the one-time password that was told is not set"


class Host(Founder):
    """Whoever is told the passwords of a run."""

    def __init__(self, sandbox: Sandbox, folder: Path, patch: pytest.MonkeyPatch) -> None:
        super().__init__(sandbox, folder, patch)
        self.told: list[FirstPassword] = []
        self.full = False

    @property
    def setting(self) -> Setting:
        return msgspec.structs.replace(
            super().setting, tell_password=self.told.append, withdraw_password=self._withdraw
        )

    def _withdraw(self, one: FirstPassword) -> None:
        if self.full:
            raise OutputError("the disk is full")
        self.told.remove(one)


@pytest.fixture
def host(tmp_path, monkeypatch) -> Iterator[Host]:
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    with serve(NEW) as sandbox:
        yield Host(sandbox, tmp_path / "machine", monkeypatch)


def last(ran: Ran) -> StepOutcome:
    return ran.applied.outcomes[-1]


def test_one_that_aws_refuses_to_set_is_said_to_be_worth_nothing_and_kept_no_more(host):
    host.sandbox.fault(Deny(actions=("iam:CreateLoginProfile",)))

    ran = host.apply(host.makes_mark())

    assert (ran.applied.ending, last(ran).end, host.told) == ("stopped", "failed", [])
    assert last(ran).detail.endswith(NOT_SET)

    host.sandbox.no_faults()
    again = host.resume()

    assert (again.error, last(again).end) == (None, "done")
    assert [one.password for one in host.told] == [password_of(host.sandbox, "mark")]


def test_where_it_cannot_be_taken_out_again_the_outcome_says_so(host):
    host.sandbox.fault(Deny(actions=("iam:CreateLoginProfile",)))
    host.full = True

    ran = host.apply(host.makes_mark())

    assert last(ran).detail.endswith(f"{NOT_SET}, and could not be taken out of where it is kept: the disk is full")


def test_one_that_may_have_been_set_stands(host, monkeypatch):
    """The answer was lost: nobody knows."""
    from rootward.aws.executor import Executor, Unsure

    own = Executor.run

    def run(self, call):
        made = own(self, call)
        return Unsure(call, "the connection broke") if call.operation == "CreateLoginProfile" else made

    monkeypatch.setattr(Executor, "run", run)
    host.sandbox.fault(Deny(actions=("iam:GetLoginProfile",), skip=2))

    ran = host.apply(host.makes_mark())

    assert last(ran).end == "unsure"
    assert NOT_SET not in last(ran).detail
    assert [one.password for one in host.told] == [password_of(host.sandbox, "mark")]
