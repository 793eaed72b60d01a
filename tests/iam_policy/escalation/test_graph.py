from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rootward.iam_policy.escalation import growth
from rootward.iam_policy.escalation.actor import Actor
from rootward.iam_policy.escalation.attempt import Attempts
from rootward.iam_policy.escalation.doubt import Certainty, Doubt
from rootward.model.account import Account
from rootward.model.monitoring import Organization
from tests.checks.facts import (
    ROOT,
    active_key,
    allow,
    arn,
    denied,
    group,
    inline,
    key,
    listed_key,
    managed,
    policy,
    report,
    role,
    root_row,
    trust,
    user,
    user_row,
)
from tests.iam_policy.escalation.people import EVERYTHING, MFA, WITHOUT_MFA, admin, admin_role, among, deny, may, told
from tests.iam_policy.escalation.situation import escalation, path_of


def test_an_administrator_has_a_path_without_steps():
    path = path_of(among(admin("zoe")), "zoe")

    assert told(path) == []
    assert path is not None
    assert (path.target.name, path.certainty) == ("zoe", Certainty.SURE)


def test_whoever_may_do_nothing_of_the_table_has_none():
    assert path_of(among(admin("zoe"), may("ben", allow("s3:*"), allow(["iam:Get*", "iam:List*"]))), "ben") is None


def test_without_an_administrator_only_those_who_raise_somebody_get_anywhere():
    given_ = among(
        may("maya", allow("iam:AttachUserPolicy", arn("user", "maya"))),
        may("ben", allow(["iam:PassRole", "lambda:*"])),
        role("resize", trust_policy=trust({"Service": "lambda.amazonaws.com"})),
    )

    assert told(path_of(given_, "maya")) == [("maya", "iam-008", "maya")]
    assert path_of(given_, "ben") is None


def test_steps_are_followed_through_users_roles_and_groups():
    given_ = among(
        admin("zoe"),
        may("ann", allow("iam:CreateAccessKey", arn("user", "ben"))),
        may("ben", allow("iam:AddUserToGroup", arn("group", "builders"))),
        role(
            "build",
            inline_policies=(inline("own", policy(allow("iam:CreateAccessKey", arn("user", "zoe")))),),
            trust_policy=trust({"Service": "lambda.amazonaws.com"}),
        ),
        groups=(group("builders", inline_policies=(inline("b", policy(allow(["iam:PassRole", "lambda:*"]))),)),),
    )

    assert told(path_of(given_, "ann")) == [
        ("ann", "iam-002", "ben"),
        ("ben", "iam-013", "ben"),
        ("ben", "lambda-001", "build"),
        ("build", "iam-002", "zoe"),
    ]


def test_a_step_through_a_group_names_the_group():
    given_ = among(
        may("ben", allow("iam:AddUserToGroup", arn("group", "admins"))),
        groups=(group("admins", attached_policies=(EVERYTHING.arn,)),),
    )

    path = path_of(given_, "ben")

    assert path is not None
    assert (path.steps[0].group, path.target.name) == ("admins", "ben")


def test_what_a_group_allows_counts_and_is_told():
    helpdesk = group("helpdesk", inline_policies=(inline("keys", policy(allow("s3:*"), allow("iam:CreateAccessKey"))),))

    path = path_of(among(admin("zoe"), user("ben", groups=("helpdesk",)), groups=(helpdesk,)), "ben")

    assert path is not None
    (grant,) = path.steps[0].grants
    assert (grant.policy, grant.group, grant.statement) == ("keys", "helpdesk", 2)


def test_assuming_a_role_is_a_step():
    given_ = among(
        may("ben", allow("sts:AssumeRole", arn("role", "deploy"))),
        role(
            "deploy",
            inline_policies=(inline("own", policy(allow("iam:PutRolePolicy", arn("role", "deploy")))),),
            trust_policy=trust({"AWS": ROOT}),
        ),
    )

    assert told(path_of(given_, "ben")) == [("ben", "sts-001", "deploy"), ("deploy", "iam-005", "deploy")]


def test_the_shortest_path_wins():
    given_ = among(
        admin("zoe"),
        may("ann", allow("iam:CreateAccessKey", [arn("user", "ben"), arn("user", "zoe")])),
        may("ben", allow("iam:PutUserPolicy", arn("user", "ben"))),
    )

    assert told(path_of(given_, "ann")) == [("ann", "iam-002", "zoe")]


def test_a_sure_path_wins_over_a_shorter_one_that_is_possible_only():
    given_ = among(
        admin_role("automation"),
        may("ann", allow("lambda:UpdateFunctionCode"), allow("iam:CreateAccessKey", arn("user", "ben"))),
        may("ben", allow("iam:PutUserPolicy", arn("user", "ben"))),
    )

    path = path_of(given_, "ann")

    assert told(path) == [("ann", "iam-002", "ben"), ("ben", "iam-007", "ben")]
    assert path is not None
    assert path.certainty == Certainty.SURE


def test_whoever_leads_on_by_a_possible_path_is_reached_possibly():
    given_ = among(
        admin_role("automation"),
        may("ann", allow("iam:CreateAccessKey", arn("user", "ben"))),
        may("ben", allow("lambda:UpdateFunctionCode")),
    )

    path = path_of(given_, "ann")

    assert told(path) == [("ann", "iam-002", "ben"), ("ben", "lambda-003", "automation")]
    assert path is not None
    assert path.certainty == Certainty.POSSIBLE
    assert path.reasons == ("it rests on resources that are not read",)


