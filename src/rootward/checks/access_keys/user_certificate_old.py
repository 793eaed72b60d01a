"""A user's signing certificate or SSH key is too old.

## What it checks
Each active X.509 signing certificate of an IAM user, by the credential report's "created or last changed" date, and
with `--deep` each active SSH public key for CodeCommit, by its upload date: whether it is older than
`max_key_age_days` (90). Root's certificates belong to `root-certificate-present`.

Without `--deep` the SSH public keys are not read, and a pass speaks for the certificates alone. If `--deep` was asked
for and they could not be read, the account is unknown.

The report tells of certificates without their ids, and is up to four hours old. `ListSigningCertificates`, asked of
the users with an active one, is live: a certificate that it shows switched off since the report, by its date and
without doubt, is not asked about.

A user whom the account lists and the report does not show (created after it) is unknown.

## Why it matters
They are long-lived credentials like access keys, and no list of old keys shows them.

## How to fix it
`aws iam update-signing-certificate --user-name NAME --certificate-id ID --status Inactive`, or
`aws iam update-ssh-public-key --user-name NAME --ssh-public-key-id ID --status Inactive`; upload a new one where it is
still needed, and delete the old one later.

## How rootward fixes it
`rootward plan` proposes to switch the certificate off (`UpdateSigningCertificate`), where `ListSigningCertificates`
shows beyond doubt which one the report means. With `--deep` it proposes the same for SSH public keys
(`UpdateSSHPublicKey`), each by its exact id. AWS keeps no record of when either was last used. An SSH key is good for
CodeCommit alone: where its owner used that within `recent_days` (30), it is left on, and the plan says what to do. Of
all others, whatever signs or signs in with it is refused from then on, and the plan says so. `rootward undo` switches
it on again. Those of break-glass users are never touched.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html>
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SigningCertificate.html>
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSigningCertificates.html>
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SSHPublicKeyMetadata.html>
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadSSHPublicKey.html>
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from rootward.checks.access_keys.owner import Owners
from rootward.checks.access_keys.service_use import unused, use_of
from rootward.checks.access_keys.signing import Signing
from rootward.checks.check import Check
from rootward.checks.kept import Kept
from rootward.checks.remedy import Guidance, Proposal, Proposed, Refused, Remedy
from rootward.checks.report_cell import unclear
from rootward.checks.report_row import row_of
from rootward.checks.report_users import of_each_user
from rootward.checks.verdict import Verdict, fails, passes, read, reported, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.change import UserCredentialChange
from rootward.model.credential import SshPublicKey
from rootward.model.credential_report import ReportRow
from rootward.model.finding import Finding
from rootward.model.unknown import Unknown


def judge(account: Account, baseline: Baseline) -> Iterator[Verdict]:
    """A verdict for each active certificate and SSH key, and for each user without a certificate."""
    signing = Signing(account)
    yield from of_each_user(account, lambda row: _certificates(account, row, signing, baseline))
    yield from _ssh_keys(account, baseline)


def _certificates(account: Account, row: ReportRow, signing: Signing, baseline: Baseline) -> Iterator[Verdict]:
    slots = [slot for slot in enumerate(row.certificates, start=1) if slot[1].active is not False]
    live = [slot for slot in slots if not signing.is_gone(row, slot[0])]
    if not live:
        yield passes(row.arn)
    for slot, certificate in live:
        column, at = f"cert_{slot}_last_rotated", certificate.last_rotated
        if certificate.active is not True:
            yield unknown(row.arn, unclear(row, f"cert_{slot}_active", certificate.active))
        elif not isinstance(at, datetime):
            yield unknown(row.arn, unclear(row, column, at))
        else:
            verdict = fails if (account.taken_at - at).days > baseline.max_key_age_days else passes
            yield verdict(row.arn, _told(account, row, slot, at), reported(account, column, at))


def _told(account: Account, row: ReportRow, slot: int, at: datetime) -> str:
    days = (account.taken_at - at).days
    return f"signing certificate {slot} of {row.user} is {days} days old (created or last changed {at:%Y-%m-%d})"


def _ssh_keys(account: Account, baseline: Baseline) -> Iterator[Verdict]:
    keys = account.ssh_public_keys
    if isinstance(keys, Unknown):
        if keys.reason != "not_collected":
            yield unknown(account.resource, keys)
        return
    owners = Owners(account)
    for key in keys:
        verdict = fails if _is_old(account, key, baseline) else passes
        evidence = read(account, "ssh-public-keys", f"{key.id} UploadDate", key.uploaded)
        yield verdict(owners.arn(key.user), _told_of(account, key), evidence)


def _is_old(account: Account, key: SshPublicKey, baseline: Baseline) -> bool:
    return key.status == "Active" and (account.taken_at - key.uploaded).days > baseline.max_key_age_days


def _told_of(account: Account, key: SshPublicKey) -> str:
    days = (account.taken_at - key.uploaded).days
    return f"SSH public key {key.id} of {key.user} is {days} days old (uploaded {key.uploaded:%Y-%m-%d})"


def propose(finding: Finding, account: Account, baseline: Baseline) -> Iterator[Proposed]:
    """Each old certificate and SSH key of the user switched off: they have one resource, and one answer.

    An SSH key that may be in use is left to people, who put another in its place first.
    """
    row = row_of(account, finding.resource)
    if isinstance(row, Unknown):  # then the owner's path is not known, nor whether it is a break-glass user
        yield Refused(row.detail or f"the credential report was not read: {row.reason}", lacks_facts=True)
    elif baseline.is_break_glass(row.arn):
        yield Refused(f"{row.user} is kept for emergencies (break_glass)")
    else:
        found = (*_of_certificates(account, row, baseline), *_of_ssh_keys(account, row, baseline))
        yield from found or (Refused("no certificate or SSH key of the user is both active and old any more"),)


_SIGNING = Kept(Signing)


def _of_certificates(account: Account, row: ReportRow, baseline: Baseline) -> Iterator[Proposed]:
    signing = _SIGNING.of(account)
    for slot, certificate in enumerate(row.certificates, start=1):
        at = certificate.last_rotated
        if certificate.active is not True or not isinstance(at, datetime) or signing.is_gone(row, slot):
            continue
        if (account.taken_at - at).days > baseline.max_key_age_days:
            found = signing.certificate(row, slot)
            if isinstance(found, Unknown):
                yield Refused(found.detail or found.reason, lacks_facts=True)
            else:
                why = f"{_told(account, row, slot, at)}; {_UNTOLD}"
                yield _switched_off("signing-certificate", row, found.id, why)


def _of_ssh_keys(account: Account, row: ReportRow, baseline: Baseline) -> Iterator[Proposed]:
    keys = account.ssh_public_keys
    use = use_of(account, row.arn, "codecommit")
    used = use.lately(account, baseline.recent_days)
    for key in () if isinstance(keys, Unknown) else keys:
        if key.user != row.user or not _is_old(account, key, baseline):
            continue
        if used is None:
            why = unused(_told_of(account, key), row.user, "CodeCommit", baseline.recent_days, use)
            yield _switched_off("ssh-public-key", row, key.id, why)
        else:
            yield Guidance(
                f"{row.user} used CodeCommit on {used:%Y-%m-%d}, perhaps with SSH public key {key.id}: upload another"
                f" one, move what uses {key.id}, and only then switch {key.id} off"
            )


_UNTOLD = "AWS does not record its use, and whatever works with it is refused from then on: ask its owner"


def _switched_off(
    credential: Literal["signing-certificate", "ssh-public-key"], row: ReportRow, id_: str, why: str
) -> Proposal:
    change = UserCredentialChange(
        credential=credential, user=row.user, user_arn=row.arn, id=id_, before="Active", after="Inactive"
    )
    return Proposal(batches=((change,),), restricts=True, why=why)


CHECK = Check(
    id="user-certificate-old",
    practice="access_keys",
    severity="low",
    title="A user's signing certificate or SSH key is too old",
    holds="every active signing certificate (with --deep: and SSH key) of an IAM user is young enough",
    why="they are long-lived credentials like access keys, and no list of old keys shows them",
    next_step="IAM console → Users → {name} → Security credentials → X.509 Signing certificates, SSH public keys",
    facts=("credential_report", "identities", "signing_certificates", "ssh_public_keys"),
    no_controls="neither CIS nor Security Hub asks about users' certificates and SSH keys",
    judge=judge,
    fix="automatic",
    remedy=Remedy(
        propose=propose, operations=("UpdateSigningCertificate", "UpdateSSHPublicKey"), facts=("service_access",)
    ),
)
