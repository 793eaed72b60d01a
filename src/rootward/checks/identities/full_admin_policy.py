"""A policy grants full administration.

## What it checks
Every policy that a user, group or role holds, attached or inline, the account's own or AWS's: whether it grants, by
itself, administration of the account. It is judged by what its statements allow between them, not by how they look:

- **everything**: every action on every resource, be it written `*`, `*:*`, as a `NotAction` that spares nothing of
  weight, or as many patterns that come to the same;
- **control of IAM** short of that, as `iam:*` or `NotAction: ["s3:*"]` do: whoever can change every role and policy can
  give anybody the rest. CIS and Security Hub ask for everything only, so such a finding does not speak for them.

Conditions on who asks from where, MFA among them, take nothing from that. A permissions boundary and service control
policies may, for one holder and not for the next: they are not looked at here, and `too-many-admins` looks at them.

**Platform administrators** are those who are meant to administer the account: `admin_path` of the configuration, by
default the group `administrators` that rootward makes, the roles of IAM Identity Center,
`OrganizationAccountAccessRole`, `AWSControlTowerExecution` and the CDK's `cdk-*-cfn-exec-role-*`. What they alone hold
passes, and says who they are. Whom their roles let in is judged like any other's.

A policy that nobody holds is not judged, nor are permissions boundaries and service-linked roles.

## Why it matters
Such a policy makes whoever holds it as strong as root over everything in the account. Each holder more is a password,
a key or a program that is worth stealing.

## How to fix it
Give the holders what their work needs: a job function policy, or the policy that `unused-permissions` proposes. Then
detach this one from each: `aws iam detach-group-policy --group-name GROUP --policy-arn ARN`, `detach-role-policy` or
`detach-user-policy`. An inline policy has one holder, and is deleted: the finding says the command, as
`aws iam delete-group-policy --group-name GROUP --policy-name POLICY`. Whom you mean to be an administrator, put on
`admin_path`, or into the group `administrators`.

## How rootward fixes it
It does not: what the holders need instead, only you know.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html>
- <https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-1>
- CIS AWS Foundations Benchmark: 3.0 1.16 · 5.0 1.15 · 7.0 2.14; Security Hub IAM.1 (customer managed policies only)
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator

from rootward.checks.check import Check
from rootward.checks.identities.granted_policy import GrantedPolicy, PolicyHolder, granted_policies
from rootward.checks.identities.owner import platform_of
from rootward.checks.power import broken_evaluator
from rootward.checks.verdict import Verdict, fails, passes, read, speaking_for, unknown
from rootward.iam_policy import MalformedPolicyError, Policies, policy
from rootward.iam_policy.administration import Administration, administration
from rootward.iam_policy.circumstances import DIRECT_CALL
from rootward.iam_policy.ternary import Maybe, Ternary
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.identity import Identities
from rootward.model.unknown import Unknown

_SHOWN = 3
"""So many holders are named."""

_CIS = {"cis-3.0": ("1.16",), "cis-5.0": ("1.15",), "cis-7.0": ("2.14",)}
_CONTROLS = {**_CIS, "security-hub": ("IAM.1",)}


def judge(account: Account, baseline: Baseline) -> Iterator[Verdict]:
    """One verdict for each policy that somebody holds."""
    identities, broken = account.identities, broken_evaluator()
    if isinstance(identities, Unknown):
        yield unknown(account.resource, identities)
        return
    if broken:
        yield unknown(account.resource, broken)
        return
    granted = tuple(granted_policies(identities))
    if not granted:
        yield passes(account.resource, "nobody holds a policy")
    for one in granted:
        if isinstance(one.document, Unknown):
            yield unknown(one.resource, _named(one, one.document))
            continue
        try:
            given = _given(account, one, one.document)
        except MalformedPolicyError as error:
            yield unknown(one.resource, Unknown("failed", detail=f"{one.name} cannot be read: {error}"))
            continue
        yield _judged(account, identities, baseline, one, given)


def _named(one: GrantedPolicy, why: Unknown) -> Unknown:
    """The reason, which says of which policy it is."""
    return Unknown(why.reason, why.action, f"{one.name}: {why.detail}", why.untried)


def _given(account: Account, one: GrantedPolicy, document: str) -> Administration:
    """What the policy gives a holder by itself, no boundary or service control policy applied."""
    holder = next((each.arn for each in one.holders if each.kind != "group"), None)
    fresh = f"arn:{account.partition}:iam::{account.id}:user/fresh-5f1d0c2e"
    # A window of time that is over gives nothing.
    now = {
        "aws:currenttime": f"{account.taken_at:%Y-%m-%dT%H:%M:%SZ}",
        "aws:epochtime": str(int(account.taken_at.timestamp())),
    }
    return administration(Policies([policy(document)]), holder or fresh, {**DIRECT_CALL, **now})


def _judged(
    account: Account, identities: Identities, baseline: Baseline, one: GrantedPolicy, given: Administration
) -> Verdict:
    what = f"{one.kind} policy {one.name}"
    if given.control is False:
        return passes(one.resource, f"{what} grants no full administration")
    everything = given.everything is not False
    grants = f"{what} grants {_what(given)}{_circumstances(given.everything if everything else given.control)}"
    evidence = read(account, "authorization-details", f"{one.name} grants", "everything" if everything else "iam")
    meant = [each for each in one.holders if baseline.is_on_admin_path(each.arn)]
    others = [each for each in one.holders if each not in meant]
    if not others:
        return passes(one.resource, f"{grants} to platform administrators alone: {_listed(meant)}", evidence)
    aside = f"; platform administrators aside: {_listed(meant)}" if meant else ""
    owners = _owners(identities, others)
    verdict = fails(
        one.resource, f"{grants} to {_listed(others)}{owners}{aside}{'' if owners else _deletion(one)}", evidence
    )
    if not everything:
        return speaking_for(verdict, {})
    return verdict if one.kind == "customer managed" else speaking_for(verdict, _CIS)


def _deletion(one: GrantedPolicy) -> str:
    """Of an inline policy, the command that takes it away: its holder is the finding's resource, so it is told here."""
    if one.kind != "inline":
        return ""
    holder = one.holders[0]
    of, name = _option(f"--{holder.kind}-name", holder.name), _option("--policy-name", one.name)
    return f"; to delete it: aws iam delete-{holder.kind}-policy {of} {name}"


