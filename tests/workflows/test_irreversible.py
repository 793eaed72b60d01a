"""What cannot be undone: allowed for one run at a time, and looked at where an earlier run may have made it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rootward.cli.running import exit_code
from rootward.errors import CredentialsError
from rootward.model.plan import Plan
from rootward.reports.plan.applied import render_applied
from rootward.sandbox.faults import Deny
from rootward.workflows.apply import Approval, resume
from rootward.workflows.prove import prove
from rootward.workflows.running.making import Maker
from rootward.workflows.running.run import Ran
from rootward.workflows.source import Live
from tests.sandbox.people import as_user
from tests.workflows.dying import Moment, lived
from tests.workflows.patient import Patient, ends, standings, statuses

DELETE = "DeleteAccessKey"

_A_NEW_REPORT = 5 * 3600
"""Seconds until the credential report, too, says that the key is off."""


@pytest.fixture
def deletion(ada: Patient, plan: Plan) -> Plan:
    """What deletes the robot's key, which a run switched off long ago."""
    ada.later = timedelta(days=-40)
    ada.apply(plan)
    ada.later = timedelta()
    ada.sandbox.advance_clock(_A_NEW_REPORT)
    made = ada.plan("access-key-unused")
    assert [step.risk for step in made.steps] == ["irreversible"]
    return made


def taken_up(actor: Patient, *, irreversible: bool) -> Ran:
    ran = resume(
        Live(),
        None,
        ask=lambda plan: Approval(digest=plan.digest, irreversible=irreversible),
        setting=actor.setting,
        announce=print,
    )
    assert ran is not None
    return ran


def killed(actor: Patient, plan: Plan, moment: Moment) -> None:
    with lived(1, moment, DELETE.__eq__):
        actor.apply(plan, irreversible=True)


def keys(actor: Patient) -> int:
    return len(as_user(actor.sandbox, "ada").list_access_keys(UserName="robot")["AccessKeyMetadata"])


def deletions(actor: Patient) -> int:
    return sum(call.operation == DELETE for call in actor.sandbox.calls)


def test_what_a_run_that_was_cut_off_made_is_found_without_being_allowed_anew(ada, deletion):
    killed(ada, deletion, "after")

    ran = taken_up(ada, irreversible=False)

    assert (ran.error, ends(ran), ran.applied.outcomes[0].detail) == (None, {1: "found"}, "the run before made it")
    assert (exit_code(ran.applied), statuses(ran), standings(ada)) == (0, {"closed"}, {1: "done"})
    assert (keys(ada), deletions(ada), ada.journals()[-1].is_finished) == (0, 1, True)


def test_what_a_run_that_was_cut_off_began_and_is_not_so_is_not_made_unless_it_is_allowed_anew(ada, deletion):
    killed(ada, deletion, "before")

    ran = taken_up(ada, irreversible=False)

    assert (ends(ran), ran.applied.outcomes[0].detail) == ({1: "left out"}, "the run before began it, and it is not so")
    assert (keys(ada), deletions(ada), standings(ada)) == (1, 0, {1: "unsure"})
    assert ends(taken_up(ada, irreversible=True)) == {1: "done"}
    assert keys(ada) == 0


def test_where_nobody_can_tell_whether_it_was_made_the_run_is_not_whole(ada, deletion):
    killed(ada, deletion, "after")
    ada.sandbox.calls.clear()
    ada.account("access_keys")
    asked = sum(call.operation == "ListAccessKeys" for call in ada.sandbox.calls)
    ada.sandbox.fault(Deny(actions=("iam:ListAccessKeys",), skip=asked))  # the account's facts are read before the look

    ran = taken_up(ada, irreversible=False)

    assert (ends(ran), ran.applied.is_whole, ran.applied.ending) == ({1: "unsure"}, False, "stopped")
    assert ran.applied.outcomes[0].detail.startswith("not looked at: AccessDenied")
    assert exit_code(ran.applied) == 3


def test_where_the_credentials_run_out_before_the_look_nobody_can_tell(ada, deletion, monkeypatch):
    def expired(*_: object) -> None:
        raise CredentialsError("the token has expired")

    killed(ada, deletion, "after")
    monkeypatch.setattr(Maker, "_seen", expired)

    ran = taken_up(ada, irreversible=False)

    assert (ends(ran), ran.applied.outcomes[0].detail) == ({1: "unsure"}, "the token has expired")
    assert isinstance(ran.error, CredentialsError)


@pytest.fixture
def both(ada: Patient, plan: Plan) -> Plan:
    """A plan that deletes the key, and makes a password policy first."""
    ada.later = timedelta(days=-40)
    ada.apply(plan)
    ada.later = timedelta()
    ada.sandbox.advance_clock(_A_NEW_REPORT)
    as_user(ada.sandbox, "ada").delete_account_password_policy()
    made = ada.plan("access-key-unused", "passwords")
    assert [step.risk for step in made.steps] == ["safe", "irreversible"]
    return made


@pytest.mark.parametrize("irreversible", [True, False])
def test_a_step_that_a_run_left_out_is_made_when_it_is_taken_up_and_allowed_then(ada, both, irreversible):
    ada.sandbox.deny("iam:UpdateAccountPasswordPolicy")
    assert ends(ada.apply(both)) == {1: "failed", 2: "left out"}
    ada.sandbox.allow_all()

    ran = taken_up(ada, irreversible=irreversible)

    assert ends(ran) == {1: "done", 2: "done" if irreversible else "left out"}
    told = "left out without --allow-irreversible" in render_applied(ran.applied)
    assert (told, keys(ada)) == (not irreversible, 0 if irreversible else 1)
    assert ada.journals()[-1].is_finished
    assert standings(ada) == {1: "done", **({2: "done"} if irreversible else {})}


def test_a_plan_of_which_nothing_was_left_out_but_what_was_not_allowed_is_proved(ada, both):
    ada.apply(both)

    found = prove(Live(), both, setting=ada.setting, announce=print)

    assert [one.end for one in found.outcomes] == ["found", "left out"]
    assert ({proof.status for proof in found.proofs}, exit_code(found)) == ({"closed"}, 0)


def test_a_key_that_was_deleted_is_proved_so(ada, deletion):
    ada.apply(deletion, irreversible=True)

    found = prove(Live(), deletion, setting=ada.setting, announce=print)

    assert ([one.end for one in found.outcomes], exit_code(found)) == (["found"], 0)
