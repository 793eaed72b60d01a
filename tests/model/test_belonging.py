"""What a user or role holds, by the account's facts, in the words of the changes that would take it away."""

from __future__ import annotations

import pytest

from rootward.model.belonging import of_role, of_user
from rootward.model.change import AttachmentChange, IdentityRef, InlinePolicyChange, MembershipChange
from tests.checks.facts import account, arn, denied, identities, inline, role, user

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"

FACTS = account(
    identities=identities(
        users=(
            user("ann", groups=("staff",), attached_policies=(READ_ONLY,), inline_policies=(inline("own", "{}"),)),
            user("bob"),
        ),
        roles=(
            role(
                "ops",
                attached_policies=(READ_ONLY,),
                inline_policies=(inline("own", "{}"),),
                instance_profiles=(arn("instance-profile", "path/machines"),),
            ),
            role("bob"),
        ),
    )
)


def calls(several):
    return [(call.operation, dict(call.parameters)) for one in several for call in one.removed_by]


def test_a_user_holds_groups_and_policies():
    held = of_user(FACTS, "ann")

    assert [one.told for one in held] == ["membership of group staff", "policy ReadOnlyAccess", "inline policy own"]
    assert calls(held) == [
        ("RemoveUserFromGroup", {"GroupName": "staff", "UserName": "ann"}),
        ("DetachUserPolicy", {"UserName": "ann", "PolicyArn": READ_ONLY}),
        ("DeleteUserPolicy", {"UserName": "ann", "PolicyName": "own"}),
    ]


def test_a_role_holds_policies_and_is_in_instance_profiles():
    held = of_role(FACTS, "ops")

    assert [one.told for one in held] == ["policy ReadOnlyAccess", "inline policy own", "instance profile machines"]
    assert calls(held) == [
        ("DetachRolePolicy", {"RoleName": "ops", "PolicyArn": READ_ONLY}),
        ("DeleteRolePolicy", {"RoleName": "ops", "PolicyName": "own"}),
        ("RemoveRoleFromInstanceProfile", {"InstanceProfileName": "machines", "RoleName": "ops"}),
    ]


def test_each_thing_is_called_as_the_change_that_takes_it_away_calls_it():
    ann = IdentityRef("user", "ann", arn("user", "ann"))
    changes = (
        MembershipChange(
            user="ann", user_arn=ann.arn, group="staff", group_arn=arn("group", "staff"), before=True, after=False
        ),
        AttachmentChange(holder=ann, policy_arn=READ_ONLY, before=True, after=False),
        InlinePolicyChange(holder=ann, name="own", before="{}", after=None),
    )

    assert [one.target for one in of_user(FACTS, "ann")] == [change.target for change in changes]


@pytest.mark.parametrize("held", [of_user(FACTS, "bob"), of_role(FACTS, "bob"), of_user(FACTS, "ops"), ()])
def test_whoever_holds_nothing_or_is_not_there_has_nothing(held):
    assert held == ()


def test_where_identities_were_not_read_nothing_is_known():
    unread = account(identities=denied("iam:GetAccountAuthorizationDetails"))

    assert of_user(unread, "ann") == of_role(unread, "ops") == ()
