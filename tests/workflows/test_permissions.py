"""What each command may be allowed: made of the checks that it runs and of what they can fix."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rootward.aws.looks import actions_of_looks
from rootward.aws.readers import ACTIONS
from rootward.checks.check import Check
from rootward.checks.registry import CHECKS
from rootward.errors import UsageError
from rootward.iam_policy.actions import find
from rootward.workflows.permissions import (
    policy_for,
    policy_for_applying,
    policy_for_bootstrapping,
    policy_for_planning,
    policy_for_undoing,
    roles_for,
)
from rootward.workflows.running.facts import GUARD_FACTS
from tests.checks.remedied import remedied

UNFIXED = tuple(remedied(check.id) for check in CHECKS)
KEYS = (remedied("access-key-unused", "UpdateAccessKey", "DeleteAccessKey"),)
GROUPS = (remedied("mfa-not-enforced", "CreateGroup", "PutGroupPolicy", "AddUserToGroup"),)

IAM_LIMIT = 10_240
"""Characters of a role's inline policies: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""


def allowed(text: str) -> dict[str, set[str]]:
    """Resource to actions."""
    found: dict[str, set[str]] = {}
    for statement in json.loads(text)["Statement"]:
        found.setdefault(statement["Resource"], set()).update(statement["Action"])
    return found


def actions(text: str) -> set[str]:
    return {action for of_one in allowed(text).values() for action in of_one}


def writing(text: str) -> set[str]:
    """The actions that AWS's table does not call reading."""
    levels = {action: find(action) for action in actions(text)}
    return {action for action, found in levels.items() if found and found.access_level not in {"Read", "List"}}


def of_guard() -> set[str]:
    return {action for fact in GUARD_FACTS for action in ACTIONS[fact]}


def test_a_plan_reads_what_an_audit_reads():
    """Ids of access keys are among it: an audit asks for them of users who are newer than the credential report."""
    assert actions(policy_for_planning(UNFIXED)) == actions(policy_for(UNFIXED))
    assert "iam:ListAccessKeys" in actions(policy_for(UNFIXED))


def test_a_deep_plan_reads_what_a_deep_audit_reads():
    assert actions(policy_for_planning(UNFIXED, deep=True)) == actions(policy_for(UNFIXED, deep=True))


def test_a_plan_for_one_check_reads_what_the_guard_asks_too():
    assert of_guard() <= actions(policy_for_planning(KEYS))


@pytest.mark.parametrize("checks", [UNFIXED, KEYS, GROUPS])
def test_a_plan_writes_nothing(checks):
    assert writing(policy_for_planning(checks)) == set()


def test_applying_writes_what_the_remedies_declare_and_nothing_else():
    assert writing(policy_for_applying(KEYS)) == {"iam:UpdateAccessKey", "iam:DeleteAccessKey"}
    assert writing(policy_for_applying((*KEYS, *GROUPS))) == {
        "iam:UpdateAccessKey",
        "iam:DeleteAccessKey",
        "iam:CreateGroup",
        "iam:PutGroupPolicy",
        "iam:AddUserToGroup",
    }
    assert writing(policy_for_applying(UNFIXED)) == set()


def test_each_write_is_allowed_on_its_own_kind_of_resource():
    found = allowed(policy_for_applying((*KEYS, *GROUPS), partition="aws-cn"))

    assert set(found) == {"*", "arn:aws-cn:iam::*:user/*", "arn:aws-cn:iam::*:group/*"}
    assert found["arn:aws-cn:iam::*:user/*"] == {"iam:UpdateAccessKey", "iam:DeleteAccessKey"}
    assert found["arn:aws-cn:iam::*:group/*"] == {"iam:CreateGroup", "iam:PutGroupPolicy", "iam:AddUserToGroup"}


OWN = "arn:aws:iam::*:role/rootward-*"
ANY = "arn:aws:iam::*:role/*"


def on_roles(text: str, *patterns: str) -> list[set[str]]:
    """What may be done to the roles of each pattern, passing them on aside."""
    return [allowed(text).get(pattern, set()) - {"iam:PassRole"} for pattern in patterns]


def test_who_applies_makes_roles_of_rootwards_own_names_and_gives_to_no_other():
    own, others = on_roles(policy_for_applying(CHECKS), OWN, ANY)

    assert own == {"iam:CreateRole", "iam:AttachRolePolicy", "iam:PutRolePolicy"}
    assert others == {"iam:DetachRolePolicy"}  # CloudShell, from whoever has it


def test_who_undoes_gives_back_what_others_had_and_takes_only_its_own():
    without = tuple(check for check in CHECKS if check.id != "admin-identity-missing")
    own, others = on_roles(policy_for_undoing(without), OWN, ANY)

    assert own == {"iam:DeleteRole", "iam:DetachRolePolicy", "iam:DeleteRolePolicy"}
    assert others == {"iam:AttachRolePolicy"}


