from __future__ import annotations

from typing import Any

import pytest

from rootward.iam_policy import UNREAD, Policy
from rootward.model.identity import ManagedPolicy
from rootward.model.unknown import Unknown
from tests.iam_policy.identities import (
    EVERYTHING,
    account,
    allow,
    arn,
    deny,
    group,
    managed,
    powers_of,
    role,
    text,
    user,
)


def test_a_user_holds_its_own_policies_and_those_of_its_groups():
    facts = account(
        users=[user("zoe", allow("s3:*"), groups=("ops",), attached_policies=(arn("policy/reader"),))],
        groups=[group("ops", allow("ec2:*"), attached_policies=(arn("policy/writer"),))],
        policies=[managed("reader", allow("iam:Get*")), managed("writer", allow("iam:Put*"))],
    )

    (zoe,) = powers_of(facts).holders

    assert (zoe.kind, zoe.name, zoe.path) == ("user", "zoe", "/")
    assert [(held.name, held.group) for held in zoe.held] == [
        (arn("policy/reader"), None),
        ("own", None),
        (arn("policy/writer"), "ops"),
        ("own", "ops"),
    ]
    assert all(held.ready is not UNREAD for held in zoe.held)


def test_what_could_not_be_read_says_why():
    odd = role("odd").trust_policy.replace('"Service"', '"Planet"')
    facts = account(
        users=[
            user(
                "zoe",
                {"Effect": "Allow"},
                groups=("gone",),
                attached_policies=(arn("policy/lost"), arn("policy/denied"), arn("policy/silent")),
            )
        ],
        roles=[role("odd", trusts=odd)],
        policies=[
            ManagedPolicy(
                name=name,
                arn=arn(f"policy/{name}"),
                document=Unknown("denied", "iam:GetPolicyVersion", detail),
            )
            for name, detail in (("denied", "AccessDenied"), ("silent", ""))
        ],
    )

    powers = powers_of(facts)
    zoe, odd_role = powers.holders

    assert [(held.name, held.group, held.problem) for held in zoe.held] == [
        (arn("policy/lost"), None, "its document was not read"),
        (arn("policy/denied"), None, "AccessDenied"),
        (arn("policy/silent"), None, "its document was not read"),
        ("own", None, "statement 1 has neither Action nor NotAction"),
        ("policies of group gone", "gone", "the group was not read"),
    ]
    assert all(held.ready is UNREAD for held in zoe.held)
    assert odd_role.trust is not None
    assert odd_role.trust.ready is UNREAD
    assert (odd_role.trust.name, odd_role.trust.problem) == (
        "trust policy",
        "statement 1, element Principal: 'Planet' is no kind of principal",
    )


def test_identities_with_the_same_policies_are_judged_as_one():
    people = [user(f"u{number}", attached_policies=(arn("policy/all"),)) for number in range(50)]
    powers = powers_of(account(users=people, policies=[managed("all", EVERYTHING)]))

    assert len({id(holder.policies) for holder in powers.holders}) == 1
    assert len({powers.likeness(holder) for holder in powers.holders}) == 1
    assert len({id(powers.administration(holder)) for holder in powers.holders}) == 1
    assert all(powers.administration(holder).control is True for holder in powers.holders)


def test_the_order_in_which_policies_are_attached_tells_nobody_apart():
    names = ["a", "b", "c", "d"]
    attached = tuple(arn(f"policy/{name}") for name in names)
    people = [user("zoe", attached_policies=attached), user("maya", attached_policies=attached[::-1])]
    policies = [managed(name, allow(f"{name}:*")) for name in names]

    maya, zoe = powers_of(account(users=people, policies=policies)).holders

    assert maya.policies is zoe.policies
    assert [held.name for held in maya.held] == list(attached[::-1])


def test_a_boundary_tells_apart():
    policies = [managed("all", EVERYTHING), managed("bound", allow("s3:*"))]
    held, bound = arn("policy/all"), arn("policy/bound")
    people = [
        user("with-it", attached_policies=(held,), boundary=bound),
        user("without", attached_policies=(held,)),
        user("holds-both", attached_policies=(held, bound)),
        user("other-way", attached_policies=(bound,), boundary=held),
    ]
    powers = powers_of(account(users=people, policies=policies))

    assert len({id(holder.policies) for holder in powers.holders}) == 4
    assert {holder.name: powers.administration(holder).control for holder in powers.holders} == {
        "with-it": False,
        "without": True,
        "holds-both": True,
        "other-way": False,
    }


ONLY_ZOE = {"StringEquals": {"aws:username": "zoe"}}
HOME = "arn:aws:s3:::home/${aws:username}"


@pytest.mark.parametrize(
    ("statement", "boundary", "scps", "told_apart"),
    [
        (allow("*", when=ONLY_ZOE), EVERYTHING, (), True),
        (allow("*", on=HOME), EVERYTHING, (), True),
        (allow("*", when={"ArnLike": {"aws:PrincipalArn": "*"}}), EVERYTHING, (), True),
        (EVERYTHING, allow("*", when=ONLY_ZOE), (), True),
        (EVERYTHING, EVERYTHING, [[text(EVERYTHING)], [text(EVERYTHING), text(deny("*", when=ONLY_ZOE))]], True),
        (EVERYTHING, EVERYTHING, [[UNREAD]], False),
        (EVERYTHING, EVERYTHING, UNREAD, False),
        (allow("*", when={"StringEquals": {"aws:PrincipalTag/job": "x"}}), EVERYTHING, (), False),
    ],
)
def test_users_with_the_same_policies_are_alike_unless_one_asks_who_it_is(statement, boundary, scps, told_apart):
    known: dict[str, Any] = {"attached_policies": (arn("policy/held"),), "boundary": arn("policy/bound")}
    facts = account(
        users=[user("zoe", **known), user("maya", **known)],
        roles=[role("deploy", **known)],
        policies=[managed("held", statement), managed("bound", boundary)],
    )
    powers = powers_of(facts, scps)

    maya, zoe, deploy = (powers.likeness(holder) for holder in powers.holders)
    assert (maya != zoe) is told_apart
    assert deploy not in (maya, zoe)


