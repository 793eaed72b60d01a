"""The policy that lets a user register an MFA device: what it gives, and how little."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from rootward.checks.mfa.left_open import LEFT_OPEN
from rootward.checks.mfa.register_mfa import register_mfa
from rootward.checks.mfa.require_mfa import require_mfa
from rootward.checks.quota import INLINE_OF_A_GROUP, size
from rootward.iam_policy import Complete, Policies, Request, decide
from rootward.iam_policy.actions import find
from tests.checks.facts import arn

MFA = "aws:MultiFactorAuthPresent"
WITH = {MFA: "true", "aws:MultiFactorAuthAge": "60"}
WITHOUT = {MFA: "false"}
BY_KEY: dict[str, str] = {}
ANN, BEN = arn("user", "ann"), arn("user", "ben")
OWN = ("iam:EnableMFADevice", "iam:GetMFADevice", "iam:GetUser", "iam:ListMFADevices", "iam:ResyncMFADevice")


def may(action, resource="*", keys=WITHOUT, who=ANN, beside=()):
    """Whether whoever holds the policy, and these beside it, may do that."""
    request = Request(action=action, resource=resource, principal=who, context=Complete(keys))
    return decide(request, Policies((register_mfa("aws"), *beside))).verdict.value


@pytest.mark.parametrize("keys", [WITHOUT, BY_KEY, WITH])
@pytest.mark.parametrize("action", OWN)
def test_a_user_looks_after_its_own_device_and_nobody_elses(action, keys):
    assert may(action, ANN, keys) == "allow"
    assert may(action, BEN, keys) == "deny"


@pytest.mark.parametrize("keys", [WITHOUT, BY_KEY, WITH])
def test_a_device_may_be_made_by_any_name_and_no_one_deleted(keys):
    assert may("iam:CreateVirtualMFADevice", arn("mfa", "ann"), keys) == "allow"
    assert may("iam:CreateVirtualMFADevice", arn("mfa", "ann-phone"), keys) == "allow"
    assert may("iam:DeleteVirtualMFADevice", arn("mfa", "ann"), keys) == "deny"


def test_a_device_is_taken_away_in_a_session_with_mfa_alone():
    assert [may("iam:DeactivateMFADevice", ANN, keys) for keys in (WITH, WITHOUT, BY_KEY)] == ["allow", "deny", "deny"]
    assert may("iam:DeactivateMFADevice", BEN, WITH) == "deny"


@pytest.mark.parametrize("path", ["team/", "team/night/"])
def test_users_with_a_path_are_taken_in(path):
    pathed = arn("user", f"{path}ann")

    assert may("iam:EnableMFADevice", pathed, who=pathed) == "allow"
    assert may("iam:EnableMFADevice", arn("user", f"{path}ben"), who=pathed) == "deny"


def test_it_denies_nothing_and_what_it_gives_without_mfa_binds_nobody_less():
    statements = json.loads(register_mfa("aws"))["Statement"]
    without = [one for one in statements if "Condition" not in one]

    assert {one["Effect"] for one in statements} == {"Allow"}
    assert {action.lower() for one in without for action in one["Action"]} <= LEFT_OPEN


def test_beside_the_policy_that_binds_it_gives_nothing_more():
    """Whoever is bound stays in both groups: a thief of the password registers no device then."""
    for keys in (WITHOUT, BY_KEY):
        for action, resource in (("iam:EnableMFADevice", ANN), ("iam:CreateVirtualMFADevice", arn("mfa", "ann"))):
            assert may(action, resource, keys, beside=(require_mfa("aws"),)) == "deny"


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
def test_all_arns_are_of_the_partition_and_the_group_has_room_for_it(partition):
    document = register_mfa(partition)

    assert {*re.findall(r"arn:([a-z-]+):", document)} == {partition}
    assert size(document) <= INLINE_OF_A_GROUP


def test_each_action_is_one_that_aws_has():
    for statement in json.loads(register_mfa("aws"))["Statement"]:
        for written in statement["Action"]:
            assert str(find(written)) == written


def test_the_docs_show_it_as_it_is_written():
    docs = Path(__file__).parents[3] / "docs" / "mfa.md"
    shown = re.findall(r"```json\n(.*?)\n```", docs.read_text(encoding="utf-8"), re.DOTALL)

    assert json.loads(register_mfa("aws")) in [json.loads(one) for one in shown]
