"""AWSCloudShellFullAccess is taken off whoever holds it, and goes nowhere else."""

from __future__ import annotations

import pytest

from rootward.checks.registry import select
from rootward.checks.remedy import Proposal
from rootward.engine.lockout import Caller
from rootward.engine.planning import make_plan
from rootward.model.baseline import Baseline
from rootward.model.change import AttachmentChange, IdentityRef, MembershipChange
from tests.checks.asking import verdicts
from tests.checks.facts import (
    account,
    allow,
    arn,
    denied,
    group,
    identities,
    inline,
    policy,
    report,
    role,
    root_row,
    user,
    user_row,
)
from tests.checks.proposing import (
    a_finding,
    applied,
    changes,
    guidance,
    proposal,
    proposed,
    refusal,
    remedy,
    undone,
)

CHECK = "cloudshell-full-access"
MOVED = "policy-attached-to-user"
SHELL = "arn:aws:iam::aws:policy/AWSCloudShellFullAccess"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def of(**lists):
    return account(identities=identities(**lists))


def detached(kind, name, policy_arn=SHELL):
    holder = IdentityRef(kind, name, arn(kind, name))
    return AttachmentChange(holder=holder, policy_arn=policy_arn, before=True, after=False)


@pytest.mark.parametrize(
    ("lists", "change", "why"),
    [
        (
            {"users": (user("mark", attached_policies=(SHELL,)),)},
            detached("user", "mark"),
            "mark loses CloudShell, unless another policy allows it",
        ),
        (
            {"roles": (role("ops", attached_policies=(READ_ONLY, SHELL)),)},
            detached("role", "ops"),
            "whoever works as role ops loses CloudShell, unless another of its policies allows it",
        ),
        (
            {"groups": (group("devs", attached_policies=(SHELL,)),), "users": (user("ann", groups=("devs",)),)},
            detached("group", "devs"),
            "ann of group devs loses CloudShell, unless another policy allows it",
        ),
        (
            {"groups": (group("devs", attached_policies=(SHELL,)),), "users": (user("ann"),)},
            detached("group", "devs"),
            "group devs has no members: nobody loses CloudShell",
        ),
    ],
)
def test_the_policy_is_detached_and_the_plan_says_who_loses_cloudshell(lists, change, why):
    made = proposal(CHECK, of(**lists))

    assert (made.batches, made.restricts, made.why) == (((change,),), True, why)
    assert change.risk == "disruptive"


def test_of_many_members_three_are_named():
    people = tuple(user(name, groups=("devs",)) for name in ("eve", "bob", "ann", "dan", "cleo"))
    made = proposal(CHECK, of(groups=(group("devs", attached_policies=(SHELL,)),), users=people))

    assert made.why == "ann, bob, cleo and 2 more of group devs lose CloudShell, unless another policy allows it"


def test_each_holder_is_a_proposal_of_its_own_and_all_are_closed_and_given_back():
    facts = of(
        users=(user("mark", attached_policies=(SHELL, READ_ONLY)),),
        groups=(group("devs", attached_policies=(SHELL,)),),
        roles=(role("ops", attached_policies=(SHELL,)),),
    )
    several = proposed(CHECK, facts)
    after = facts
    for made in several:
        after = applied(made, after)

    assert len(several) == 3
    assert [one.status for one in verdicts(CHECK, after)] == ["pass"]
    assert after.identities.users[0].attached_policies == (READ_ONLY,)
    for made in reversed(several):
        after = undone(made, after)
    assert {one.status for one in verdicts(CHECK, after)} == {"fail"}
    assert len(verdicts(CHECK, after)) == 3


def test_the_partition_s_own_policy_is_detached():
    shell = "arn:aws-cn:iam::aws:policy/AWSCloudShellFullAccess"
    facts = account(partition="aws-cn", identities=identities(users=(user("mark", attached_policies=(shell,)),)))

    assert changes(proposal(CHECK, facts)) == (detached("user", "mark", shell),)


def test_with_iac_it_says_what_to_write():
    facts = of(groups=(group("devs", attached_policies=(SHELL,)),))

    assert guidance(CHECK, facts, iac=True).instruction == (
        "in the code that keeps the account's identities: take AWSCloudShellFullAccess off group devs"
    )