def _option(option: str, value: str) -> str:
    """An option of a shell's line; a value that begins with a dash stays one."""
    return f"{option}{'=' if value.startswith('-') else ' '}{shlex.quote(value)}"


def _what(given: Administration) -> str:
    return "control of IAM, short of everything," if given.everything is False else "everything"


def _circumstances(answer: Ternary) -> str:
    keys = sorted(answer.keys) if isinstance(answer, Maybe) else ()
    return f" (conditions on {', '.join(keys)})" if keys else ""


def _owners(identities: Identities, holders: Iterable[PolicyHolder]) -> str:
    """The platforms that own some of the holders, and are where to change them."""
    roles = {role.arn: role for role in identities.roles}
    found = {platform_of(roles[each.arn]): None for each in holders if each.arn in roles}
    named = [platform for platform in found if platform]
    return f" ({', '.join(named)} made it: change it there)" if named else ""


def _listed(holders: list[PolicyHolder]) -> str:
    more = f" and {len(holders) - _SHOWN} more" if len(holders) > _SHOWN else ""
    return ", ".join(each.told for each in holders[:_SHOWN]) + more


CHECK = Check(
    id="full-admin-policy",
    practice="identities",
    severity="high",
    title="A policy grants full administration",
    holds="no policy grants full administration, but to platform administrators",
    why="whoever holds such a policy is as strong as root over everything in the account",
    next_step=(
        "console → IAM → the user, group or role → Permissions: add what its work needs, then detach the policy, or"
        " delete it where it is inline"
    ),
    facts=("identities",),
    controls=_CONTROLS,
    judge=judge,
    fix="none",
)
