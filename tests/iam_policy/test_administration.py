"""Administrators are judged by what policies allow between them, not by how they look."""

from __future__ import annotations

import json
import string

import pytest

from rootward.iam_policy import UNREAD, Policies
from rootward.iam_policy.administration import CONTROL, Administration, administration
from rootward.iam_policy.ternary import Maybe
from tests.iam_policy.identities import ACCOUNT_ID, EVERYTHING, allow, arn, deny, text

ZOE = arn("user/zoe")
WITH_MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
WITHOUT_MFA = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
OFFICE = {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
UNBOUND = {"StringNotEquals": {"iam:PermissionsBoundary": arn("policy/b")}}
KINDS = ["user", "role", "group", "policy"]


def judged(*statements, principal=ZOE, **layers):
    return administration(Policies([text(*statements)], **layers), principal)


@pytest.mark.parametrize(
    "statements",
    [
        [EVERYTHING],
        [allow("*:*")],
        [allow("**")],
        [allow("?*:*")],
        [{"Effect": "Allow", "NotAction": "aws-portal:*", "Resource": "*"}],
        [{"Effect": "Allow", "NotAction": [], "Resource": "*"}],
        [{"Effect": "Allow", "Action": "*", "NotResource": arn("user/break-glass")}],
        [{"Effect": "Allow", "NotAction": ["iam:*", "organizations:*"], "Resource": "*"}, allow("iam:*")],
        [allow(*(f"{letter}*" for letter in string.ascii_lowercase))],
        [allow("iam:*", "s3:*"), allow("*")],
        [EVERYTHING, deny("iam:DeleteUser", "organizations:*")],
        [EVERYTHING, deny("*", on=arn("user/break-glass"))],
        [EVERYTHING, deny("iam:*", when={"StringEquals": {"aws:ResourceTag/protected": "true"}})],
        [EVERYTHING, deny("iam:Attach*", when={"ArnEquals": {"iam:PolicyARN": arn("policy/x", "aws")}})],
        [allow("*", when={"StringEquals": {"aws:RequestedRegion": ["us-east-1"]}})],
        [allow("*", when={"Bool": {"aws:SecureTransport": "true"}})],
        [allow("*", when={"StringEquals": {"aws:username": "zoe"}})],
        [allow("*", when={"StringEquals": {"aws:PrincipalArn": ZOE, "aws:PrincipalAccount": ACCOUNT_ID}})],
        [allow("*", when={"StringEquals": {"aws:PrincipalType": "User", "aws:PrincipalIsAWSService": "false"}})],
        [allow("*", when={"StringEquals": {"aws:ResourceAccount": ACCOUNT_ID}})],
        [allow("*", when={"StringEquals": {"aws:username": "maya"}}), EVERYTHING],
        [deny("organizations:*"), allow("s3:*", on="arn:aws:s3:::notes"), EVERYTHING],
        [allow("*", on=["arn:*", "?"])],  # the resource of an action that knows none is `*`
    ],
)
def test_whoever_may_do_everything_is_an_administrator(statements):
    assert judged(*statements) == Administration(control=True, everything=True)


@pytest.mark.parametrize(
    "statements",
    [
        [allow("iam:*")],
        [allow("IAM:*")],
        [allow("iam:*", on="arn:aws:iam::*:*")],
        [allow("iam:*", on=[arn(f"{kind}/*") for kind in KINDS])],
        [allow("iam:*", on=arn("*"))],
        [allow(*(action for row in CONTROL for action, _ in row))],
        [allow(action, on=arn(f"{kind}/*")) for row in CONTROL for action, kind in row],
        [allow(row[0][0], on=arn(f"{row[0][1]}/*")) for row in CONTROL],
        [allow(row[-1][0], on=arn(f"{row[-1][1]}/*")) for row in CONTROL],
        [allow("iam:A*", "iam:U*")],
        [allow("iam:P*", "iam:C*")],
        [{"Effect": "Allow", "NotAction": "s3:*", "Resource": "arn:aws:iam::*"}],
        [{"Effect": "Allow", "Action": "iam:*", "NotResource": arn("user/${aws:username}")}],
        [allow("iam:*", on="arn:aws:iam::${aws:PrincipalAccount}:*")],
        [allow("iam:CreateRole"), allow("iam:Attach*", when={"ArnLike": {"iam:PolicyARN": arn("policy/*")}})],
        [allow("iam:*"), deny("iam:PassRole", "iam:CreatePolicyVersion", "iam:Detach*", "iam:CreateUser")],
        [allow("iam:*"), deny("iam:Put*", "iam:CreateRole", "iam:*Group*")],
        [allow("iam:*"), deny("iam:CreateRole", when=UNBOUND)],
        [EVERYTHING, {"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"}],
        [allow("iam:*"), allow("s3:*", when=WITH_MFA)],
        [allow("iam:*"), {"Effect": "Allow", "NotAction": "*", "Resource": "*"}],
        [allow("iam:*"), allow("*", on="arn:*")],
    ],
)
def test_whoever_controls_iam_is_an_administrator_without_everything_else(statements):
    assert judged(*statements) == Administration(control=True, everything=False)


@pytest.mark.parametrize(
    "statements",
    [
        [],
        [allow("s3:*")],
        [allow("iam:Get*", "iam:List*")],
        [{"Effect": "Allow", "NotAction": ["iam:*"], "Resource": "*"}],
        [EVERYTHING, deny("iam:*")],
        [EVERYTHING, deny("iam:PutRolePolicy", "iam:AttachRolePolicy")],
        [EVERYTHING, {"Effect": "Deny", "NotAction": "s3:*", "Resource": "*"}],
        [{"Effect": "Deny", "Action": "iam:*", "NotResource": arn("user/zoe")}, EVERYTHING],
        [allow("iam:*", on=arn("user/*"))],
        [allow("iam:*", on=[arn("user/a*"), arn("role/*"), arn("policy/*")])],
        [allow("iam:*", on=arn("*", "999999999999"))],
        [allow("iam:*", on=[arn("user/${aws:username}"), arn("role/*"), arn("policy/*")])],
        [allow("*", when={"StringEquals": {"aws:RequestedRegion": "eu-west-1"}})],
        [allow("*", when={"StringEquals": {"aws:username": "maya"}})],
        [allow("*", when={"StringEquals": {"aws:ResourceTag/team": "red"}})],
        [allow("iam:*", when={"StringEquals": {"iam:PermissionsBoundary": arn("policy/bound")}})],
        [allow("*"), deny("iam:Create*", "iam:Put*", "iam:Attach*", "iam:Update*", when=UNBOUND)],
        [allow("iam:CreateRole"), allow("iam:Attach*", when={"ArnLike": {"iam:PolicyARN": arn("*", "aws")}})],
        [allow("iam:*", when={"ArnLike": {"iam:PolicyARN": arn("policy/*")}})],
        [allow("iam:*", on=arn("user/zoe"), when=WITH_MFA)],
        [{"Effect": "Allow", "Action": "iam:*", "NotResource": arn("role/*")}],
        [allow("iam:*", on=[arn("*${aws:UserId}"), arn("*${aws:ResourceTag/team}")])],
    ],
)
def test_whoever_lacks_control_of_something_is_no_administrator(statements):
    assert judged(*statements) == Administration(control=False, everything=False)


ROWS = [[action for action, _ in row] for row in CONTROL]


@pytest.mark.parametrize("row", ROWS)
def test_each_row_of_control_is_needed(row):
    assert judged(EVERYTHING, deny(*row)).control is False


@pytest.mark.parametrize("action", [action for row in ROWS for action in row])
def test_one_action_denied_takes_no_power(action):
    assert judged(EVERYTHING, deny(action)) == Administration(control=True, everything=True)


@pytest.mark.parametrize(
    ("partition", "region", "elsewhere"),
    [
        ("aws", "us-east-1", "eu-west-1"),
        ("aws-us-gov", "us-gov-west-1", "us-east-1"),
        ("aws-cn", "cn-north-1", "us-east-1"),
    ],
)
def test_iam_answers_in_one_region_of_each_partition(partition, region, elsewhere):
    principal = ZOE.replace("arn:aws:", f"arn:{partition}:")
    there, away = ({"StringEquals": {"aws:RequestedRegion": each}} for each in (region, elsewhere))

    assert judged(allow("*", when=there), principal=principal) == Administration(control=True, everything=True)
    assert judged(allow("*", when=away), principal=principal).control is False
    assert judged(allow("*", on=f"arn:{partition}:*"), principal=principal) == Administration(
        control=True, everything=False
    )


def test_iam_answers_in_some_region_of_every_partition():
    somewhere = allow("*", when={"Null": {"aws:RequestedRegion": "false"}})

    assert judged(somewhere, principal=ZOE.replace("arn:aws:", "arn:aws-iso:")).control is True


def test_what_is_known_of_the_identity_counts():
    tagged = allow("*", when={"StringEquals": {"aws:PrincipalTag/team": "red"}})
    of_red, of_nobody = {"aws:principaltag/team": "red"}, {"aws:principaltag/team": None}

    assert administration(Policies([text(tagged)]), ZOE, of_red).control is True
    assert administration(Policies([text(tagged)]), ZOE, of_nobody).control is False


@pytest.mark.parametrize(
    ("denied", "key"),
    [
        ({"StringNotEqualsIfExists": {"aws:ResourceOrgID": "o-own"}}, "aws:resourceorgid"),
        ({"StringNotEquals": {"aws:PrincipalOrgMasterAccountId": "1" * 12}}, "aws:principalorgmasteraccountid"),
        ({"StringNotEquals": {"aws:ResourceOrgID": "${aws:PrincipalOrgID}"}}, "aws:resourceorgid"),
    ],
)
def test_perimeters_of_data_take_no_power_from_those_within(denied, key):
    outcome = judged(EVERYTHING, deny("*", when=denied)).control

    assert isinstance(outcome, Maybe)
    assert key in outcome.keys


def test_tags_are_chosen_by_whoever_makes_something():
    demanded = deny("iam:CreateRole", "iam:UpdateAssumeRolePolicy", when={"Null": {"aws:RequestTag/owner": "true"}})

    assert judged(EVERYTHING, demanded).control == Maybe(frozenset({"aws:requesttag/owner"}))


def test_nothing_else_is_tagged_by_a_request():
    demanded = deny("iam:AttachRolePolicy", "iam:PutRolePolicy", when={"Null": {"aws:RequestTag/owner": "true"}})

    assert judged(EVERYTHING, demanded).control is False


@pytest.mark.parametrize(
    ("statements", "keys"),
    [
        ([EVERYTHING, deny("*", when=WITHOUT_MFA)], {"aws:multifactorauthpresent"}),
        ([allow("*", when={"Bool": {"aws:MultiFactorAuthPresent": "true"}})], {"aws:multifactorauthpresent"}),
        ([allow("*", when={"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}})], {"aws:sourceip"}),
        ([allow("*", when={"StringEquals": {"aws:PrincipalTag/team": "red"}})], {"aws:principaltag/team"}),
        (
            [
                allow("*", when={"DateLessThan": {"aws:CurrentTime": "2026-05-01T00:00:00Z"}}),
                deny("*", when={"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}),
            ],
            {"aws:currenttime", "aws:sourceip"},
        ),
    ],
)
def test_circumstances_are_named_and_take_nothing_away(statements, keys):
    settled = Maybe(frozenset(keys))

    assert judged(*statements) == Administration(control=settled, everything=settled)


def test_patterns_that_hold_under_circumstances_are_judged_between_them():
    pieces = [arn(f"{kind}/{each}") for kind in KINDS for each in ("?", "??*")]
    split = [allow("iam:*", on=arn("user/*"), when=OFFICE), allow("iam:*", when=WITH_MFA)]

    assert judged(allow("iam:*", on=pieces, when=WITH_MFA)).control == Maybe(frozenset({"aws:multifactorauthpresent"}))
    assert judged(*split).control == Maybe(frozenset({"aws:multifactorauthpresent", "aws:sourceip"}))


def test_everything_beyond_iam_may_depend_on_circumstances_of_its_own():
    with_mfa = Maybe(frozenset({"aws:multifactorauthpresent"}))
    both = Maybe(frozenset({"aws:multifactorauthpresent", "aws:sourceip"}))
    letters = string.ascii_lowercase
    before, behind = (
        [f"{letter}*" for letter in part] for part in (letters[: letters.index("i")], letters[letters.index("j") :])
    )
    denied = {"Effect": "Deny", "NotAction": "iam:*", "Resource": "*", "Condition": WITHOUT_MFA}

    assert judged(allow("iam:*"), allow("*", when=WITH_MFA)) == Administration(control=True, everything=with_mfa)
    assert judged(EVERYTHING, denied) == Administration(control=True, everything=with_mfa)
    assert judged(allow(*before, when=WITH_MFA), allow("i*"), allow(*behind, when=OFFICE)) == Administration(
        control=True, everything=both
    )


def test_the_name_of_a_user_is_absent_of_a_role():
    nameless = allow("*", when={"Null": {"aws:username": "true"}})

    assert judged(nameless, principal=arn("role/deploy")).control is True
    assert judged(nameless).control is False


def test_a_boundary_and_control_policies_bind_administrators():
    assert judged(EVERYTHING, boundary=text(allow("s3:*"))).control is False
    assert judged(EVERYTHING, boundary=text(allow("iam:*"))) == Administration(control=True, everything=False)
    assert judged(EVERYTHING, boundary=text(EVERYTHING, deny("iam:*Role*"))).control is False
    assert judged(EVERYTHING, scps=[[text(EVERYTHING)], [text(allow("s3:*"))]]).control is False
    assert judged(EVERYTHING, scps=[[text(EVERYTHING), text(deny("iam:*"))]]).control is False
    assert judged(EVERYTHING, scps=[[text(EVERYTHING)], [text(EVERYTHING)]]).everything is True
    assert judged(EVERYTHING, session=[text(allow("s3:*"))]).control is False


@pytest.mark.parametrize(
    ("layers", "name"),
    [
        ({"scps": UNREAD}, "scp"),
        ({"scps": [[text(EVERYTHING)], [UNREAD]]}, "scp"),
        ({"boundary": UNREAD}, "boundary"),
        ({"session": [UNREAD]}, "session"),
    ],
)
def test_what_was_not_read_may_take_it_away(layers, name):
    unread = Maybe(unread=frozenset({name}))

    assert judged(EVERYTHING, **layers) == Administration(control=unread, everything=unread)


def test_an_unread_policy_may_give_it_and_may_take_it():
    unread = Maybe(unread=frozenset({"identity"}))

    assert administration(Policies([UNREAD]), ZOE).control == unread
    assert administration(Policies([UNREAD, text(EVERYTHING)]), ZOE).control == unread
    assert administration(Policies([UNREAD, text(deny("iam:*"))]), ZOE).control is False


def test_an_unread_policy_and_circumstances_are_both_named():
    conditional = text(allow("iam:*"), allow("*", when=WITH_MFA))
    both = Maybe(frozenset({"aws:multifactorauthpresent"}), frozenset({"identity"}))

    assert administration(Policies([UNREAD, conditional]), ZOE).everything == both
    assert administration(Policies([conditional, UNREAD]), ZOE).everything == both


@pytest.mark.parametrize(
    ("control", "sure"),
    [
        (True, True),
        (Maybe(frozenset({"aws:sourceip"})), True),
        (Maybe(unread=frozenset({"scp"})), False),
        (Maybe(frozenset({"aws:sourceip"}), frozenset({"scp"})), False),
        (False, False),
    ],
)
def test_an_administrator_is_sure_whatever_was_not_read(control, sure):
    assert Administration(control, everything=False).is_sure is sure


def test_every_policy_of_aws_is_judged():
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    published = json.loads(aws_managed_policies_data)
    found = {
        name: administration(Policies([policy["Document"]]), arn("role/anybody")) for name, policy in published.items()
    }

    assert len(found) > 1_500
    assert {name: judged for name, judged in found.items() if judged.control is not False} == {
        "AdministratorAccess": Administration(control=True, everything=True),
        "IAMFullAccess": Administration(control=True, everything=False),
    }
