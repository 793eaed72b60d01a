from __future__ import annotations

from rootward.iam_policy import UNREAD
from rootward.model.identity import ManagedPolicy
from rootward.model.unknown import Unknown
from tests.iam_policy.identities import EVERYTHING, account, allow, arn, deny, group, managed, powers_of, role, user


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
        users=[user("zoe", groups=("gone",), attached_policies=(arn("policy/lost"), arn("policy/denied")))],
        roles=[role("odd", trusts=odd)],
        policies=[
            ManagedPolicy(
                name="denied",
                arn=arn("policy/denied"),
                document=Unknown("denied", "iam:GetPolicyVersion", "AccessDenied"),
            )
        ],
    )

    powers = powers_of(facts)
    zoe, odd_role = powers.holders

    assert [(held.name, held.problem) for held in zoe.held] == [
        (arn("policy/lost"), "its document was not read"),
        (arn("policy/denied"), "AccessDenied"),
        ("policies of group gone", "the group was not read"),
    ]
    assert all(held.ready is UNREAD for held in zoe.held)
    assert odd_role.trust is not None
    assert "'Planet' is no kind of principal" in odd_role.trust.problem


def test_identities_with_the_same_policies_are_judged_as_one():
    people = [user(f"u{number}", attached_policies=(arn("policy/all"),)) for number in range(50)]
    powers = powers_of(account(users=people, policies=[managed("all", EVERYTHING)]))

    assert len({id(holder.policies) for holder in powers.holders}) == 1
    assert all(powers.administration(holder).control is True for holder in powers.holders)


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


def test_a_boundary_is_a_managed_policy():
    facts = account(
        users=[
            user("zoe", EVERYTHING, boundary=arn("policy/bound")),
            user("maya", EVERYTHING, boundary=arn("policy/no")),
        ],
        policies=[managed("bound", allow("s3:*"))],
    )
    powers = powers_of(facts)

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
