from __future__ import annotations

import pytest

from rootward.iam_policy import UNREAD
from rootward.iam_policy.assumption import Assumption
from rootward.iam_policy.ternary import Maybe
from tests.iam_policy.identities import (
    ACCOUNT_ID,
    EVERYTHING,
    account,
    allow,
    arn,
    deny,
    managed,
    powers_of,
    role,
    text,
    trust,
    user,
)

ABROAD = "999999999999"
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
WITH_MFA = Maybe(frozenset({"aws:multifactorauthpresent"}))
ASK = allow("sts:AssumeRole")


def steps(*, scps=(), **identities):
    """The roles that each may assume, with the answers, by their names."""
    powers = powers_of(account(**identities), scps)
    assumption = Assumption(powers)
    found = {
        holder.name: {step.role.name: step.answer for step in assumption.roles_of(holder)} for holder in powers.holders
    }
    # Asked the other way round it is the same.
    assert {
        (holder.name, role.name): answer for role in powers.holders for holder, answer in assumption.entrants(role)
    } == {(holder, role): answer for holder, roles in found.items() for role, answer in roles.items()}
    # And it is what each is told by itself, but that an unread trust policy is held to let in those alone who ask.
    assert found == {
        holder.name: {
            role.name: answer
            for role in powers.holders
            if role is not holder and (answer := assumption.answer(holder, role)) is not False
            if role.trust is not None and (role.trust.ready is not UNREAD or role.name in found[holder.name])
        }
        for holder in powers.holders
    }
    return {name: roles for name, roles in found.items() if roles}


def test_a_role_that_names_a_user_is_open_to_it_whatever_its_policies():
    roles = [role("admin", trusts=trust({"AWS": arn("user/zoe")}))]

    assert steps(users=[user("zoe"), user("maya", ASK)], roles=roles) == {"zoe": {"admin": True}}


@pytest.mark.parametrize("account_named", [ACCOUNT_ID, arn("root"), [ABROAD, arn("root"), ACCOUNT_ID]])
def test_a_role_that_names_the_account_is_open_to_those_who_may_ask_for_it(account_named):
    roles = [role("admin", trusts=trust({"AWS": account_named}))]
    users = [
        user("all", allow("*")),
        user("any", allow("sts:Assume*", on=arn("role/a*"))),
        user("two", allow("sts:AssumeRole", on=arn("role/admin")), allow("sts:AssumeRole", on=arn("role/x"))),
        user("other", allow("sts:AssumeRole", on=arn("role/other"))),
        user("denied", ASK, deny("sts:*")),
        user("only-denied", deny("sts:AssumeRole")),
        user("without", {"Effect": "Allow", "NotAction": "sts:*", "Resource": "*"}),
        user("all-but", {"Effect": "Allow", "Action": "sts:AssumeRole", "NotResource": arn("role/other")}),
        user("but-this", {"Effect": "Allow", "Action": "sts:AssumeRole", "NotResource": arn("role/admin")}),
        user("variable", allow("sts:AssumeRole", on="arn:aws:iam::${aws:PrincipalAccount}:role/admin")),
        user("variables", allow("sts:AssumeRole", on=[arn("role/x"), arn("role/${aws:UserId}")])),
        user("tagged", allow("sts:AssumeRole", on=arn("role/${aws:PrincipalTag/job}")), tags={"job": "admin"}),
        user("untagged", allow("sts:AssumeRole", on=arn("role/${aws:PrincipalTag/job}"))),
    ]
    job = Maybe(frozenset({"aws:userid"}))

    assert steps(users=users, roles=roles) == {
        "all": {"admin": True},
        "any": {"admin": True},
        "two": {"admin": True},
        "all-but": {"admin": True},
        "variable": {"admin": True},
        "variables": {"admin": job},
        "tagged": {"admin": True},
    }


@pytest.mark.parametrize(
    "trusts",
    [
        trust({"AWS": ABROAD}),
        trust({"AWS": arn("root", ABROAD)}),
        trust({"Service": "ec2.amazonaws.com"}),
        trust({"AWS": ACCOUNT_ID}, action="sts:TagSession"),
        text({"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"}),
        trust({"AWS": arn("user/gone")}),
    ],
)
def test_a_role_that_trusts_nobody_of_the_account_is_open_to_nobody(trusts):
    assert steps(users=[user("zoe", ASK)], roles=[role("admin", trusts=trusts)]) == {}


