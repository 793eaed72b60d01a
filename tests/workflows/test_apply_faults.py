"""Whatever goes wrong halfway: what is said, and what stands in the account and in the journal then."""

from __future__ import annotations

import errno
import itertools
import os
from typing import Any

import pytest

from rootward.engine.lockout import Guard, Refusal
from rootward.errors import GuardRefusedError, IncompleteError, JournalError
from rootward.model.account import Account
from rootward.model.change import Change
from rootward.model.journal import Closed
from rootward.sandbox.faults import Cut, Deny, Fail, Stale, Throttle
from tests.workflows.patient import ends, made, once_each, standings, statuses

# ---- the journal


def test_where_there_can_be_no_journal_nothing_is_changed(ada, plan, before):
    ada.folder.mkdir()
    (ada.folder / "journals").write_text("a file in the place of the folder")

    with pytest.raises(JournalError) as error:
        ada.apply(plan)

    assert (error.value.exit_code, ada.account()) == (2, before)


def test_where_the_journal_cannot_be_written_nothing_is_changed(ada, plan, before, monkeypatch):
    write = os.open

    def read_only(path: Any, flags: int, *mode: int) -> int:
        if str(path).endswith(".jsonl") and flags & os.O_CREAT:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return write(path, flags, *mode)

    monkeypatch.setattr(os, "open", read_only)

    with pytest.raises(JournalError, match=r"no journal can be written in .*: Read-only file system") as error:
        ada.apply(plan)

    assert (error.value.exit_code, ada.account(), ada.journals()) == (2, before, ())


def fill_the_disk(patch: pytest.MonkeyPatch, after: int) -> None:
    """So many lines of the journal can be written."""
    write, lines = os.write, itertools.count()

    def full(handle: int, data: bytes) -> int:
        if bytes(data).startswith(b'{"type":') and next(lines) >= after:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(handle, data)

    patch.setattr(os, "write", full)


@pytest.mark.usefixtures("in_order")
def test_a_step_that_cannot_be_announced_is_not_made(ada, plan):
    with pytest.MonkeyPatch.context() as patch:
        fill_the_disk(patch, after=3)  # it was opened, and step 1 announced and done
        ran = ada.apply(plan)

    assert isinstance(ran.error, JournalError)
    assert ran.error.exit_code == 2
    assert "No space left on device" in ran.applied.detail
    assert ran.applied.ending == "stopped"
    assert ends(ran) == {1: "done", **dict.fromkeys(range(2, 12), "not begun")}
    assert made(ada, plan) == {"CreateGroup": 1}
    assert standings(ada) == {1: "done", **dict.fromkeys(range(2, 12), "open")}

    again = ada.apply(plan)  # there is room again

    assert (again.error, statuses(again), made(ada, plan)) == (None, {"closed"}, once_each(plan))


@pytest.mark.usefixtures("in_order")
def test_a_step_that_is_done_and_cannot_be_written_down_is_told_as_that(ada, plan):
    with pytest.MonkeyPatch.context() as patch:
        fill_the_disk(patch, after=2)  # it was opened, and step 1 announced
        ran = ada.apply(plan)

    assert isinstance(ran.error, JournalError)
    assert ends(ran) == {1: "done", **dict.fromkeys(range(2, 12), "not begun")}
    assert ran.applied.outcomes[0].detail.startswith("it is done, but the journal does not say so: ")
    assert standings(ada)[1] == "unsure"

    again = ada.apply(plan)

    assert (again.error, ends(again)[1], made(ada, plan)) == (None, "found", once_each(plan))


def test_a_run_that_cannot_be_closed_is_done_and_says_so(ada, plan):
    with pytest.MonkeyPatch.context() as patch:
        fill_the_disk(patch, after=1 + 2 * len(plan.steps))
        ran = ada.apply(plan)

    assert isinstance(ran.error, JournalError)
    assert (set(ends(ran).values()), statuses(ran)) == ({"done"}, {"closed"})


# ---- the network, and AWS's own faults


WRITES = ("CreateGroup", "UpdateAccountPasswordPolicy", "AddUserToGroup", "DetachUserPolicy", "UpdateAccessKey")


@pytest.mark.parametrize("operation", WRITES)
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("kind", [Cut, Fail])
def test_a_change_without_an_answer_is_looked_at_and_made_again_only_if_it_did_not_happen(
    ada, plan, operation, kind, moment
):
    ada.sandbox.fault(kind(moment=moment, actions=(f"iam:{operation}",), times=1))

    ran = ada.apply(plan)

    assert (ran.error, set(ends(ran).values()), statuses(ran)) == (None, {"done"}, {"closed"})
    assert made(ada, plan) == once_each(plan)
    tries = sum(call.operation == operation for call in ada.sandbox.calls)
    assert tries == once_each(plan)[operation] + (moment == "before")