def test_those_who_share_policies_are_told_apart_where_these_name_them():
    about_maya = managed("about-maya", policy(allow("iam:PutUserPolicy", arn("user", "maya"))))
    shared = {"attached_policies": (about_maya.arn,)}
    given_ = among(user("ben", **shared), user("maya", **shared), user("zoe", **shared), policies=(about_maya,))

    assert [told(path_of(given_, name)) for name in ("ben", "maya", "zoe")] == [
        None,
        [("maya", "iam-007", "maya")],
        None,
    ]


def test_those_who_share_policies_are_told_apart_where_a_trust_policy_names_them():
    given_ = among(
        may("ann", allow("s3:*")),
        may("ben", allow("s3:*")),
        role(
            "deploy",
            trust_policy=trust({"AWS": arn("user", "ben")}),
            inline_policies=(inline("own", policy(allow("iam:PutRolePolicy", arn("role", "deploy")))),),
        ),
    )

    assert path_of(given_, "ann") is None
    assert told(path_of(given_, "ben")) == [("ben", "sts-001", "deploy"), ("deploy", "iam-005", "deploy")]


# --- circumstances


def test_a_condition_on_mfa_is_named_and_does_not_close_a_path():
    path = path_of(among(may("maya", allow("iam:PutUserPolicy", Condition=MFA))), "maya")

    assert path is not None
    assert (path.certainty, path.circumstances) == (Certainty.SURE, frozenset({"aws:multifactorauthpresent"}))


def test_whoever_is_reached_acts_without_mfa():
    given_ = among(
        may("maya", allow("iam:PutUserPolicy", Condition=MFA)),
        may("ann", allow("iam:CreateAccessKey", arn("user", "maya"))),
    )

    assert path_of(given_, "ann") is None


def test_whoever_is_reached_acts_without_mfa_in_the_groups_that_it_joins_too():
    given_ = among(
        may("ben", allow("iam:AddUserToGroup", arn("group", "admins"))),
        may("ann", allow("iam:CreateAccessKey", arn("user", "ben"))),
        groups=(group("admins", inline_policies=(inline("a", policy(allow("*", Condition=MFA))),)),),
    )

    assert told(path_of(given_, "ben")) == [("ben", "iam-013", "ben")]
    assert path_of(given_, "ann") is None


def test_a_role_that_only_lets_in_with_mfa_is_closed_to_whoever_makes_a_key():
    given_ = among(
        may("ben", allow("sts:AssumeRole")),
        may("ann", allow("iam:CreateAccessKey", arn("user", "ben"))),
        admin_role("boss", trust_policy=trust({"AWS": ROOT}, Condition=MFA)),
    )

    assert told(path_of(given_, "ben")) == [("ben", "sts-001", "boss")]
    assert path_of(given_, "ann") is None


@pytest.mark.parametrize(
    ("operator", "closed"),
    [("BoolIfExists", True), ("Bool", False)],  # a request signed with an access key lacks the key
)
def test_an_administrator_who_must_have_used_mfa_is_none_for_whoever_makes_a_key_for_it(operator, closed):
    without = {operator: {"aws:MultiFactorAuthPresent": "false"}}
    given_ = among(
        may("zoe", allow("*"), deny("*", Condition=without)),
        may("ann", allow("iam:CreateAccessKey", arn("user", "zoe"))),
    )

    assert (path_of(given_, "ann") is None) == closed


def test_a_session_without_mfa_says_so():
    without = {"Bool": {"aws:MultiFactorAuthPresent": "false"}}
    given_ = among(
        may("zoe", allow("*"), deny("*", Condition=without)),
        may("ann", allow("iam:CreateLoginProfile", arn("user", "zoe"))),
    )

    assert path_of(given_, "ann") is None


# --- conditions, names, tags


def test_a_role_is_passed_to_the_service_that_the_condition_names_only():
    condition = {"StringEquals": {"iam:PassedToService": "glue.amazonaws.com"}}
    statements = (allow("iam:PassRole", Condition=condition), allow(["lambda:Create*", "lambda:Invoke*", "glue:*"]))

    assert path_of(among(admin_role("boss"), may("ben", *statements)), "ben") is None
    glue = path_of(among(admin_role("boss", "glue.amazonaws.com"), may("ben", *statements)), "ben")
    assert told(glue) == [("ben", "glue-001", "boss")]


def test_a_new_resource_gets_whatever_name_is_allowed():
    functions = "arn:aws:lambda:ap-south-1:123456789012:function:team-?-*"
    statements = (allow("iam:PassRole"), allow(["lambda:CreateFunction", "lambda:InvokeFunction"], functions))

    path = path_of(among(admin_role("boss"), may("ben", *statements)), "ben")

    assert told(path) == [("ben", "lambda-001", "boss")]
    assert path is not None
    assert path.steps[0].grants[1].resource.startswith("arn:aws:lambda:ap-south-1:123456789012:function:team-")


def test_a_new_resource_has_one_name_for_all_that_is_done_with_it():
    statements = (
        allow("iam:PassRole"),
        allow("lambda:CreateFunction", "arn:aws:lambda:*:*:function:one"),
        allow("lambda:InvokeFunction", "arn:aws:lambda:*:*:function:two"),
    )

    assert path_of(among(admin_role("boss"), may("ben", *statements)), "ben") is None