IN_RED = allow("*", when={"StringEquals": {"aws:PrincipalTag/team": "red"}})


@pytest.mark.parametrize(
    ("policies", "scps"),
    [
        ([managed("held", IN_RED)], ()),
        ([managed("broken", {"Effect": "Allow"}), managed("held", IN_RED)], ()),
        ([managed("held", EVERYTHING)], [[text(IN_RED)]]),
    ],
)
def test_users_are_told_apart_by_the_tags_that_policies_ask_for(policies, scps):
    held: dict[str, Any] = {"attached_policies": (arn("policy/held"),)}
    facts = account(users=[user("zoe", tags={"Team": "red"}, **held), user("maya", **held)], policies=policies)
    powers = powers_of(facts, scps)

    assert {holder.name: powers.administration(holder).control for holder in powers.holders} == {
        "zoe": True,
        "maya": False,
    }


def test_unread_policies_tell_nobody_apart():
    known: dict[str, Any] = {"attached_policies": (arn("policy/lost"),), "boundary": arn("policy/gone")}
    powers = powers_of(account(users=[user("zoe", **known), user("maya", **known)]))

    assert len({powers.likeness(holder) for holder in powers.holders}) == 1


def test_identities_are_told_apart_where_a_policy_does():
    only_zoe = {"StringEquals": {"aws:username": "zoe"}}
    people = [user(name, attached_policies=(arn("policy/zoes"),)) for name in ("zoe", "maya")]
    powers = powers_of(account(users=people, policies=[managed("zoes", allow("*", when=only_zoe))]))

    assert {holder.name: powers.administration(holder).control for holder in powers.holders} == {
        "zoe": True,
        "maya": False,
    }


def test_control_policies_bind_everybody_but_roles_of_aws():
    facts = account(
        users=[user("zoe", EVERYTHING)],
        roles=[role("admin", EVERYTHING), role("AWSServiceRoleForX", EVERYTHING, path="/aws-service-role/x/")],
    )
    powers = powers_of(facts, [[{"Version": "2012-10-17", "Statement": [EVERYTHING, deny("iam:*")]}]])

    assert [powers.administration(holder).control for holder in powers.holders] == [False, False, True]


def test_a_role_has_its_path_and_what_it_trusts():
    (deploy,) = powers_of(account(roles=[role("deploy", allow("s3:*"), path="/team/")])).holders

    assert (deploy.kind, deploy.name, deploy.arn) == ("role", "deploy", arn("role/team/deploy"))
    assert (deploy.path, deploy.boundary) == ("/team/", None)
    assert [held.name for held in deploy.held] == ["own"]
    assert deploy.trust is not None
    assert (deploy.trust.name, deploy.trust.problem) == ("trust policy", "")
    assert isinstance(deploy.trust.ready, Policy)


def test_a_boundary_is_a_managed_policy():
    facts = account(
        users=[
            user("zoe", EVERYTHING, boundary=arn("policy/bound")),
            user("maya", EVERYTHING, boundary=arn("policy/no")),
        ],
        policies=[managed("bound", allow("s3:*"))],
    )
    powers = powers_of(facts)
    boundaries = [holder.boundary for holder in powers.holders]

    assert [one and (one.name, one.problem) for one in boundaries] == [
        (arn("policy/no"), "its document was not read"),
        (arn("policy/bound"), ""),
    ]
    maya, zoe = (powers.administration(holder).control for holder in powers.holders)
    assert zoe is False
    assert not isinstance(maya, bool)
    assert maya.unread == {"boundary"}


def test_what_is_no_policy_of_an_identity_is_not_read_as_one():
    principal = {"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": "*"}
    facts = account(users=[user("zoe", principal), user("maya", {"Effect": "Allow", "Action": "*"})])

    maya, zoe = powers_of(facts).holders

    assert [held.problem for held in (*zoe.held, *maya.held)] == [
        "statement 1 of a policy of an identity names a principal",
        "statement 1 of a policy of an identity has neither Resource nor NotResource",
    ]


def test_the_order_in_which_aws_lists_things_does_not_show():
    people = [user("zoe", attached_policies=(arn("policy/a"), arn("policy/b"))), user("maya"), user("ann")]
    policies = [managed("a", EVERYTHING), managed("b", allow("iam:*"))]
    roles = [role("y"), role("x")]

    one = powers_of(account(users=people, roles=roles, policies=policies))
    other = powers_of(account(users=people[::-1], roles=roles[::-1], policies=policies[::-1]))

    assert [holder.name for holder in one.holders] == ["ann", "maya", "zoe", "x", "y"]
    assert [holder.name for holder in other.holders] == ["ann", "maya", "zoe", "x", "y"]
    assert one.holders[2].policies.identity == other.holders[2].policies.identity