@pytest.mark.usefixtures("in_order")
def test_a_change_that_never_gets_an_answer_is_unsure_and_no_other_is_begun(ada, plan):
    ada.sandbox.fault(Cut(actions=("iam:AddUserToGroup",)))

    ran = ada.apply(plan)

    assert (ran.error, ran.applied.ending) == (None, "stopped")
    assert ran.applied.detail.startswith("step 5: iam:AddUserToGroup: no answer: ")
    assert ends(ran) == {
        **dict.fromkeys(range(1, 5), "done"),
        5: "unsure",
        **dict.fromkeys(range(6, 12), "not begun"),
    }
    assert standings(ada)[5] == "unsure"
    assert statuses(ran) == {"closed", "open"}  # the password policy is mended, Cleo's policies are where they were

    ada.sandbox.no_faults()
    again = ada.apply(plan)

    assert (again.error, statuses(again), made(ada, plan)) == (None, {"closed"}, once_each(plan))


def test_a_refusal_after_a_lost_answer_says_nothing_of_the_lost_one(ada, plan):
    """Reads are late, so a look does not tell that the lost call made the group; and its second call finds one."""
    ada.sandbox.fault(Stale(seconds=3600, actions=("iam:GetGroup",)))
    ada.sandbox.fault(Cut(moment="after", actions=("iam:CreateGroup",), times=1))

    ran = ada.apply(plan)

    assert ends(ran)[1] == "unsure"
    assert ran.applied.detail.startswith("step 1: iam:CreateGroup: EntityAlreadyExists")
    assert standings(ada)[1] == "unsure"

    ada.sandbox.no_faults()
    again = ada.apply(plan)

    assert (again.error, ends(again)[1], made(ada, plan)) == (None, "found", once_each(plan))


@pytest.mark.parametrize("operation", WRITES)
def test_throttling_that_passes_is_waited_out(ada, plan, operation):
    ada.sandbox.fault(Throttle(actions=(f"iam:{operation}",), times=7))

    ran = ada.apply(plan)

    assert (ran.error, set(ends(ran).values()), made(ada, plan)) == (None, {"done"}, once_each(plan))
    assert ada.slept[0] == 2


@pytest.mark.usefixtures("in_order")
def test_throttling_that_stays_fails_the_step_and_nothing_happened(ada, plan):
    ada.sandbox.fault(Throttle(actions=("iam:UpdateAccountPasswordPolicy",)))

    ran = ada.apply(plan)

    assert (ends(ran)[1], ends(ran)[2], ends(ran)[3]) == ("done", "failed", "not begun")
    assert ran.applied.detail == (
        "step 2: iam:UpdateAccountPasswordPolicy: AWS throttled the call, retries included (Throttling)"
    )
    assert ada.slept == [2, 4, 8]
    assert standings(ada)[2] == "open"


@pytest.mark.parametrize("operation", ["AttachGroupPolicy", "AddUserToGroup"])
def test_a_new_group_that_is_not_known_everywhere_yet_is_waited_for(ada, plan, operation):
    ada.sandbox.fault(Fail(actions=(f"iam:{operation}",), status=404, code="NoSuchEntity", times=2))

    ran = ada.apply(plan)

    assert (ran.error, set(ends(ran).values()), made(ada, plan)) == (None, {"done"}, once_each(plan))


# ---- refusals halfway


@pytest.mark.usefixtures("in_order")
def test_a_denied_step_stops_the_run_and_what_is_half_done_is_said(ada, plan):
    ada.sandbox.fault(Deny(actions=("iam:DetachUserPolicy",)))

    ran = ada.apply(plan)

    assert (ran.error, ran.applied.ending) == (None, "stopped")
    assert ran.applied.detail == (
        "step 6: iam:DetachUserPolicy: "
        "AccessDenied: because no identity-based policy allows the iam:DetachUserPolicy action"
    )
    assert ends(ran) == {
        **dict.fromkeys(range(1, 6), "done"),
        6: "failed",
        **dict.fromkeys(range(7, 12), "not begun"),
    }
    assert {proof.gap.check: proof.status for proof in ran.applied.proofs}["policy-attached-to-user"] == "open"
    (journal,) = ada.journals()
    assert isinstance(journal.entries[-1], Closed)
    assert (journal.entries[-1].ending, journal.entries[-1].detail) == ("stopped", ran.applied.detail)
    assert {step.number for step in journal.steps if journal.standing(step) == "done"} == set(range(1, 6))


def test_once_the_denial_is_lifted_the_run_goes_on_and_may_be_taken_back_whole(ada, plan, before):
    ada.sandbox.fault(Deny(actions=("iam:DetachUserPolicy",)))
    ada.apply(plan)
    ada.sandbox.allow_all()

    ran = ada.resume()

    assert (ran.error, ran.applied.is_whole, statuses(ran)) == (None, True, {"closed"})
    assert made(ada, plan) == once_each(plan)
    assert ada.undo().error is None
    assert ada.account() == before