def test_a_new_resource_gets_a_name_that_is_not_denied():
    statements = (
        allow(["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"]),
        {"Effect": "Deny", "Action": "lambda:*", "NotResource": "arn:aws:lambda:*:*:function:sandbox-*"},
        deny("lambda:*", "arn:aws:lambda:*:*:function:sandbox-7*"),
    )

    path = path_of(among(admin_role("boss"), may("ben", *statements)), "ben")

    assert told(path) == [("ben", "lambda-001", "boss")]


def test_a_condition_on_what_is_made_is_the_makers_choice():
    condition = {"StringEquals": {"ec2:InstanceType": "t3.micro"}}
    statements = (
        allow("iam:PassRole"),
        allow("ec2:RunInstances", "arn:aws:ec2:*:*:instance/*", Condition=condition),
        {"Effect": "Allow", "Action": "ec2:RunInstances", "NotResource": "arn:aws:ec2:*:*:instance/*"},
    )
    boss = admin_role("boss", "ec2.amazonaws.com", instance_profiles=("profile",))

    path = path_of(among(boss, may("ben", *statements)), "ben")

    assert told(path) == [("ben", "ec2-001", "boss")]
    assert path is not None
    assert path.certainty == Certainty.SURE


def test_a_condition_that_nobody_has_read_makes_a_path_possible():
    condition = {"StringEquals": {"aws:SomethingNew": "yes"}}

    path = path_of(among(may("maya", allow("iam:PutUserPolicy", Condition=condition))), "maya")

    assert path is not None
    assert path.certainty == Certainty.POSSIBLE
    assert path.reasons == ("iam:PutUserPolicy depends on aws:somethingnew",)


@pytest.mark.parametrize(("tags", "open_"), [({"team": "blue"}, True), ({"team": "red"}, False), ({}, False)])
def test_tags_of_users_are_read(tags, open_):
    condition = {"StringEquals": {"aws:ResourceTag/team": "blue"}}
    given_ = among(admin("zoe", tags=tags), may("ben", allow("iam:CreateAccessKey", Condition=condition)))

    path = path_of(given_, "ben")

    assert (path is not None) == open_
    assert path is None or path.certainty == Certainty.SURE


def test_a_trust_policy_that_asks_for_its_own_account_lets_its_services_in():
    condition = {
        "StringEquals": {"aws:SourceAccount": "123456789012"},
        "ArnLike": {"aws:SourceArn": "arn:aws:lambda:*:123456789012:function:*"},
    }
    boss = admin_role("boss", trust_policy=trust({"Service": "lambda.amazonaws.com"}, Condition=condition))

    path = path_of(among(boss, may("ben", allow(["iam:PassRole", "lambda:*"]))), "ben")

    assert told(path) == [("ben", "lambda-001", "boss")]
    assert path is not None
    assert path.certainty == Certainty.SURE


def test_a_trust_policy_that_asks_for_another_account_does_not():
    condition = {"StringEquals": {"aws:SourceAccount": "999999999999"}}
    boss = admin_role("boss", trust_policy=trust({"Service": "lambda.amazonaws.com"}, Condition=condition))

    assert path_of(among(boss, may("ben", allow(["iam:PassRole", "lambda:*"]))), "ben") is None


@pytest.mark.parametrize(("cluster", "certainty"), [("dev", Certainty.POSSIBLE), (None, Certainty.SURE)])
def test_a_condition_on_another_new_resource_may_be_met_by_one_of_another_name(cluster, certainty):
    named: dict[str, Any] = {"ArnEquals": {"ecs:cluster": f"arn:aws:ecs:us-east-1:123456789012:cluster/{cluster}"}}
    statements = (
        allow(["iam:PassRole", "ecs:CreateCluster", "ecs:RegisterTaskDefinition", "iam:CreateServiceLinkedRole"]),
        {**allow("ecs:RunTask"), **({"Condition": named} if cluster else {})},
    )

    path = path_of(among(admin_role("boss", "ecs-tasks.amazonaws.com"), may("ben", *statements)), "ben")

    assert path is not None
    assert (path.steps[0].edge.id, path.certainty) == ("ecs-002", certainty)


def test_a_pass_of_all_roles_but_one_takes_in_the_others():
    passes = {"Effect": "Allow", "Action": "iam:PassRole", "NotResource": arn("role", "spared")}
    ben = may("ben", passes, allow(["lambda:Create*", "lambda:Invoke*"]))

    assert told(path_of(among(admin_role("boss"), ben), "ben")) == [("ben", "lambda-001", "boss")]
    assert path_of(among(admin_role("spared"), ben), "ben") is None


def test_a_variable_without_a_value_takes_in_nothing():
    own = policy(allow("iam:CreateAccessKey", arn("user", "${aws:username}")))
    machine = role("machine", inline_policies=(inline("own", own),))

    assert path_of(among(admin("zoe"), machine), "machine") is None


@pytest.mark.parametrize(
    ("organization", "certainty"),
    [
        (None, None),
        (Organization(id="o-mine", management_account="999999999999", feature_set="ALL"), Certainty.SURE),
        (denied("organizations:DescribeOrganization"), Certainty.SURE),  # it is a circumstance
    ],
)
def test_the_organisation_of_what_is_changed_is_the_accounts_own(organization, certainty):
    condition = {"StringEquals": {"aws:ResourceOrgID": "o-mine"}}
    given_ = among(may("maya", allow("iam:PutUserPolicy", Condition=condition)), organization=organization)

    path = path_of(given_, "maya")

    assert (None if path is None else path.certainty) == certainty


