from __future__ import annotations

import json
from typing import Any

from rootward.model.change import ApiCall, Other
from tests.checks.facts import NOW, account, arn, denied, identities, role
from tests.model.change import kinds
from tests.model.change.kinds import TRUST

WEB = role("web", trust_policy=TRUST, attached_policies=(arn("policy", "read"),))
ACCOUNT = account(identities=identities(roles=(WEB,)))

made: Any = kinds.role


def test_a_role_is_made_with_its_trust_and_where_the_path_says():
    assert made("new").calls() == (
        ApiCall(
            operation="CreateRole",
            parameters={"RoleName": "new", "AssumeRolePolicyDocument": TRUST},
            resource=arn("role", "new"),
        ),
    )
    assert made("new", path="/teams/", description="why").calls()[0].parameters == {
        "RoleName": "new",
        "AssumeRolePolicyDocument": TRUST,
        "Path": "/teams/",
        "Description": "why",
    }


def test_it_is_taken_away_by_its_name():
    assert made("new", path="/teams/", description="why").inverse().calls() == (
        ApiCall(operation="DeleteRole", parameters={"RoleName": "new"}, resource=arn("role", "new")),
    )


def test_whoever_works_as_a_role_that_is_deleted_can_do_nothing_any_more():
    assert (made("new").risk, made("new").inverse().risk) == ("safe", "disruptive")


def test_it_makes_the_role_and_its_inverse_makes_nothing():
    assert (made("new").makes, made("new").inverse().makes) == (arn("role", "new"), None)


def test_small_and_capital_letters_make_no_other_role():
    assert made("WEB").state(ACCOUNT) is True
    assert made("WEB").target == made("web").target
    assert made("WEB").inverse().effect(ACCOUNT).identities == identities()


def test_one_of_the_name_that_trusts_somebody_else_is_another_and_stays():
    others = account(identities=identities(roles=(role("web"),)))

    assert made("web").state(others) == Other()
    assert made("web").effect(others) == others
    assert made("web").inverse().effect(others) == others


def test_a_trust_says_the_same_however_it_is_written():
    written = json.dumps(json.loads(TRUST), indent=2)

    assert made("web", trust_policy=written).state(ACCOUNT) is True


def test_its_state_is_whether_it_is_there():
    unread = denied("iam:GetAccountAuthorizationDetails")

    assert made("new").state(ACCOUNT) is False
    assert made("new").state(account(identities=unread)) == unread
    assert made("new").effect(account(identities=unread)) == account(identities=unread)


def test_a_new_role_holds_nothing_and_the_others_stay():
    after = made("new", path="/teams/").effect(ACCOUNT).identities

    assert after.roles == (WEB, role("new", path="/teams/", created=NOW, trust_policy=TRUST))


def test_a_role_that_is_there_already_keeps_what_it_holds():
    assert made("web").effect(ACCOUNT) == ACCOUNT
