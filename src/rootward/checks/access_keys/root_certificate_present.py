"""Root has a signing certificate.

## What it checks
Whether root has an X.509 signing certificate, active or inactive. `GetAccountSummary`
(`AccountSigningCertificatesPresent`) is live and counts both. The credential report proves an active one present, and
nothing absent: without the summary this check can fail, and cannot pass.

GovCloud is judged like every partition; the China regions have no root credentials.

## Why it matters
A signing certificate signs requests as root, like an access key. Only old SOAP interfaces take it, nobody rotates it,
and nobody looks for it.

## How to fix it
Sign in as root → account menu → *Security credentials* → *X.509 certificates*: deactivate, wait, delete. Deleting
cannot be undone. A member of an organisation can have it removed centrally, from the management account.

## How rootward fixes it
Only in a session of root's own can rootward do anything: AWS lists root's certificates to nobody else, and takes a
change of them from nobody else. Sign in without a key, with `aws login` (AWS CLI 2.32 or newer), and run rootward with
that profile. Whoever else asks is told the place in the console.

As root, `rootward plan` proposes to switch the certificate off (`UpdateSigningCertificate`, by its exact id). AWS does
not record its use: what signs with it is refused from then on. `rootward undo`, run as root, switches it on again.

One that rootward switched off longer than `grace_days` (30) ago a later plan of root's deletes
(`DeleteSigningCertificate`). Since when one is off that somebody else switched off AWS does not tell: it lies as long
from the first plan on this machine that saw it off, and until then is deleted by hand only. What was between two plans
nobody saw. No undo brings it back: the step takes `--allow-irreversible`, and the account's alias or number typed.
rootward never uploads one. In GovCloud root runs rootward with an access key of its own, for want of a console.

## References
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html>
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SigningCertificate.html>
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSigningCertificates.html>
- <https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sign-in.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html>
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.access_keys.root_retirement import (
    OPERATIONS,
    deleted_certificates,
    next_fix,
    switched_off_certificates,
)
from rootward.checks.check import Check
from rootward.checks.remedy import Remedy
from rootward.checks.verdict import Verdict, fails, not_applicable, passes, seen, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.root_user import root_user
from rootward.model.unknown import Unknown


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """One verdict, for root."""
    root = root_user(account)
    certificate = root.certificate
    if account.partition == "aws-cn":
        yield not_applicable(root.arn, "root has no credentials in the China regions")
    elif isinstance(certificate, Unknown):
        yield unknown(root.arn, certificate)
    elif certificate.value:
        message = certificate.told("root has a signing certificate")
        yield fails(root.arn, message, seen(certificate), fix=next_fix(account))
    else:
        yield passes(root.arn, certificate.told("root has no signing certificate"), seen(certificate))


CHECK = Check(
    id="root-certificate-present",
    practice="access_keys",
    severity="critical",
    title="Root has a signing certificate",
    holds="root has no signing certificate",
    why="a signing certificate signs requests as root, like a key that nobody rotates and nobody looks for",
    next_step="sign in as root → account menu → Security credentials → X.509 certificates: deactivate it, later "
    "delete it",
    facts=("summary", "credential_report", "root_credentials"),
    no_controls="neither CIS nor Security Hub asks about root's signing certificates",
    judge=judge,
    fix="irreversible",
    remedy=Remedy(
        propose=switched_off_certificates,
        operations_of_root=OPERATIONS["signing-certificate"],
        later=deleted_certificates,
    ),
)
