"""A run that was cut off or stopped is taken up: what is done of it is not done twice, and is looked at again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rootward.errors import GuardRefusedError, UsageError
from rootward.local.account_lock import account_lock
from rootward.model.plan import Plan
from rootward.sandbox.faults import Deny, Stale
from rootward.workflows.apply import Approval, resume
from rootward.workflows.running.run import Ran
from rootward.workflows.source import Live
from tests.sandbox.people import as_user
from tests.workflows.dying import lived
from tests.workflows.patient import Patient, ends, made, once_each, statuses


@pytest.fixture
def stopped(ada: Patient, plan: Plan) -> Ran:
    """A run that could not take the policies off the user."""
    ada.sandbox.fault(Deny(actions=("iam:DetachUserPolicy",)))
    ran = ada.apply(plan)
    ada.sandbox.allow_all()
    assert ran.applied.ending == "stopped"
    return ran


def answered(actor: Patient, approval: Approval | None) -> Ran | None:
    """Taken up with that answer to the plan."""
    return resume(Live(), None, ask=lambda _: approval, setting=actor.setting, announce=print)


def test_what_is_done_is_found_and_the_rest_is_made(ada, plan, stopped):
    ran = ada.resume()

    assert (ran.error, ran.applied.ending, statuses(ran)) == (None, "complete", {"closed"})
    assert (ran.applied.journal, len(ada.journals())) == (stopped.applied.journal, 1)
    was_done = {number for number, end in ends(stopped).items() if end == "done"}
    assert {number for number, end in ends(ran).items() if end == "found"} == was_done
    assert made(ada, plan) == once_each(plan)


def test_a_run_is_taken_up_by_its_name_too(ada, stopped):
    assert ada.resume(stopped.applied.journal).applied.is_whole


@pytest.mark.usefixtures("stopped")
def test_a_run_is_taken_up_when_its_plan_has_expired(ada, plan):
    ada.later = timedelta(hours=30)

    with pytest.raises(GuardRefusedError, match="expired"):
        ada.apply(plan)
    assert ada.resume().applied.is_whole


def test_without_a_run_that_is_unfinished_there_is_nothing_to_take_up(ada, plan):
    ran = ada.apply(plan)

    with pytest.raises(UsageError, match="no run in account 123456789012 is unfinished") as error:
        ada.resume()
    assert error.value.exit_code == 2
    with pytest.raises(UsageError, match=f"the run {ran.applied.journal} is complete"):
        ada.resume(ran.applied.journal)


@pytest.mark.usefixtures("stopped")
def test_a_run_through_another_endpoint_is_of_another_account(ada, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", ada.sandbox.endpoint_url.replace("127.0.0.1", "localhost"))

    with pytest.raises(UsageError, match="no run in account"):
        ada.resume()


@pytest.mark.usefixtures("in_order")
def test_a_refusal_after_a_run_that_was_cut_off_says_nothing_of_what_that_run_did(ada, plan):
    """Reads are late: a look does not tell yet that the dead process made the group."""
    ada.sandbox.fault(Stale(seconds=3600, actions=("iam:GetGroup",)))
    with lived(1, "after", "CreateGroup".__eq__):
        ada.apply(plan)

    ran = ada.resume()

    assert (ends(ran)[1], ran.applied.ending) == ("unsure", "stopped")
    assert "EntityAlreadyExists" in ran.applied.detail
    ada.sandbox.no_faults()
    assert ends(ada.resume())[1] == "found"
    assert made(ada, plan) == once_each(plan)


@pytest.mark.usefixtures("stopped")
def test_what_was_done_and_is_not_so_any_more_keeps_the_rest_from_being_made(ada, plan):
    """Else the user would lose the policies of its own, and hold none by the group."""
    group = plan.steps[4].change.group
    as_user(ada.sandbox, "ada").remove_user_from_group(UserName="cleo", GroupName=group)
    unchanged = ada.account()

    with pytest.raises(GuardRefusedError, match="step 5 was made, and is not so any more") as refusal:
        ada.resume()

    assert refusal.value.exit_code == 5
    assert ada.account() == unchanged


def test_a_run_that_was_taken_back_is_not_taken_up(ada, plan, stopped):
    ada.undo()

    with pytest.raises(UsageError, match="no run in account 123456789012 is unfinished"):
        ada.resume()
    with pytest.raises(UsageError, match=f"the run {stopped.applied.journal} was undone"):
        ada.resume(stopped.applied.journal)
    again = ada.apply(plan)
    assert (again.error, statuses(again)) == (None, {"closed"})
    assert again.applied.journal != stopped.applied.journal


@pytest.mark.usefixtures("stopped")
def test_taking_up_is_approved_like_a_run(ada):
    unchanged = ada.account()

    assert answered(ada, None) is None
    with pytest.raises(GuardRefusedError, match="the approval is for another plan"):
        answered(ada, Approval(digest="another"))

    assert ada.account() == unchanged


@pytest.mark.usefixtures("stopped")
def test_while_another_run_is_under_way_none_is_taken_up(ada):
    with account_lock(ada.sandbox.account_id, ada.folder), pytest.raises(GuardRefusedError, match="another rootward"):
        ada.resume()


def test_nothing_is_taken_up_through_an_endpoint_elsewhere(ada, stopped, monkeypatch):
    monkeypatch.setattr("rootward.aws.endpoint.is_loopback", lambda _url: False)

    with pytest.raises(GuardRefusedError, match="not AWS's own endpoint"):
        ada.resume(stopped.applied.journal)


def test_what_cannot_be_undone_is_allowed_anew_when_a_run_is_taken_up(ada, plan):
    ada.later = timedelta(days=-40)
    ada.apply(plan)
    ada.later = timedelta()
    deletion = ada.plan("access-key-unused")
    ada.sandbox.fault(Deny(actions=("iam:DeleteAccessKey",)))
    assert ends(ada.apply(deletion, irreversible=True)) == {1: "failed"}
    ada.sandbox.allow_all()

    without = answered(ada, Approval(digest=deletion.digest))
    assert without is not None
    assert ends(without) == {1: "left out"}

    allowed = answered(ada, Approval(digest=deletion.digest, irreversible=True))
    assert allowed is not None
    assert ends(allowed) == {1: "done"}
