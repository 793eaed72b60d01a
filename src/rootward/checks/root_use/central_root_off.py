"""Root of member accounts is not managed centrally.

## What it checks
In the management account of an organisation (or a delegated administrator's): whether *root credentials management* is
on, by `ListOrganizationsFeatures`. With it, members' root users need no password and no key at all. "On" does not mean
that they are gone: that is another check's question.

A member account is not shown this, and the verdict names who is. Central management needs an organisation with all
features.

## Why it matters
Every member account has a root user with a mailbox, and a password that can be reset through it. Managed centrally,
hundreds of them need not exist, and new accounts are made without.

## How to fix it
From the management account, and not as root:

    aws organizations enable-aws-service-access --service-principal iam.amazonaws.com
    aws iam enable-organizations-root-credentials-management

## How rootward fixes it
This version reports it only.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html#id_root-user-access-management>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-enable-root-access.html>
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOrganizationsFeatures.html>
- CIS AWS Foundations Benchmark: 7.0 2.1.1
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.check import Check
from rootward.checks.root_use.organization import hidden_from_member, outside
from rootward.checks.verdict import Verdict, fails, passes, read, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.monitoring import Organization
from rootward.model.unknown import Unknown

CREDENTIALS_MANAGEMENT = "RootCredentialsManagement"


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """One verdict, for the account."""
    organization = account.organization
    if (verdict := outside(account)) is not None or not isinstance(organization, Organization):
        yield verdict or unknown(account.resource)
        return
    features = account.organization_features
    if organization.feature_set != "ALL":
        message = f"the organisation has {organization.feature_set} features only; central root management needs all"
        yield fails(account.resource, message, read(account, "organizations", "FeatureSet", organization.feature_set))
    elif not isinstance(features, Unknown):
        evidence = read(account, "organizations-features", "EnabledFeatures", ", ".join(sorted(features)))
        if CREDENTIALS_MANAGEMENT in features:
            yield passes(account.resource, "root credentials of member accounts are managed centrally", evidence)
        else:
            yield fails(account.resource, "central management of members' root credentials is off", evidence)
    elif account.is_management:
        yield unknown(account.resource, features)
    else:
        yield unknown(account.resource, hidden_from_member(organization, "central root management"))


CHECK = Check(
    id="central-root-off",
    practice="root_use",
    severity="high",
    title="Root of member accounts is not managed centrally",
    holds="root credentials of member accounts are managed centrally",
    why="every member account keeps a root user whose password anybody with its mailbox can reset",
    next_step="aws iam enable-organizations-root-credentials-management",
    facts=("organization", "organization_features"),
    controls={"cis-7.0": ("2.1.1",)},
    judge=judge,
    fix="automatic",
)
