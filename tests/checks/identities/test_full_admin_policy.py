"""A policy grants full administration."""

from __future__ import annotations

import pytest

from rootward.checks import power
from rootward.checks.identities.full_admin_policy import CHECK
from rootward.model.baseline import Baseline
from rootward.model.unknown import Unknown
from tests.checks.facts import (
    account,
    allow,
    arn,
    denied,
    group,
    identities,
    inline,
    managed,
    policy,
    role,
    user,
)

EVERYTHING = policy(allow("*"))
ADMINISTRATOR_ACCESS = "arn:aws:iam::aws:policy/AdministratorAccess"


def judged(baseline=None, **lists):
    verdicts = tuple(CHECK.judge(account(identities=identities(**lists)), baseline or Baseline()))
    return verdicts[0] if len(verdicts) == 1 else verdicts


def of(document, **lists):
    """The verdict on a customer managed policy that group ops holds."""
    ops = group("ops", attached_policies=(arn("policy", "own"),))
    return judged(**{"groups": (ops,), "policies": (managed("own", document),), **lists})


@pytest.mark.parametrize(
    ("document", "status"),
    [
        (policy(allow("*")), "fail"),
        (policy(allow("*:*")), "fail"),
        (policy(allow(["?*"])), "fail"),
        (policy(allow(["a*", "b*", "iam:*"])), "fail"),
        (policy({"Effect": "Allow", "NotAction": "account:CloseAccount", "Resource": "*"}), "fail"),
        (policy({"Effect": "Allow", "Action": "*", "NotResource": arn("user", "ann")}), "fail"),
        (policy(allow("iam:*"), {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}), "fail"),
        (policy(allow("iam:*")), "fail"),
        (policy({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}), "pass"),
        (policy(allow("*"), {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}), "pass"),
        (policy(allow("*", "arn:aws:s3:::*")), "pass"),
        (policy(allow(["s3:*", "iam:Get*", "iam:List*"])), "pass"),
        ("{", "unknown"),
        (denied("iam:GetPolicyVersion"), "unknown"),
    ],
)
def test_a_policy_is_judged_by_what_it_allows(document, status):
    assert of(document).status == status


def test_everything_speaks_for_the_controls():
    verdict = of(EVERYTHING)

    assert verdict.message == "customer managed policy own grants everything to group ops"
    assert verdict.controls is None
    assert set(CHECK.controls) == {"cis-3.0", "cis-5.0", "cis-7.0", "security-hub"}


def test_control_of_iam_short_of_everything_speaks_for_none():
    verdict = of(policy(allow("iam:*")))

    assert verdict.message == "customer managed policy own grants control of IAM, short of everything, to group ops"
    assert verdict.controls == {}


