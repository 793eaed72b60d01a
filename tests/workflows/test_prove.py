"""Looking again, later, at what a plan changed and closed."""

from __future__ import annotations

import msgspec
import pytest

from rootward.errors import GuardRefusedError, IncompleteError
from rootward.iam_policy.actions import find
from rootward.model.applied import Applied
from rootward.model.plan import Plan, sealed
from rootward.workflows.prove import prove
from rootward.workflows.source import Live
from tests.sandbox.people import as_user
from tests.workflows.patient import Patient, made


def proved(actor: Patient, plan: Plan) -> Applied:
    return prove(Live(), plan, setting=actor.setting, announce=print)


def test_what_was_applied_holds_and_every_gap_is_closed(ada, plan):
    ada.apply(plan)

    found = proved(ada, plan)

    assert {one.end for one in found.outcomes} == {"found"}
    assert {proof.status for proof in found.proofs} == {"closed"}
    assert (found.journal, len(ada.journals())) == ("", 1)


def test_it_only_reads(ada, plan):
    found = proved(ada, plan)

    assert {one.end for one in found.outcomes} == {"not begun"}
    assert {proof.status for proof in found.proofs} == {"open"}
    assert made(ada, plan) == {}
    levels = {action: find(action) for action in {call.action for call in ada.sandbox.calls}}
    assert {one.access_level for one in levels.values() if one} == {"List", "Read"}


def test_what_somebody_took_back_is_told_by_its_step_and_its_gap(ada, plan):
    ada.apply(plan)
    as_user(ada.sandbox, "ada").remove_user_from_group(UserName="ben", GroupName="mfa-enforced")

    found = proved(ada, plan)

    assert {one.number: one.detail for one in found.outcomes if one.end != "found"} == {11: "it is not so"}
    assert [proof.gap.check for proof in found.proofs if proof.status != "closed"] == ["mfa-not-enforced"]


def test_a_plan_for_another_account_is_refused(ada, plan):
    other = sealed(msgspec.structs.replace(plan, account=msgspec.structs.replace(plan.account, id="210987654321")))

    with pytest.raises(GuardRefusedError, match="the plan is for account 210987654321"):
        proved(ada, other)


def test_a_look_that_is_denied_is_no_proof(ada, plan):
    ada.apply(plan)
    ada.sandbox.deny("iam:GetGroup")

    with pytest.raises(IncompleteError, match="step 1 could not be looked at: AccessDenied") as error:
        proved(ada, plan)

    assert (error.value.exit_code, error.value.advice) == (3, "allow iam:GetGroup")


def test_the_plan_of_an_undo_can_be_proved_too(ada, plan):
    ada.apply(plan)
    undone = ada.undo()

    found = proved(ada, undone.applied.plan)

    assert {one.end for one in found.outcomes} == {"found"}
