"""Root has no MFA device.

## What it checks
Whether the root user has a password or an access key, and no second factor.
`GetAccountSummary` (`AccountMFAEnabled`, `AccountPasswordPresent`, `AccountAccessKeysPresent`) is live and decides.
Where the summary was not asked for (an audit of files), the credential report's root row answers. Where it was
denied, the report, up to four hours old, can prove the factor missing but not that it is there.

A root user with no credentials at all (a member account whose root credentials the organisation removed) has no
factor to miss. GovCloud's root has no console, and the China regions have no root credentials.

## Why it matters
Root can do everything, and no policy of the account binds it. Without a second factor, one guessed, reused or
phished password is the whole account.

## How to fix it
Sign in as root, open the account menu (top right) → *Security credentials* → *Multi-factor authentication (MFA)* →
*Assign MFA device*. Take a passkey or a security key rather than a code app, and register two: root may have
eight, and a single lost device is a lockout.

## How rootward fixes it
No API can give root its first factor, so the fix is guided: this version says where to click. Run the audit again
afterwards: the account summary is live, and this check passes at once.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-mfa-for-root.html>
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html>
- CIS AWS Foundations Benchmark: 3.0 1.5 · 5.0 1.4 · 7.0 2.5; Security Hub IAM.9
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.check import Check
from rootward.checks.mfa.guarded import guarded, unseen
from rootward.checks.verdict import Verdict, fails, not_applicable, passes, seen, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.root_user import Sighting, root_user
from rootward.model.unknown import Unknown


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """One verdict, for root."""
    root = root_user(account)
    if account.partition == "aws-us-gov":
        yield not_applicable(root.arn, "root has no console in GovCloud, and no MFA device")
    elif isinstance(root.mfa, Sighting) and root.mfa.value:
        yield passes(root.arn, root.mfa.told("root has an MFA device"), seen(root.mfa))
    elif held := guarded(root):
        if isinstance(root.mfa, Unknown):
            yield unknown(root.arn, root.mfa)
            return
        what = "a password" if held[0] is root.password else "an access key"
        message = root.mfa.told(f"root has {what} and no MFA device")
        yield fails(root.arn, message, seen(root.mfa), *(seen(one) for one in held))
    elif missing := unseen(root):
        yield unknown(root.arn, *missing)
    else:
        yield not_applicable(root.arn, "root has no password and no access key: there is nothing for a factor to guard")


CHECK = Check(
    id="root-mfa-missing",
    practice="mfa",
    severity="critical",
    title="Root has no MFA device",
    holds="root has an MFA device",
    why="one stolen root password is the whole account, and no policy can hold root back",
    next_step="sign in as root → account menu → Security credentials → Assign MFA device (register two)",
    facts=("summary", "credential_report", "organization", "root_credentials"),
    controls={
        "cis-3.0": ("1.5",),
        "cis-5.0": ("1.4",),
        "cis-7.0": ("2.5",),
        "security-hub": ("IAM.9",),
    },
    judge=judge,
    fix="guided",
)
