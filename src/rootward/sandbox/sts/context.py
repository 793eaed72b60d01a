"""What a trust policy can ask of a caller and its request: the caller's names as a principal, and the condition keys.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from moto.core.utils import utcnow

if TYPE_CHECKING:
    from rootward.sandbox.door.principal import Principal

_TYPES = {"root": "Account", "user": "User", "role": "AssumedRole", "federated": "FederatedUser"}


def names_of(calling: Principal) -> frozenset[str]:
    """What names the caller in a Principal element, `*` aside.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
    """
    names = {calling.account_id, f"arn:aws:iam::{calling.account_id}:root", calling.arn}
    if calling.session is not None and calling.session.role_arn:
        names.add(calling.session.role_arn)
    return frozenset(names)


def of_request(source_ip: str, region: str) -> dict[str, str | None]:
    """The keys of any request, signed or not."""
    now = utcnow().replace(tzinfo=UTC)
    return {
        "aws:currenttime": now.isoformat(),
        "aws:epochtime": str(int(now.timestamp())),
        "aws:requestedregion": region,
        "aws:sourceip": source_ip,
    }


def of_caller(calling: Principal, mfa_serial: str | None) -> dict[str, str | None]:
    """The keys that tell of the caller. `mfa_serial`: the device whose code came with this very call."""
    return {
        "aws:multifactorauthage": _mfa_age(calling, mfa_serial),
        "aws:multifactorauthpresent": _mfa_present(calling, mfa_serial),
        "aws:principalaccount": calling.account_id,
        "aws:principalarn": (calling.session.role_arn if calling.session else None) or calling.arn,
        "aws:principalorgid": _organization_of(calling.account_id),
        "aws:principaltype": _TYPES[calling.kind],
        "aws:sourceidentity": calling.session.source_identity if calling.session else None,
        "aws:userid": calling.user_id,
        "aws:username": calling.user_name if calling.kind == "user" else None,
    }


def _mfa_present(calling: Principal, mfa_serial: str | None) -> str | None:
    """Absent with a long-lived key; true or false with a session. AssumeRole's sessions carry no second factor.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
    """
    if mfa_serial is not None:
        return "true"
    if calling.session is None:
        return None
    return "true" if _has_second_factor(calling) else "false"


def _mfa_age(calling: Principal, mfa_serial: str | None) -> str | None:
    if mfa_serial is not None:
        return "0"
    if calling.session is None or not _has_second_factor(calling):
        return None
    return str(int((utcnow() - calling.session.issued).total_seconds()))


def _has_second_factor(calling: Principal) -> bool:
    session = calling.session
    return session is not None and session.kind in ("user", "root") and session.mfa_serial is not None


def _organization_of(account_id: str) -> str | None:
    from rootward.sandbox.organizations.membership import organization_of

    organization = organization_of(account_id)
    return organization.org.id if organization and organization.org else None
