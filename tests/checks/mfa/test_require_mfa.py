"""The policy that binds to MFA: what it leaves open without, and what it gives with it."""

from __future__ import annotations

import json
import re

import pytest

from rootward.checks.mfa.left_open import LEFT_OPEN
from rootward.checks.mfa.mfa_not_enforced import CHECK
from rootward.checks.mfa.require_mfa import require_mfa
from rootward.checks.quota import INLINE_OF_A_GROUP, size
from rootward.iam_policy import Complete, Policies, Request, decide
from rootward.iam_policy.actions import find
from tests.checks.facts import arn

MFA = "aws:MultiFactorAuthPresent"
WITH = {MFA: "true", "aws:MultiFactorAuthAge": "60"}
WITHOUT = {MFA: "false"}
BY_KEY: dict[str, str] = {}
ANN = arn("user", "ann")
EVERYTHING = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}


def may(action, resource="*", keys=WITH, who=ANN, beside=None):
    """Whether whoever holds the policy, and this one beside it, may do that."""
    held = (require_mfa("aws"),) if beside is None else (require_mfa("aws"), beside)
    return decide(
        Request(action=action, resource=resource, principal=who, context=Complete(keys)), Policies(held)
    ).verdict.value


@pytest.mark.parametrize("keys", [WITHOUT, BY_KEY])
@pytest.mark.parametrize(
    "action",
    [
        "s3:GetObject",
        "iam:CreateUser",
        "iam:CreateAccessKey",
        "iam:DeactivateMFADevice",
        "iam:DeleteVirtualMFADevice",
        "iam:ListUsers",
        "iam:GetAccountAuthorizationDetails",
        "sts:GetFederationToken",
        "signin:CreateOAuth2Token",
        "freshservice:FreshAction",
        # a thief of the password or of a key registers no device
        "iam:CreateVirtualMFADevice",
        "iam:EnableMFADevice",
    ],
)
def test_without_mfa_an_administrator_may_do_nothing(action, keys):
    assert may(action, ANN, keys, beside=EVERYTHING) == "deny"
    assert may(action, ANN, WITH, beside=EVERYTHING) == "allow"


def test_without_mfa_no_role_may_be_assumed_not_even_one_whose_trust_policy_names_the_user():
    trusting = {"Effect": "Allow", "Principal": {"AWS": ANN}, "Action": "sts:AssumeRole"}
    policies = Policies((require_mfa("aws"),), resource=({"Version": "2012-10-17", "Statement": trusting},))

    def verdict(keys):
        request = Request(action="sts:AssumeRole", resource=arn("role", "ops"), principal=ANN, context=Complete(keys))
        return decide(request, policies).verdict.value

    assert [verdict(keys) for keys in (WITH, WITHOUT, BY_KEY)] == ["allow", "deny", "deny"]


@pytest.mark.parametrize("keys", [WITHOUT, BY_KEY])
@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("iam:ChangePassword", ANN),
        ("iam:GetAccountPasswordPolicy", "*"),
        ("iam:GetUser", ANN),
        ("iam:ListMFADevices", ANN),
        ("iam:ListVirtualMFADevices", "*"),
        ("iam:ResyncMFADevice", ANN),
        ("sts:GetSessionToken", "*"),
    ],
)
def test_what_it_takes_to_sign_in_with_a_device_and_to_change_the_password_stays_open(action, resource, keys):
    assert may(action, resource, keys) == "allow"
    assert action.lower() in LEFT_OPEN


def test_nothing_is_spared_from_the_denial_but_what_may_stay_open():
    spared = next(one["NotAction"] for one in json.loads(require_mfa("aws"))["Statement"] if "NotAction" in one)

    assert {action.lower() for action in spared} <= LEFT_OPEN
    assert all("*" not in action for action in spared)


@pytest.mark.parametrize("path", ["", "team/", "team/inner/"])
@pytest.mark.parametrize(
    "action",
    [
        "iam:ChangePassword",
        "iam:CreateAccessKey",
        "iam:DeleteSigningCertificate",
        "iam:UploadSSHPublicKey",
        "iam:CreateServiceSpecificCredential",
        "iam:DeactivateMFADevice",
        "iam:EnableMFADevice",
        "iam:GetMFADevice",
    ],
)
def test_with_mfa_everybody_looks_after_their_own_credentials_and_no_others(action, path):
    own = arn("user", f"{path}ann")

    assert may(action, own, who=own) == "allow"
    assert may(action, arn("user", f"{path}bob"), who=own) == "deny"
    assert may(action, arn("user", f"{path}joann"), who=own) == "deny"
    assert may(action, arn("user", f"ann/{path}bob"), who=own) == "deny"


def test_with_mfa_a_second_device_may_be_registered():
    assert may("iam:CreateVirtualMFADevice", arn("mfa", "ann-2")) == "allow"


def test_it_gives_nothing_else():
    for action in ("iam:CreateUser", "iam:AttachUserPolicy", "iam:PutUserPolicy", "iam:AddUserToGroup", "s3:GetObject"):
        assert may(action, ANN) == "deny"


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
def test_all_arns_are_of_the_partition_and_the_group_has_room_for_it(partition):
    document = require_mfa(partition)

    assert {*re.findall(r"arn:([a-z-]+):", document)} == {partition}
    assert size(document) <= INLINE_OF_A_GROUP
    assert re.fullmatch(r"[\u0020-\u00ff]+", document)


def test_each_action_is_one_that_aws_has_and_about_what_its_statement_names():
    for statement in json.loads(require_mfa("aws"))["Statement"]:
        for written in statement.get("Action", statement.get("NotAction")):
            action = find(written)
            assert action is not None, written
            assert str(action) == written
            if statement["Effect"] == "Allow":
                kinds = {resource.split(":")[-1].split("/")[0] for resource in action.resources}
                named = json.dumps(statement["Resource"])
                assert any(f":{kind}/" in named for kind in kinds) or (not kinds and named == '"*"'), written


def test_the_page_shows_it_as_it_is_written():
    (shown,) = re.findall(r"```json\n(.*?)\n```", CHECK.page, re.DOTALL)

    assert json.loads(shown) == json.loads(require_mfa("aws"))