def test_a_trust_policy_that_depends_on_what_nobody_has_read_makes_a_path_possible():
    condition = {"StringEquals": {"aws:SourceArn": "arn:aws:lambda:us-east-1:123456789012:function:there-already"}}
    unread = {"StringEquals": {"aws:SomethingNew": "yes"}}
    for each in (condition, unread):
        boss = admin_role("boss", trust_policy=trust({"Service": "lambda.amazonaws.com"}, Condition=each))
        path = path_of(among(boss, may("ben", allow(["iam:PassRole", "lambda:Create*", "lambda:Invoke*"]))), "ben")
        assert path is not None
        assert path.certainty == Certainty.POSSIBLE
        assert path.reasons[0].startswith("the trust policy of boss depends on aws:so")


# --- what rights become when they grow


def test_a_boundary_stays_when_rights_grow():
    boundary = managed("limit", policy(allow(["s3:*", "iam:PutUserPolicy"])))
    maya = may("maya", allow("iam:PutUserPolicy"), boundary=boundary.arn)

    assert path_of(among(maya, policies=(boundary,)), "maya") is None


def test_within_a_boundary_grown_rights_may_lead_on():
    boundary = managed("limit", policy(allow(["iam:PutUserPolicy", "iam:CreateAccessKey"])))
    maya = may("maya", allow("iam:PutUserPolicy", arn("user", "maya")), boundary=boundary.arn)

    path = path_of(among(admin("zoe"), maya, policies=(boundary,)), "maya")

    assert told(path) == [("maya", "iam-007", "maya"), ("maya", "iam-002", "zoe")]


def test_a_policy_that_is_rewritten_denies_no_more():
    rules = managed(
        "rules", policy(allow("iam:CreatePolicyVersion", arn("policy", "rules")), deny("iam:Put*")), versions=1
    )

    path = path_of(among(user("maya", attached_policies=(rules.arn,)), policies=(rules,)), "maya")

    assert told(path) == [("maya", "iam-001", "maya")]


def test_another_policys_denial_stays():
    rules = managed("rules", policy(allow("iam:CreatePolicyVersion", arn("policy", "rules"))), versions=1)
    others = {"Effect": "Deny", "NotAction": "iam:CreatePolicyVersion", "Resource": "*"}
    maya = may("maya", others, attached_policies=(rules.arn,))

    assert path_of(among(maya, policies=(rules,)), "maya") is None


@pytest.mark.parametrize(("versions", "certainty"), [(4, Certainty.SURE), (5, None), (None, Certainty.POSSIBLE)])
def test_a_policy_takes_five_versions(versions, certainty):
    rules = managed("rules", policy(allow("iam:CreatePolicyVersion")), versions=versions)

    path = path_of(among(user("maya", attached_policies=(rules.arn,)), policies=(rules,)), "maya")

    assert (None if path is None else path.certainty) == certainty


def test_policies_of_aws_and_service_linked_roles_cannot_be_changed():
    aws = managed("x", policy(allow(["iam:CreatePolicyVersion", "iam:PutRolePolicy"])), arn="arn:aws:iam::aws:policy/x")
    linked = role("linked", path="/aws-service-role/x/", attached_policies=(aws.arn,))

    assert path_of(among(user("maya", attached_policies=(aws.arn,)), policies=(aws,)), "maya") is None
    assert path_of(among(linked, policies=(aws,)), "linked") is None


def test_several_groups_are_joined_one_after_the_other():
    given_ = among(
        admin_role("boss"),
        may("ben", allow("iam:AddUserToGroup", arn("group", "passing"))),
        groups=(
            group("passing", inline_policies=(inline("p", policy(allow(["iam:PassRole", "iam:AddUserToGroup"]))),)),
            group("building", inline_policies=(inline("b", policy(allow("lambda:*"))),)),
        ),
    )

    assert told(path_of(given_, "ben")) == [
        ("ben", "iam-013", "ben"),
        ("ben", "iam-013", "ben"),
        ("ben", "lambda-001", "boss"),
    ]


def test_after_three_groups_the_search_is_cut():
    def chain(length: int) -> Account:
        next_ = [policy(allow("iam:AddUserToGroup", arn("group", f"g{place + 1}"))) for place in range(length)]
        groups = [group(f"g{place}", inline_policies=(inline("n", each),)) for place, each in enumerate(next_)]
        groups.append(group(f"g{length}", attached_policies=(EVERYTHING.arn,)))
        return among(may("ben", allow("iam:AddUserToGroup", arn("group", "g0"))), groups=tuple(groups))

    assert len(told(path_of(chain(2), "ben")) or ()) == 3
    path = path_of(chain(3), "ben")
    assert path is not None
    assert (path.certainty, path.is_cut, path.unread) == (Certainty.UNREAD, True, frozenset())


def test_whoever_reaches_somebody_at_whom_the_search_was_cut_is_not_known_either():
    groups = [
        group(
            f"g{place}",
            inline_policies=(inline("n", policy(allow("iam:AddUserToGroup", arn("group", f"g{place + 1}")))),),
        )
        for place in range(4)
    ]
    ben = may("ben", allow("iam:AddUserToGroup", arn("group", "g0")))
    ann = may("ann", allow("iam:CreateAccessKey", arn("user", "ben")))

    path = path_of(among(ben, ann, groups=tuple(groups)), "ann")

    assert path is not None
    assert path.is_cut


