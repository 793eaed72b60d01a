"""People are led through what no API can do: shown it, waited for, and looked at until the check passes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rootward.errors import CredentialsError, NotAwaitedError
from rootward.model.applied import Proof
from rootward.model.plan import GuidedStep
from rootward.sandbox import serve
from rootward.sandbox.console import RegisterDevice
from rootward.sandbox.faults import Deny, Fail
from rootward.sandbox.scenario.tables import Password, Root
from rootward.workflows.apply import Approval, apply_plan, resume
from rootward.workflows.plan import Planning
from rootward.workflows.source import Live
from tests.workflows.four_gaps import four_gaps
from tests.workflows.patient import Patient, ends, statuses

SERIAL = "GAHT12345678"
ROOT = "root-mfa-missing"


class Led:
    """A guide that remembers whom it told what."""

    def __init__(self, *, waits: bool = True) -> None:
        self.waits = waits
        self.told: list[tuple[str, str]] = []

    def leave(self, steps: tuple[GuidedStep, ...]) -> None:
        self.told += [("left", step.gap.check) for step in steps]

    def show(self, step: GuidedStep) -> None:
        self.told.append(("shown", step.gap.check))

    def closed(self, step: GuidedStep) -> None:
        self.told.append(("closed", step.gap.check))


@pytest.fixture(scope="module")
def served():
    """Root has a password, and no second factor."""
    root = Root(created=900.0, password=Password(changed=900.0))
    with serve(four_gaps(root=root), enforce=True) as sandbox:
        yield sandbox, sandbox.save()


@pytest.fixture
def ada(served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Patient]:
    sandbox, start = served
    sandbox.restore(start)
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    yield Patient(sandbox, tmp_path / "machine", monkeypatch)
    sandbox.no_faults()


@pytest.fixture
def plan(ada):
    """The password policy is mended by calls; root's device is for people."""
    found = ada.plan("passwords", ROOT)
    assert [step.gap.check for step in found.guided] == [ROOT]
    assert [step.closes[0].check for step in found.steps] == ["password-too-short"]
    return found


def of_root(proofs: tuple[Proof, ...]) -> list[str]:
    return [proof.status for proof in proofs if proof.gap.check == ROOT]


def register_root_at_look(actor: Patient, number: int) -> None:
    """Somebody registers root's device while the check is waited for that time."""
    waits = iter(range(1, number + 1))

    def register() -> None:
        if next(waits, None) == number:
            actor.sandbox.do(RegisterDevice(user="root", name=SERIAL, device="hardware"))

    actor.while_waiting = register


def test_a_step_is_waited_for_until_its_check_passes_and_its_proof_stands_with_the_others(ada, plan):
    guide = Led()
    register_root_at_look(ada, 3)

    ran = ada.apply(plan, guide=guide)

    assert (ran.error, ran.applied.ending, ends(ran)) == (None, "complete", {1: "done"})
    assert guide.told == [("shown", ROOT), ("closed", ROOT)]
    assert ada.slept == [15, 15, 15]
    assert (statuses(ran), of_root(ran.applied.proofs)) == ({"closed"}, ["closed"])


def test_a_read_that_fails_meanwhile_is_no_end_of_the_waiting(ada, plan):
    guide = Led()
    register_root_at_look(ada, 2)
    ada.sandbox.fault(Deny(actions=("iam:GetAccountSummary",), times=1))

    ran = ada.apply(plan, guide=guide)

    assert (ran.error, of_root(ran.applied.proofs)) == (None, ["closed"])


def test_where_nobody_waits_the_steps_are_left(ada, plan):
    guide = Led(waits=False)

    ran = ada.apply(plan, guide=guide)

    assert (ran.error, guide.told, ada.slept) == (None, [("left", ROOT)], [])
    assert of_root(ran.applied.proofs) == []


def test_after_a_run_that_stopped_nobody_is_led(ada, plan):
    guide = Led()
    ada.sandbox.fault(Deny(actions=("iam:UpdateAccountPasswordPolicy",)))

    ran = ada.apply(plan, guide=guide)

    assert (ran.applied.ending, guide.told) == ("stopped", [])


def test_ctrl_c_ends_the_waiting_and_what_was_made_is_reported(ada, plan):
    def interrupt() -> None:
        raise KeyboardInterrupt

    ada.while_waiting = interrupt

    ran = ada.apply(plan, guide=Led())

    assert isinstance(ran.error, NotAwaitedError)
    assert (ran.error.exit_code, str(ran.error)) == (130, "the waiting was interrupted; every other step is made")
    assert (ran.applied.ending, ends(ran), statuses(ran)) == ("complete", {1: "done"}, {"closed"})


def test_credentials_that_expire_while_somebody_is_waited_for_leave_what_was_made_reported(ada, plan):
    ada.while_waiting = lambda: ada.sandbox.fault(Fail(status=403, code="ExpiredToken", message="expired"))

    ran = ada.apply(plan, guide=Led())

    assert isinstance(ran.error, CredentialsError)
    assert (ran.applied.ending, ends(ran), statuses(ran)) == ("complete", {1: "done"}, {"closed"})


def test_a_plan_of_steps_for_people_alone_is_led_through(ada):
    guide = Led()
    register_root_at_look(ada, 1)
    plan = ada.plan(ROOT)

    ran = apply_plan(
        Live(),
        plan,
        planning=Planning(),
        ask=lambda shown: Approval(digest=shown.digest),
        guide=guide,
        setting=ada.setting,
        announce=print,
    )

    assert (ran, guide.told, ada.journals()) == (None, [("shown", ROOT), ("closed", ROOT)], ())


def test_ctrl_c_with_nothing_made_is_ctrl_c(ada):
    def interrupt() -> None:
        raise KeyboardInterrupt

    ada.while_waiting = interrupt

    with pytest.raises(KeyboardInterrupt):
        apply_plan(
            Live(),
            ada.plan(ROOT),
            planning=Planning(),
            ask=lambda shown: Approval(digest=shown.digest),
            guide=Led(),
            setting=ada.setting,
            announce=print,
        )


def test_whoever_takes_up_a_run_is_led_as_well(ada, plan):
    ada.sandbox.fault(Deny(actions=("iam:UpdateAccountPasswordPolicy",)))
    ada.apply(plan, guide=Led())
    ada.sandbox.no_faults()
    register_root_at_look(ada, 1)
    guide = Led()

    ran = resume(
        Live(),
        None,
        ask=lambda shown: Approval(digest=shown.digest),
        guide=guide,
        setting=ada.setting,
        announce=print,
    )

    assert ran is not None
    assert (ran.error, guide.told) == (None, [("shown", ROOT), ("closed", ROOT)])
