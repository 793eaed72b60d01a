"""An expired TLS certificate is stored in IAM.

## What it checks
Whether a server certificate stored in IAM was past its expiry when the account was read. Certificates of AWS
Certificate Manager are not stored there.

## Why it matters
An expired certificate that still lies there can be put on a load balancer or a distribution by mistake, and shows
that nobody looks after the ones that are in use.

## How to fix it
First make sure that nothing uses it: listeners of Classic and Application Load Balancers in every region, and
CloudFront distributions, name it by its ARN or id. Then `aws iam delete-server-certificate`. A deleted certificate
does not come back without its private key. Take new ones from AWS Certificate Manager, which renews them.

## How rootward fixes it
`rootward plan` reads what may present the certificate: the listeners of classic, application, network and gateway load
balancers in every enabled region, with the certificates that a name chooses (SNI), and CloudFront's distributions. It
proposes to delete the certificate (`DeleteServerCertificate`) where all of them were read and none refers to it. It is
held back where one does, and the plan names it. Where a region was not read, be it that a service control policy
forbids the read, it guides: the certificate may be in use there.

No undo brings a certificate back without its private key: the step takes `--allow-irreversible`, and the account's
alias or number typed. Just before it all of them are read again.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_server-certs.html>
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ServerCertificateMetadata.html>
- <https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-26>
- CIS AWS Foundations Benchmark: 3.0 1.19 · 5.0 1.18 · 7.0 2.17; Security Hub IAM.26
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.check import Check
from rootward.checks.identities.unused_certificate import propose
from rootward.checks.remedy import Remedy
from rootward.checks.verdict import Verdict, fails, passes, read, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.credential import ServerCertificate
from rootward.model.unknown import Unknown


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """One verdict for each certificate."""
    certificates = account.server_certificates
    if isinstance(certificates, Unknown):
        yield unknown(account.resource, certificates)
        return
    if not certificates:
        yield passes(account.resource, "no TLS certificate is stored in IAM")
    for certificate in certificates:
        yield _judge_certificate(account, certificate)


def _judge_certificate(account: Account, certificate: ServerCertificate) -> Verdict:
    evidence = read(account, "server-certificates", "Expiration", certificate.expires)
    day = f"{certificate.expires:%Y-%m-%d}"
    if certificate.expires >= account.taken_at:
        return passes(certificate.arn, f"certificate {certificate.name} expires on {day}", evidence)
    days = (account.taken_at - certificate.expires).days
    ago = {0: "less than a day ago", 1: "1 day ago"}.get(days, f"{days} days ago")
    return fails(certificate.arn, f"certificate {certificate.name} expired {ago} ({day})", evidence)


CHECK = Check(
    id="server-certificate-expired",
    practice="identities",
    severity="low",
    title="An expired TLS certificate is stored in IAM",
    holds="no expired TLS certificate is stored in IAM",
    why="what has expired can still be deployed by mistake, and nobody seems to look after the rest",
    next_step="aws iam delete-server-certificate --server-certificate-name {name}",
    facts=("server_certificates",),
    controls={
        "cis-3.0": ("1.19",),
        "cis-5.0": ("1.18",),
        "cis-7.0": ("2.17",),
        "security-hub": ("IAM.26",),
    },
    judge=judge,
    fix="irreversible",
    remedy=Remedy(propose=propose, operations=("DeleteServerCertificate",), facts=("certificate_uses", "regions")),
)
