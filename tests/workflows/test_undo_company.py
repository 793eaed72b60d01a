"""Somebody joined, since a run, a group that the run made: an undo would take from them what the group gives."""

from __future__ import annotations

import msgspec
import pytest

from rootward.errors import GuardRefusedError, IncompleteError
from rootward.model.change import GroupChange
from rootward.model.identity import Group, Identities
from rootward.sandbox.faults import Deny
from rootward.workflows.prove import prove
from rootward.workflows.running.company import Company, company_of
from rootward.workflows.source import Live
from tests.checks.facts import account, arn
from tests.sandbox.people import as_user
from tests.workflows.patient import Patient, ends, standings

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


@pytest.fixture
def readers(ada, plan):
    """The group that a run made of Cleo's policies."""
    ada.apply(plan)
    return plan.steps[4].change.group


def test_a_group_that_somebody_joined_since_is_not_taken_from_them(ada, readers):
    as_user(ada.sandbox, "ada").add_user_to_group(GroupName=readers, UserName="robot")
    unchanged = ada.account()

    with pytest.raises(GuardRefusedError) as refusal:
        ada.undo()

    assert (refusal.value.exit_code, str(refusal.value)) == (
        5,
        f"this run changed nothing: the group {readers} has members whom this run does not take out: robot",
    )
    assert refusal.value.advice == "first undo the later run that put it there, or take it out of the group"
    assert (ada.account(), len(ada.journals())) == (unchanged, 1)


@pytest.mark.usefixtures("readers")
def test_nobody_who_joined_since_is_unbound_from_mfa(ada):
    as_user(ada.sandbox, "ada").add_user_to_group(GroupName="mfa-enforced", UserName="robot")

    with pytest.raises(GuardRefusedError, match=r"group mfa-enforced has members .*: robot"):
        ada.undo()


def test_once_they_are_out_of_the_group_the_run_is_taken_back(ada, readers, before):
    admin = as_user(ada.sandbox, "ada")
    admin.add_user_to_group(GroupName=readers, UserName="robot")
    with pytest.raises(GuardRefusedError):
        ada.undo()
    admin.remove_user_from_group(GroupName=readers, UserName="robot")

    assert ada.undo().error is None
    assert ada.account() == before


def test_a_later_run_that_put_somebody_into_the_group_is_taken_back_first(ada, plan, before):
    first = ada.apply(plan)
    admin = as_user(ada.sandbox, "ada")
    admin.attach_user_policy(UserName="robot", PolicyArn=READ_ONLY)
    notes = plan.steps[3].change.after
    admin.put_user_policy(UserName="robot", PolicyName="notes", PolicyDocument=notes)
    later = ada.apply(ada.plan("policy-attached-to-user"))
    group = plan.steps[4].change.group
    assert {user["UserName"] for user in admin.get_group(GroupName=group)["Users"]} == {"cleo", "robot"}

    with pytest.raises(GuardRefusedError, match="does not take out: robot"):
        ada.undo(first.applied.journal)
    ada.undo(later.applied.journal)
    admin.detach_user_policy(UserName="robot", PolicyArn=READ_ONLY)
    admin.delete_user_policy(UserName="robot", PolicyName="notes")

    assert ada.undo(first.applied.journal).error is None
    assert ada.account() == before


@pytest.mark.usefixtures("in_order")
def test_who_joins_while_it_is_taken_back_keeps_what_the_group_gives(ada, readers):
    def join(step, _outcome):
        if step.change.target == ("membership", "cleo", readers):
            as_user(ada.sandbox, "ada").add_user_to_group(GroupName=readers, UserName="robot")

    ada.on_step = join

    undone = ada.undo()

    assert isinstance(undone.error, GuardRefusedError)
    assert undone.error.exit_code == 5
    assert undone.applied.detail.endswith(f"the group {readers} has members whom this run does not take out: robot")
    admin = as_user(ada.sandbox, "ada")
    assert [one["PolicyArn"] for one in admin.list_attached_group_policies(GroupName=readers)["AttachedPolicies"]] == [
        READ_ONLY
    ]
    assert "notes" in admin.list_group_policies(GroupName=readers)["PolicyNames"]