def test_a_condition_on_mfa_takes_nothing_from_it():
    verdict = of(policy(allow("*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})))

    assert verdict.message == (
        "customer managed policy own grants everything (conditions on aws:multifactorauthpresent) to group ops"
    )


def test_security_hub_asks_of_customer_managed_policies_only():
    aws = managed("AdministratorAccess", EVERYTHING, arn=ADMINISTRATOR_ACCESS)
    attached = judged(users=(user("ann", attached_policies=(ADMINISTRATOR_ACCESS,)),), policies=(aws,))
    own = judged(users=(user("ann", inline_policies=(inline("all", EVERYTHING),)),))

    assert attached.message == "AWS managed policy AdministratorAccess grants everything to user ann"
    assert own.message == (
        "inline policy all grants everything to user ann; to delete it: aws iam delete-user-policy --user-name ann"
        " --policy-name all"
    )
    assert (attached.resource, own.resource) == (ADMINISTRATOR_ACCESS, arn("user", "ann"))
    assert set(attached.controls) == set(own.controls) == {"cis-3.0", "cis-5.0", "cis-7.0"}


@pytest.mark.parametrize(
    ("lists", "command"),
    [
        (
            {"groups": (group("ops", inline_policies=(inline("all", EVERYTHING),)),)},
            "aws iam delete-group-policy --group-name ops --policy-name all",
        ),
        (
            {"roles": (role("-x", inline_policies=(inline("a", EVERYTHING),)),)},
            "aws iam delete-role-policy --role-name=-x --policy-name a",
        ),
    ],
)
def test_an_inline_policy_is_deleted_by_a_command_of_its_holder(lists, command):
    assert judged(**lists).message.endswith(f"; to delete it: {command}")


def test_a_managed_policy_is_detached_from_its_holders():
    assert "delete" not in of(EVERYTHING).message
    assert "the user, group or role → Permissions" in CHECK.next_step


def test_a_window_of_time_that_is_over_gives_nothing():
    over = {"DateLessThan": {"aws:CurrentTime": "2020-12-31T00:00:00Z"}}
    begun = {"NumericGreaterThan": {"aws:EpochTime": "1600000000"}}

    assert of(policy(allow("*", Condition=over))).status == "pass"
    assert (
        of(policy(allow("*", Condition=begun))).message == "customer managed policy own grants everything to group ops"
    )


def test_what_platform_administrators_alone_hold_passes_and_is_told():
    verdict = of(EVERYTHING, groups=(group("administrators", attached_policies=(arn("policy", "own"),)),))

    assert verdict.status == "pass"
    assert verdict.message == (
        "customer managed policy own grants everything to platform administrators alone: group administrators"
    )


def test_platform_administrators_are_set_apart_from_others():
    attached = (arn("policy", "own"),)
    verdict = of(
        EVERYTHING,
        groups=(group("administrators", attached_policies=attached),),
        users=tuple(user(f"ann{number}", attached_policies=attached) for number in range(5)),
    )

    assert verdict.status == "fail"
    assert verdict.message == (
        "customer managed policy own grants everything to user ann0, user ann1, user ann2 and 2 more; platform"
        " administrators aside: group administrators"
    )


def test_the_configuration_says_who_is_meant():
    ops = group("ops", inline_policies=(inline("all", EVERYTHING),))

    assert judged(Baseline(admin_path=("group/ops",)), groups=(ops,)).status == "pass"
    assert (
        judged(Baseline(admin_path=()), groups=(group("administrators", inline_policies=ops.inline_policies),)).status
        == "fail"
    )


def test_a_platform_s_role_is_changed_in_its_own_place():
    one = role("stacksets-exec-4711", inline_policies=(inline("all", EVERYTHING),))

    assert judged(roles=(one,)).message == (
        "inline policy all grants everything to role stacksets-exec-4711 (CloudFormation StackSets made it: change it"
        " there)"
    )


def test_a_policy_that_nobody_holds_is_not_judged():
    edge = user("ann", boundary=arn("policy", "own"))
    linked = role(
        "AWSServiceRoleForX", path="/aws-service-role/x.amazonaws.com/", attached_policies=(arn("policy", "own"),)
    )
    verdict = judged(users=(edge,), roles=(linked,), policies=(managed("own", EVERYTHING),))

    assert (verdict.status, verdict.message) == ("pass", "nobody holds a policy")


def test_a_policy_whose_document_was_not_read_is_named():
    verdict = judged(users=(user("ann", attached_policies=(ADMINISTRATOR_ACCESS,)),))

    assert verdict.status == "unknown"
    assert verdict.unknowns == (Unknown("failed", detail="AdministratorAccess: its document was not read"),)


def test_without_identities_nothing_is_known():
    (verdict,) = CHECK.judge(account(identities=denied("iam:GetAccountAuthorizationDetails")), Baseline())

    assert verdict.status == "unknown"


def test_a_broken_evaluator_says_nothing(monkeypatch):
    monkeypatch.setattr(power, "canary", lambda: "the table of actions is empty")

    assert of(EVERYTHING).status == "unknown"
