"""What identities are like once their rights have grown."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.iam_policy.escalation.actor import Mode
from rootward.iam_policy.escalation.variant import WRITTEN
from rootward.iam_policy.policy import UNREAD
from rootward.model.account import Account
from rootward.model.identity import Group
from rootward.model.monitoring import Organization
from tests.checks.facts import ROOT, allow, arn, denied, group, inline, managed, policy, role, trust, user
from tests.iam_policy.escalation.parts import parts
from tests.iam_policy.escalation.people import EVERYTHING, MFA, admin_role, among, deny, may

LIMIT = managed("limit", policy(allow("s3:*")))
ASKS = admin_role("asks", trust_policy=trust({"AWS": arn("user", "zoe")}, Condition=MFA))
ADDRESS = {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}


def names(held: Any) -> list[str]:
    return [each.name for each in held]


def idle(name: str, **documents: Any) -> Group:
    return group(name, inline_policies=tuple(inline(one, document) for one, document in documents.items()))


# --- how somebody acts


def mode_of(given: Account, name: str = "maya", mode: Mode = "key") -> Mode:
    return parts(given).own(name, mode).mode


JOINS = allow("iam:AddUserToGroup")


@pytest.mark.parametrize(
    ("statements", "groups", "roles", "kept"),
    [
        ((allow("s3:*"),), (), (), False),
        ((allow("s3:*", Condition=MFA),), (), (), True),
        ((JOINS,), (), (), False),
        ((JOINS,), (idle("g", own=policy(allow("s3:*"))),), (), False),
        ((JOINS,), (idle("g", own=policy(allow("s3:*", Condition=MFA))),), (), True),
        ((JOINS,), (idle("f", own=policy(allow("s3:*"))), idle("g", own=policy(deny("*", Condition=MFA)))), (), True),
        ((allow("s3:*"),), (idle("g", own=policy(allow("s3:*", Condition=MFA))),), (), False),
        ((deny("iam:AddUserToGroup"),), (idle("g", own=policy(allow("s3:*", Condition=MFA))),), (), False),
        ((JOINS,), (), (ASKS,), True),
        ((allow("s3:*"),), (), (ASKS,), False),
    ],
)
def test_whether_somebody_used_mfa_is_told_where_it_may_matter(statements, groups, roles, kept):
    given = among(may("maya", *statements), *roles, groups=groups)

    assert mode_of(given) == ("key" if kept else "own")
    assert mode_of(given, mode="session") == ("session" if kept else "own")


def test_whether_somebody_used_mfa_is_told_where_a_trust_policy_asks_them_for_it():
    statements = (
        {"Principal": {"AWS": arn("user", "ben")}},
        {"Principal": {"AWS": arn("user", "maya")}, "Condition": MFA},
        {"Principal": {"AWS": arn("user", "zoe")}, "Condition": ADDRESS},
    )
    document = policy(*({"Effect": "Allow", "Action": "sts:AssumeRole", **each} for each in statements))
    given = among(user("ann"), user("ben"), user("maya"), user("zoe"), role("boss", trust_policy=document))

    assert {name: mode_of(given, name) for name in ("ann", "ben", "maya", "zoe")} == {
        "ann": "own",
        "ben": "own",
        "maya": "key",
        "zoe": "own",
    }


def test_somebody_is_made_once_for_each_way_to_act():
    made = parts(among(may("maya", allow("s3:*", Condition=MFA)), may("ben", allow("s3:*", Condition=MFA))))
    maya, ben = made.own("maya"), made.own("ben")

    assert made.own("maya") is maya
    assert made.own("maya", "key") is not maya
    assert ben is not maya
    assert made.variants.unbounded(maya) is made.variants.unbounded(maya)
    assert made.variants.raised(maya) is not made.variants.raised(ben)
    assert made.variants.raised(maya).policies is made.variants.raised(ben).policies


# --- who gets the same answers


def test_those_who_share_policies_get_the_same_answers():
    made = parts(among(may("ann", allow("s3:*")), may("ben", allow("s3:*")), may("zoe", allow("ec2:*"))))

    assert made.own("ann").key == made.own("ben").key
    assert made.own("ann").key != made.own("zoe").key
    assert made.own("ann").asks_who is False


def test_those_whose_policies_ask_who_it_is_do_not():
    asks = allow("s3:*", "arn:aws:s3:::home/${aws:username}/*")
    made = parts(among(may("ann", asks), may("ben", asks)))

    assert made.own("ann").policies is made.own("ben").policies
    assert made.own("ann").key != made.own("ben").key
    assert made.own("ann").asks_who is True


def test_those_with_other_tags_do_not():
    asks = allow("s3:*", Condition={"StringEquals": {"aws:PrincipalTag/team": "red"}})
    made = parts(among(may("ann", asks, tags={"team": "red"}), may("ben", asks, tags={"team": "blue"})))

    assert made.own("ann").policies is made.own("ben").policies
    assert made.own("ann").key != made.own("ben").key


def test_neither_do_users_and_roles_nor_those_who_act_otherwise():
    asks = allow("s3:*", Condition=MFA)
    machine = role("machine", inline_policies=(inline("own", policy(asks)),))
    made = parts(among(may("ann", asks), machine))

    keys = [made.own("ann").key, made.own("ann", "key").key, made.own("ann", "session").key, made.own("machine").key]

    assert len(set(keys)) == 4


# --- a policy that allows everything


def test_of_somebody_raised_only_what_denies_is_kept():
    denies, allows = managed("denies", policy(deny("iam:*"))), managed("allows", policy(allow("s3:*")))
    lost = managed("lost", denied("iam:GetPolicyVersion"))
    maya = user(
        "maya",
        attached_policies=(denies.arn, allows.arn, lost.arn),
        inline_policies=(inline("also", policy(deny("s3:*"))),),
        groups=("g",),
    )
    made = parts(among(maya, groups=(group("g"),), policies=(denies, allows, lost)))
    own = made.own("maya")

    raised = made.variants.raised(own)

    assert names(raised.held) == [denies.arn, lost.arn, "also", WRITTEN.name]
    assert raised.groups == ("g",)
    assert names(made.variants.raised(own, without=denies.arn).held) == [lost.arn, "also", WRITTEN.name]
    also = next(each for each in own.held if each.name == "also")
    assert names(made.variants.raised(own, without=also).held) == [denies.arn, lost.arn, WRITTEN.name]
    assert set(map(id, raised.policies.identity)) == {id(each.ready) for each in raised.held}


@pytest.mark.parametrize(
    ("maya", "asks", "kept"),
    [
        (may("maya", allow("s3:*"), boundary=LIMIT.arn), True, True),
        (may("maya", deny("iam:*")), True, True),
        (may("maya", deny("iam:*"), boundary=LIMIT.arn), True, True),
        (may("maya", allow("s3:*")), True, False),
        (may("maya", allow("s3:*"), boundary=LIMIT.arn), False, False),
        (may("maya", deny("iam:*")), False, False),
    ],
)
def test_how_somebody_raised_acts_matters_where_limits_and_trust_policies_do(maya, asks, kept):
    made = parts(among(maya, *((ASKS,) if asks else ()), policies=(LIMIT,)))

    assert made.variants.raised(made.own("maya"), "key").mode == ("key" if kept else "own")


def test_service_control_policies_are_such_limits():
    made = parts(among(may("maya", allow("s3:*")), ASKS), scps=((policy(allow("*"), deny("ec2:*")),),))

    raised = made.variants.raised(made.own("maya"), "session")

    assert (raised.mode, raised.policies.scps) == ("session", made.own("maya").policies.scps)


def test_who_acts_by_a_key_does_so_when_raised():
    made = parts(among(may("maya", deny("iam:*", Condition=MFA))))

    assert made.variants.raised(made.own("maya", "key")).mode == "key"
    assert made.variants.raised(made.own("maya", "key"), "session").mode == "session"


def test_service_control_policies_bind_no_role_of_awss_own_services():
    linked = role("linked", path="/aws-service-role/x/", arn=arn("role", "aws-service-role/x/linked"))
    made = parts(among(role("machine"), linked), scps=((policy(allow("*")),),))

    raised = [made.variants.raised(made.own(name)) for name in ("machine", "linked")]

    assert [each.policies.scps == () for each in raised] == [False, True]
    assert [names(each.held) for each in raised] == [[WRITTEN.name], [WRITTEN.name]]


# --- groups, boundaries, policies


def test_whoever_joins_a_group_holds_its_policies_too():
    read, lost = managed("read", policy(allow("s3:*"))), arn("policy", "lost")
    helpers = group(
        "helpers",
        attached_policies=(read.arn, lost),
        inline_policies=(inline("one", policy(deny("*"))), inline("b", "{")),
    )
    hidden = managed("hidden", denied("iam:GetPolicyVersion"))
    more = group("more", attached_policies=(hidden.arn,))
    maya = may("maya", allow("ec2:*"), groups=("old",))
    made = parts(among(maya, groups=(group("old"), helpers, more), policies=(read, hidden)))
    own = made.own("maya")

    joined = made.variants.joined(own, helpers)

    assert [(each.name, each.group, each.ready is UNREAD) for each in joined.held] == [
        ("own", None, False),
        (read.arn, "helpers", False),
        (lost, "helpers", True),
        ("one", "helpers", False),
        ("b", "helpers", True),
    ]
    assert joined.groups == ("old", "helpers")
    problems = [each.problem for each in joined.held]
    assert problems[:4] == ["", "", "its document was not read", ""]
    assert problems[4].startswith("it is not valid JSON")
    assert [each.problem for each in made.variants.joined(own, more).held] == ["", "its document was not read"]
    assert [each is UNREAD for each in made.variants.of_group(helpers)] == [False, True, False, True]


def test_whoever_leaves_a_group_holds_its_policies_no_more():
    maya = may("maya", allow("ec2:*"), groups=("one", "other"))
    groups = (idle("one", a=policy(deny("s3:*"))), idle("other", b=policy(allow("s3:*"))))
    made = parts(among(maya, groups=groups))

    outside = made.variants.outside(made.own("maya"), "one")

    assert (names(outside.held), outside.groups) == (["own", "b"], ("other",))
    assert len(outside.policies.identity) == 2


def test_one_policy_is_taken_away():
    maya = user("maya", inline_policies=(inline("a", policy(allow("s3:*"))), inline("b", policy(deny("s3:*")))))
    made = parts(among(maya))
    own = made.own("maya")

    without = made.variants.without(own, own.held[1])

    assert names(without.held) == ["a"]
    assert without.policies.identity == (own.held[0].ready,)


def test_a_boundary_is_taken_off_or_allows_everything_from_then_on():
    made = parts(among(may("maya", allow("iam:*"), boundary=LIMIT.arn), policies=(LIMIT,)))
    own = made.own("maya")

    unbounded, rewritten = made.variants.unbounded(own), made.variants.unbounded(own, LIMIT.arn)

    assert (unbounded.boundary, unbounded.policies.boundary) == (None, ())
    assert rewritten.boundary is not None
    assert rewritten.boundary.name == LIMIT.arn
    assert rewritten.policies.boundary == (WRITTEN.ready,)
    assert made.variants.raised(own).boundary is own.boundary
    assert made.variants.raised(own).policies.boundary == own.policies.boundary


def test_only_the_customers_own_policies_can_be_changed():
    own, aws = managed("own", policy(allow("s3:*"))), managed("x", policy(), arn="arn:aws:iam::aws:policy/x")
    maya = user("maya", attached_policies=(aws.arn, own.arn), groups=("g",), inline_policies=(inline("i", policy()),))
    made = parts(among(maya, groups=(group("g", attached_policies=(own.arn, EVERYTHING.arn)),), policies=(own, aws)))

    assert made.variants.changeable(made.own("maya")) == (own.arn, EVERYTHING.arn)
    assert [made.variants.is_changeable(each) for each in (own.arn, aws.arn)] == [True, False]


def test_who_somebody_is_then_is_told_with_the_policies_of_then():
    maya = may("maya", allow("s3:*"), boundary=LIMIT.arn)
    made = parts(among(maya, policies=(LIMIT,)))
    own = made.own("maya")
    raised = made.variants.unbounded(made.variants.raised(own))

    then = made.variants.as_it_is_then(raised)

    assert made.variants.as_it_is_then(own) is own.holder
    assert (then.arn, names(then.held), then.boundary) == (arn("user", "maya"), [WRITTEN.name], None)
    assert then.policies is raised.policies
    assert made.variants.as_it_is_then(made.variants.raised(own)).boundary is own.boundary


# --- made anew


def test_somebody_made_anew_may_do_everything():
    made = parts(among(user("maya")))

    news = (
        ("user", made.variants.new("user", "key")),
        ("user", made.variants.new("user", "session")),
        ("role", made.variants.new("role", "session")),
    )
    for kind, new in news:
        assert (new.holder.kind, new.holder.name, new.holder.path) == (kind, f"a new {kind}", "/")
        assert new.holder.arn == arn(kind, f"a new {kind}")
        assert (names(new.held), new.groups, new.boundary) == ([WRITTEN.name], (), None)
    assert made.variants.new("user", "key") is made.variants.new("user", "key")


def test_somebody_made_anew_may_do_what_a_group_may():
    readers = idle("readers", read=policy(allow("s3:*")))
    made = parts(among(user("maya"), groups=(readers,)))

    new = made.variants.new("user", "key", readers)

    assert (names(new.held), new.groups, new.mode) == (["read"], ("readers",), "key")


def test_somebody_made_anew_is_bound_by_service_control_policies():
    made = parts(among(user("maya")), scps=((policy(allow("*")),),))

    assert made.variants.new("user", "key").policies.scps == made.own("maya").policies.scps != ()


def test_of_somebody_made_anew_the_organisation_is_known_and_no_tags_are():
    asks = {"StringEquals": {"aws:PrincipalTag/team": "red"}}
    organization = Organization(id="o-mine", management_account="999999999999", feature_set="ALL")
    given = among(may("maya", allow("s3:*", Condition=asks), tags={"team": "blue"}), organization=organization)
    made = parts(given)

    user_, role_ = (made.variants.new(kind, "session").holder.known for kind in ("user", "role"))

    assert made.own("maya").known["aws:principaltag/team"] == "blue"
    assert user_["aws:principalorgid"] == role_["aws:principalorgid"] == "o-mine"
    assert user_["aws:currenttime"] == "2026-01-31T12:00:00Z"
    assert [key for key in (*user_, *role_) if key.startswith("aws:principaltag/")] == []
    assert [key for key in user_ if key.startswith("aws:multifactor")] == []
    assert role_["aws:multifactorauthpresent"] == "false"


def test_where_only_roles_are_known_a_new_user_is_not_taken_for_one():
    made = parts(among(role("machine", trust_policy=trust({"AWS": ROOT}))))

    known = made.variants.new("user", "session").holder.known

    assert [key for key in known if key.startswith("aws:multifactor")] == []
    assert known["aws:viaawsservice"] == "false"
    assert "aws:viaawsservice" in parts(among()).variants.new("user", "key").holder.known