def test_too_many_ways_to_grow_are_a_cut(monkeypatch):
    monkeypatch.setattr(growth, "MOST_VARIANTS", 2)
    harmless = [
        group(f"g{place}", inline_policies=(inline("n", policy(allow(f"lambda:{what}"))),))
        for place, what in enumerate(("CreateFunction", "InvokeFunction", "UpdateFunctionCode"))
    ]

    path = path_of(among(may("ben", allow("iam:AddUserToGroup")), groups=tuple(harmless)), "ben")

    assert path is not None
    assert path.is_cut


def test_a_name_for_which_the_search_was_cut_is_not_known():
    patterns = [f"arn:aws:lambda:*:*:function:*{letter}*{letter}*{letter}*" for letter in "abcdefgh"]
    denials = [{"Effect": "Deny", "Action": "lambda:*", "NotResource": each} for each in patterns]
    ben = may("ben", allow(["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"]), *denials)

    path = path_of(among(admin_role("boss"), ben), "ben")

    assert path is not None
    assert (told(path), path.is_cut) == ([("ben", "lambda-001", "boss")], True)


def test_a_groups_policies_that_cannot_be_read_make_a_path_unread():
    lost, broken = (
        group("a", attached_policies=(arn("policy", "lost"),)),
        group("b", inline_policies=(inline("x", "{"),)),
    )

    for unread in (lost, broken):
        path = path_of(among(may("ben", allow("iam:AddUserToGroup")), groups=(unread,)), "ben")
        assert path is not None
        assert (path.certainty, path.unread) == (Certainty.UNREAD, frozenset({"identity"}))


# --- credentials


def of_zoe(**cells: Any) -> Any:
    return report(root_row(), user_row("zoe", **cells), user_row("ben"))


@pytest.mark.parametrize(
    ("action", "credentials", "certainty"),
    [
        ("iam:CreateLoginProfile", of_zoe(), Certainty.SURE),
        ("iam:CreateLoginProfile", of_zoe(password_enabled=True), None),
        ("iam:CreateLoginProfile", of_zoe(mfa_active=True), None),
        ("iam:CreateLoginProfile", denied("iam:GetCredentialReport"), Certainty.POSSIBLE),
        ("iam:UpdateLoginProfile", of_zoe(), None),
        ("iam:UpdateLoginProfile", of_zoe(password_enabled=True), Certainty.SURE),
        ("iam:UpdateLoginProfile", of_zoe(password_enabled=True, mfa_active=True), None),
        ("iam:CreateAccessKey", of_zoe(keys=(active_key(9), key())), Certainty.SURE),
        ("iam:CreateAccessKey", of_zoe(keys=(active_key(9), active_key(9))), None),
        ("iam:CreateAccessKey", of_zoe(keys=(active_key(9), active_key(9, active=False))), None),
        ("iam:CreateAccessKey", of_zoe(keys=(active_key(9), key(active=denied("iam:x")))), Certainty.POSSIBLE),
        ("iam:CreateAccessKey", denied("iam:GetCredentialReport"), Certainty.POSSIBLE),
    ],
)
def test_what_credentials_somebody_has_decides_which_others_may_be_made(action, credentials, certainty):
    given_ = among(admin("zoe"), may("ben", allow(action, arn("user", "zoe"))), credential_report=credentials)

    path = path_of(given_, "ben")

    assert (None if path is None else path.certainty) == certainty


def test_keys_that_were_listed_count():
    listed = tuple(listed_key("zoe", 9, id=f"key-{place}", status="Inactive") for place in range(2))
    given_ = among(admin("zoe"), may("ben", allow("iam:CreateAccessKey", arn("user", "zoe"))), access_keys=listed)

    assert path_of(given_, "ben") is None


# --- not knowing


def test_policies_that_were_not_read_make_a_path_unread():
    hidden = managed("hidden", denied("iam:GetPolicyVersion"))
    given_ = among(
        admin("zoe"),
        may("ben", allow("iam:CreateAccessKey"), attached_policies=(hidden.arn,)),
        may("ann", allow("iam:CreateAccessKey", arn("user", "ben"))),
        policies=(hidden,),
    )

    for name in ("ben", "ann"):
        path = path_of(given_, name)
        assert path is not None
        assert (path.certainty, path.unread) == (Certainty.UNREAD, frozenset({"identity"}))


def test_a_boundary_that_was_not_read_makes_a_path_unread():
    path = path_of(among(may("ben", allow("iam:PutUserPolicy"), boundary=arn("policy", "lost"))), "ben")

    assert path is not None
    assert (path.certainty, path.unread) == (Certainty.UNREAD, frozenset({"boundary"}))


def test_a_trust_policy_that_cannot_be_read_makes_a_path_unread():
    boss = admin_role("boss", trust_policy="{")

    path = path_of(among(boss, may("ben", allow(["iam:PassRole", "lambda:*"]))), "ben")

    assert path is not None
    assert path.certainty == Certainty.UNREAD


def test_a_lesser_target_of_a_template_leads_on_possibly():
    given_ = among(
        admin("zoe"),
        may("ben", allow(["iam:PassRole", "cloudformation:*"])),
        role(
            "deploy",
            trust_policy=trust({"Service": "cloudformation.amazonaws.com"}),
            inline_policies=(inline("own", policy(allow("iam:CreateAccessKey"))),),
        ),
    )

    path = path_of(given_, "ben")

    assert told(path) == [("ben", "cloudformation-001", "deploy"), ("deploy", "iam-002", "zoe")]
    assert path is not None
    assert path.certainty == Certainty.POSSIBLE
    assert "a template cannot ask for everything" in path.reasons


