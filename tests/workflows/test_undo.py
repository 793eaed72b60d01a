"""What a run did is taken back, last change first, with the same looks and the same journal."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from rootward.errors import GuardRefusedError, UsageError
from rootward.local.account_lock import account_lock
from rootward.model.change import AccessKeyChange
from rootward.model.journal import history_of
from rootward.model.plan import Plan, sealed
from rootward.sandbox.faults import Deny
from rootward.workflows.apply import Approval
from rootward.workflows.source import Live
from rootward.workflows.undo import undo
from tests.aws.practice import policy
from tests.sandbox.people import as_user
from tests.workflows.dying import lived
from tests.workflows.patient import Patient, ends, standings


def shown(actor: Patient, approval: Approval | None = None) -> list[Plan]:
    """The plans that an undo shows, answered so."""
    several: list[Plan] = []

    def ask(plan: Plan) -> Approval | None:
        several.append(plan)
        return approval

    assert undo(Live(), None, ask=ask, setting=actor.setting, announce=print) is None
    return several


def test_the_account_is_what_it_was(ada, plan, before):
    ran = ada.apply(plan)

    undone = ada.undo()

    assert (undone.error, undone.applied.ending, set(ends(undone).values())) == (None, "complete", {"done"})
    assert undone.applied.plan.undoes == ran.applied.journal
    assert ada.account() == before


def test_the_last_change_is_taken_back_first(ada, plan):
    ada.apply(plan)

    (taking_back,) = shown(ada)

    assert [step.change for step in taking_back.steps] == [step.change.inverse() for step in reversed(plan.steps)]


def test_what_somebody_else_had_done_before_the_run_came_to_it_stays(ada, plan):
    (key,) = (step for step in plan.steps if isinstance(step.change, AccessKeyChange))
    as_user(ada.sandbox, "ada").update_access_key(
        UserName=key.change.user, AccessKeyId=key.change.key_id, Status="Inactive"
    )
    between = ada.account()
    ran = ada.apply(plan)
    assert ends(ran)[key.number] == "found"

    undone = ada.undo()

    assert (undone.error, undone.applied.is_whole) == (None, True)
    assert key.change.inverse() not in [step.change for step in undone.applied.plan.steps]
    assert ada.account() == between
    assert history_of(ada.journals()[:1]).retired_keys == ()


@pytest.mark.usefixtures("in_order")
def test_what_a_run_that_died_had_done_unsaid_is_taken_back(ada, plan, before):
    with lived(1, "after", "CreateGroup".__eq__):
        ada.apply(plan)
    assert ends(ada.resume())[1] == "found"

    assert ada.undo().applied.is_whole
    assert ada.account() == before


def test_a_run_that_found_all_of_it_done_has_nothing_to_take_back(ada, plan):
    ada.apply(plan)
    again = sealed(msgspec.structs.replace(plan, score_before=None, steps=plan.steps[-1:]))
    found = ada.apply(again)
    assert set(ends(found).values()) == {"found"}

    with pytest.raises(UsageError, match=f"the run {found.applied.journal} changed nothing"):
        ada.undo(found.applied.journal)


def test_an_older_run_is_taken_back_by_its_name(ada, before):
    first = ada.apply(ada.plan("passwords"))
    ada.apply(ada.plan("access-key-unused"))

    ada.undo(first.applied.journal)

    found = ada.account()
    assert found.password_policy == before.password_policy
    assert found.access_keys != before.access_keys
    ada.undo()
    assert ada.account() == before


def test_without_a_run_there_is_nothing_to_take_back(ada):
    with pytest.raises(UsageError, match="there is nothing to undo in account 123456789012"):
        ada.undo()


def test_a_run_is_taken_back_once(ada, plan):
    ran = ada.apply(plan)
    ada.undo()

    with pytest.raises(UsageError, match="there is nothing to undo"):
        ada.undo()
    with pytest.raises(UsageError, match=f"the run {ran.applied.journal} was undone already"):
        ada.undo(ran.applied.journal)


def test_a_run_that_changed_nothing_cannot_be_taken_back(ada, plan):
    ada.sandbox.fault(Deny(actions=("iam:CreateGroup", "iam:UpdateAccountPasswordPolicy")))
    ran = ada.apply(plan)

    with pytest.raises(UsageError, match="changed nothing"):
        ada.undo(ran.applied.journal)


def test_an_undo_can_be_taken_back_and_that_too(ada, plan, before):
    ada.apply(plan)
    after = ada.account()
    undone = ada.undo()

    assert ada.undo(undone.applied.journal).error is None
    assert ada.account() == after
    assert ada.undo().error is None
    assert ada.account() == before


def test_somebody_elses_change_to_the_same_thing_stops_it_before_it_begins(ada, plan):
    ada.apply(plan)
    group = plan.steps[3].change.holder.name
    mine = policy({"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"})
    as_user(ada.sandbox, "ada").put_group_policy(GroupName=group, PolicyName="notes", PolicyDocument=mine)
    unchanged = ada.account()

    with pytest.raises(GuardRefusedError, match=f"group/{group} was changed meanwhile"):
        ada.undo()

    assert ada.account() == unchanged


def test_what_somebody_took_back_already_is_found_so(ada, plan, before):
    ada.apply(plan)
    as_user(ada.sandbox, "ada").remove_user_from_group(UserName="ben", GroupName="mfa-enforced")

    undone = ada.undo()

    assert (undone.error, ends(undone)[1]) == (None, "found")
    assert ada.account() == before


def test_a_group_that_somebody_took_away_with_all_that_was_in_it_is_found_so(ada, plan, before):
    ada.apply(plan)
    admin = as_user(ada.sandbox, "ada")
    admin.remove_user_from_group(UserName="ben", GroupName="mfa-enforced")
    admin.delete_group_policy(GroupName="mfa-enforced", PolicyName="require-mfa")
    admin.delete_group(GroupName="mfa-enforced")

    undone = ada.undo()

    assert (undone.error, undone.applied.is_whole) == (None, True)
    assert ada.account() == before


@pytest.mark.usefixtures("in_order")
def test_an_undo_that_stopped_is_gone_on_with_by_the_next(ada, plan, before):
    ada.apply(plan)
    ada.sandbox.fault(Deny(actions=("iam:DeleteGroup",)))
    stopped = ada.undo()
    assert (stopped.applied.ending, "failed" in ends(stopped).values()) == ("stopped", True)
    ada.sandbox.allow_all()

    undone = ada.undo()

    assert (undone.error, undone.applied.is_whole) == (None, True)
    assert undone.applied.journal == stopped.applied.journal
    assert set(standings(ada).values()) == {"done"}
    assert ada.account() == before


def test_an_undo_that_was_cut_off_is_gone_on_with_by_undo_alone_once_it_is_old(ada, plan, before):
    ran = ada.apply(plan)
    ada.sandbox.fault(Deny(actions=("iam:DeleteGroup",)))
    ada.undo()
    ada.sandbox.allow_all()
    ada.later = timedelta(days=40)

    with pytest.raises(GuardRefusedError, match="expired at") as refusal:
        ada.resume()

    assert refusal.value.advice == f"go on with it: rootward undo {ran.applied.journal}"
    assert ada.undo().applied.is_whole
    assert ada.account() == before


def test_it_is_approved_like_a_run(ada, plan):
    ada.apply(plan)
    unchanged = ada.account()

    assert len(shown(ada)) == 1
    with pytest.raises(GuardRefusedError, match="the approval is for another plan"):
        shown(ada, Approval(digest="another"))

    assert (ada.account(), len(ada.journals())) == (unchanged, 1)


def test_while_another_run_is_under_way_nothing_is_taken_back(ada, plan):
    ada.apply(plan)

    asked: list[Plan] = []
    with account_lock(ada.sandbox.account_id, ada.folder), pytest.raises(GuardRefusedError, match="another rootward"):
        undo(Live(), None, ask=asked.append, setting=ada.setting, announce=print)
    assert asked == []


def test_nothing_is_taken_back_through_an_endpoint_elsewhere(ada, plan, monkeypatch):
    ada.apply(plan)
    monkeypatch.setattr("rootward.aws.endpoint.is_loopback", lambda _url: False)

    with pytest.raises(GuardRefusedError, match="not AWS's own endpoint"):
        ada.undo()


def test_what_cannot_be_undone_is_said_and_stays(ada, plan):
    ada.later = timedelta(days=-40)
    ada.apply(plan)
    ada.later = timedelta()
    ada.apply(ada.plan("access-key-unused"), irreversible=True)

    (taking_back,) = shown(ada)

    assert taking_back.is_empty
    assert [one.reason for one in taking_back.withheld] == ["step 1 cannot be undone"]
