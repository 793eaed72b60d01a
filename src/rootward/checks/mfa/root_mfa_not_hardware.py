"""Root's MFA is not a hardware token or passkey.

## What it checks
Whether root's second factor is a passkey, a security key or a hardware token, and no virtual (code) device.

AWS shows two things of root's MFA without a root session: whether there is any (`AccountMFAEnabled`, a flag that
counts nothing), and the virtual devices (`ListVirtualMFADevices`). Root's are those whose user is exactly the root
ARN: a user called `root-backup` is not root. From these two:

- a virtual device is root's: **fail**. A passkey beside it would not show, and would not help: whoever holds a
  phished code still gets in. Security Hub's IAM.6 fails such an account too.
- MFA is on, and no virtual device is root's: **pass**. It is a passkey, a security key or a hardware token; AWS does
  not show which.
- root has a password or a key and no MFA at all: **fail**, beside `root-mfa-missing`. CIS and Security Hub count
  this control as not met then, and an account must not look better by having less.
- the list of virtual devices could not be read: **unknown**.

Root without a password and without a key has nothing for a factor to guard. GovCloud's root has no console, the
China regions have no root credentials.

## Why it matters
A code from an app can be read out over the phone or typed into a false page, and the app's seed can be copied from a
backup, so the factor is in two hands. A hardware token's seed cannot; a passkey answers only to AWS's own page.

## How to fix it
Sign in as root → account menu → *Security credentials* → *Assign MFA device*: register two passkeys or security
keys, sign in once with each, then remove the virtual device.

## How rootward fixes it
No API registers a device for root, so the fix is guided: this version says where to click, and judges again at the
next audit.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-mfa-for-root.html>
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListVirtualMFADevices.html>
- <https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-6>
- CIS AWS Foundations Benchmark: 3.0 1.6 · 5.0 1.5 · 7.0 2.6; Security Hub IAM.6
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.check import Check
from rootward.checks.mfa.guarded import guarded, unseen
from rootward.checks.verdict import Verdict, fails, not_applicable, passes, read, seen, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.root_user import RootUser, Sighting, root_user
from rootward.model.unknown import Unknown


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """One verdict, for root."""
    root = root_user(account)
    if account.partition == "aws-us-gov":
        yield not_applicable(root.arn, "root has no console in GovCloud, and no MFA device")
    elif isinstance(root.mfa, Sighting) and root.mfa.value and root.virtual_devices == ():
        message = root.mfa.told("root's MFA is a passkey or hardware token, AWS does not show which")
        none = read(account, "virtual-mfa-devices", "VirtualMFADevices of root", 0)
        yield passes(root.arn, message, seen(root.mfa), none)
    elif guarded(root):
        yield _unproved(account, root)
    elif missing := unseen(root):
        yield unknown(root.arn, *missing)
    else:
        yield not_applicable(root.arn, "root has no password and no access key: there is nothing for a factor to guard")


def _unproved(account: Account, root: RootUser) -> Verdict:
    """There is something to guard, and no proof that a hardware token or passkey does."""
    devices = root.virtual_devices
    if not isinstance(devices, Unknown) and devices:
        message = "root has a virtual MFA device; AWS would not show a passkey or hardware token beside it"
        serials = (read(account, "virtual-mfa-devices", "SerialNumber", device.serial) for device in devices)
        return fails(root.arn, message, *serials)
    if isinstance(root.mfa, Sighting) and not root.mfa.value:
        return fails(root.arn, root.mfa.told("root has no MFA device at all, so no hardware one"), seen(root.mfa))
    return unknown(root.arn, *(one for one in (root.mfa, devices) if isinstance(one, Unknown)))


CHECK = Check(
    id="root-mfa-not-hardware",
    practice="mfa",
    severity="high",
    title="Root's MFA is not a hardware token or passkey",
    holds="root's MFA is a passkey or hardware token",
    why="a code can be phished or its seed copied; a passkey answers only to AWS's own page",
    next_step="sign in as root → account menu → Security credentials → Assign MFA device: add two passkeys or security "
    "keys, then remove the virtual device",
    facts=("summary", "credential_report", "organization", "virtual_mfa_devices", "root_credentials"),
    controls={
        "cis-3.0": ("1.6",),
        "cis-5.0": ("1.5",),
        "cis-7.0": ("2.6",),
        "security-hub": ("IAM.6",),
    },
    judge=judge,
    fix="guided",
)
