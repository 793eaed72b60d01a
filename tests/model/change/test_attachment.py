from __future__ import annotations

import pytest

from rootward.model.change import ApiCall, AttachmentChange, Missing
from tests.checks.facts import account, arn, denied, group, identities, managed, policy, role, user
from tests.model.change.changes import ref

READ, WRITE = arn("policy", "read"), arn("policy", "write")
IDENTITIES = identities(
    users=(user("ann", attached_policies=(READ, WRITE)), user("bob")),
    groups=(group("ann"),),
    roles=(role("ann", attached_policies=(READ,)),),
    policies=(managed("read", policy(), attachment_count=2), managed("write", policy(), attachment_count=1)),
)
ACCOUNT = account(identities=IDENTITIES)


def attached(kind, name, policy_arn=READ):
    return AttachmentChange(holder=ref(kind, name), policy_arn=policy_arn, before=False, after=True)


@pytest.mark.parametrize(("kind", "word"), [("user", "User"), ("group", "Group"), ("role", "Role")])
def test_each_kind_of_holder_has_calls_of_its_own(kind, word):
    parameters = {f"{word}Name": "ann", "PolicyArn": READ}

    assert attached(kind, "ann").calls() == (
        ApiCall(operation=f"Attach{word}Policy", parameters=parameters, resource=arn(kind, "ann")),
    )
    assert attached(kind, "ann").inverse().calls() == (
        ApiCall(operation=f"Detach{word}Policy", parameters=parameters, resource=arn(kind, "ann")),
    )


def test_whoever_loses_a_policy_may_lose_something():
    assert (attached("user", "ann").risk, attached("user", "ann").inverse().risk) == ("safe", "disruptive")


def test_a_user_a_group_and_a_role_of_one_name_are_three():
    states = [attached(kind, "ann").state(ACCOUNT) for kind in ("user", "group", "role")]

    assert states == [True, False, True]
    assert len({attached(kind, "ann").target for kind in ("user", "group", "role")}) == 3


def test_a_holder_that_is_not_there_is_missing_and_one_that_was_not_read_unknown():
    unread = denied("iam:GetAccountAuthorizationDetails")

    assert attached("role", "gone").state(ACCOUNT) == Missing(arn("role", "gone"))
    assert attached("role", "gone").effect(ACCOUNT) == ACCOUNT
    assert attached("user", "ann").state(account(identities=unread)) == unread


def test_a_detachment_is_of_one_policy_and_is_counted():
    after = attached("user", "ann").inverse().effect(ACCOUNT).identities

    assert after.users == (user("ann", attached_policies=(WRITE,)), user("bob"))
    assert [one.attachment_count for one in after.policies] == [1, 1]
    assert (after.groups, after.roles) == (IDENTITIES.groups, IDENTITIES.roles)


def test_an_attachment_is_counted_once_however_often_it_is_made():
    once = attached("group", "ann").effect(ACCOUNT)

    assert once.identities.groups == (group("ann", attached_policies=(READ,)),)
    assert [one.attachment_count for one in once.identities.policies] == [3, 1]
    assert attached("group", "ann").effect(once) == once


def test_its_resource_is_the_holder():
    assert attached("group", "ann").resource == arn("group", "ann")
