"""A policy allows sts:AssumeRole on any role.

## What it checks
Every customer managed policy, and every inline policy of a user, group or role: whether an `Allow` statement without
a condition takes in `sts:AssumeRole` (by `Action`, or because `NotAction` leaves it in) for every role of every
account (`*`, `arn:aws:iam::*:role/*` and the like, or a `NotResource` that leaves them in), and no `Deny` of the same
policy takes it back whole and without a condition.

Statements that are full administration (`"Action": "*"` on `"Resource": "*"`) do not fail here: they are the question
of `full-admin-policy`. Policies that AWS owns are left out: nobody in the account can change them. A policy that is
attached to nobody is judged as well, since attaching it is one call.

## Why it matters
Which role a person or program may become is then decided by trust policies alone, and the most common one trusts the
whole account. One such policy makes every role of the account, administrators included, and every outside role that
trusts the account, one call away.

## How to fix it
Name the roles: `"Resource": "arn:aws:iam::123456789012:role/deploy"`. For a managed policy, write a new default
version with `aws iam create-policy-version --set-as-default`; for an inline one, `aws iam put-user-policy`,
`put-group-policy` or `put-role-policy`.

## How rootward fixes it
It does not: only you know which roles are meant. It reports the policy and the statement.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_permissions-to-switch.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.check import Check
from rootward.checks.verdict import Verdict, fails, not_applicable, passes, read, unknown
from rootward.iam_policy.document import Document, MalformedPolicyError, Statement, parse
from rootward.iam_policy.wildcard import glob
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.identity import Group, Identities, Role, User
from rootward.model.unknown import Unknown

ACTION = "sts:AssumeRole"

ANY_ROLE = tuple(
    f"arn:{{partition}}:iam::{account}:role/{path}"
    for account in ("000000000000", "314159265358")
    for path in ("Zq7", "x-y/kW_4.of-Nobody")
)
"""Roles of no account that is read: a pattern that takes in these takes in any."""


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """One verdict for each customer managed and each inline policy."""
    identities = account.identities
    if isinstance(identities, Unknown):
        yield unknown(account.resource, identities)
        return
    policies = tuple(_policies(identities))
    if not policies:
        yield passes(account.resource, "there are no customer managed and no inline policies")
    for resource, name, text in policies:
        if isinstance(text, Unknown):
            yield unknown(resource, text)
            continue
        try:
            yield _judge_policy(account, resource, name, parse(text))
        except MalformedPolicyError as error:
            yield unknown(resource, Unknown("failed", detail=f"{name} cannot be read: {error}"))


def _policies(identities: Identities) -> Iterator[tuple[str, str, str | Unknown]]:
    """Resource, name in words, and text of each policy that the account's people can change."""
    for policy in identities.policies:
        if not policy.is_aws_managed:
            yield policy.arn, f"policy {policy.name}", policy.document
    holders: tuple[User | Group | Role, ...] = (*identities.users, *identities.groups, *identities.roles)
    for holder in holders:
        for inline in holder.inline_policies:
            yield holder.arn, f"inline policy {inline.name} of {holder.name}", inline.document


def _judge_policy(account: Account, resource: str, name: str, document: Document) -> Verdict:
    roles = tuple(role.format(partition=account.partition) for role in ANY_ROLE)
    open_ones = [statement for statement in document.allows() if _takes_any(statement, roles)]
    if not open_ones:
        return passes(resource, f"{name} does not allow {ACTION} on any role")
    if any(_takes_any(statement, roles) for statement in document.denies()):
        return passes(resource, f"{name} denies the {ACTION} that it allows")
    named = [statement for statement in open_ones if not _is_full_administration(statement)]
    if not named:
        return not_applicable(resource, f"{name} allows everything, which is more than {ACTION} and another question")
    numbers = ", ".join(str(statement.number) for statement in named)
    message = f"{name} allows {ACTION} on any role (statement {numbers})"
    return fails(resource, message, read(account, "authorization-details", f"{name}, statement", named[0].number))


def _takes_any(statement: Statement, roles: tuple[str, ...]) -> bool:
    """Whether the statement takes in AssumeRole for every role, under no condition."""
    return not statement.conditions and statement.takes(ACTION) and all(_reaches(statement, role) for role in roles)


def _reaches(statement: Statement, resource: str) -> bool:
    if statement.resources is not None:
        return any(glob(_completed(pattern), resource) for pattern in statement.resources)
    if statement.not_resources is not None:
        return not any(glob(_completed(pattern), resource) for pattern in statement.not_resources)
    return False


def _completed(pattern: str) -> str:
    """An ARN pattern in full: IAM takes the fields that an incomplete ARN lacks for `*`."""
    missing = 6 - len(pattern.split(":"))
    return pattern + ":*" * missing if pattern.startswith("arn:") else pattern


def _is_full_administration(statement: Statement) -> bool:
    return "*" in (statement.resources or ()) and any(action in {"*", "*:*"} for action in statement.actions or ())


CHECK = Check(
    id="assume-role-any",
    practice="identities",
    severity="medium",
    title="A policy allows sts:AssumeRole on any role",
    holds="no policy of the account's own allows sts:AssumeRole on any role",
    why="the holder can become whatever role trusts the account, administrators included",
    next_step="console → IAM → Policies, or Permissions of the user, group or role → {name} → Edit → name the roles",
    facts=("identities",),
    no_controls="the CIS benchmark and Security Hub ask for no `*` on all actions; this is about one of them",
    judge=judge,
    fix="none",
)
