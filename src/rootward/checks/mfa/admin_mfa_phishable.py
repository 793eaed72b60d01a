"""An administrator's second factor is a code that can be phished.

## What it checks
Each administrator among the IAM users who has a console password and an MFA device: whether a virtual device, an
authenticator app, is among AWS's list of those. Of other kinds (a passkey, a security key, a hardware token) AWS lists
none for the account: where the report says that there is a device and none is virtual, the user passes. A passkey
beside a virtual device is not seen either; while the code is accepted, it can be asked for.

Who is an administrator is judged before service control policies, which a member account cannot read; whose policies
could not be read is unknown. Users without a console password are left out: with access keys AWS takes codes only. So
are users without any device, who are the question of `user-mfa-missing`, federated people, whose factor IAM does not
see, and the China regions, where IAM users can have virtual devices only.

## Why it matters
A page that looks like AWS's asks for the six digits, and whoever runs it uses them within the half minute for which
they hold. A passkey answers to AWS's own address alone.

## How to fix it
The administrator signs in → account menu → *Security credentials* → *Assign MFA device* → *Passkey or security key*.
When it works, remove the virtual device there. Up to eight devices may be registered: two keys are better than one.

## How rootward fixes it
Only its owner can register a device, so the fix is guided: this version says where to click.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_fido.html>
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListVirtualMFADevices.html>
- <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html>
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.authority import Authority
from rootward.checks.check import Check
from rootward.checks.power import proven_authority, unread_policies
from rootward.checks.report_cell import unclear
from rootward.checks.report_users import UserWithoutRow, of_each_user, untold
from rootward.checks.verdict import Verdict, fails, not_applicable, passes, read, reported, unknown
from rootward.iam_policy.administrators import Administrator
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.credential_report import ReportRow
from rootward.model.unknown import Unknown

_CHINA = "aws-cn"


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """A verdict for each IAM user; one for all that wait for the list of virtual devices."""
    power = proven_authority(account)
    if isinstance(power, Unknown):
        yield unknown(account.resource, power)
    elif account.partition == _CHINA:
        yield not_applicable(account.resource, "IAM users have virtual devices only in the China regions")
    else:
        yield from _of_users(account, power)


def _of_users(account: Account, power: Authority) -> Iterator[Verdict]:
    devices = account.virtual_mfa_devices
    serials = () if isinstance(devices, Unknown) else sorted((one.user_arn or "", one.serial) for one in devices)
    virtual = {arn: serial for arn, serial in serials if arn}
    waiting = False
    for verdict in of_each_user(
        account,
        lambda row: (_of_row(account, power, row, virtual.get(row.arn, "")),),
        lambda user: (_without_row(power, user),),
    ):
        if isinstance(devices, Unknown) and verdict.unknowns == (devices,):
            waiting = True
        else:
            yield verdict
    if waiting and isinstance(devices, Unknown):
        yield unknown(account.resource, devices)


def _of_row(account: Account, power: Authority, row: ReportRow, serial: str) -> Verdict:
    administrator = power.before_scps.administrator_by_arn.get(row.arn)
    if administrator is None:
        return passes(row.arn, f"{row.user} is no administrator{power.caveat}")
    if row.password_enabled is False:
        return not_applicable(row.arn, f"{row.user} has no console password")
    unread = isinstance(account.virtual_mfa_devices, Unknown)  # it might show a device that is newer than the report
    if not serial and row.mfa_active is False and not unread:
        return not_applicable(row.arn, f"{row.user} has no MFA device, which is the question of user-mfa-missing")
    return _of_administrator(account, power, administrator, row, serial)


def _of_administrator(
    account: Account, power: Authority, administrator: Administrator, row: ReportRow, serial: str
) -> Verdict:
    if row.password_enabled is not True:
        return unknown(row.arn, unclear(row, "password_enabled", row.password_enabled))
    if isinstance(account.virtual_mfa_devices, Unknown):
        return unknown(row.arn, account.virtual_mfa_devices)
    if serial:
        return _with_virtual_device(account, power, administrator, serial)
    if row.mfa_active is not True:
        return unknown(row.arn, unclear(row, "mfa_active", row.mfa_active))
    told = f"{row.user} has a passkey, security key or hardware token: AWS does not show which"
    return passes(row.arn, told, reported(account, "mfa_active", value=True))


def _with_virtual_device(account: Account, power: Authority, administrator: Administrator, serial: str) -> Verdict:
    holder = administrator.holder
    if not administrator.is_proved:
        reasons = unread_policies(account, (holder, *administrator.through))
        message = f"cannot tell: {holder.name} has a virtual MFA device, and policies that could not be read"
        return unknown(holder.arn, *reasons, message=message)
    return fails(
        holder.arn,
        f"{holder.name} is an administrator, and the MFA device that AWS shows is a virtual one{power.caveat}",
        read(account, "virtual-mfa-devices", "SerialNumber", serial),
        read(account, "authorization-details", "administrator", value=True),
    )


def _without_row(power: Authority, user: UserWithoutRow) -> Verdict:
    if user.arn in power.before_scps.administrator_by_arn:
        return untold(user)
    return passes(user.arn, f"{user.name} is no administrator{power.caveat}")


CHECK = Check(
    id="admin-mfa-phishable",
    practice="mfa",
    severity="low",
    title="An administrator's second factor is a code that can be phished",
    holds="no administrator is seen to use a virtual MFA device",
    why="whoever fakes the sign-in page gets the code with the password; a passkey answers to AWS alone",
    next_step="let {name} sign in → account menu → Security credentials → Assign MFA device → Passkey or security key",
    facts=("credential_report", "identities", "organization", "virtual_mfa_devices"),
    no_controls="the CIS benchmark and Security Hub ask for hardware MFA of root alone",
    judge=judge,
    fix="guided",
)