def test_a_role_that_names_everybody_is_open_to_all_who_are_not_denied():
    users = [user("zoe"), user("maya", deny("sts:AssumeRole")), user("ann", boundary=arn("policy/reader"))]
    policies = [managed("reader", allow("s3:*"))]

    assert steps(users=users, policies=policies, roles=[role("open", trusts=trust("*"))]) == {
        "zoe": {"open": True},
    }


def test_a_role_that_trusts_all_but_one_is_open_to_the_others():
    all_but_maya = text(
        {"Effect": "Allow", "NotPrincipal": {"AWS": arn("user/maya")}, "Action": "sts:AssumeRole"}
    )  # fmt: skip

    assert steps(users=[user("zoe"), user("maya", ASK)], roles=[role("open", trusts=all_but_maya)]) == {
        "zoe": {"open": True},
    }


def test_one_who_is_named_is_told_apart_from_others_with_the_same_policies():
    roles = [
        role("both", trusts=trust({"AWS": [arn("user/zoe"), arn("root")]})),
        role("without-zoe", trusts=text(
            {"Effect": "Allow", "Principal": {"AWS": ACCOUNT_ID}, "Action": "sts:AssumeRole"},
            {"Effect": "Deny", "Principal": {"AWS": arn("user/zoe")}, "Action": "sts:AssumeRole"},
        )),
        role("zoe-with-mfa", trusts=text(
            {"Effect": "Allow", "Principal": {"AWS": arn("user/zoe")}, "Action": "sts:AssumeRole", "Condition": MFA},
        )),
    ]  # fmt: skip
    attached = {"attached_policies": (arn("policy/ask"),)}
    users = [user("zoe", **attached), user("maya", **attached), user("ann")]

    assert steps(users=users, roles=roles, policies=[managed("ask", ASK)]) == {
        "zoe": {"both": True, "zoe-with-mfa": WITH_MFA},
        "maya": {"both": True, "without-zoe": True},
    }


def test_a_trust_policy_may_ask_who_it_is():
    attached = {"attached_policies": (arn("policy/ask"),)}
    by_name = trust({"AWS": ACCOUNT_ID}, {"StringEquals": {"aws:username": "zoe"}})
    itself = trust({"AWS": arn("user/maya")}, {"StringEquals": {"aws:username": "maya"}})
    anybody_by_arn = trust("*", {"ArnEquals": {"aws:PrincipalArn": arn("user/ann")}})

    assert steps(
        users=[user("zoe", **attached), user("maya", **attached), user("ann")],
        roles=[role("named", trusts=by_name), role("itself", trusts=itself), role("by-arn", trusts=anybody_by_arn)],
        policies=[managed("ask", ASK)],
    ) == {"zoe": {"named": True}, "maya": {"itself": True}, "ann": {"by-arn": True}}


def test_roles_are_listed_by_their_arns_without_oneself():
    everybody = trust("*")
    roles = [
        role("b", trusts=trust({"AWS": arn("user/zoe")})),
        role("a", trusts=everybody),
        role("c", trusts=everybody),
    ]
    powers = powers_of(account(users=[user("zoe"), user("maya")], roles=roles))
    assumption = Assumption(powers)
    by_name = {holder.name: holder for holder in powers.holders}

    assert [step.role.name for step in assumption.roles_of(by_name["zoe"])] == ["a", "b", "c"]
    assert [step.role.name for step in assumption.roles_of(by_name["a"])] == ["c"]
    assert [holder.name for holder, _ in assumption.entrants(by_name["a"])] == ["maya", "zoe", "b", "c"]
    assert list(assumption.entrants(by_name["zoe"])) == []


def test_a_user_may_have_the_name_of_a_role():
    roles = [role("deploy"), role("admin", trusts=trust({"AWS": arn("user/deploy")}))]
    powers = powers_of(account(users=[user("deploy"), user("zoe")], roles=roles))
    assumption = Assumption(powers)

    assert [step.role.name for step in assumption.roles_of(powers.by_arn[arn("user/deploy")])] == ["admin"]
    assert assumption.roles_of(powers.by_arn[arn("role/deploy")]) == ()