@pytest.mark.parametrize("kind", ["attached", "inside"])
def test_a_group_that_holds_a_policy_of_somebody_elses_is_not_half_taken_away(ada, readers, plan, kind):
    admin = as_user(ada.sandbox, "ada")
    other = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"
    if kind == "attached":
        admin.attach_group_policy(GroupName=readers, PolicyArn=other)
    else:
        admin.put_group_policy(GroupName=readers, PolicyName="other", PolicyDocument=plan.steps[3].change.after)
    unchanged = ada.account()

    with pytest.raises(GuardRefusedError, match=f"group {readers} has policies that this run does not take away: "):
        ada.undo()

    assert (ada.account(), len(ada.journals())) == (unchanged, 1)


@pytest.mark.usefixtures("readers")
def test_where_the_members_may_not_be_listed_nothing_is_taken_back(ada):
    ada.sandbox.deny("iam:GetGroup")

    with pytest.raises(IncompleteError) as error:
        ada.undo()

    assert error.value.exit_code == 3


@pytest.mark.usefixtures("readers")
def test_where_the_members_can_be_listed_only_at_first_nothing_is_taken_back(ada):
    ada.sandbox.fault(Deny(actions=("iam:GetGroup",), skip=2))  # whether each of the two groups is there

    with pytest.raises(IncompleteError, match="who is in the group of step") as error:
        ada.undo()

    assert error.value.advice == "allow iam:GetGroup: rootward permissions --command apply"


def test_of_many_who_are_left_three_are_named():
    several = tuple(f"policy-{number}" for number in range(5))
    staff = Group(name="staff", arn=arn("group", "staff"), attached_policies=several)
    leaving = GroupChange(name="staff", arn=staff.arn, before=True, after=False)
    taken = Company(policies=frozenset({("staff", "policy-0")}))

    assert taken.left_in(account(identities=Identities(groups=(staff,))), leaving) == (
        "the group staff has policies that this run does not take away: policy-1, policy-2, policy-3 and 1 more"
    )


def test_a_plan_that_takes_no_run_back_says_itself_who_loses_what(plan):
    assert company_of(plan, plan.steps) is None
    assert company_of(msgspec.structs.replace(plan, undoes="20260101T000000Z-abcd"), plan.steps) is not None


# ---- people who are not there any more


def delete(actor: Patient, name: str) -> None:
    """The user, with all that is the user's."""
    admin = as_user(actor.sandbox, "ada")
    if name == "ben":
        admin.delete_login_profile(UserName=name)
    for device in admin.list_mfa_devices(UserName=name)["MFADevices"]:
        admin.deactivate_mfa_device(UserName=name, SerialNumber=device["SerialNumber"])
        admin.delete_virtual_mfa_device(SerialNumber=device["SerialNumber"])
    for group in admin.list_groups_for_user(UserName=name)["Groups"]:
        admin.remove_user_from_group(UserName=name, GroupName=group["GroupName"])
    admin.delete_user(UserName=name)


@pytest.mark.parametrize("name", ["ben", "cleo"])
def test_who_was_deleted_since_has_nothing_that_could_be_taken_back(ada, plan, name):
    ada.apply(plan)
    delete(ada, name)

    undone = ada.undo()

    assert (undone.error, undone.applied.is_whole) == (None, True)
    about = {step.number for step in undone.applied.plan.steps if name in step.change.resource}
    assert {number for number, end in ends(undone).items() if end == "found"} == about
    assert set(standings(ada).values()) == {"done"}
    found = prove(Live(), undone.applied.plan, setting=ada.setting, announce=print)
    assert {one.end for one in found.outcomes} == {"found"}


@pytest.mark.usefixtures("readers")
@pytest.mark.parametrize("name", ["ben", "cleo"])
def test_who_has_another_name_by_now_is_not_taken_for_gone(ada, name):
    as_user(ada.sandbox, "ada").update_user(UserName=name, NewUserName="renamed")
    unchanged = ada.account()

    with pytest.raises(GuardRefusedError, match="has members whom this run does not take out: renamed"):
        ada.undo()

    assert ada.account() == unchanged
