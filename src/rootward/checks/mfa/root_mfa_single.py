"""Root has only one MFA device.

## What it checks
Whether root has a second MFA device, of the eight that AWS allows. Two virtual devices that belong to exactly the
root ARN prove it.

Passkeys, security keys and hardware tokens of root are listed only in a root session, which rootward does not open
here; `AccountMFAEnabled` is a flag that counts nothing, and AWS documents for `MFADevicesInUse` neither whose devices
it counts nor of which kinds. So with fewer than two virtual devices a second one may be there unseen, and the answer
is *unknown* (not observable): this check can prove the spare device, and never its absence.

Root without any MFA device is `root-mfa-missing`, and this question does not arise yet.

## Why it matters
The one phone or key that is lost, broken or left with a former colleague is then a lockout from the whole account,
and getting back in takes the account's e-mail address, its phone number and AWS Support.

## How to fix it
Sign in as root → account menu → *Security credentials* → *Assign MFA device*, a second time: another passkey or
security key, kept in another place than the first.

## How rootward fixes it
No API registers a device for root, so the fix is guided: this version says where to click.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html>
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html>
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADevices.html>
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.check import Check
from rootward.checks.mfa.guarded import guarded, unseen
from rootward.checks.verdict import Verdict, not_applicable, passes, read, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.root_user import RootUser, Sighting, root_user
from rootward.model.unknown import Unknown

UNSEEN = Unknown(
    "not_observable", detail="root's passkeys, security keys and hardware tokens are listed only in a root session"
)


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """One verdict, for root."""
    root = root_user(account)
    devices = root.virtual_devices
    held, missing = guarded(root), unseen(root)
    if account.partition == "aws-us-gov":
        yield not_applicable(root.arn, "root has no console in GovCloud, and no MFA device")
    elif not isinstance(devices, Unknown) and len(devices) > 1:
        serials = (read(account, "virtual-mfa-devices", "SerialNumber", device.serial) for device in devices)
        yield passes(root.arn, f"root has {len(devices)} virtual MFA devices", *serials)
    elif not held and not missing:
        yield not_applicable(root.arn, "root has no password and no access key: there is nothing for a factor to guard")
    elif isinstance(root.mfa, Sighting) and not root.mfa.value and not isinstance(account.summary, Unknown):
        yield not_applicable(root.arn, "root has no MFA device at all: see root-mfa-missing")
    elif held:
        yield _unproved(account, root)
    else:
        yield unknown(root.arn, *missing)


def _unproved(account: Account, root: RootUser) -> Verdict:
    """Fewer than two virtual devices are known to be root's."""
    if isinstance(root.mfa, Unknown):
        return unknown(root.arn, root.mfa)
    if not root.mfa.value and isinstance(account.summary, Unknown):
        # A report of some hours ago does not prove that there is no device now, and so nothing to double.
        return unknown(root.arn, account.summary)
    if isinstance(root.virtual_devices, Unknown):
        return unknown(root.arn, root.virtual_devices)
    shown = "one virtual MFA device" if root.virtual_devices else "an MFA device that is not virtual"
    return unknown(
        root.arn, UNSEEN, message=f"root has {shown}; AWS does not show here whether it has another: {UNSEEN.detail}"
    )


CHECK = Check(
    id="root-mfa-single",
    practice="mfa",
    severity="low",
    title="Root has only one MFA device",
    holds="root has more than one MFA device",
    why="a lost or broken device is then a lockout from the whole account",
    next_step="sign in as root → account menu → Security credentials → Assign MFA device: register a second one, kept "
    "in another place",
    facts=("summary", "credential_report", "organization", "virtual_mfa_devices", "root_credentials"),
    no_controls="neither CIS nor Security Hub asks how many MFA devices root has",
    judge=judge,
    fix="guided",
)