@pytest.mark.parametrize(("kind", "made"), [("users", user), ("roles", role)])
def test_what_a_stack_keeps_is_changed_in_its_template(kind, made):
    kept = made("ops", attached_policies=(SHELL,), tags={"aws:cloudformation:stack-name": "people"})

    assert guidance(CHECK, of(**{kind: (kept,)})).instruction == (
        f"in the template of people: take AWSCloudShellFullAccess off {kind[:-1]} ops"
    )


@pytest.mark.parametrize(
    ("facts", "reason", "lacks_facts"),
    [
        (
            account(identities=denied("iam:GetAccountAuthorizationDetails")),
            "the account's identities were not read: access denied",
            True,
        ),
        (of(users=(user("mark"),)), f"{arn('user', 'mark')} does not hold AWSCloudShellFullAccess any more", False),
        (of(), f"{arn('user', 'mark')} does not hold AWSCloudShellFullAccess any more", False),
    ],
)
def test_what_is_not_there_is_not_detached(facts, reason, lacks_facts):
    refused = refusal(CHECK, facts, finding=a_finding(CHECK, arn("user", "mark")))

    assert (refused.reason, refused.lacks_facts) == (reason, lacks_facts)


def test_its_operations_are_those_of_its_changes():
    facts = of(
        users=(user("mark", attached_policies=(SHELL,)),),
        groups=(group("devs", attached_policies=(SHELL,)),),
        roles=(role("ops", attached_policies=(SHELL,)),),
    )
    made = {call.operation for one in proposed(CHECK, facts) for change in changes(one) for call in change.calls()}

    assert made == {*remedy(CHECK).operations}


# --- a user whose policies move to a group


def test_a_user_s_other_policies_move_to_a_group_and_this_one_to_none():
    facts = of(users=(user("mark", attached_policies=(READ_ONLY, SHELL)),))
    moved, taken = proposed(MOVED, facts)
    given = [change.policy_arn for change in changes(moved) if isinstance(change, AttachmentChange) and change.after]

    assert given == [READ_ONLY]
    assert (taken,) == proposed(CHECK, facts)
    after = applied(taken, applied(moved, facts))
    assert {one.status for check in (MOVED, CHECK) for one in verdicts(check, after)} == {"pass"}


def test_a_user_who_holds_nothing_else_gets_no_group():
    facts = of(users=(user("mark", attached_policies=(SHELL,)),))

    assert proposed(MOVED, facts) == proposed(CHECK, facts)


def test_who_holds_it_besides_the_same_policies_comes_into_the_same_group():
    facts = of(users=(user("ann", attached_policies=(READ_ONLY,)), user("mark", attached_policies=(SHELL, READ_ONLY))))
    several = [one for one in proposed(MOVED, facts) if isinstance(one, Proposal)]
    joined = {one.user: one.group for made in several for one in changes(made) if isinstance(one, MembershipChange)}

    assert joined == {"ann": "ReadOnlyAccess", "mark": "ReadOnlyAccess"}


def test_what_cannot_be_moved_keeps_all():
    quarantine = "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3"
    facts = of(users=(user("mark", attached_policies=(quarantine, SHELL)),))

    assert "AWS attached AWSCompromisedKeyQuarantineV3 to mark" in refusal(MOVED, facts).reason


def test_both_checks_make_one_plan_that_detaches_it_once_and_attaches_it_nowhere():
    boss = user("boss", groups=("administrators",))
    admins = group("administrators", inline_policies=(inline("all", policy(allow("*"))),))
    people = identities(users=(boss, user("mark", attached_policies=(READ_ONLY, SHELL))), groups=(admins,))
    rows = report(root_row(), user_row("boss", password_enabled=True, mfa_active=True), user_row("mark"))
    facts = account(identities=people, credential_report=rows)
    plan = make_plan(
        facts, select((MOVED, CHECK)), Baseline(), caller=Caller(arn("role", "elsewhere"), None), version="1"
    )
    about_shell = [step for step in plan.steps if getattr(step.change, "policy_arn", "") == SHELL]

    assert [step.change for step in about_shell] == [detached("user", "mark")]
    assert {gap.check for step in about_shell for gap in step.closes} == {MOVED, CHECK}