def test_a_service_linked_role_that_is_there_need_not_be_made():
    statements = (allow(["iam:PassRole", "apprunner:CreateService"]),)
    boss = admin_role("boss", "tasks.apprunner.amazonaws.com")
    linked = "aws-service-role/apprunner.amazonaws.com/AWSServiceRoleForAppRunner"
    there = role(
        "AWSServiceRoleForAppRunner", arn=arn("role", linked), path="/aws-service-role/apprunner.amazonaws.com/"
    )

    assert path_of(among(boss, may("ben", *statements)), "ben") is None
    assert told(path_of(among(boss, there, may("ben", *statements)), "ben")) == [("ben", "apprunner-001", "boss")]


def test_stack_sets_take_the_administration_role_of_the_default_name_unasked():
    def with_helper(name: str) -> Account:
        return among(
            admin_role("AWSCloudFormationStackSetExecutionRole", trust_policy=trust({"AWS": arn("role", name)})),
            role(
                name,
                trust_policy=trust({"Service": "cloudformation.amazonaws.com"}),
                inline_policies=(inline("own", policy(allow("sts:AssumeRole"))),),
            ),
            may("ben", allow(["cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"])),
        )

    path = path_of(with_helper("AWSCloudFormationStackSetAdministrationRole"), "ben")

    assert path is not None
    assert (path.steps[0].edge.id, path.steps[0].helper and path.steps[0].helper.name) == (
        "cloudformation-003",
        "AWSCloudFormationStackSetAdministrationRole",
    )
    assert path_of(with_helper("another"), "ben") is None


# --- how a path is told


def test_the_statement_that_lets_somebody_assume_a_role_is_told():
    given_ = among(
        may("ben", allow("s3:*"), allow("sts:AssumeRole", arn("role", "boss"))),
        admin_role("boss", trust_policy=trust({"AWS": ROOT})),
    )

    path = path_of(given_, "ben")

    assert path is not None
    ((grant,),) = (step.grants for step in path.steps)
    assert (grant.need.action, grant.resource, grant.policy, grant.statement) == (
        "sts:AssumeRole",
        arn("role", "boss"),
        "own",
        2,
    )


def test_everybody_on_the_way_is_told_as_they_are_by_then():
    by_helper = ["iam:PassRole", "cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"]
    assuming = (inline("own", policy(allow("sts:AssumeRole"))),)
    given_ = among(
        may("ann", allow("iam:CreateAccessKey", arn("user", "ben"))),
        may("ben", allow("iam:AddUserToGroup", arn("group", "builders"))),
        role("helper", trust_policy=trust({"Service": "cloudformation.amazonaws.com"}), inline_policies=assuming),
        admin_role("boss", trust_policy=trust({"AWS": arn("role", "helper")})),
        groups=(group("builders", inline_policies=(inline("stacks", policy(allow(by_helper))),)),),
    )

    path = path_of(given_, "ann")

    assert told(path) == [
        ("ann", "iam-002", "ben"),
        ("ben", "iam-013", "ben"),
        ("ben", "cloudformation-003", "boss"),
    ]
    assert path is not None
    assert [(each.name, [held.name for held in each.held]) for each in path.on_the_way] == [
        ("ann", ["own"]),
        ("ben", ["own"]),
        ("ben", ["own", "stacks"]),
        ("helper", ["own"]),
        ("boss", [EVERYTHING.arn]),
    ]


def test_an_administrator_alone_is_on_its_way():
    path = path_of(among(admin("zoe")), "zoe")

    assert path is not None
    assert [each.name for each in path.on_the_way] == ["zoe"]


# --- assuming roles


def test_what_it_takes_to_assume_a_role_is_told():
    boss = admin_role("boss", trust_policy=trust({"AWS": ROOT}, Condition=MFA))

    path = path_of(among(boss, may("ben", allow("sts:AssumeRole"))), "ben")

    assert path is not None
    assert (path.circumstances, path.reasons, path.unread) == (
        frozenset({"aws:multifactorauthpresent"}),
        (),
        frozenset(),
    )


def test_a_trust_policy_that_cannot_be_read_leaves_it_unread_who_may_assume_the_role():
    path = path_of(among(admin_role("boss", trust_policy="{"), may("ben", allow("sts:AssumeRole"))), "ben")

    assert told(path) == [("ben", "sts-001", "boss")]
    assert path is not None
    assert path.doubt == Doubt(unread=frozenset({"resource"}))


def test_what_it_takes_to_assume_a_role_as_a_member_of_a_group_is_told():
    assuming = policy(allow("sts:AssumeRole", arn("role", "boss"), Condition=MFA))
    given_ = among(
        may("ben", allow("iam:AddUserToGroup")),
        admin_role("boss", trust_policy=trust({"AWS": ROOT})),
        groups=(group("assuming", inline_policies=(inline("a", assuming),)),),
    )

    path = path_of(given_, "ben")

    assert told(path) == [("ben", "iam-013", "ben"), ("ben", "sts-001", "boss")]
    assert path is not None
    assert path.circumstances == {"aws:multifactorauthpresent"}
    assert [(grant.resource, grant.group) for grant in path.steps[1].grants] == [(arn("role", "boss"), "assuming")]


