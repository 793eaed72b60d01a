from __future__ import annotations

from rootward.model.change import ApiCall, MembershipChange, Missing
from tests.checks.facts import account, arn, denied, identities, user

ANN, BOB = user("ann", groups=("ops",)), user("bob", groups=("ops", "web"))
ACCOUNT = account(identities=identities(users=(ANN, BOB)))


def joins(name, group):
    return MembershipChange(
        user=name,
        user_arn=arn("user", name),
        group=group,
        group_arn=arn("group", group),
        before=False,
        after=True,
    )


def test_both_calls_are_actions_on_the_group():
    named = {"GroupName": "web", "UserName": "ann"}

    assert joins("ann", "web").calls() == (
        ApiCall(operation="AddUserToGroup", parameters=named, resource=arn("group", "web")),
    )
    assert joins("ann", "web").inverse().calls() == (
        ApiCall(operation="RemoveUserFromGroup", parameters=named, resource=arn("group", "web")),
    )


def test_whoever_leaves_may_lose_something():
    assert (joins("ann", "web").risk, joins("ann", "web").inverse().risk) == ("safe", "disruptive")


def test_its_state_is_whether_the_user_is_in_the_group():
    unread = denied("iam:GetAccountAuthorizationDetails")

    assert joins("ann", "ops").state(ACCOUNT) is True
    assert joins("ann", "web").state(ACCOUNT) is False
    assert joins("gone", "web").state(ACCOUNT) == Missing(arn("user", "gone"))
    assert joins("ann", "web").state(account(identities=unread)) == unread


def test_its_effect_is_on_its_own_user_and_group_alone():
    assert joins("ann", "web").effect(ACCOUNT).identities.users == (user("ann", groups=("ops", "web")), BOB)
    assert joins("bob", "ops").inverse().effect(ACCOUNT).identities.users == (ANN, user("bob", groups=("web",)))
    assert joins("gone", "web").effect(ACCOUNT) == ACCOUNT


def test_the_user_is_the_resource_and_the_pair_the_target():
    assert joins("ann", "web").resource == arn("user", "ann")
    assert joins("ann", "web").target == ("membership", "ann", "web")
