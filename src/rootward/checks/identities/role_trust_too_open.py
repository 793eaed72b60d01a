"""A role lets in more than it was made for.

## What it checks
The trust policy of every role: whom each `Allow` statement lets assume it. These are faults:

- **Any principal** (`"Principal": "*"`, or `NotPrincipal`), unless a condition leaves only named accounts or ARNs
  (`aws:PrincipalAccount`, `aws:PrincipalArn`), the own organisation (`aws:PrincipalOrgID`, `aws:PrincipalOrgPaths`) or
  AWS services that act for a named source (`aws:SourceAccount`, `aws:SourceArn`).
- **An outside account** without an `sts:ExternalId`. The own account, the organisation's management account,
  `trusted_accounts` of the configuration, and anybody under an `aws:PrincipalOrgID` of the own organisation need none.
  AWS does not show this account which others are in its organisation: name those in `trusted_accounts`.
- **GitHub, GitLab and other shared issuers** (AWS keeps the list) without a `sub` that names a tenant, and **EKS**
  without a `sub` that names a service account. `repo:*` and `repo:acme*` are as open as none; `repo:acme/*` is not.
  For GitHub, `repository`, `repository_id`, `repository_owner_id` and `enterprise_id` name a tenant as well.
- **Google, Facebook and Amazon logins** without the application's id.
- **Cognito** identity pools without `aud` (the pool) and `amr` (guests or signed in).
- **IAM Roles Anywhere** without an `aws:SourceArn` that names its trust anchor.
- Severity low: **a service that documents `aws:SourceArn` or `aws:SourceAccount`** for the roles it assumes, without
  them (the confused deputy). Services that document neither are not judged: the condition could lock them out.

A condition of an `Allow` counts only if nobody can pass it without the right value: negated operators, `...IfExists`,
`ForAllValues:` and wildcards in place of the value do not. A `Deny`, conditional or not, counts by what the evaluator
says of a stranger: one that nobody singled out, and one of each account and organisation that its conditions name. A
`Deny` for whoever is not of the own organisation closes; one for whoever comes from elsewhere or without MFA does not,
for that a stranger may have. An id in place of a user or role that was deleted lets in nobody.
Service-linked roles belong to AWS and are left out.

## Why it matters
A trust policy is a door. What the role may do does not matter to whom the door lets in: a pipeline of anybody's on
GitHub, or any customer of the vendor whose account is trusted, gets all of it.

## How to fix it
Name whom you mean. For a vendor, ask for an ExternalId of your own and demand it:
`"Condition": {"StringEquals": {"sts:ExternalId": "..."}}`. For accounts of your organisation, demand
`"aws:PrincipalOrgID": "${aws:ResourceOrgID}"`. For a pipeline, demand the issuer's `sub` down to the repository.
For a service, demand `"aws:SourceAccount"` with your own account's number.
Write the policy with `aws iam update-assume-role-policy`. Where the finding names a platform as the role's owner
(Identity Center, Control Tower, Organizations, StackSets, the CDK), change it there, or it comes back.

## How rootward fixes it
It does not: only you know whom the role is for. It reports who gets in, and by which statement.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html>
- <https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html>
- <https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools-security-best-practices.html>
- <https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html>
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.check import Check
from rootward.checks.identities.owner import is_service_linked, platform_of
from rootward.checks.identities.trust import Fault, faults
from rootward.checks.verdict import Verdict, fails, not_applicable, passes, read, unknown
from rootward.iam_policy.document import MalformedPolicyError, parse
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.identity import Role
from rootward.model.unknown import Unknown

SHOWN = 3
"""So many faults of one role are told; the rest are counted."""


def judge(account: Account, baseline: Baseline) -> Iterator[Verdict]:
    """One verdict for each role; two where something weighs little and something else cannot be told."""
    identities = account.identities
    if isinstance(identities, Unknown):
        yield unknown(account.resource, identities)
        return
    if not identities.roles:
        yield passes(account.resource, "there are no IAM roles")
    for role in identities.roles:
        if is_service_linked(role):
            yield not_applicable(role.arn, f"{role.name} is a service-linked role: AWS owns its trust policy")
        else:
            yield from _judge_role(role, account, baseline)


def _judge_role(role: Role, account: Account, baseline: Baseline) -> Iterator[Verdict]:
    try:
        answers = tuple(faults(parse(role.trust_policy), role.arn, account, baseline))
    except MalformedPolicyError as error:
        yield unknown(role.arn, Unknown("failed", detail=f"the trust policy of {role.name} cannot be read: {error}"))
        return
    found = sorted((answer for answer in answers if isinstance(answer, Fault)), key=lambda fault: fault.severity)
    unknowns = tuple(answer for answer in answers if isinstance(answer, Unknown))
    if found:
        yield _fails(role, account, found)
    if unknowns and not any(fault.severity == "high" for fault in found):
        yield unknown(role.arn, *unknowns)
    if not answers:
        yield passes(role.arn)


def _fails(role: Role, account: Account, found: list[Fault]) -> Verdict:
    told = [fault.text for fault in found[:SHOWN]]
    if len(found) > SHOWN:
        told.append(f"and {len(found) - SHOWN} more")
    platform = platform_of(role)
    owned = f" ({platform} owns the role: change it there)" if platform else ""
    evidence = (
        read(
            account,
            "authorization-details",
            f"trust policy, statement {fault.statement}, {fault.principal.kind}",
            fault.principal.id,
        )
        for fault in found[:SHOWN]
    )
    return fails(role.arn, f"{role.name}: {'; '.join(told)}{owned}", *evidence, severity=found[0].severity)


CHECK = Check(
    id="role-trust-too-open",
    practice="identities",
    severity="high",
    title="A role lets in more than it was made for",
    holds="every role's trust policy names whom it lets in",
    why="whoever a trust policy lets in gets all that the role may do, from anywhere in the world",
    next_step="IAM console → Roles → {name} → Trust relationships → Edit trust policy: name whom you mean",
    facts=("identities", "organization"),
    no_controls="the CIS benchmark and Security Hub judge what a role may do, not whom it lets in",
    judge=judge,
    fix="none",
)
