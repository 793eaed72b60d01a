from __future__ import annotations

from rootward.model.change import ApiCall, GroupChange
from tests.checks.facts import account, arn, denied, group, identities

OPS = group("ops", attached_policies=(arn("policy", "read"),))
ACCOUNT = account(identities=identities(groups=(OPS,)))


def made(name="new", **fields):
    return GroupChange(**{"name": name, "arn": arn("group", name), "before": False, "after": True, **fields})


def test_a_group_is_made_where_the_path_says():
    assert made().calls() == (
        ApiCall(operation="CreateGroup", parameters={"GroupName": "new"}, resource=arn("group", "new")),
    )
    assert made(path="/teams/").calls()[0].parameters == {"GroupName": "new", "Path": "/teams/"}


def test_it_is_taken_away_by_its_name():
    assert made(path="/teams/").inverse().calls() == (
        ApiCall(operation="DeleteGroup", parameters={"GroupName": "new"}, resource=arn("group", "new")),
    )


def test_it_gives_and_takes_nothing_by_itself():
    assert (made().risk, made().inverse().risk) == ("safe", "safe")


def test_small_and_capital_letters_make_no_other_group():
    assert made("OPS").state(ACCOUNT) is True
    assert made("OPS").target == made("ops").target
    assert made("OPS").inverse().effect(ACCOUNT).identities == identities()


def test_its_state_is_whether_it_is_there():
    unread = denied("iam:GetAccountAuthorizationDetails")

    assert made().state(ACCOUNT) is False
    assert made().state(account(identities=unread)) == unread


def test_a_new_group_is_empty_and_the_others_stay():
    assert made(path="/teams/").effect(ACCOUNT).identities.groups == (OPS, group("new", path="/teams/"))


def test_a_group_that_is_there_already_keeps_what_it_holds():
    assert made("ops").effect(ACCOUNT) == ACCOUNT


def test_its_resource_is_the_group():
    assert made().resource == arn("group", "new")
