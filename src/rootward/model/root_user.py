"""The root user as one value, read from all that tells of it.

Root is a state, not a flag. `GetAccountSummary` is live; the credential report is up to four hours old. Where they
differ the newer wins, and the `Sighting` says so. Every root check reads this one value. What a session of root's own
lists beside them tells which of its keys are active, and proves one present where the summary was not read.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from rootward.model.account import Account
from rootward.model.credential import RootCredentials, VirtualMfaDevice
from rootward.model.credential_report import Flag, ReportRow
from rootward.model.unknown import Unknown

RootState = Literal["none", "central", "protected", "exposed", "unknown"]

SUMMARY_ACTION = "iam:GetAccountSummary"


class Sighting(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a source says of root, with its source and time."""

    value: bool
    source: str
    fact: str
    at: datetime
    conflict: str = ""
    """One sentence, when an older source says otherwise."""

    def told(self, message: str) -> str:
        """`message`, and beside it what an older source says otherwise."""
        return f"{message} ({self.conflict})" if self.conflict else message


class RootUser(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of root's credentials."""

    arn: str
    password: Sighting | Unknown
    access_key: Sighting | Unknown
    """Any access key, active or inactive."""
    active_access_key: Sighting | Unknown
    certificate: Sighting | Unknown
    mfa: Sighting | Unknown
    virtual_devices: tuple[VirtualMfaDevice, ...] | Unknown
    """The virtual MFA devices that belong to exactly this root user: AWS lists no others without a root session.

    By serial number.
    """
    row: ReportRow | Unknown | None
    """Root's row of the credential report; None when the report has none."""
    state: RootState


def root_user(account: Account) -> RootUser:
    """Read root from the account's facts.

    In the China regions root has no credentials at all; in GovCloud it has no console password
    (https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-differences.html).
    """
    report = account.credential_report
    row = report if isinstance(report, Unknown) else report.root
    password = _password(account, row)
    keys = _presence(account, "access_keys_present", "AccountAccessKeysPresent", _key_flags(row))
    access_key = _or_listed(account, keys, "access_keys")
    certificates = _presence(
        account, "signing_certificates_present", "AccountSigningCertificatesPresent", _certificate_flags(row)
    )
    certificate = _or_listed(account, certificates, "certificates")
    mfa = _mfa(account, row)
    return RootUser(
        arn=account.root_arn,
        password=password,
        access_key=access_key,
        active_access_key=_active_in_list(account) or _active_key(account, access_key, row),
        certificate=certificate,
        mfa=mfa,
        virtual_devices=_virtual_devices(account),
        row=row,
        state=_state(account, password, access_key, certificate, mfa),
    )


def _state(
    account: Account,
    password: Sighting | Unknown,
    access_key: Sighting | Unknown,
    certificate: Sighting | Unknown,
    mfa: Sighting | Unknown,
) -> RootState:
    if _holds(access_key) or _holds(certificate) or (_holds(password) and _lacks(mfa)):
        return "exposed"
    if not (_lacks(access_key) and _lacks(certificate)):
        return "unknown"
    if _lacks(password):
        # A commercial account's root has the password of its sign-up, unless an organisation took it away or never
        # gave one. An account that belongs to none now has nobody who removes root's credentials for it.
        removable = account.partition == "aws" and account.is_management not in {None, True}
        return "central" if removable else "none"
    if _holds(password) and _holds(mfa):
        return "protected"
    return "unknown"


def _password(account: Account, row: ReportRow | Unknown | None) -> Sighting | Unknown:
    if account.partition in {"aws-cn", "aws-us-gov"}:
        return Sighting(value=False, source="partition", fact=account.partition, at=account.taken_at)
    seen = _live_or_reported(
        account, "password_present", "AccountPasswordPresent", _cell(row, "password_enabled"), "password_enabled"
    )
    if isinstance(seen, Unknown) and account.is_management in {None, True}:
        # Neither a standalone nor a management account can have its root password removed.
        fact = "standalone account" if account.organization is None else "management account"
        return Sighting(value=True, source="organizations", fact=fact, at=account.taken_at)
    return seen


def _presence(
    account: Account, attribute: str, key: str, flags: dict[str, Flag] | Unknown | None
) -> Sighting | Unknown:
    """Whether root has a thing at all. The report proves only active ones present, and nothing absent."""
    if account.partition == "aws-cn":
        return Sighting(value=False, source="partition", fact="aws-cn", at=account.taken_at)
    active = _first_active(flags)
    live = _live(account, attribute, key)
    if isinstance(live, Sighting):
        if not live.value and active:
            return _with_conflict(live, account, active, "true")
        return live
    report = account.credential_report
    if active and not isinstance(report, Unknown):
        return Sighting(value=True, source="credential-report", fact=active, at=report.generated_at)
    return live


def _or_listed(
    account: Account, seen: Sighting | Unknown, listed: Literal["access_keys", "certificates"]
) -> Sighting | Unknown:
    """What was seen; where nothing was, that root's own session lists one. That it lists none proves nothing absent.

    So a denial never makes a pass of a failure.
    """
    own = account.root_credentials
    if isinstance(seen, Unknown) and isinstance(own, RootCredentials) and getattr(own, listed):
        return Sighting(value=True, source="root-credentials", fact=listed, at=account.taken_at)
    return seen


def _active_key(
    account: Account, access_key: Sighting | Unknown, row: ReportRow | Unknown | None
) -> Sighting | Unknown:
    if isinstance(access_key, Sighting) and not access_key.value:
        return access_key
    report = account.credential_report
    if isinstance(report, Unknown):
        return report
    flags = _key_flags(row)
    active = _first_active(flags)
    if active:
        return Sighting(value=True, source="credential-report", fact=active, at=report.generated_at)
    if isinstance(flags, dict):
        if all(flag is False for flag in flags.values()):
            return Sighting(value=False, source="credential-report", fact="access_key_1_active", at=report.generated_at)
        if odd := [flag for flag in flags.values() if isinstance(flag, Unknown)]:
            return odd[0]
    return Unknown("not_observable", detail="the credential report does not tell whether root's keys are active")


def _active_in_list(account: Account) -> Sighting | None:
    """What root's own session lists, where it lists any key: live, and so newer than the report."""
    own = account.root_credentials
    if not isinstance(own, RootCredentials) or not own.access_keys:
        return None
    active = any(key.status == "Active" for key in own.access_keys)
    return Sighting(value=active, source="root-credentials", fact="active_access_key", at=account.taken_at)


def _mfa(account: Account, row: ReportRow | Unknown | None) -> Sighting | Unknown:
    """Whether root has an MFA device.

    Where the summary was denied, a report of some hours ago may prove the factor missing, never that it is there:
    what could not be read might say that it was taken away since.
    """
    seen = _live_or_reported(account, "mfa_enabled", "AccountMFAEnabled", _cell(row, "mfa_active"), "mfa_active")
    live = account.summary
    if isinstance(live, Unknown) and live.reason in {"denied", "failed"} and _holds(seen):
        return live
    return seen


def _virtual_devices(account: Account) -> tuple[VirtualMfaDevice, ...] | Unknown:
    devices = account.virtual_mfa_devices
    if isinstance(devices, Unknown):
        return devices
    mine = (device for device in devices if device.user_arn == account.root_arn)
    return tuple(sorted(mine, key=lambda device: device.serial))


def _live(account: Account, attribute: str, key: str) -> Sighting | Unknown:
    summary = account.summary
    if isinstance(summary, Unknown):
        return summary
    value: bool | None = getattr(summary, attribute)
    if value is None:
        return Unknown("not_observable", SUMMARY_ACTION, f"GetAccountSummary did not answer with {key}")
    return Sighting(value=value, source="account-summary", fact=key, at=account.taken_at)


def _live_or_reported(account: Account, attribute: str, key: str, cell: Flag | None, column: str) -> Sighting | Unknown:
    live = _live(account, attribute, key)
    report = account.credential_report
    if isinstance(live, Sighting):
        if isinstance(cell, bool) and cell != live.value:
            return _with_conflict(live, account, column, str(cell).lower())
        return live
    if isinstance(cell, bool) and not isinstance(report, Unknown):
        return Sighting(value=cell, source="credential-report", fact=column, at=report.generated_at)
    if isinstance(cell, Unknown) and live.reason != "denied":
        return cell
    return live


def _with_conflict(live: Sighting, account: Account, column: str, said: str) -> Sighting:
    report = account.credential_report
    at = "" if isinstance(report, Unknown) else f" of {report.generated_at:%Y-%m-%d %H:%M} UTC"
    conflict = f"the credential report{at} still says {column} = {said}; the account summary is newer"
    return msgspec.structs.replace(live, conflict=conflict)


def _cell(row: ReportRow | Unknown | None, column: str) -> Flag | None:
    if row is None or isinstance(row, Unknown):
        return row
    cell: Flag = getattr(row, column)
    return cell


def _key_flags(row: ReportRow | Unknown | None) -> dict[str, Flag] | Unknown | None:
    if row is None or isinstance(row, Unknown):
        return row
    return {f"access_key_{slot}_active": key.active for slot, key in enumerate(row.keys, start=1)}


def _certificate_flags(row: ReportRow | Unknown | None) -> dict[str, Flag] | Unknown | None:
    if row is None or isinstance(row, Unknown):
        return row
    return {f"cert_{slot}_active": certificate.active for slot, certificate in enumerate(row.certificates, start=1)}


def _first_active(flags: dict[str, Flag] | Unknown | None) -> str:
    if flags is None or isinstance(flags, Unknown):
        return ""
    return next((column for column, flag in flags.items() if flag is True), "")


def _holds(seen: Sighting | Unknown) -> bool:
    return isinstance(seen, Sighting) and seen.value


def _lacks(seen: Sighting | Unknown) -> bool:
    return isinstance(seen, Sighting) and not seen.value
