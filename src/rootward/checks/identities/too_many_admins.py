"""Too many users and roles are administrators.

## What it checks
How many users and roles control IAM over everything: more than `max_admins` (5) fail. Each counts once, however many
ways it has: by its own policies, by its groups, or by roles that it may assume one after the other; within its
permissions boundary. A role counts beside the users who may assume it, and a program's role as a person's does. Root
is not counted, and those who could only make themselves administrators are `privilege-escalation-path`.

Roles and users on `admin_path` are set apart: by default the roles of IAM Identity Center, Organizations, Control Tower
and the CDK. The members of a group on it, as rootward's own `administrators`, are counted: their number is what this is
about.

Service control policies that bind a member account are not read: the count is made before them, and says so. Conditions
such as MFA take nobody off the list. Whose policies could not be read may be an administrator; where that decides, the
answer is unknown.

## Why it matters
Every administrator is a way to lose the account: by a stolen session, a mistake, a key in a repository. A handful can
be known, asked and watched.

## How to fix it
Ask of each what it needs. Give people a job function policy and a role for emergencies; give programs the actions that
they use (`unused-permissions` proposes them). Then take the power away: `aws iam remove-user-from-group`,
`aws iam detach-role-policy` and the like, or narrow the trust policy of the role by which they have it.

## How rootward fixes it
It does not: who is needed, only you know. It names them, and the role by which each has it.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html>
- <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html>
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rootward.checks.authority import Authority
from rootward.checks.check import Check
from rootward.checks.power import in_order, proven_authority, unread_policies
from rootward.checks.verdict import Verdict, fails, passes, read, unknown
from rootward.iam_policy.administrators import Administrator
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.identity import SERVICE_LINKED
from rootward.model.unknown import Unknown

_SHOWN = 10
"""So many administrators are named."""


def judge(account: Account, baseline: Baseline) -> Iterator[Verdict]:
    """One verdict, for the account."""
    power = proven_authority(account)
    if isinstance(power, Unknown):
        yield unknown(account.resource, power)
    else:
        yield _judged(account, baseline, power)


def _judged(account: Account, baseline: Baseline, power: Authority) -> Verdict:
    found = [
        one
        for one in in_order(power.before_scps.administrators)
        if not one.holder.path.startswith(SERVICE_LINKED) and not baseline.is_on_admin_path(one.holder.arn)
    ]
    sure = [one for one in found if one.is_proved]
    limit = baseline.max_admins
    evidence = read(account, "authorization-details", "administrators", len(sure))
    if len(sure) > limit:
        message = (
            f"{_counted(sure)} are administrators, {len(sure)} in all, which is more than {limit}: {_listed(sure)}"
        )
        return fails(account.resource, message + power.caveat, evidence)
    if len(found) > limit:
        unsure = [one for one in found if not one.is_proved]
        reasons = unread_policies(account, (each for one in unsure for each in (one.holder, *one.through)))
        message = (
            f"cannot tell: {len(sure)} are administrators, and {_counted(unsure)} may be, by policies that could not be"
            f" read: {_listed(unsure)}"
        )
        return unknown(account.resource, *reasons, message=message)
    told = f" ({_listed(sure)})" if sure else ""
    rest = len(found) - len(sure)
    maybe = f", and {rest} may be, by policies that could not be read" if rest else ""
    return passes(
        account.resource,
        f"administrators, those on admin_path aside: {_counted(sure)}{told}{maybe}{power.caveat}",
        evidence,
    )


def _counted(several: Sequence[Administrator]) -> str:
    """In words, as `3 users and 1 role`."""
    users = sum(one.holder.kind == "user" for one in several)
    numbers = ((users, "user"), (len(several) - users, "role"))
    return " and ".join(f"{n} {what}{'' if n == 1 else 's'}" for n, what in numbers if n) or "nobody"


def _listed(several: Sequence[Administrator]) -> str:
    told = (
        f"{one.holder.kind} {one.holder.name}" + (f" (by role {one.through[-1].name})" if one.through else "")
        for one in several[:_SHOWN]
    )
    more = f" and {len(several) - _SHOWN} more" if len(several) > _SHOWN else ""
    return ", ".join(told) + more


CHECK = Check(
    id="too-many-admins",
    practice="identities",
    severity="medium",
    title="Too many users and roles are administrators",
    holds="no more users and roles are administrators than the baseline allows",
    why="every administrator is one more way to lose the account",
    next_step="rootward who-can --admin",
    facts=("identities", "organization"),
    no_controls="neither CIS nor Security Hub counts administrators",
    judge=judge,
    fix="none",
)
