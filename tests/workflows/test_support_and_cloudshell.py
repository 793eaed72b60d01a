"""A role for AWS Support made, and CloudShell taken away: planned, applied, proved and undone on a practice account."""

from __future__ import annotations

import msgspec

from rootward.sandbox import serve
from rootward.sandbox.scenario.tables import Group, User
from tests.sandbox.people import as_user
from tests.workflows.acting import Actor
from tests.workflows.four_gaps import FOUR_GAPS, NOTES

CHECKS = ("support-role-missing", "cloudshell-full-access", "policy-attached-to-user")

OFFICE = msgspec.structs.replace(
    FOUR_GAPS,
    title="An office with a shell",
    groups=(*FOUR_GAPS.groups, Group(name="shells", created=300.0, policies=("AWSCloudShellFullAccess",))),
    users=(
        *(user for user in FOUR_GAPS.users if user.name in {"ada", "ben"}),
        User(
            name="cleo",
            created=500.0,
            policies=("ReadOnlyAccess", "AWSCloudShellFullAccess"),
            groups=("shells",),
            inline={"notes": NOTES},
        ),
    ),
)


def test_all_gaps_are_closed_by_one_plan_and_all_is_taken_back(tmp_path, monkeypatch):
    with serve(OFFICE, enforce=True) as sandbox:
        actor = Actor(sandbox, tmp_path, monkeypatch)
        before = actor.account()
        plan = actor.plan(*CHECKS)

        applied = actor.apply(plan)
        admin = as_user(sandbox, "ada")
        role = admin.get_role(RoleName="rootward-support")["Role"]
        held = admin.list_attached_role_policies(RoleName="rootward-support")["AttachedPolicies"]
        after = actor.plan(*CHECKS)
        undone = actor.undo()

        assert (plan.withheld, applied.error, undone.error) == ((), None, None)
        assert {proof.gap.check for proof in applied.applied.proofs} == {*CHECKS}
        assert {proof.status for proof in applied.applied.proofs} == {"closed"}
        assert role["AssumeRolePolicyDocument"]["Statement"][0]["Condition"] == {
            "Bool": {"aws:MultiFactorAuthPresent": "true"}
        }
        assert [one["PolicyName"] for one in held] == ["AWSSupportAccess"]
        assert (after.steps, after.withheld) == ((), ())
        assert actor.account() == before