def test_bootstrap_makes_roles_of_any_name_for_it_is_told_which():
    assert on_roles(policy_for_bootstrapping(), OWN, ANY) == [
        {"iam:PutRolePolicy"},
        {"iam:CreateRole", "iam:AttachRolePolicy"},
    ]
    assert on_roles(policy_for_undoing(CHECKS), OWN, ANY) == [
        {"iam:DeleteRolePolicy"},
        {"iam:DeleteRole", "iam:DetachRolePolicy", "iam:AttachRolePolicy"},
    ]


def test_the_applier_writes_inline_policies_to_its_own_roles_alone():
    resources = json.loads(roles_for(CHECKS))["Resources"]
    (written,) = resources["RootwardApplier"]["Properties"]["Policies"]
    found = {one["Sid"]: set(one["Action"]) for one in written["PolicyDocument"]["Statement"]}

    assert found["RootwardWritesRootwardRoles"] == {"iam:PassRole", "iam:PutRolePolicy", "iam:DeleteRolePolicy"}
    assert found["RootwardWritesRoles"] == {
        "iam:AttachRolePolicy",
        "iam:CreateRole",
        "iam:DeleteRole",
        "iam:DetachRolePolicy",
    }


def test_applying_reads_the_facts_of_what_it_fixes_the_guards_and_the_looks():
    reads = allowed(policy_for_applying(KEYS))["*"]
    of_check = {action for fact in KEYS[0].facts for action in ACTIONS[fact]}

    assert reads == {*of_check, *of_guard(), *actions_of_looks(("UpdateAccessKey", "DeleteAccessKey"))}
    assert "iam:GetAccessKeyLastUsed" in reads


def test_applying_reads_nothing_for_a_check_that_it_cannot_fix():
    alarms = remedied("root-use-alarm-missing")

    assert actions(policy_for_applying((*KEYS, alarms))) == actions(policy_for_applying(KEYS))


def test_undoing_writes_the_inverse_and_looks_at_it():
    found = allowed(policy_for_undoing((*KEYS, *GROUPS)))

    assert found["arn:aws:iam::*:user/*"] == {"iam:UpdateAccessKey"}
    assert found["arn:aws:iam::*:group/*"] == {
        "iam:DeleteGroup",
        "iam:DeleteGroupPolicy",
        "iam:RemoveUserFromGroup",
    }
    assert of_guard() | set(actions_of_looks(("DeleteGroup", "RemoveUserFromGroup"))) <= found["*"]


def role(checks: tuple[Check, ...], name: str, **fields: Any) -> tuple[dict[str, Any], set[str]]:
    """The trust statement and the actions of a role."""
    resources = json.loads(roles_for(checks, **fields))["Resources"].values()
    (found,) = (one["Properties"] for one in resources if one["Properties"]["RoleName"] == name)
    (own,) = found["Policies"]
    assert len(json.dumps(own["PolicyDocument"], separators=(",", ":"))) <= IAM_LIMIT
    (trust,) = found["AssumeRolePolicyDocument"]["Statement"]
    return trust, {action for one in own["PolicyDocument"]["Statement"] for action in one["Action"]}


@pytest.mark.parametrize("deep", [True, False])
def test_the_auditor_can_audit_and_plan(deep):
    _, may = role(UNFIXED, "rootward-auditor", deep=deep)

    assert may == actions(policy_for_planning(UNFIXED, deep=deep))


def test_the_applier_can_apply_and_undo():
    both = (*KEYS, *GROUPS)
    _, may = role(both, "rootward-applier")

    assert may == actions(policy_for_applying(both)) | actions(policy_for_undoing(both))


@pytest.mark.parametrize(
    ("named", "asks"),
    [
        ("", True),
        ("123456789012", True),
        ("arn:aws:iam::123456789012:root", True),
        ("arn:aws-us-gov:iam::123456789012:user/role/ann", True),
        ("arn:aws:iam::123456789012:role/ci/pipeline", False),
    ],
)
def test_the_applier_asks_for_mfa_unless_a_role_is_trusted(named, asks):
    trust, _ = role(KEYS, "rootward-applier", trust=named)

    assert ("Condition" in trust) is asks


@pytest.mark.parametrize(
    "named",
    [
        "*",
        "12345678901",
        "1234567890123",
        "ann",
        "arn:aws:iam::123456789012:group/staff",
        "arn:aws:iam::123456789012:role/*",
        "arn:aws:iam::*:root",
        "arn:aws:sts::123456789012:assumed-role/a/b",
        "arn:aws:iam::123456789012:role/a\n",
        "arn:aws:iam::123456789012:user/${AWS::AccountId}",
    ],
)
def test_nobody_is_trusted_by_a_slip_of_the_pen(named):
    with pytest.raises(UsageError, match="no account number"):
        roles_for(KEYS, trust=named)