@pytest.mark.parametrize("trusted", [trust({"AWS": ROOT}), trust({"AWS": ROOT}, Condition=MFA)])
def test_whoever_is_raised_and_reached_assumes_roles_without_mfa(trusted):
    limit = managed("limit", policy(allow(["sts:AssumeRole", "s3:*"])))
    given_ = among(
        may("ben", allow("s3:*"), boundary=limit.arn),
        may("ann", allow(["iam:PutUserPolicy", "iam:CreateAccessKey"], arn("user", "ben"))),
        admin_role("boss", trust_policy=trusted),
        policies=(limit,),
    )

    path = path_of(given_, "ann")

    open_ = [("ann", "iam-018", "ben"), ("ben", "sts-001", "boss")]
    assert told(path) == (None if "MultiFactorAuth" in trusted else open_)


def test_a_policy_that_is_rewritten_before_its_role_is_passed_denies_no_more():
    rules = managed("rules", policy(deny("*")), versions=1)
    weak = role("weak", trust_policy=trust({"Service": "lambda.amazonaws.com"}), attached_policies=(rules.arn,))
    ben = may("ben", allow(["iam:PassRole", "lambda:*"]), allow("iam:CreatePolicyVersion", rules.arn))

    assert told(path_of(among(weak, ben, policies=(rules,)), "ben")) == [("ben", "lambda-001-rewritten", "weak")]


def test_of_two_roles_that_share_all_but_their_trust_policies_one_may_be_assumed():
    powerful = {"attached_policies": (EVERYTHING.arn,)}
    given_ = among(
        role("closed", trust_policy=trust({"AWS": arn("user", "zoe")}), **powerful),
        role("open", trust_policy=trust({"AWS": arn("user", "ben")}), **powerful),
        may("ben", allow("s3:*")),
        may("ann", allow("s3:*")),
        user("zoe"),
    )

    assert {name: told(path_of(given_, name)) for name in ("ann", "ben", "zoe")} == {
        "ann": None,
        "ben": [("ben", "sts-001", "open")],
        "zoe": [("zoe", "sts-001", "closed")],
    }


@pytest.mark.parametrize("named", ["ann", "zoe"])
def test_of_two_who_share_policies_the_one_that_a_trust_policy_names_raises_the_role_and_assumes_it(named):
    weak = role("weak", trust_policy=trust({"AWS": arn("user", named)}))
    raising = allow("iam:PutRolePolicy", weak.arn)
    given_ = among(weak, may("ann", raising), may("zoe", raising))

    assert {name: told(path_of(given_, name)) for name in ("ann", "zoe")} == {
        "ann": None,
        "zoe": None,
        named: [(named, "iam-017", "weak")],
    }


def test_administrators_of_both_kinds_are_reached():
    given_ = among(
        admin("zoe"),
        admin_role("boss", trust_policy=trust({"AWS": arn("user", "ben")})),
        may("ann", allow("iam:CreateAccessKey", arn("user", "zoe"))),
        user("ben"),
    )

    assert told(path_of(given_, "ann")) == [("ann", "iam-002", "zoe")]
    assert told(path_of(given_, "ben")) == [("ben", "sts-001", "boss")]


def test_a_role_whose_trust_policy_asks_for_what_nobody_sends_is_closed():
    trusted = trust({"AWS": ROOT}, Condition={"StringEquals": {"aws:Unheard": "yes"}})
    weak = role("weak", trust_policy=trusted)

    assert path_of(among(admin_role("boss", trust_policy=trusted), may("ben", allow("sts:AssumeRole"))), "ben") is None
    assert path_of(among(weak, may("ben", allow(["sts:AssumeRole", "iam:PutRolePolicy"]))), "ben") is None


OF_BEN = {"AWS": arn("user", "ben")}