def test_a_session_of_another_account_is_no_session_of_a_role_of_the_same_name():
    abroad = f"arn:aws:sts::{ABROAD}:assumed-role/deploy/zoe"
    roles = [role("deploy", ASK), role("admin", trusts=trust({"AWS": abroad}))]

    assert steps(roles=roles) == {}


def test_circumstances_and_what_was_not_read_are_named():
    users = [user("zoe", ASK)]
    roles = [role("admin", trusts=trust({"AWS": ACCOUNT_ID}, MFA)), role("broken", trusts="{")]

    assert steps(users=users, roles=roles, scps=UNREAD) == {
        "zoe": {
            "admin": Maybe(frozenset({"aws:multifactorauthpresent"}), frozenset({"scp"})),
            "broken": Maybe(unread=frozenset({"scp", "resource"})),
        }
    }


def test_a_policy_that_was_not_read_may_let_ask():
    users = [user("zoe", attached_policies=(arn("policy/lost"),)), user("maya")]

    assert steps(users=users, roles=[role("admin", trusts=trust({"AWS": ACCOUNT_ID}))]) == {
        "zoe": {"admin": Maybe(unread=frozenset({"identity"}))}
    }


@pytest.mark.parametrize(
    "key", ["sts:ExternalId", "sts:RoleSessionName", "sts:SourceIdentity", "aws:RequestTag/job", "aws:SourceIp"]
)
def test_whoever_asks_may_choose_some_keys(key):
    roles = [role("admin", trusts=trust({"AWS": ACCOUNT_ID}, {"StringEquals": {key: "x"}}))]

    assert steps(users=[user("zoe", ASK)], roles=roles) == {"zoe": {"admin": Maybe(frozenset({key.lower()}))}}


def test_a_call_by_oneself_lacks_the_keys_of_a_service():
    by_service = trust({"AWS": ACCOUNT_ID}, {"Bool": {"aws:ViaAWSService": "true"}})
    tagged = trust({"AWS": ACCOUNT_ID}, {"StringEquals": {"aws:ResourceTag/job": "x"}})

    assert steps(users=[user("zoe", EVERYTHING)], roles=[role("a", trusts=by_service), role("b", trusts=tagged)]) == {}


def test_only_a_role_is_assumed():
    powers = powers_of(account(users=[user("zoe", EVERYTHING), user("maya")]))
    maya, zoe = powers.holders

    assert Assumption(powers).answer(zoe, maya) is False


def test_whoever_assumes_a_role_chooses_the_name_of_the_session():
    session = f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/dev/alice"
    roles = [role("dev"), role("other"), role("admin", trusts=trust({"AWS": session}))]

    assert steps(roles=roles) == {"dev": {"admin": True}}


def test_sessions_of_roles_carry_no_mfa_and_users_have_the_tags_that_are_listed():
    with_mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    of_red = {"StringEquals": {"aws:PrincipalTag/team": "red"}}
    users = [user("zoe", ASK, tags={"team": "red"}), user("maya", ASK)]
    roles = [
        role("second", trusts=trust({"AWS": arn("role/first")}, with_mfa)),
        role("first"),
        role("reds", trusts=trust({"AWS": ACCOUNT_ID}, of_red)),
    ]

    assert steps(users=users, roles=roles) == {"zoe": {"reds": True}}


@pytest.mark.parametrize("key", ["aws:ResourceTag/Team", "iam:ResourceTag/team"])
def test_whoever_may_assume_roles_of_one_tag_may_assume_those_and_no_others(key):
    of_red = {"StringEquals": {key: "red"}}
    users = [user("zoe", allow("sts:AssumeRole", when=of_red)), user("maya", ASK, deny("sts:AssumeRole", when=of_red))]
    roles = [
        role("reds", trusts=trust({"AWS": ACCOUNT_ID}), tags={"TEAM": "red"}),
        role("blues", trusts=trust({"AWS": ACCOUNT_ID}), tags={"team": "blue"}),
        role("nobodys", trusts=trust({"AWS": ACCOUNT_ID})),
    ]

    assert steps(users=users, roles=roles) == {"zoe": {"reds": True}, "maya": {"blues": True, "nobodys": True}}
