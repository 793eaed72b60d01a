"""Somebody who is no administrator can become one.

## What it checks
Every IAM user and role that is no administrator: whether its permissions let it become one, step by step, by one of 65
known ways: writing a policy for itself, joining a group, making a credential for somebody else, handing a powerful role
to a Lambda function, an instance or a stack of its own, and so on; or by one of 20 more: making a user or a role and
giving it power, taking off its own permissions boundary, or the policies of its own that deny. Roles are also given
power first and then handed to a service. Every step is judged by what the policies allow:
resources, conditions, denials, permissions boundaries, and the trust policy of the role that is passed. Steps are
followed one after the other, through users, roles and groups, and the shortest path is told.

- Severity high: the path is open. Conditions on MFA or the caller's address do not close it; they are named.
- Severity low: the path is **possible**. It rests on something that was not read: a function or instance that is there
  already and runs as a powerful role, a resource's tags, or how many access keys a user has.
- Unknown: policies that could not be read could open or close it; or the search was cut short: it follows whoever
  joins groups through three of them, 60 ways in which one identity's rights could grow, and 4,000 steps in the search
  for a name that policies allow.

Not looked for: taking the boundary or the denials off another user or role than oneself; making something under a
boundary that is demanded and leaves enough; a policy made to be attached whose name takes long to find; stacks and
functions of other accounts. That no path is found is no proof that there is none.

Administrators are left out, and so are those who become one by just assuming a role: they are administrators already,
and `too-many-admins` counts them. Service-linked roles belong to AWS. Service control policies of a member account are
not shown to it: where the account may have any, it is judged as if there were none, and the finding says so. A user
of whose two places for access keys the credential report shows none taken is held to have one free.

## Why it matters
A permission such as `iam:PutUserPolicy` or `iam:PassRole` looks harmless in a list. Whoever gets hold of its holder's
key has the whole account a minute later.

## How to fix it
Close the first step: take the permission away, or name the resources that it is for. Pass roles by name and service:
`"Resource": "arn:aws:iam::123456789012:role/app-*"` with `"iam:PassedToService": "lambda.amazonaws.com"`. Let people
change their own credentials only: `"Resource": "arn:aws:iam::*:user/${aws:username}"`. Whoever must manage other
identities gets a permissions boundary, and may set policies only on identities that have one
(`iam:PermissionsBoundary`).

## How rootward fixes it
It does not: only you know what the permission is there for. It reports the path, and the statements that
open each step.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege>
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.authority import Authority, authority
from rootward.checks.check import Check
from rootward.checks.identities.owner import platform_of
from rootward.checks.power import unread_policies
from rootward.checks.verdict import Verdict, fails, not_applicable, passes, read, unknown
from rootward.iam_policy.administrators import Administrator
from rootward.iam_policy.canary import canary
from rootward.iam_policy.escalation.doubt import Certainty
from rootward.iam_policy.escalation.path import Path, Step
from rootward.iam_policy.powers import Holder
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.finding import Evidence, Severity
from rootward.model.identity import SERVICE_LINKED
from rootward.model.unknown import Unknown

MADE = ("new-user", "new-role")
SHOWN = 3
"""So many steps of one path are told; the rest are counted."""


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """One verdict for each user and role."""
    powers = authority(account)
    if isinstance(powers, Unknown):
        yield unknown(account.resource, powers)
        return
    if (broken := canary()) is not None:
        yield unknown(account.resource, Unknown("failed", detail=broken))
        return
    holders = powers.before_scps.powers.holders
    if not holders:
        yield passes(account.resource, "there are no IAM users and no IAM roles")
    identities = powers.identities
    platforms = {role.arn: platform_of(role) for role in identities.roles}
    for holder in holders:
        yield _judge(account, powers, holder, platforms.get(holder.arn))


def _judge(account: Account, powers: Authority, holder: Holder, platform: str | None) -> Verdict:
    if holder.path.startswith(SERVICE_LINKED):
        return not_applicable(holder.arn, f"{holder.name} is a service-linked role: AWS owns its policies")
    administrator = powers.before_scps.administrator_by_arn.get(holder.arn)
    if administrator is not None and administrator.is_proved:
        return not_applicable(holder.arn, f"{holder.name} is an administrator already")
    path = powers.escalation.of(holder)
    if path is None and administrator is None:
        return passes(holder.arn)
    if path is None or path.certainty == Certainty.UNREAD:
        return unknown(holder.arn, *_not_known(account, holder, path, administrator))
    severity: Severity = "high" if path.certainty == Certainty.SURE else "low"
    return fails(
        holder.arn, _message(holder, path, powers.caveat, platform), *_evidence(account, path), severity=severity
    )


def _message(holder: Holder, path: Path, caveat: str, platform: str | None) -> str:
    may = "can" if path.certainty == Certainty.SURE else "can possibly"
    whom = "an administrator" if path.target is holder else f"an administrator as {path.target.name}"
    told = "; then ".join(_told(step) for step in path.steps[:SHOWN])
    left = len(path.steps) - SHOWN
    notes = f"; and {left} more step{'s' if left > 1 else ''}" if left > 0 else ""
    if path.circumstances:
        notes += f", where conditions on {', '.join(sorted(path.circumstances))} are met"
    if path.reasons:
        notes += f"; possible only: {'; '.join(path.reasons)}"
    owned = f" ({platform} owns the role: change it there)" if platform else ""
    return f"{holder.name} {may} become {whom}: {told}{notes}{caveat}{owned}"


def _told(step: Step) -> str:
    """A step in words: `maya writes itself an inline policy that allows everything (iam:PutUserPolicy)`."""
    what = step.edge.why[0].lower() + step.edge.why[1:].removesuffix(".")
    actions = dict.fromkeys(grant.need.action for grant in step.grants if grant.need.by == "caller")
    ends = [
        *([f"{step.to.kind} {step.to.name}"] if step.to is not step.by and step.edge.reaches not in MADE else []),
        *([f"group {step.group}"] if step.group is not None else []),
        *([f"policy {step.policy.rpartition('/')[2]}"] if step.policy is not None else []),
    ]
    return f"{step.by.name} {what} ({', '.join(actions)}{': ' if ends else ''}{', '.join(ends)})"


def _evidence(account: Account, path: Path) -> Iterator[Evidence]:
    """The statements that allow each step."""
    for number, step in enumerate(path.steps[:SHOWN], start=1):
        for grant in step.grants:
            if grant.policy is None:
                continue
            group = f" of group {grant.group}" if grant.group is not None else ""
            fact = f"step {number}, {grant.need.action} of {grant.holder.name}"
            yield read(account, "authorization-details", fact, f"{grant.policy}{group}, statement {grant.statement}")


def _not_known(
    account: Account, holder: Holder, path: Path | None, administrator: Administrator | None
) -> Iterator[Unknown]:
    """What on the way could not be read, or that the search was cut short."""
    through = () if administrator is None else administrator.through
    unread = unread_policies(account, (holder, *through, *(path.on_the_way if path is not None else ())))
    yield from unread
    if path is not None and path.is_cut:
        yield Unknown("failed", detail="the search for ways was cut short: there were too many to follow them all")
    elif not unread:
        yield Unknown("failed", detail="policies on the way could not be read")


CHECK = Check(
    id="privilege-escalation-path",
    practice="identities",
    severity="high",
    title="Somebody who is no administrator can become one",
    holds="nobody who is no administrator can become one by the known ways",
    why="whoever gets hold of such an identity has the whole account a minute later",
    next_step="IAM console → {name} → Permissions: take away what the first step needs, or name the resources",
    facts=("identities", "credential_report", "organization", "access_keys"),
    no_controls="the CIS benchmark and Security Hub ask for no full administration, not for ways to it",
    judge=judge,
    fix="none",
)
