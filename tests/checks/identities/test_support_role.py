"""A role to work with AWS Support: who may assume it, and that it opens nothing else."""

from __future__ import annotations

import json

import msgspec
import pytest

from rootward.checks.registry import BY_ID, select
from rootward.engine.lockout import Caller, Guard
from rootward.engine.lockout.restriction import restricts
from rootward.engine.planning import make_plan
from rootward.engine.planning.denial import binds
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.change import AttachmentChange, RoleChange
from tests.checks.asking import verdicts
from tests.checks.facts import account, allow, arn, denied, group, identities, inline, policy, role, trust, user
from tests.checks.proposing import a_finding, applied, changes, guidance, proposal, refusal, remedy, undone

CHECK = "support-role-missing"
SUPPORT = "arn:aws:iam::aws:policy/AWSSupportAccess"
ROOT = "arn:aws:iam::123456789012:root"
OURS = trust({"AWS": ROOT}, Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})

ALONE = account(identities=identities(users=(user("ann"),)))
"""An account of one user, who may do nothing."""


def with_role(**fields):
    name = fields.pop("name", "rootward-support")
    there = role(name, **{"trust_policy": OURS, **fields})
    return account(identities=identities(users=(user("ann"),), roles=(there,)))


def role_and_policy(facts: Account) -> tuple[RoleChange, AttachmentChange]:
    """The two changes that are proposed."""
    made, attached = changes(proposal(CHECK, facts))
    assert isinstance(made, RoleChange)
    assert isinstance(attached, AttachmentChange)
    return made, attached


def test_a_role_is_made_and_then_given_the_policy():
    made = proposal(CHECK, ALONE)
    (role_made,), (attached,) = made.batches

    assert isinstance(role_made, RoleChange)
    assert (role_made.name, role_made.arn, role_made.after) == (
        "rootward-support",
        arn("role", "rootward-support"),
        True,
    )
    assert isinstance(attached, AttachmentChange)
    assert (attached.holder.name, attached.policy_arn, attached.after) == ("rootward-support", SUPPORT, True)
    assert not made.restricts


def test_the_account_s_own_people_assume_it_and_only_with_mfa():
    role_made, _ = role_and_policy(ALONE)

    assert json.loads(role_made.trust_policy)["Statement"] == [
        {
            "Effect": "Allow",
            "Principal": {"AWS": ROOT},
            "Action": "sts:AssumeRole",
            "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
        }
    ]


def test_it_closes_its_gap_and_opens_none():
    before = {(one.status, check) for check in BY_ID for one in verdicts(check, ALONE)}
    after = applied(proposal(CHECK, ALONE), ALONE)

    assert [one.status for one in verdicts(CHECK, after)] == ["pass"]
    assert [one.status for one in verdicts("role-trust-too-open", after)] == ["pass"]
    opened = {(one.status, check) for check in BY_ID for one in verdicts(check, after)} - before
    assert not {check for status, check in opened if status != "pass"}


def test_who_may_assume_every_role_is_no_administrator_by_it():
    ann = user("ann", inline_policies=(inline("assumes", policy(allow("sts:AssumeRole"))),))
    facts = account(identities=identities(users=(ann,)))
    after = applied(proposal(CHECK, facts), facts)

    assert {one.status for one in verdicts("privilege-escalation-path", after)} == {"pass"}
    assert {one.status for one in verdicts("admin-identity-missing", after)} == {"fail"}


def test_undo_takes_the_role_away():
    made = proposal(CHECK, ALONE)

    assert undone(made, applied(made, ALONE)).identities == ALONE.identities


def test_nothing_of_it_takes_anything_from_anybody_even_where_there_is_no_administrator():
    facts = ALONE
    for change in changes(proposal(CHECK, ALONE)):
        assert (change.risk, restricts(change, facts), binds(change, facts)) == ("safe", False, False)
        facts = change.effect(facts)
    stages = proposal(CHECK, ALONE).batches

    assert Guard(Baseline(), Caller(ROOT, None)).of_plan(ALONE, stages) is None


def test_a_plan_makes_it():
    plan = make_plan(ALONE, select((CHECK,)), Baseline(), caller=Caller(ROOT, None), version="1")

    assert [(step.stage, step.risk, step.change.target[0]) for step in plan.steps] == [
        (1, "safe", "role"),
        (2, "safe", "attachment"),
    ]
    assert plan.withheld == ()


