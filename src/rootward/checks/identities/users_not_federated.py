"""People sign in with IAM passwords, without federation.

## What it checks
In an account that belongs to an organisation: whether IAM users have console passwords while nothing in the account
federates people. Any of these is federation for people:

- a SAML provider,
- a role of IAM Identity Center (below the path `/aws-reserved/sso.amazonaws.com/`),
- an OpenID Connect provider that signs in people. Issuers of programs do not count: GitHub, GitLab, Bitbucket,
  CircleCI, Azure Pipelines, HCP Terraform and others of AWS's list of shared issuers, EKS clusters, keys that lie in an
  S3 bucket (self-managed Kubernetes), and Cognito user pools (the customers of an application).

A user whom the account lists and the report does not show (created after it) is unknown, while nobody else has
a console password. So is the account where its users could not be listed.

Standalone accounts have no central place to federate from: the question does not arise there.

## Why it matters
A person who leaves is removed from the company's directory, and keeps an IAM user in every account that was
forgotten. Passwords and second factors then have to be got right in each account anew.

## How to fix it
Turn on IAM Identity Center in the management account (console: *IAM Identity Center* → *Enable*), connect your
directory, assign permission sets to accounts, and delete the console passwords of IAM users
(`aws iam delete-login-profile`), break-glass users aside.

## How rootward fixes it
It guides: Identity Center is set up once for the whole organisation, from its management account.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html>
- <https://docs.aws.amazon.com/singlesignon/latest/userguide/what-is.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html>
- CIS AWS Foundations Benchmark: 3.0 1.21 · 5.0 1.20 · 7.0 2.19
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.check import Check
from rootward.checks.identities.issuer import issuer_of, signs_in_programs
from rootward.checks.identities.owner import is_permission_set
from rootward.checks.report_cell import unclear
from rootward.checks.report_users import out_of_sight
from rootward.checks.verdict import Verdict, fails, not_applicable, passes, reported, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.credential import IdentityProvider
from rootward.model.identity import Role
from rootward.model.unknown import Unknown


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """One verdict, for the account."""
    if account.organization is None:
        yield not_applicable(account.resource, "a standalone account has no organisation to federate from")
    elif isinstance(account.organization, Unknown):
        yield unknown(account.resource, account.organization)
    elif federation := next(_federation(account), None):
        yield passes(account.resource, f"people can sign in by {federation}")
    else:
        yield _without_federation(account)


def _without_federation(account: Account) -> Verdict:
    """Where no federation is seen: who signs in by an IAM password, and what may be out of sight."""
    report = account.credential_report
    if isinstance(report, Unknown):
        return unknown(account.resource, report)
    by_password = [row.user for row in report.users if row.password_enabled is True]
    if not by_password:
        users = sorted(report.users, key=lambda row: row.user)
        odd = [row for row in users if row.password_enabled is not False]
        reasons = [unclear(row, "password_enabled", row.password_enabled) for row in odd]
        reasons += out_of_sight(account, report)
        if reasons:
            return unknown(account.resource, *reasons)
        return passes(account.resource, "nobody signs in with an IAM password")
    facts = (account.saml_providers, account.identities, account.oidc_providers)
    unread = [fact for fact in facts if isinstance(fact, Unknown)]
    if unread:
        return unknown(account.resource, *unread)
    who = f"{by_password[0]} has a console password" if len(by_password) == 1 else _several(by_password)
    message = f"{who}, and nothing in the account federates people"
    return fails(account.resource, message, reported(account, "password_enabled", len(by_password)))


def _several(users: list[str]) -> str:
    return f"{len(users)} users have console passwords (for example {min(users)})"


def _arn(one: IdentityProvider | Role) -> str:
    return one.arn


def _federation(account: Account) -> Iterator[str]:
    """What federates people here, of all that could be read."""
    if not isinstance(account.saml_providers, Unknown):
        yield from (
            f"SAML provider {provider.arn.rsplit('/', 1)[-1]}" for provider in sorted(account.saml_providers, key=_arn)
        )
    if not isinstance(account.identities, Unknown):
        roles = sorted(account.identities.roles, key=_arn)
        yield from (f"IAM Identity Center (role {role.name})" for role in roles if is_permission_set(role))
    if not isinstance(account.oidc_providers, Unknown):
        for provider in sorted(account.oidc_providers, key=_arn):
            issuer = issuer_of(provider.arn)
            if issuer is not None and not signs_in_programs(issuer):
                yield f"OpenID Connect provider {issuer}"


CHECK = Check(
    id="users-not-federated",
    practice="identities",
    severity="medium",
    title="People sign in with IAM passwords, without federation",
    holds="people are federated, or nobody has an IAM password",
    why="who leaves the company keeps an IAM user in every account that was forgotten",
    next_step="console of the management account → IAM Identity Center → Enable, then assign permission sets",
    facts=("organization", "credential_report", "identities", "saml_providers", "oidc_providers"),
    controls={
        "cis-3.0": ("1.21",),
        "cis-5.0": ("1.20",),
        "cis-7.0": ("2.19",),
    },
    judge=judge,
    fix="guided",
)