@pytest.mark.parametrize(
    ("trusted", "asked"),
    [
        (trust(OF_BEN), set()),
        (trust(OF_BEN, Condition={"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}), set()),
        (trust(OF_BEN, Condition=MFA), {("ben", "key"), ("ben", "session")}),
    ],
)
def test_who_assumes_a_role_is_asked_again_only_of_those_who_act_otherwise(monkeypatch, trusted, asked):
    again: set[tuple[str, str]] = set()
    assume = Attempts.assume

    def noting(self: Attempts, actor: Actor, role: Any, trust: Any = None) -> Any:
        again.add((actor.holder.name, actor.mode))
        return assume(self, actor, role, trust)

    monkeypatch.setattr(Attempts, "assume", noting)
    graph = escalation(among(admin_role("boss", trust_policy=trusted), may("ben", allow("s3:*", Condition=MFA))))

    assert again == asked
    (ben,) = (holder for holder in graph.holders if holder.name == "ben")
    assert told(graph.of(ben)) == [("ben", "sts-001", "boss")]


@pytest.mark.parametrize(
    "trusted",
    [
        trust("*"),
        trust({"AWS": ROOT}),
        policy({"Effect": "Allow", "NotPrincipal": {"AWS": arn("user", "zoe")}, "Action": "sts:AssumeRole"}),
        "{",
    ],
)
def test_whoever_leaves_the_group_that_keeps_them_out_assumes_the_role(trusted):
    held = group("held", inline_policies=(inline("no", policy(deny("sts:*"))),))
    given_ = among(
        admin_role("boss", trust_policy=trusted),
        may("ben", allow("iam:RemoveUserFromGroup", held.arn), allow("sts:AssumeRole"), groups=("held",)),
        groups=(held,),
    )

    assert told(path_of(given_, "ben")) == [("ben", "rootward-015", "ben"), ("ben", "sts-001", "boss")]


def test_a_session_of_a_role_says_that_there_was_no_mfa():
    without = {"Bool": {"aws:MultiFactorAuthPresent": "false"}}
    guarded = (inline("own", policy(allow("*"), deny("*", Condition=without))),)
    boss = role("boss", inline_policies=guarded, trust_policy=trust({"AWS": ROOT}))

    assert path_of(among(boss, may("ben", allow("sts:AssumeRole"))), "ben") is None


# --- one of several


def test_of_several_roles_the_one_that_lets_somebody_in_is_raised():
    given_ = among(
        role("a", trust_policy=trust({"AWS": arn("user", "zoe")})),
        role("b", trust_policy=trust({"AWS": arn("user", "ann")})),
        may("ann", allow("iam:PutRolePolicy")),
        user("zoe"),
    )

    assert told(path_of(given_, "ann")) == [("ann", "iam-017", "b")]


def test_of_several_that_are_as_sure_the_first_is_told():
    unsure = {"StringEquals": {"aws:SomethingNew": "yes"}}
    trusted = trust({"Service": "lambda.amazonaws.com"}, Condition=unsure)
    given_ = among(
        admin_role("a", trust_policy=trusted),
        admin_role("b", trust_policy=trusted),
        may("ben", allow(["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"])),
    )

    assert told(path_of(given_, "ben")) == [("ben", "lambda-001", "a")]


def test_to_somebody_who_leads_on_possibly_the_first_way_will_do():
    unsure = {"StringEquals": {"aws:SomethingNew": "yes"}}
    given_ = among(
        admin_role("boss"),
        may("a", allow("lambda:UpdateFunctionCode")),
        may("b", allow("lambda:UpdateFunctionCode")),
        may(
            "ann",
            allow("iam:CreateAccessKey", arn("user", "a"), Condition=unsure),
            allow("iam:CreateAccessKey", arn("user", "b")),
        ),
    )

    path = path_of(given_, "ann")

    assert told(path) == [("ann", "iam-002", "a"), ("a", "lambda-003", "boss")]
    assert path is not None
    assert path.certainty == Certainty.POSSIBLE


# --- laws

ACTIONS = (
    "iam:PutUserPolicy", "iam:CreateAccessKey", "iam:AddUserToGroup", "iam:PassRole", "lambda:*",
    "lambda:UpdateFunctionCode", "sts:AssumeRole", "iam:CreatePolicyVersion", "iam:UpdateAssumeRolePolicy",
    "iam:PutRolePolicy", "iam:CreateLoginProfile", "iam:*", "*", "iam:CreateRole", "iam:CreateUser",
    "iam:DetachUserPolicy", "iam:DeleteUserPolicy", "iam:DeleteUserPermissionsBoundary", "iam:Delete*Policy",
)  # fmt: skip
RESOURCES = ("*", arn("user", "*"), arn("user", "ann"), arn("role", "*"), arn("role", "deploy"), arn("group", "*"))
CONDITIONS: tuple[dict[str, Any], ...] = (
    {},
    {},
    {"Condition": MFA},
    {"Condition": WITHOUT_MFA},
    {"Condition": {"StringLike": {"aws:x": "y"}}},
)
STATEMENTS = st.builds(
    lambda action, resource, rest: allow(action, resource, **rest),
    st.sampled_from(ACTIONS),
    st.sampled_from(RESOURCES),
    st.sampled_from(CONDITIONS),
)
DOCUMENTS = st.lists(STATEMENTS, min_size=1, max_size=2)
DENIALS = STATEMENTS.map(lambda statement: {**statement, "Effect": "Deny"})
HOLDERS = ("ann", "ben", "zoe", "build", "deploy", "helpers", "limit", "rules")


def made_of(documents: dict[str, list[dict[str, Any]]]) -> Account:
    def own(name: str) -> dict[str, Any]:
        return {"inline_policies": (inline("own", policy(*documents[name])),)}

    rules, limit = (
        managed("rules", policy(*documents["rules"]), versions=2),
        managed("limit", policy(*documents["limit"])),
    )
    return among(
        user("ann", groups=("helpers",), **own("ann")),
        user("ben", attached_policies=(rules.arn,), boundary=limit.arn, **own("ben")),
        user("zoe", attached_policies=(EVERYTHING.arn,), **own("zoe")),
        role("build", trust_policy=trust({"Service": "lambda.amazonaws.com"}), **own("build")),
        role("deploy", trust_policy=trust({"AWS": ROOT}), attached_policies=(rules.arn,), **own("deploy")),
        groups=(group("helpers", **own("helpers")), group("spare", attached_policies=(rules.arn,))),
        policies=(rules, limit),
    )


def ranks(given_: Account) -> dict[str, tuple[int, int]]:
    graph = escalation(given_)
    paths = {holder.name: graph.of(holder) for holder in graph.holders}
    return {name: (9, 0) if path is None else (path.certainty, len(path.steps)) for name, path in paths.items()}


@settings(max_examples=150, deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys(HOLDERS, DOCUMENTS)), st.sampled_from(HOLDERS), DENIALS)
def test_a_denial_never_opens_a_path_nor_shortens_one(documents, whose, denial):
    before = ranks(made_of(documents))
    after = ranks(made_of({**documents, whose: [*documents[whose], denial]}))

    assert all(after[name] >= before[name] for name in before), (before, after)
