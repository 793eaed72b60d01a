"""A user's signing certificate or SSH key is too old.

## What it checks
Each active X.509 signing certificate of an IAM user, by the credential report's "created or last changed" date, and
with `--deep` each active SSH public key for CodeCommit, by its upload date: whether it is older than
`max_key_age_days` (90). Root's certificates belong to `root-certificate-present`.

Without `--deep` the SSH public keys are not read, and a pass speaks for the certificates alone. If `--deep` was asked
for and they could not be read, the account is unknown.

A user whom the account lists and the report does not show (created after it) is unknown.

## Why it matters
They are long-lived credentials like access keys, and no list of old keys shows them.

## How to fix it
`aws iam update-signing-certificate --user-name NAME --certificate-id ID --status Inactive`, or
`aws iam update-ssh-public-key --user-name NAME --ssh-public-key-id ID --status Inactive`; upload a new one where it is
still needed, and delete the old one later.

## How rootward fixes it
This version reports it only.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html>
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SigningCertificate.html>
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SSHPublicKeyMetadata.html>
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from rootward.checks.access_keys.owner import Owners
from rootward.checks.check import Check
from rootward.checks.report_cell import unclear
from rootward.checks.report_users import of_each_user
from rootward.checks.verdict import Verdict, fails, passes, read, reported, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.credential_report import ReportRow
from rootward.model.unknown import Unknown


def judge(account: Account, baseline: Baseline) -> Iterator[Verdict]:
    """A verdict for each active certificate and SSH key, and for each user without a certificate."""
    yield from of_each_user(account, lambda row: _certificates(account, row, baseline))
    yield from _ssh_keys(account, baseline)


def _certificates(account: Account, row: ReportRow, baseline: Baseline) -> Iterator[Verdict]:
    slots = [slot for slot in enumerate(row.certificates, start=1) if slot[1].active is not False]
    if not slots:
        yield passes(row.arn)
    for slot, certificate in slots:
        column, at = f"cert_{slot}_last_rotated", certificate.last_rotated
        if certificate.active is not True:
            yield unknown(row.arn, unclear(row, f"cert_{slot}_active", certificate.active))
        elif not isinstance(at, datetime):
            yield unknown(row.arn, unclear(row, column, at))
        else:
            days = (account.taken_at - at).days
            message = f"signing certificate {slot} of {row.user} is {days} days old"
            told = f"{message} (created or last changed {at:%Y-%m-%d})"
            verdict = fails if days > baseline.max_key_age_days else passes
            yield verdict(row.arn, told, reported(account, column, at))


def _ssh_keys(account: Account, baseline: Baseline) -> Iterator[Verdict]:
    keys = account.ssh_public_keys
    if isinstance(keys, Unknown):
        if keys.reason != "not_collected":
            yield unknown(account.resource, keys)
        return
    owners = Owners(account)
    for key in keys:
        days = (account.taken_at - key.uploaded).days
        message = f"SSH public key {key.id} of {key.user} is {days} days old (uploaded {key.uploaded:%Y-%m-%d})"
        verdict = fails if key.status == "Active" and days > baseline.max_key_age_days else passes
        evidence = read(account, "ssh-public-keys", f"{key.id} UploadDate", key.uploaded)
        yield verdict(owners.arn(key.user), message, evidence)


CHECK = Check(
    id="user-certificate-old",
    practice="access_keys",
    severity="low",
    title="A user's signing certificate or SSH key is too old",
    holds="every active signing certificate (with --deep: and SSH key) of an IAM user is young enough",
    why="they are long-lived credentials like access keys, and no list of old keys shows them",
    next_step="IAM console → Users → {name} → Security credentials → X.509 Signing certificates, SSH public keys",
    facts=("credential_report", "identities", "ssh_public_keys"),
    no_controls="neither CIS nor Security Hub asks about users' certificates and SSH keys",
    judge=judge,
    fix="automatic",
)
