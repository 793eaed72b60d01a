"""What uses a server certificate: load balancers and distributions. As long as something does, IAM keeps it.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServerCertificate.html
The words are those that users report, as https://github.com/hashicorp/terraform/issues/3412.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from rootward.sandbox.error import PracticeError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rootward.sandbox.iam.backend import PracticeCertificate


def require_unused_certificate(certificate: PracticeCertificate) -> None:
    """Refuse, if a load balancer or a distribution of the account still uses the certificate.

    Raises:
        PracticeError: DeleteConflict.

    """
    user = next(_users(certificate), None)
    if user is not None:
        message = (
            f"Certificate: {certificate.certificate_id} is currently in use by {user}. "
            "Please remove it first before deleting it from IAM."
        )
        raise PracticeError("DeleteConflict", message)


def _users(certificate: PracticeCertificate) -> Iterator[str]:
    account, arn = certificate.account_id, certificate.arn
    for region, classic in _opened("elb", account).items():
        for balancer in classic.load_balancers.values():
            if any(listener.ssl_certificate_id == arn for listener in balancer.listeners):
                yield f"arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/{balancer.name}"
    for backend in _opened("elbv2", account).values():
        for balancer in backend.load_balancers.values():
            if any(arn in listener.certificates for listener in balancer.listeners.values()):
                yield balancer.arn
    for backend in _opened("cloudfront", account).values():
        for distribution in backend.distributions.values():
            viewer = distribution.distribution_config.ViewerCertificate
            if viewer.iam_certificate_id == certificate.certificate_id:
                yield distribution.arn


def _opened(service: str, account: str) -> dict[str, Any]:
    """What a service holds of the account, by region; nothing, where it was never called."""
    models = sys.modules.get(f"moto.{service}.models")
    if models is None:
        return {}
    return dict(dict.get(getattr(models, f"{service}_backends"), account) or {})
