"""A run that was cut off or stopped is taken up: what is done of it is not done twice, and is looked at again."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from rootward import __version__
from rootward.errors import GuardRefusedError, JournalError, UsageError
from rootward.local.account_lock import account_lock
from rootward.model.change import AccessKeyChange
from rootward.model.journal import Journal
from rootward.model.plan import Plan, sealed
from rootward.sandbox.faults import Deny, Stale
from rootward.workflows.apply import Approval, resume
from rootward.workflows.running.run import Ran
from rootward.workflows.source import Live
from tests.local.journal_files import kept
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


def test_what_is_left_of_a_plan_that_has_expired_is_not_made_and_the_rest_can_be_taken_back(ada, before, stopped):
    ada.later = timedelta(days=40)
    unchanged = ada.account()
    run = stopped.applied.journal

    with pytest.raises(GuardRefusedError, match=f"the plan of the run {run} expired at ") as refusal:
        ada.resume()

    assert refusal.value.advice == f"take back what was made (rootward undo {run}), or make a new plan: rootward plan"
    assert (ada.account(), len(ada.journals())) == (unchanged, 1)
    assert ada.undo().applied.is_whole
    assert ada.account() == before


def test_a_run_that_changed_nothing_and_whose_plan_has_expired_asks_for_a_new_plan(ada, plan):
    ada.sandbox.fault(Deny(actions=("iam:CreateGroup", "iam:UpdateAccountPasswordPolicy")))
    ada.apply(plan)
    ada.sandbox.allow_all()
    ada.later = timedelta(days=40)

    with pytest.raises(GuardRefusedError, match="expired at ") as refusal:
        ada.resume()

    assert refusal.value.advice == "make a new plan: rootward plan"


def test_what_was_all_made_is_proved_after_its_plan_has_expired(ada, plan):
    ada.apply(plan)
    (whole,) = ada.journals()
    kept(msgspec.structs.replace(whole, entries=whole.entries[:-1]), ada.folder)
    ada.later = timedelta(days=40)

    ran = ada.resume()

    assert (ran.error, ran.applied.ending, statuses(ran)) == (None, "complete", {"closed"})
    assert made(ada, plan) == once_each(plan)


def test_what_was_left_out_of_a_plan_that_has_expired_cannot_be_allowed_any_more(ada, plan):
    (key,) = (step for step in plan.steps if isinstance(step.change, AccessKeyChange))
    deletion = msgspec.structs.replace(key, change=msgspec.structs.replace(key.change, after=None), risk="irreversible")
    ada.apply(sealed(msgspec.structs.replace(plan, steps=(plan.steps[0], deletion))))
    (whole,) = ada.journals()
    kept(msgspec.structs.replace(whole, entries=whole.entries[:-1]), ada.folder)
    ada.later = timedelta(days=40)

    with pytest.raises(GuardRefusedError, match="expired at "):
        resume(
            Live(),
            None,
            ask=lambda shown: Approval(digest=shown.digest, irreversible=True),
            setting=ada.setting,
            announce=print,
        )


# ---- journals that somebody edited


def edited(actor: Patient, plan: Plan) -> Journal:
    """The last run's journal, with that plan in place of its own."""
    last = actor.journals()[-1]
    changed = msgspec.structs.replace(last, opened=msgspec.structs.replace(last.opened, plan=plan))
    kept(changed, actor.folder)
    return changed


@pytest.mark.usefixtures("stopped")
def test_a_journal_that_was_changed_is_neither_taken_up_nor_taken_back_and_is_history_still(ada, plan):
    changed = edited(ada, msgspec.structs.replace(plan, expires_at=plan.expires_at + timedelta(days=1)))
    unchanged = ada.account()

    for go_on in (ada.resume, ada.undo, lambda: ada.apply(plan)):
        with pytest.raises(GuardRefusedError) as refusal:
            go_on()
        assert str(refusal.value) == f"the journal {changed.id} was changed after it was written"
        assert refusal.value.advice == "make a new plan: rootward plan"

    assert (ada.account(), len(ada.journals())) == (unchanged, 1)
    assert ada.plan("access-key-unused").is_as_made


@pytest.mark.usefixtures("stopped")
def test_an_undo_whose_journal_was_changed_is_not_gone_on_with(ada):
    ada.sandbox.fault(Deny(actions=("iam:DeleteGroup",)))
    stopped = ada.undo()
    ada.sandbox.allow_all()
    edited(ada, msgspec.structs.replace(stopped.applied.plan, score_before=1))

    with pytest.raises(GuardRefusedError, match=f"the journal {stopped.applied.journal} was changed"):
        ada.undo()


@pytest.mark.usefixtures("stopped")
def test_a_journal_of_another_version_that_does_not_fit_asks_for_that_version(ada, plan):
    edited(ada, msgspec.structs.replace(plan, rootward="0.0.9"))

    with pytest.raises(GuardRefusedError, match="was changed after it was written") as refusal:
        ada.resume()

    assert refusal.value.advice == f"unless rootward 0.0.9 wrote it, and this is {__version__}: use that version"


@pytest.mark.usefixtures("stopped")
@pytest.mark.parametrize(
    ("fields", "said"),
    [({"risk": "safe"}, "a change that is disruptive, and is said to be safe"), ({"number": 1}, "two steps of the")],
)
def test_a_damaged_plan_is_neither_taken_up_nor_taken_back_whoever_took_its_digest(ada, plan, fields, said):
    (key,) = (step for step in plan.steps if isinstance(step.change, AccessKeyChange))
    steps = tuple(msgspec.structs.replace(step, **fields) if step is key else step for step in plan.steps)
    edited(ada, sealed(msgspec.structs.replace(plan, steps=steps)))
    last = ada.journals()[-1].id

    for go_on in (ada.resume, ada.undo):
        with pytest.raises(JournalError, match=f"the journal {last} holds a damaged plan: {said}"):
            go_on()


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


def test_a_run_is_of_the_endpoint_that_it_went_through(ada, plan, monkeypatch):
    own, other = ada.sandbox.endpoint_url, ada.sandbox.endpoint_url.replace("127.0.0.1", "localhost")
    ada.sandbox.fault(Deny(actions=("iam:DetachUserPolicy",)))
    ada.apply(plan)
    ada.sandbox.allow_all()
    assert ada.journals()[-1].opened.endpoint == own

    monkeypatch.setenv("AWS_ENDPOINT_URL", other)
    with pytest.raises(UsageError, match="no run in account"):
        ada.resume()

    monkeypatch.setenv("AWS_ENDPOINT_URL", own)
    assert ada.resume().applied.is_whole


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
    asked: list[Plan] = []
    with account_lock(ada.sandbox.account_id, ada.folder), pytest.raises(GuardRefusedError, match="another rootward"):
        resume(Live(), None, ask=asked.append, setting=ada.setting, announce=print)
    assert asked == []


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
