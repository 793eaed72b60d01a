"""The AWS services that work with Organizations, by their service principals.

https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services_list.html
"""

from __future__ import annotations

from moto.organizations.models import FakeServiceAccess

from rootward.sandbox.organizations.constraint import ReasonedError, invalid

_NOT_IN_MOTO = frozenset(
    {
        "aws-artifact-account-sync.amazonaws.com",
        "cost-optimization-hub.bcm.amazonaws.com",
        "iam.amazonaws.com",
        "inspector2.amazonaws.com",
        "license-manager.member-account.amazonaws.com",
        "malware-protection.guardduty.amazonaws.com",
        "resource-explorer-2.amazonaws.com",
        "ssm-quicksetup.amazonaws.com",
    }
)

TRUSTED = frozenset(name.rstrip(".") for name in FakeServiceAccess.TRUSTED_SERVICES) | _NOT_IN_MOTO
"""Services that support trusted access."""

WITHOUT_DELEGATION = frozenset(
    {
        "aws-artifact-account-sync.amazonaws.com",
        "controltower.amazonaws.com",
        "ds.amazonaws.com",
        "ram.amazonaws.com",
        "servicequotas.amazonaws.com",
        "tagpolicies.tag.amazonaws.com",
        "wellarchitected.amazonaws.com",
    }
)
"""Services that have trusted access and no delegated administrators."""


def require_known(principal: str) -> None:
    """Raise InvalidInputException unless the service supports trusted access."""
    if principal not in TRUSTED:
        raise _unrecognized()


def require_delegable(principal: str) -> None:
    """Raise InvalidInputException unless the service supports delegated administrators."""
    if principal not in TRUSTED - WITHOUT_DELEGATION:
        raise _unrecognized()


def _unrecognized() -> ReasonedError:
    return invalid("UNRECOGNIZED_SERVICE_PRINCIPAL", "You specified an unrecognized service principal.")