def test_a_run_that_was_cut_off_is_gone_on_with():
    facts = with_role()
    (attached,) = changes(proposal(CHECK, facts))

    assert isinstance(attached, AttachmentChange)
    assert [one.status for one in verdicts(CHECK, applied(proposal(CHECK, facts), facts))] == ["pass"]


def test_a_trust_policy_that_aws_wrote_otherwise_is_the_same():
    assert len(changes(proposal(CHECK, with_role(trust_policy=json.dumps(json.loads(OURS), indent=4))))) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"trust_policy": trust({"AWS": ROOT})},
        {"trust_policy": trust({"AWS": "*"})},
        {"attached_policies": ("arn:aws:iam::aws:policy/ReadOnlyAccess",)},
        {"inline_policies": (inline("own", policy(allow("s3:*"))),)},
        {"instance_profiles": (arn("instance-profile", "rootward-support"),)},
        {"boundary": arn("policy", "fence")},
        {"name": "Rootward-Support", "trust_policy": trust({"Service": "ec2.amazonaws.com"})},
    ],
)
def test_a_role_of_that_name_that_is_somebody_else_s_is_let_be(fields):
    refused = refusal(CHECK, with_role(**fields))

    assert refused.reason == (
        f"a role {fields.get('name', 'rootward-support')} is there, and it is not as rootward would make it: "
        f"attach {SUPPORT} to it if it is meant for that, or to another role"
    )
    assert not refused.lacks_facts


SAML = {"Federated": arn("saml-provider", "idp")}


@pytest.mark.parametrize(
    "trusted",
    [
        trust(SAML, "sts:AssumeRoleWithSAML"),
        trust({"AWS": "arn:aws:iam::999999999999:root"}),
        trust({"AWS": "*"}, Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}}),
    ],
)
def test_where_people_come_in_by_roles_alone_nobody_could_assume_it(trusted):
    there = account(identities=identities(roles=(role("admin", trust_policy=trusted),)))

    assert guidance(CHECK, there).instruction == (
        "nobody works here as an IAM user, and no session of a role has MFA: "
        f"attach {SUPPORT} to the role or permission set that they have, or to one made for it"
    )


@pytest.mark.parametrize(
    "trusted", [trust({"Service": "ec2.amazonaws.com"}), trust({"AWS": ROOT}), trust({"AWS": "AROAGONE"}), "{"]
)
def test_in_an_account_that_nobody_works_in_yet_the_role_is_there_before_its_users(trusted):
    assert (
        len(changes(proposal(CHECK, account(identities=identities(roles=(role("own", trust_policy=trusted),)))))) == 2
    )


def test_with_iac_it_says_what_to_write():
    assert guidance(CHECK, ALONE, iac=True).instruction == (
        "in the code that keeps the account's identities: "
        f"declare a role that this account's users may assume with MFA, and attach {SUPPORT} to it"
    )


def test_where_identities_were_not_read_nothing_is_made():
    unread = account(identities=denied("iam:GetAccountAuthorizationDetails"))
    refused = refusal(CHECK, unread, finding=a_finding(CHECK, unread.resource))

    assert refused.lacks_facts
    assert refused.reason == "the account's identities were not read: access denied"


def test_each_partition_has_its_own_arns():
    china = msgspec.structs.replace(ALONE, partition="aws-cn")
    role_made, attached = role_and_policy(china)

    assert role_made.arn == "arn:aws-cn:iam::123456789012:role/rootward-support"
    assert "arn:aws-cn:iam::123456789012:root" in role_made.trust_policy
    assert attached.policy_arn == "arn:aws-cn:iam::aws:policy/AWSSupportAccess"


def test_a_group_without_members_is_closed_by_the_role():
    desk = group("desk", attached_policies=(SUPPORT,))
    facts = account(identities=identities(users=(user("ann"),), groups=(desk,)))

    assert [one.status for one in verdicts(CHECK, applied(proposal(CHECK, facts), facts))] == ["pass"]


def test_its_operations_are_those_of_its_changes():
    made = {call.operation for change in changes(proposal(CHECK, ALONE)) for call in change.calls()}

    assert made == {*remedy(CHECK).operations}
