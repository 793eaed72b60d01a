from __future__ import annotations

import pytest

from rootward.iam_policy import UNREAD
from rootward.iam_policy.administrators import Administrator, administrators
from rootward.iam_policy.assumption import Assumption
from rootward.iam_policy.ternary import Maybe
from tests.iam_policy.identities import ACCOUNT_ID, EVERYTHING, account, allow, arn, deny, powers_of, role, trust, user

MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


def found(*, scps=(), **identities):
    powers = powers_of(account(**identities), scps)
    return {
        one.holder.name: (one.answer, [role.name for role in one.through])
        for one in administrators(powers, Assumption(powers))
    }


def test_a_role_makes_administrators_of_those_who_may_assume_it():
    assert found(
        users=[user("zoe", allow("sts:AssumeRole", on=arn("role/admin"))), user("maya")],
        roles=[role("admin", EVERYTHING, trusts=trust({"AWS": ACCOUNT_ID}))],
    ) == {"zoe": (True, ["admin"]), "admin": (True, [])}


def test_a_trust_policy_that_names_a_user_is_enough():
    assert found(
        users=[user("zoe"), user("maya", allow("sts:*"))],
        roles=[role("admin", EVERYTHING, trusts=trust({"AWS": arn("user/zoe")}))],
    ) == {"zoe": (True, ["admin"]), "admin": (True, [])}


def test_a_trust_policy_that_names_everybody_lets_everybody_in():
    assert found(
        users=[user("zoe"), user("maya", deny("sts:*"))],
        roles=[role("admin", EVERYTHING, trusts=trust("*"))],
    ) == {"zoe": (True, ["admin"]), "admin": (True, [])}


def test_permission_without_trust_and_trust_without_permission_are_nothing():
    assert found(
        users=[user("zoe", allow("sts:AssumeRole")), user("maya")],
        roles=[
            role("admin", EVERYTHING, trusts=trust({"AWS": "999999999999"})),
            role("other", EVERYTHING, trusts=trust({"Service": "ec2.amazonaws.com"})),
            role("third", EVERYTHING, trusts=trust({"AWS": arn("root")}, {"StringEquals": {"aws:username": "maya"}})),
        ],
    ) == {"admin": (True, []), "other": (True, []), "third": (True, [])}


def test_roles_lead_to_roles_by_the_shortest_way():
    assert found(
        users=[
            user("zoe", allow("sts:AssumeRole", on=[arn("role/first"), arn("role/shortcut")])),
            user("maya", allow("sts:AssumeRole", on=arn("role/first"))),
        ],
        roles=[
            role("first", allow("sts:AssumeRole", on=arn("role/second")), trusts=trust({"AWS": arn("root")})),
            role("second", allow("sts:AssumeRole", on=arn("role/admin")), trusts=trust({"AWS": arn("role/first")})),
            role("shortcut", allow("sts:AssumeRole", on=arn("role/admin")), trusts=trust({"AWS": arn("root")})),
            role("admin", EVERYTHING, trusts=trust({"AWS": arn("root")})),
        ],
    ) == {
        "zoe": (True, ["shortcut", "admin"]),
        "maya": (True, ["first", "second", "admin"]),
        "first": (True, ["second", "admin"]),
        "second": (True, ["admin"]),
        "shortcut": (True, ["admin"]),
        "admin": (True, []),
    }


def test_circumstances_of_the_way_are_named():
    with_mfa = Maybe(frozenset({"aws:multifactorauthpresent"}))
    external = Maybe(frozenset({"sts:externalid"}))

    assert found(
        users=[user("zoe", allow("sts:AssumeRole"))],
        roles=[
            role("admin", EVERYTHING, trusts=trust({"AWS": arn("root")}, MFA)),
            role("vendor", trusts=trust({"AWS": arn("root")}, {"StringEquals": {"sts:ExternalId": "x"}})),
        ],
    ) == {"zoe": (with_mfa, ["admin"]), "admin": (True, [])}
    assert found(
        users=[user("zoe", allow("sts:AssumeRole"))],
        roles=[
            role("admin", EVERYTHING, trusts=trust({"AWS": arn("root")}, {"StringEquals": {"sts:ExternalId": "x"}}))
        ],
    )["zoe"] == (external, ["admin"])


def test_a_role_that_assumes_itself_goes_nowhere():
    assert (
        found(
            roles=[role("loop", allow("sts:AssumeRole"), trusts=trust({"AWS": arn("role/loop")}))],
        )
        == {}
    )


def test_unread_control_policies_leave_nobody_proved():
    facts = account(users=[user("zoe", EVERYTHING)], roles=[role("linked", EVERYTHING, path="/aws-service-role/x/")])
    powers = powers_of(facts, UNREAD)
    zoe, linked = administrators(powers, Assumption(powers))

    assert zoe.answer == Maybe(unread=frozenset({"scp"}))
    assert not zoe.is_proved
    assert linked.is_proved


@pytest.mark.parametrize(
    ("answer", "proved"),
    [
        (True, True),
        (Maybe(frozenset({"aws:sourceip"})), True),
        (Maybe(unread=frozenset({"scp"})), False),
        (Maybe(frozenset({"aws:sourceip"}), frozenset({"scp"})), False),
    ],
)
def test_an_administrator_is_proved_where_nothing_that_was_not_read_counts(answer, proved):
    (zoe,) = powers_of(account(users=[user("zoe")])).holders

    assert Administrator(zoe, answer).is_proved is proved


@pytest.mark.parametrize("document", ["", "{", '{"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole"}]}'])
def test_a_trust_policy_that_cannot_be_read_lets_nobody_in_for_sure(document):
    outcome = found(
        users=[user("zoe", allow("sts:AssumeRole"))], roles=[role("admin", EVERYTHING, trusts=document or "?")]
    )

    assert outcome.get("zoe", (False, []))[0] is not True
