"""What identities make of themselves, or make anew, beside the ways of the extract."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.iam_policy.escalation import growth
from rootward.iam_policy.escalation.doubt import Certainty
from rootward.model.account import Account
from tests.checks.facts import ROOT, allow, arn, group, inline, managed, policy, role, trust, user
from tests.iam_policy.escalation.parts import parts
from tests.iam_policy.escalation.people import EVERYTHING, MFA, admin_role, among, deny, may, told
from tests.iam_policy.escalation.situation import path_of

BOUND: dict[str, Any] = {"Condition": {"StringEquals": {"iam:PermissionsBoundary": arn("policy", "limit")}}}


# --- made anew


@pytest.mark.parametrize("giving", ["iam:AttachRolePolicy", "iam:PutRolePolicy"])
def test_a_role_is_made_that_trusts_its_maker_and_may_do_everything(giving):
    path = path_of(among(may("ben", allow(["iam:CreateRole", giving]))), "ben")

    assert told(path) == [("ben", "rootward-001", "a new role")]
    assert path is not None
    assert (path.certainty, path.target.name) == (Certainty.SURE, "a new role")
    assert {grant.need.action for grant in path.steps[0].grants} == {"iam:CreateRole", giving, "sts:AssumeRole"}


@pytest.mark.parametrize(
    "statements",
    [
        (allow(["iam:CreateRole", "iam:PassRole"]),),
        (allow("iam:PutRolePolicy", arn("role", "*")),),
        (allow(["iam:CreateRole", "iam:PutRolePolicy"]), deny("sts:AssumeRole")),
        (allow(["iam:CreateRole", "iam:PutRolePolicy"]), deny("iam:CreateRole")),
        (allow("iam:CreateRole", **BOUND), allow("iam:PutRolePolicy")),
        (allow("iam:CreateRole"), allow("iam:PutRolePolicy", **BOUND)),
        (allow("iam:CreateRole", arn("role", "team/*")), allow("iam:PutRolePolicy", arn("role", "app/*"))),
        (allow(["iam:CreateRole", "iam:PutRolePolicy"], arn("role", "aws-service-role/*")),),
    ],
)
def test_without_one_thing_no_powerful_role_is_made(statements):
    assert path_of(among(may("ben", *statements)), "ben") is None


def test_a_new_role_has_a_name_by_which_all_is_allowed():
    statements = (
        allow("iam:CreateRole", arn("role", "team/*")),
        allow("iam:PutRolePolicy", arn("role", "team/app-*")),
        deny("sts:AssumeRole", arn("role", "team/app-a*")),
    )

    path = path_of(among(may("ben", *statements)), "ben")

    assert told(path) == [("ben", "rootward-001", "a new role")]
    assert path is not None
    assert path.steps[0].grants[0].resource.startswith(arn("role", "team/app-"))


def test_a_role_within_a_boundary_must_be_allowed_to_assume_there():
    def machine(*allowed):
        limit = managed("limit", policy(allow(["iam:CreateRole", "iam:PutRolePolicy", *allowed])))
        own = (inline("own", policy(allow(["iam:CreateRole", "iam:PutRolePolicy"], arn("role", "*")))),)
        return among(role("machine", boundary=limit.arn, inline_policies=own), policies=(limit,))

    assert told(path_of(machine("sts:AssumeRole"), "machine")) == [("machine", "rootward-001", "a new role")]
    assert path_of(machine(), "machine") is None


@pytest.mark.parametrize("giving", ["iam:AttachUserPolicy", "iam:PutUserPolicy"])
@pytest.mark.parametrize(
    ("credential", "edge"), [("iam:CreateAccessKey", "rootward-002"), ("iam:CreateLoginProfile", "rootward-003")]
)
def test_a_user_is_made_that_may_do_everything(giving, credential, edge):
    team = arn("user", "team/*")

    path = path_of(among(may("ben", allow(["iam:CreateUser", giving, credential], team))), "ben")

    assert told(path) == [("ben", edge, "a new user")]
    assert path_of(among(may("ben", allow(["iam:CreateUser", giving], team))), "ben") is None
    assert path_of(among(may("ben", allow(["iam:CreateUser", credential], team))), "ben") is None
    assert path_of(among(may("ben", allow([giving, credential], team))), "ben") is None
    bounded = (allow("iam:CreateUser", team, **BOUND), allow([giving, credential], team))
    assert path_of(among(may("ben", *bounded)), "ben") is None


@pytest.mark.parametrize(
    ("credential", "edge"), [("iam:CreateAccessKey", "rootward-004"), ("iam:CreateLoginProfile", "rootward-005")]
)
def test_a_user_is_made_and_put_in_a_group(credential, edge):
    statements = (
        allow(["iam:CreateUser", credential], arn("user", "team-*")),
        allow("iam:AddUserToGroup", arn("group", "builders")),
    )
    machine = role("machine", inline_policies=(inline("own", policy(*statements)),))
    builders = group("builders", inline_policies=(inline("b", policy(allow(["iam:PassRole", "lambda:*"]))),))
    admins = group("builders", attached_policies=(EVERYTHING.arn,))
    idle = group("builders", inline_policies=(inline("b", policy(allow("s3:*"))),))

    assert told(path_of(among(machine, groups=(admins,)), "machine")) == [("machine", edge, "a new user")]
    assert told(path_of(among(machine, admin_role("boss"), groups=(builders,)), "machine")) == [
        ("machine", edge, "a new user"),
        ("a new user", "lambda-001", "boss"),
    ]
    assert path_of(among(machine, groups=(idle,)), "machine") is None


def test_a_new_user_acts_without_mfa():
    statements = (
        allow(["iam:CreateUser", "iam:CreateAccessKey"], arn("user", "team-*")),
        allow("iam:AddUserToGroup", arn("group", "admins")),
    )
    admins = group("admins", inline_policies=(inline("a", policy(allow("*", Condition=MFA))),))

    assert (
        path_of(
            among(role("machine", inline_policies=(inline("own", policy(*statements)),)), groups=(admins,)), "machine"
        )
        is None
    )


# --- limits that are lifted

LIMIT = managed("limit", policy({"Effect": "Allow", "NotAction": "iam:PutRolePolicy", "Resource": "*"}), versions=1)
NARROW = managed("limit", policy(allow(["s3:*", "iam:*Boundary", "iam:CreatePolicyVersion"])), versions=1)
SELF = arn("user", "maya")


@pytest.mark.parametrize(
    ("action", "resource", "edge"),
    [
        ("iam:DeleteUserPermissionsBoundary", SELF, "rootward-006"),
        ("iam:PutUserPermissionsBoundary", SELF, "rootward-008"),
        ("iam:CreatePolicyVersion", LIMIT.arn, "rootward-010"),
    ],
)
def test_a_user_gets_rid_of_its_boundary(action, resource, edge):
    statements = (allow(action, resource), allow("iam:PutUserPolicy", SELF))

    path = path_of(among(may("maya", *statements, boundary=NARROW.arn), policies=(NARROW,)), "maya")

    assert told(path) == [("maya", edge, "maya"), ("maya", "iam-007", "maya")]
    assert path is not None
    assert path.certainty == Certainty.SURE
    lifted = may("maya", *statements, {**allow(action), "Effect": "Deny"}, boundary=NARROW.arn)
    assert path_of(among(lifted, policies=(NARROW,)), "maya") is None
    useless = may("maya", allow(action, resource), allow("s3:*"), boundary=NARROW.arn)
    assert path_of(among(useless, policies=(NARROW,)), "maya") is None


@pytest.mark.parametrize(
    ("action", "edge"),
    [("iam:DeleteRolePermissionsBoundary", "rootward-007"), ("iam:PutRolePermissionsBoundary", "rootward-009")],
)
def test_a_role_gets_rid_of_its_boundary(action, edge):
    own = (
        inline(
            "own", policy(allow(action, arn("role", "machine")), allow("iam:PutRolePolicy", arn("role", "machine")))
        ),
    )
    machine = role("machine", boundary=NARROW.arn, inline_policies=own)

    assert told(path_of(among(machine, policies=(NARROW,)), "machine")) == [
        ("machine", edge, "machine"),
        ("machine", "iam-005", "machine"),
    ]


def test_an_administrator_in_a_boundary_that_it_may_take_off_is_one_step_away():
    maya = may("maya", allow("*"), boundary=NARROW.arn)

    assert told(path_of(among(maya, policies=(NARROW,)), "maya")) == [("maya", "rootward-006", "maya")]


def test_a_boundary_stays_where_only_a_boundary_may_be_put():
    condition = {"StringEquals": {"iam:PermissionsBoundary": NARROW.arn}}
    statements = (allow("iam:PutUserPermissionsBoundary", SELF, Condition=condition), allow("iam:PutUserPolicy", SELF))

    assert path_of(among(may("maya", *statements, boundary=NARROW.arn), policies=(NARROW,)), "maya") is None


def test_a_boundary_of_aws_cannot_be_rewritten():
    aws = managed("x", policy(allow("iam:CreatePolicyVersion")), arn="arn:aws:iam::aws:policy/x")

    assert path_of(among(may("maya", allow("*"), boundary=aws.arn), policies=(aws,)), "maya") is None


def test_a_boundary_that_is_rewritten_keeps_its_name():
    condition = {"StringEquals": {"iam:PermissionsBoundary": NARROW.arn}}
    statements = (allow("iam:CreatePolicyVersion", NARROW.arn), allow("iam:PutUserPolicy", SELF, Condition=condition))

    path = path_of(among(may("maya", *statements, boundary=NARROW.arn), policies=(NARROW,)), "maya")

    assert told(path) == [("maya", "rootward-010", "maya"), ("maya", "iam-007", "maya")]


DENIALS = policy(deny("iam:Put*"), deny("iam:Create*"), deny("iam:Attach*"))
NO = managed("no", DENIALS, versions=1)
POWER = managed("power", policy(allow("*")))


@pytest.mark.parametrize(
    ("made", "groups", "edge"),
    [
        ({"attached_policies": (POWER.arn, NO.arn)}, (), "rootward-011"),
        ({"attached_policies": (POWER.arn,), "inline_policies": (inline("no", DENIALS),)}, (), "rootward-013"),
        (
            {"attached_policies": (POWER.arn,), "groups": ("held",)},
            (group("held", attached_policies=(NO.arn,)),),
            "rootward-015",
        ),
    ],
)
def test_whoever_is_denied_takes_away_what_denies(made, groups, edge):
    maya = may("maya", allow("s3:*"))
    maya = type(maya)(**{"name": "maya", "arn": SELF, "created": maya.created, **made})

    path = path_of(among(maya, groups=groups, policies=(NO, POWER)), "maya")

    assert told(path) == [("maya", edge, "maya")]


@pytest.mark.parametrize(
    ("own", "action", "edge"),
    [
        ({"attached_policies": (NO.arn,)}, "iam:DetachGroupPolicy", "rootward-016"),
        ({"inline_policies": (inline("no", DENIALS),)}, "iam:DeleteGroupPolicy", "rootward-017"),
    ],
)
def test_what_denies_by_a_group_is_taken_from_the_group(own, action, edge):
    held = group("held", **own)
    maya = may("maya", allow(action, arn("group", "held")), allow("iam:PutUserPolicy", SELF), groups=("held",))

    assert told(path_of(among(maya, groups=(held,), policies=(NO,)), "maya")) == [
        ("maya", edge, "maya"),
        ("maya", "iam-007", "maya"),
    ]


@pytest.mark.parametrize(
    ("made", "edge"),
    [
        ({"attached_policies": (POWER.arn, NO.arn)}, "rootward-012"),
        ({"attached_policies": (POWER.arn,), "inline_policies": (inline("no", DENIALS),)}, "rootward-014"),
    ],
)
def test_a_role_that_is_denied_takes_away_what_denies(made, edge):
    assert told(path_of(among(role("machine", **made), policies=(NO, POWER)), "machine")) == [
        ("machine", edge, "machine")
    ]


def test_only_the_policy_that_may_be_detached_is():
    condition = {"ArnEquals": {"iam:PolicyARN": arn("policy", "another")}}
    maya = may(
        "maya",
        allow("iam:DetachUserPolicy", SELF, Condition=condition),
        allow("iam:PutUserPolicy", SELF),
        attached_policies=(NO.arn,),
    )

    assert path_of(among(maya, policies=(NO,)), "maya") is None


def test_an_inline_policy_that_denies_is_written_over():
    maya = may("maya", allow("iam:PutUserPolicy", SELF), deny(["iam:Create*", "iam:Attach*", "iam:De*", "iam:Update*"]))

    path = path_of(among(maya), "maya")

    assert told(path) == [("maya", "iam-007", "maya")]
    assert path is not None
    assert path.steps[0].policy == "own"


def test_a_policy_that_denies_nothing_of_the_table_is_left_alone():
    no = managed("no", policy(deny("s3:*")))
    maya = may("maya", allow(["iam:DetachUserPolicy", "s3:*"], SELF), attached_policies=(no.arn,))

    assert path_of(among(maya, policies=(no,)), "maya") is None


def test_an_unread_policy_that_may_be_detached_leaves_the_path_unread():
    maya = may(
        "maya", allow(["iam:DetachUserPolicy", "iam:PutUserPolicy"], SELF), attached_policies=(arn("policy", "lost"),)
    )

    path = path_of(among(maya), "maya")

    assert path is not None
    assert path.certainty == Certainty.UNREAD


# --- a role that is given power and then passed


@pytest.mark.parametrize("giving", ["iam:AttachRolePolicy", "iam:PutRolePolicy"])
def test_a_role_is_given_power_and_passed(giving):
    weak = role("weak", trust_policy=trust({"Service": "lambda.amazonaws.com"}))
    passing = allow(["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"])

    path = path_of(among(weak, may("ben", passing, allow(giving, weak.arn))), "ben")

    assert told(path) == [("ben", "lambda-001-raised", "weak")]
    assert path_of(among(weak, may("ben", passing)), "ben") is None
    assert path_of(among(weak, may("ben", passing, allow(giving, arn("role", "other")))), "ben") is None
    other = role("weak", trust_policy=trust({"Service": "glue.amazonaws.com"}))
    assert path_of(among(other, may("ben", passing, allow(giving, weak.arn))), "ben") is None


def test_a_policy_of_a_role_is_rewritten_and_the_role_passed():
    rules = managed("rules", policy(allow("s3:*")), versions=1)
    weak = role("weak", trust_policy=trust({"Service": "lambda.amazonaws.com"}), attached_policies=(rules.arn,))
    ben = may("ben", allow(["iam:PassRole", "lambda:*"]), allow("iam:CreatePolicyVersion", rules.arn))

    path = path_of(among(weak, ben, policies=(rules,)), "ben")

    assert told(path) == [("ben", "lambda-001-rewritten", "weak")]
    assert path is not None
    assert path.steps[0].policy == rules.arn


def test_a_role_that_is_given_power_keeps_its_boundary():
    weak = role("weak", trust_policy=trust({"Service": "lambda.amazonaws.com"}), boundary=NARROW.arn)
    ben = may("ben", allow(["iam:PassRole", "lambda:*"]), allow("iam:PutRolePolicy", weak.arn))

    path = path_of(among(weak, ben, policies=(NARROW,)), "ben")

    # It takes its boundary off, since that allows it to.
    assert told(path) == [("ben", "lambda-001-raised", "weak"), ("weak", "rootward-007", "weak")]
    tight = managed("limit", policy(allow("s3:*")))
    assert path_of(among(weak, ben, policies=(tight,)), "ben") is None


def test_a_role_of_something_there_that_is_given_power_makes_a_path_possible():
    weak = role("weak", trust_policy=trust({"Service": "lambda.amazonaws.com"}))
    ben = may("ben", allow("lambda:UpdateFunctionCode"), allow("iam:PutRolePolicy", weak.arn))

    path = path_of(among(weak, ben), "ben")

    assert told(path) == [("ben", "lambda-003-raised", "weak")]
    assert path is not None
    assert path.certainty == Certainty.POSSIBLE


# --- by a service


def test_a_stack_is_made_by_a_change_set():
    actions = ["iam:PassRole", "cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"]
    boss = admin_role("boss", "cloudformation.amazonaws.com")

    path = path_of(among(boss, may("ben", allow(actions))), "ben")

    assert told(path) == [("ben", "rootward-018", "boss")]
    assert path is not None
    assert path.certainty == Certainty.SURE


@pytest.mark.parametrize(
    ("launching", "edge"),
    [
        (["ec2:RunInstances"], "rootward-019"),
        (["ec2:RequestSpotInstances", "iam:CreateServiceLinkedRole"], "rootward-020"),
    ],
)
def test_an_instance_profile_is_made(launching, edge):
    boss = admin_role("boss", "ec2.amazonaws.com")
    making = ["iam:CreateInstanceProfile", "iam:AddRoleToInstanceProfile"]

    assert told(path_of(among(boss, may("ben", allow(["iam:PassRole", *launching, *making]))), "ben")) == [
        ("ben", edge, "boss")
    ]
    assert path_of(among(boss, may("ben", allow(["iam:PassRole", *launching, making[0]]))), "ben") is None


def test_an_image_of_any_owner_is_chosen():
    condition = {"StringEquals": {"ec2:Owner": "amazon"}}
    statements = (
        allow("iam:PassRole"),
        allow("ec2:RunInstances", "arn:aws:ec2:*::image/*", Condition=condition),
        {"Effect": "Allow", "Action": "ec2:RunInstances", "NotResource": "arn:aws:ec2:*::image/*"},
    )
    boss = admin_role("boss", "ec2.amazonaws.com", instance_profiles=("profile",))

    path = path_of(among(boss, may("ben", *statements)), "ben")

    assert told(path) == [("ben", "ec2-001", "boss")]
    assert path is not None
    assert path.certainty == Certainty.SURE


@pytest.mark.parametrize(("partition", "open_"), [("aws-cn", True), ("aws", False)])
def test_in_china_ec2_goes_by_a_second_name(partition, open_):
    boss = role(
        "boss",
        arn=arn("role", "boss").replace("aws", partition, 1),
        attached_policies=(EVERYTHING.arn,),
        trust_policy=trust({"Service": "ec2.amazonaws.com.cn"}),
        instance_profiles=("profile",),
    )
    ben = may("ben", allow(["iam:PassRole", "ec2:RunInstances"]), arn=arn("user", "ben").replace("aws", partition, 1))

    path = path_of(among(boss, ben, partition=partition), "ben")

    assert (path is not None) == open_


# --- one thing after the other


def first_steps(given: Account, name: str) -> list[tuple[str, str | None, str | None, tuple[str, ...]]]:
    """What it can make of itself: by which edge, at which group, with which policy; and its groups by then."""
    made = parts(given)
    start = made.nodes.of(made.own(name))
    made.growth.follow(start)
    return [
        (found.edge.id, found.ends.group, found.ends.policy, node.actor.groups)
        for node in made.nodes
        for before, found in node.coming
        if before is start
    ]


UNHEARD_OF: dict[str, Any] = {"Condition": {"StringEquals": {"aws:SomethingNew": "yes"}}}


def test_whoever_joins_a_group_and_leaves_it_is_followed_once():
    rules = policy(allow("iam:RemoveUserFromGroup"), deny("iam:CreateUser"))
    first = group("first", inline_policies=(inline("rules", rules),))
    made = parts(among(may("ben", allow("iam:AddUserToGroup", first.arn)), groups=(first,)))

    start = made.nodes.of(made.own("ben"))
    for _ in range(2):
        made.growth.follow(start)

    assert [(node.actor.groups, node.is_followed) for node in made.nodes] == [
        ((), True),
        (("first",), True),
        ((), True),
    ]
    assert [[found.edge.id for _, found in node.coming] for node in made.nodes] == [
        [],
        ["iam-013", "iam-013"],
        ["rootward-015"],
    ]


def test_a_sure_way_through_groups_wins_over_a_possible_one_into_the_administrators():
    ben = may(
        "ben",
        allow("iam:AddUserToGroup", arn("group", "admins"), **UNHEARD_OF),
        allow("iam:AddUserToGroup", arn("group", "first")),
    )
    groups = (
        group("admins", attached_policies=(EVERYTHING.arn,)),
        group("first", inline_policies=(inline("n", policy(allow("iam:AddUserToGroup", arn("group", "second")))),)),
        group("second", inline_policies=(inline("n", policy(allow("iam:AddUserToGroup", arn("group", "admins")))),)),
    )

    path = path_of(among(ben, groups=groups), "ben")

    assert path is not None
    assert ([step.group for step in path.steps], path.certainty) == (["first", "second", "admins"], Certainty.SURE)


def test_a_sure_way_wins_over_a_possible_one_that_is_as_short():
    maya = may(
        "maya",
        allow("iam:PutUserPolicy", SELF, **UNHEARD_OF),
        allow("iam:AddUserToGroup", arn("group", "admins")),
    )

    path = path_of(among(maya, groups=(group("admins", attached_policies=(EVERYTHING.arn,)),)), "maya")

    assert told(path) == [("maya", "iam-013", "maya")]
    assert path is not None
    assert path.certainty == Certainty.SURE


def test_a_sure_way_out_of_a_boundary_wins_over_a_possible_one():
    limit = managed("limit", policy(allow(["iam:PutUserPolicy", "iam:AddUserToGroup", "iam:DeleteUser*"])))
    maya = may(
        "maya",
        allow("iam:PutUserPolicy", SELF, **UNHEARD_OF),
        allow("iam:AddUserToGroup", arn("group", "admins")),
        boundary=limit.arn,
    )
    admins = group("admins", attached_policies=(EVERYTHING.arn,))

    path = path_of(among(maya, groups=(admins,), policies=(limit,)), "maya")

    assert told(path) == [("maya", "iam-013", "maya"), ("maya", "rootward-006", "maya")]
    assert path is not None
    assert path.certainty == Certainty.SURE


def test_the_right_to_take_a_boundary_off_is_written_first():
    limit = managed("limit", policy(allow(["iam:PutUserPolicy", "iam:DeleteUserPermissionsBoundary"])))
    maya = may("maya", allow("iam:PutUserPolicy", SELF), boundary=limit.arn)

    path = path_of(among(maya, policies=(limit,)), "maya")

    assert told(path) == [("maya", "iam-007", "maya"), ("maya", "rootward-006", "maya")]


@pytest.mark.parametrize(("most", "is_cut"), [(8, False), (7, True)])
def test_so_many_ways_to_grow_are_followed(monkeypatch, most, is_cut):
    monkeypatch.setattr(growth, "MOST_VARIANTS", most)
    harmless = [
        group(f"g{place}", inline_policies=(inline("n", policy(allow(f"lambda:{what}"))),))
        for place, what in enumerate(("CreateFunction", "InvokeFunction", "AddPermission"))
    ]

    path = path_of(among(may("ben", allow("iam:AddUserToGroup")), groups=tuple(harmless)), "ben")

    assert (path is not None) == is_cut
    assert path is None or path.is_cut


def test_the_policy_that_takes_another_version_is_rewritten():
    full, free = managed("full", policy(allow("s3:*")), versions=5), managed("free", policy(allow("s3:*")), versions=4)
    maya = may("maya", allow("iam:CreatePolicyVersion"), attached_policies=(full.arn, free.arn))

    assert first_steps(among(maya, policies=(full, free)), "maya") == [("iam-001", None, free.arn, ())]


def test_a_policy_that_is_rewritten_denies_nothing_at_all_any_more():
    rules = managed(
        "rules",
        policy(
            allow("iam:CreatePolicyVersion"),
            {"Effect": "Deny", "NotAction": "iam:CreatePolicyVersion", "Resource": "*"},
        ),
        versions=1,
    )

    path = path_of(among(user("maya", attached_policies=(rules.arn,)), policies=(rules,)), "maya")

    assert told(path) == [("maya", "iam-001", "maya")]


@pytest.mark.parametrize("action", ["iam:AttachUserPolicy", "iam:AttachGroupPolicy"])
def test_a_policy_that_is_attached_takes_no_inline_policys_place(action):
    others = {"Effect": "Deny", "NotAction": action, "Resource": "*"}
    maya = may("maya", allow(action), others, groups=("held",))

    assert path_of(among(maya, groups=(group("held"),)), "maya") is None


def test_a_policy_that_is_written_takes_no_attached_policys_place():
    others = managed("others", policy({"Effect": "Deny", "NotAction": "iam:PutUserPolicy", "Resource": "*"}))
    maya = may("maya", allow("iam:PutUserPolicy"), attached_policies=(others.arn,))

    assert path_of(among(maya, policies=(others,)), "maya") is None


def test_a_policy_that_is_written_takes_the_place_of_one_of_the_same_group_only():
    others = policy({"Effect": "Deny", "NotAction": "iam:PutGroupPolicy", "Resource": "*"})
    groups = (group("free"), group("held", inline_policies=(inline("others", others),)))
    maya = may("maya", allow("iam:PutGroupPolicy", arn("group", "free")), groups=("free", "held"))
    into_held = may("maya", allow("iam:PutGroupPolicy", arn("group", "held")), groups=("free", "held"))

    def written(given: Account) -> list[tuple[str | None, str | None]]:
        path = path_of(given, "maya")
        return [] if path is None else [(step.group, step.policy) for step in path.steps]

    assert written(among(into_held, groups=groups)) == [("held", "others")]
    assert written(among(maya, groups=groups)) == [("free", None), ("held", "others")]


def test_a_group_that_was_not_read_is_not_written_for():
    maya = may("maya", allow("iam:PutGroupPolicy"), groups=("lost", "held"))

    found = first_steps(among(maya, groups=(group("held"),)), "maya")

    assert ("iam-011", arn("group", "held"), None, ("lost", "held")) in found
    assert {at for edge, at, _, _ in found if edge == "iam-011"} == {arn("group", "held")}


def test_within_a_boundary_a_policy_that_is_attached_must_allow_what_is_done_with_it():
    limit = managed("limit", policy(allow(["iam:AttachUserPolicy", "iam:PassRole", "lambda:*"])))
    condition = {"ArnEquals": {"iam:PolicyARN": "arn:aws:iam::aws:policy/IAMFullAccess"}}
    maya = may("maya", allow("iam:AttachUserPolicy", SELF, Condition=condition), boundary=limit.arn)

    assert path_of(among(admin_role("boss"), maya, policies=(limit,)), "maya") is None
    unbounded = may("maya", allow("iam:AttachUserPolicy", SELF, Condition=condition))
    assert told(path_of(among(unbounded), "maya")) == [("maya", "iam-008", "maya")]


@pytest.mark.parametrize(
    ("condition", "open_"),
    [
        ({"Null": {"aws:MultiFactorAuthPresent": "true"}}, {"iam:CreateAccessKey"}),
        ({"Bool": {"aws:MultiFactorAuthPresent": "false"}}, {"iam:CreateLoginProfile"}),
        ({"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}, {"iam:CreateAccessKey", "iam:CreateLoginProfile"}),
    ],
)
def test_a_new_user_acts_as_its_credential_lets_it(condition, open_):
    admins = group("admins", inline_policies=(inline("a", policy(allow("*", Condition=condition))),))

    def path_by(credential: str) -> Any:
        actions = allow(["iam:CreateUser", "iam:AddUserToGroup", credential])
        return path_of(
            among(role("machine", inline_policies=(inline("own", policy(actions)),)), groups=(admins,)), "machine"
        )

    assert {each for each in ("iam:CreateAccessKey", "iam:CreateLoginProfile") if path_by(each)} == open_


def test_a_new_user_is_put_in_the_group_that_leads_on():
    own = (inline("own", policy(allow(["iam:CreateUser", "iam:CreateAccessKey", "iam:AddUserToGroup"]))),)
    idle, admins = group("a-idle"), group("admins", attached_policies=(EVERYTHING.arn,))

    path = path_of(among(role("machine", inline_policies=own), groups=(idle, admins)), "machine")

    assert path is not None
    assert [(step.edge.id, step.group) for step in path.steps] == [("rootward-004", "admins")]
    (joins,) = (grant for grant in path.steps[0].grants if grant.need.action == "iam:AddUserToGroup")
    assert joins.resource == admins.arn


@pytest.mark.parametrize("kind", ["User", "Role"])
def test_somebody_made_anew_is_an_administrator_by_any_policy_that_makes_one(kind):
    condition = {"ArnEquals": {"iam:PolicyARN": "arn:aws:iam::aws:policy/IAMFullAccess"}}
    ben = may(
        "ben",
        allow([f"iam:Create{kind}", "iam:CreateAccessKey"], arn(kind.lower(), "*")),
        allow(f"iam:Attach{kind}Policy", Condition=condition),
    )

    path = path_of(among(ben), "ben")

    assert path is not None
    assert (len(path.steps), path.certainty) == (1, Certainty.SURE)


def test_a_policy_that_denies_nothing_is_not_taken_away():
    harmless = managed("harmless", policy(allow("s3:*"), deny("s3:DeleteBucket")))
    maya = may("maya", allow(["iam:DetachUserPolicy", "iam:DeleteUserPolicy"]), attached_policies=(harmless.arn,))

    assert first_steps(among(maya, policies=(harmless,)), "maya") == []


def test_whoever_leaves_a_group_is_rid_of_all_its_policies():
    others = deny(["iam:Put*", "iam:Attach*", "iam:Create*", "iam:Add*", "iam:Update*", "iam:Delete*", "sts:*"])
    held = group("held", attached_policies=(NO.arn,), inline_policies=(inline("others", policy(others)),))
    maya = may(
        "maya", allow("iam:RemoveUserFromGroup", held.arn), allow("iam:PutUserPolicy", SELF), groups=("free", "held")
    )

    path = path_of(among(maya, groups=(held, group("free")), policies=(NO,)), "maya")

    assert told(path) == [("maya", "rootward-015", "maya"), ("maya", "iam-007", "maya")]
    assert path is not None
    assert [step.group for step in path.steps] == ["held", None]
    assert [grant.resource for grant in path.steps[0].grants] == [held.arn]


@pytest.mark.parametrize("action", ["iam:RemoveUserFromGroup", "iam:DetachGroupPolicy", "iam:DeleteGroupPolicy"])
def test_what_denies_stays_where_another_group_may_be_changed(action):
    own = (inline("no", DENIALS),) if action == "iam:DeleteGroupPolicy" else ()
    attached = () if own else (NO.arn,)
    held = group("held", attached_policies=attached, inline_policies=own)

    def maya(where: str) -> Account:
        made = may("maya", allow(action, arn("group", where)), allow("iam:PutUserPolicy", SELF), groups=("held",))
        return among(made, groups=(held, group("other")), policies=(NO,))

    assert path_of(maya("held"), "maya") is not None
    assert path_of(maya("other"), "maya") is None


def test_groups_that_somebody_is_in_already_do_not_count_as_joined():
    groups = (
        *(group(name) for name in ("one", "two", "three")),
        group("admins", attached_policies=(EVERYTHING.arn,)),
    )
    ben = may("ben", allow("iam:AddUserToGroup", arn("group", "admins")), groups=("one", "two", "three"))

    path = path_of(among(ben, groups=groups), "ben")

    assert told(path) == [("ben", "iam-013", "ben")]
    assert path is not None
    assert path.certainty == Certainty.SURE


def test_a_group_is_joined_for_the_roles_that_its_members_may_assume():
    assuming = group("assuming", inline_policies=(inline("a", policy(allow("sts:AssumeRole", arn("role", "boss")))),))
    boss = admin_role("boss", trust_policy=trust({"AWS": ROOT}))

    path = path_of(among(boss, may("ben", allow("iam:AddUserToGroup")), groups=(group("idle"), assuming)), "ben")

    assert told(path) == [("ben", "iam-013", "ben"), ("ben", "sts-001", "boss")]
    assert path is not None
    assert path.steps[0].group == "assuming"