def test_what_a_denied_step_left_half_done_can_be_taken_back(ada, plan, before):
    ada.sandbox.fault(Deny(actions=("iam:DetachUserPolicy",)))
    ada.apply(plan)

    undone = ada.undo()

    assert (undone.error, undone.applied.ending) == (None, "complete")
    assert ada.account() == before


@pytest.mark.usefixtures("in_order")
def test_where_a_limit_is_reached_the_step_failed_and_nothing_happened(ada, plan):
    ada.sandbox.fault(
        Fail(
            actions=("iam:AddUserToGroup",),
            status=409,
            code="LimitExceeded",
            message="Cannot exceed quota for GroupsPerUser: 10",
        )
    )

    ran = ada.apply(plan)

    assert ran.applied.detail == (
        "step 5: iam:AddUserToGroup: LimitExceeded: Cannot exceed quota for GroupsPerUser: 10"
    )
    assert (ends(ran)[5], ends(ran)[6], standings(ada)[5]) == ("failed", "not begun", "open")
    assert ada.slept == []


@pytest.mark.parametrize(
    ("action", "step"),
    [("iam:ListAttachedGroupPolicies", 3), ("iam:GetAccessKeyLastUsed", 9), ("iam:ListMFADevices", 11)],
)
def test_a_look_that_is_denied_before_the_run_says_what_to_allow(ada, plan, before, action, step):
    ada.sandbox.deny(action)

    with pytest.raises(IncompleteError, match=f"this run changed nothing: step {step} could not be looked") as error:
        ada.apply(plan)

    assert error.value.advice == f"allow {action}: rootward permissions --command apply"
    ada.sandbox.allow_all()
    assert ada.account() == before


def test_a_fact_that_is_denied_before_the_run_says_what_to_allow(ada, plan):
    ada.sandbox.deny("iam:ListVirtualMFADevices")

    with pytest.raises(IncompleteError, match="virtual mfa devices could not be read") as error:
        ada.apply(plan)

    assert (error.value.exit_code, error.value.advice) == (
        3,
        "allow iam:ListVirtualMFADevices: rootward permissions --command apply",
    )


@pytest.mark.usefixtures("in_order")
@pytest.mark.parametrize(("action", "step"), [("iam:ListGroupsForUser", 5), ("iam:GetAccessKeyLastUsed", 9)])
def test_a_look_that_is_denied_halfway_stops_the_run_before_its_step(ada, plan, action, step):
    ada.on_step = lambda ended, _: ada.sandbox.deny(action) if ended.number == step - 1 else None

    ran = ada.apply(plan)

    assert ran.error is None
    assert (ends(ran)[step - 1], ends(ran)[step], ends(ran)[step + 1]) == ("done", "not begun", "not begun")
    assert ran.applied.outcomes[step - 1].detail.startswith("not looked at: AccessDenied")


@pytest.mark.usefixtures("in_order")
def test_what_the_lockout_guard_refuses_halfway_is_not_begun(ada, plan, monkeypatch):
    def refuse(_guard: Guard, _account: Account, change: Change) -> Refusal | None:
        return Refusal("nobody would be left", "make somebody an administrator") if change.risk != "safe" else None

    monkeypatch.setattr(Guard, "of_step", refuse)

    ran = ada.apply(plan)

    assert isinstance(ran.error, GuardRefusedError)
    assert (str(ran.error), ran.error.advice) == (
        "step 6: nobody would be left",
        "make somebody an administrator",
    )
    assert (ends(ran)[5], ends(ran)[6], standings(ada)[6]) == ("done", "not begun", "open")


# ---- reads that are late


def test_reads_that_are_late_are_waited_for(ada, plan):
    ada.sandbox.fault(Stale(seconds=20, actions=("iam:Get*", "iam:List*")))

    ran = ada.apply(plan)

    assert (ran.error, set(ends(ran).values()), made(ada, plan)) == (None, {"done"}, once_each(plan))
    assert sum(ada.slept) > 20


@pytest.mark.usefixtures("in_order")
def test_a_read_that_never_agrees_leaves_the_step_unsure(ada, plan):
    ada.sandbox.fault(Stale(seconds=3600, actions=("iam:GetAccountPasswordPolicy",)))

    ran = ada.apply(plan)

    assert (ends(ran)[1], ends(ran)[2], ends(ran)[3]) == ("done", "unsure", "not begun")
    assert ran.applied.detail == "step 2: AWS took it, and no read says so after 60 seconds"
    assert (ran.applied.ending, standings(ada)[2]) == ("stopped", "unsure")

    ada.sandbox.no_faults()
    again = ada.apply(plan)

    assert (again.error, ends(again)[2], made(ada, plan)) == (None, "found", once_each(plan))
