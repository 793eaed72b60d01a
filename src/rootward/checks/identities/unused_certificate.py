"""The deletion of an expired TLS certificate that nothing presents.

"If Elastic Load Balancing doesn't detect the deletion of bound certificates, it may continue to use the certificates.
This could cause Elastic Load Balancing to stop accepting traffic."
https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServerCertificate.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.remedy import Guidance, Proposal, Proposed, Refused
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.change import ServerCertificateChange
from rootward.model.credential import ServerCertificate
from rootward.model.finding import Finding
from rootward.model.unknown import Unknown

_SHOWN = 3


def propose(finding: Finding, account: Account, _baseline: Baseline) -> Iterator[Proposed]:
    """The certificate deleted, where all that may present one was read and does not present this one."""
    listed = account.server_certificates
    if isinstance(listed, Unknown):
        yield Refused(f"the certificates were not read: {listed.detail or listed.reason}", lacks_facts=True)
        return
    found = next((one for one in listed if one.arn == finding.resource), None)
    if found is None or found.expires >= account.taken_at:
        yield Refused("the certificate is gone, or has not expired")
    else:
        yield _unless_used(account, found)


def _unless_used(account: Account, certificate: ServerCertificate) -> Proposal | Guidance | Refused:
    uses, name = account.certificate_uses, certificate.name
    by_hand = f"aws iam delete-server-certificate --server-certificate-name {name}"
    if isinstance(uses, Unknown):
        told = "`rootward plan` reads what may present it" if uses.reason == "not_collected" else uses.detail
        return Guidance(f"make sure that nothing presents it ({told or uses.reason}), then: {by_hand}")
    if not certificate.id:
        return Guidance(f"make sure that no CloudFront distribution presents it (its id was not read), then: {by_hand}")
    users = [use.used_by for use in uses if use.certificate in {certificate.arn, certificate.id}]
    if users:
        more = f" and {len(users) - _SHOWN} more" if len(users) > _SHOWN else ""
        told = f"{', '.join(users[:_SHOWN])}{more}"
        return Refused(f"certificate {name} expired and is presented by {told}: give that another one first")
    change = ServerCertificateChange(name=name, arn=certificate.arn)
    why = "no listener of any enabled region and no CloudFront distribution presents it"
    return Proposal(batches=((change,),), why=why)
