"""A user with a console password has no MFA device.

## What it checks
Each IAM user whose row of the credential report says `password_enabled` and whose `mfa_active` is false. A passkey or
security key counts like any other device: the report's `mfa_active` says whether *an* MFA device is enabled.

The report is up to four hours old. A virtual device that the live list shows with the user now is newer, and counts.
For an administrator (a user who controls IAM over everything, by its own policies, its groups or roles that it may
assume, before service control policies) it is critical. Whose policies could not be read is not called one.

A user whom the account lists and the report does not show (created after it) is unknown, unless the live
list shows a device.
Users without a console password sign in nowhere; programs that hold only access keys have no second factor.
Break-glass users are held to this like everyone else.

Federated people (IAM Identity Center, SAML, OIDC) show their factor to their identity provider and never to IAM:
whether they have one is not seen here, and a pass says nothing about them.

## Why it matters
A console password alone is one phished or reused word away from being somebody else's.

## How to fix it
The user signs in → account menu → *Security credentials* → *Assign MFA device*. In the China regions only virtual
devices exist for IAM users; elsewhere take a passkey or security key. An administrator can see a user's devices with
`aws iam list-mfa-devices --user-name NAME`.

## How rootward fixes it
Only its owner can register a device, so the fix is guided: it says where to click, and `rootward apply` waits until a
device is there. Users who have one are bound to it by `mfa-not-enforced`.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable.html>
- CIS AWS Foundations Benchmark: 3.0 1.10 · 5.0 1.9 · 7.0 2.10; Security Hub IAM.5
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.check import Check
from rootward.checks.power import surely_administers
from rootward.checks.report_cell import unclear
from rootward.checks.report_users import UserWithoutRow, of_each_user, untold
from rootward.checks.verdict import Verdict, fails, passes, read, reported, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.credential_report import ReportRow
from rootward.model.unknown import Unknown


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """A verdict for each IAM user."""
    devices = _live_devices(account)
    yield from of_each_user(
        account,
        lambda row: (_judged(account, row, devices.get(row.arn, "")),),
        lambda user: (_without_row(account, user, devices.get(user.arn, "")),),
    )


def _live_devices(account: Account) -> dict[str, str]:
    """The serial of a virtual device by its user's ARN; nothing where the list could not be read."""
    listed = account.virtual_mfa_devices
    if isinstance(listed, Unknown):
        return {}
    ordered = sorted(listed, key=lambda device: device.serial)
    return {device.user_arn: device.serial for device in ordered if device.user_arn}


def _without_row(account: Account, user: UserWithoutRow, device: str) -> Verdict:
    if not device:
        return untold(user)
    evidence = read(account, "virtual-mfa-devices", "SerialNumber", device)
    return passes(user.arn, f"{user.name} has a virtual MFA device", evidence)


def _judged(account: Account, row: ReportRow, device: str) -> Verdict:
    if row.password_enabled is False:
        return passes(row.arn, f"{row.user} has no console password")
    if row.mfa_active is True:
        return passes(row.arn, f"{row.user} has an MFA device", reported(account, "mfa_active", value=True))
    if device:
        evidence = read(account, "virtual-mfa-devices", "SerialNumber", device)
        return passes(row.arn, f"{row.user} has a virtual MFA device, registered since the report was made", evidence)
    if row.password_enabled is not True:
        return unknown(row.arn, unclear(row, "password_enabled", row.password_enabled))
    if row.mfa_active is not False:
        return unknown(row.arn, unclear(row, "mfa_active", row.mfa_active))
    administers = surely_administers(account, row.arn)
    return fails(
        row.arn,
        f"{row.user}{', an administrator,' if administers else ''} has a console password and no MFA device",
        reported(account, "password_enabled", value=True),
        reported(account, "mfa_active", value=False),
        severity="critical" if administers else None,
    )


CHECK = Check(
    id="user-mfa-missing",
    practice="mfa",
    severity="high",
    title="A user with a console password has no MFA device",
    holds="every IAM user with a console password has an MFA device (federated people's is not seen in IAM)",
    why="a console password alone is one phished or reused word away from being somebody else's",
    next_step="let {name} sign in → account menu → Security credentials → Assign MFA device",
    facts=("credential_report", "identities", "virtual_mfa_devices"),
    controls={
        "cis-3.0": ("1.10",),
        "cis-5.0": ("1.9",),
        "cis-7.0": ("2.10",),
        "security-hub": ("IAM.5",),
    },
    judge=judge,
    fix="guided",
)
