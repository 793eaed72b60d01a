"""The condition keys of a call: what its policies can ask of the caller and of the request.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
A key that a function here gives as None is absent from the request; what policies are asked about is all there is.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, cast

from moto.core.utils import utcnow
from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from moto.core.request import Request

    from rootward.sandbox.door.call import Call
    from rootward.sandbox.door.principal import Principal, Session
    from rootward.sandbox.iam.backend import PracticeIamBackend
    from rootward.sandbox.sts.backend import PracticeStsBackend

Value = str | tuple[str, ...]
"""A single value, or the values of a key that may have several."""
Keys = dict[str, Value | None]
"""By name; None: the request lacks the key."""

GLOBAL = frozenset({"account", "cloudfront", "iam", "organizations"})
"""Services of one endpoint, which is in us-east-1.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-requestedregion
"""


def of_request(call: Call, request: Request) -> Keys:
    """The keys of any request, signed or not. The endpoint stands for AWS's own, which speak TLS."""
    now = utcnow()
    return {
        "aws:CurrentTime": written(now),
        "aws:EpochTime": str(int(now.replace(tzinfo=UTC).timestamp())),
        "aws:Referer": request.headers.get("Referer"),
        "aws:RequestedRegion": "us-east-1" if call.service in GLOBAL else call.region,
        "aws:SecureTransport": "true",
        "aws:SourceIp": request.remote_addr or "127.0.0.1",
        "aws:UserAgent": request.headers.get("User-Agent"),
        "aws:ViaAWSService": "false",
    }


def of_caller(calling: Principal, mfa_serial: str | None = None) -> Keys:
    """The keys that tell of the caller, beside those that its ARN tells.

    `mfa_serial`: the device whose code came with this very call.
    """
    session = calling.session
    role = session.role_arn if session is not None else None
    keys: Keys = {
        "aws:AssumedRoot": "true" if session is not None and session.task is not None else None,
        "aws:MultiFactorAuthAge": _mfa_age(session, mfa_serial),
        "aws:MultiFactorAuthPresent": _mfa_present(session, mfa_serial),
        "aws:SourceIdentity": session.source_identity if session is not None else None,
        "aws:TokenIssueTime": written(session.issued) if session is not None else None,
        "aws:userid": calling.user_id,
        "aws:username": calling.user_name if calling.kind == "user" else None,
    }
    if role is not None:
        keys["aws:PrincipalArn"] = role
    keys.update(_of_organization("Principal", calling.account_id))
    keys.update((f"aws:PrincipalTag/{key}", value) for key, value in _tags_of(calling).items())
    return keys


def of_tags(tags: Mapping[str, str], keys: Iterable[str] = ()) -> Keys:
    """The keys that tell which tags a request brings, or takes away by their `keys`."""
    named = (*tags, *keys)
    found: Keys = {f"aws:RequestTag/{key}": value for key, value in tags.items()}
    return {**found, "aws:TagKeys": named} if named else found


def of_resource(arn: str, account_id: str) -> Keys:
    """The keys that tell of the resource: whose organisation it is in, and its tags where those are known: of IAM's.

    `account_id`: the account that owns it.
    """
    keys = _of_organization("Resource", account_id)
    if arn.startswith(f"arn:aws:iam::{account_id}:") and account_id in iam_backends:
        iam = cast("PracticeIamBackend", iam_backends[account_id]["aws"])
        for key, value in _iam_tags(iam, arn).items():
            keys[f"aws:ResourceTag/{key}"] = value
            if ":user/" in arn or ":role/" in arn:
                keys[f"iam:ResourceTag/{key}"] = value
    return keys


def written(moment: datetime) -> str:
    """A moment as policies write it. `moment`: UTC without a zone."""
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def tag_map(tags: Any) -> dict[str, str]:  # noqa: ANN401 - as moto and the operations have them
    """Tags in one form: a map, or a list of keys and values."""
    if isinstance(tags, dict):
        return {str(key): str(value) for key, value in _values(tags).items()}
    return {str(tag["Key"]): str(tag.get("Value", "")) for tag in tags or ()}


def _values(tags: dict[str, Any]) -> dict[str, Any]:
    """A map of tags; moto keeps some with the whole tag as value."""
    return {key: value["Value"] if isinstance(value, dict) else value for key, value in tags.items()}


def _mfa_present(session: Session | None, mfa_serial: str | None) -> str | None:
    """Absent with a long-lived key; true or false with a session. AssumeRole's sessions carry no second factor.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
    """
    if mfa_serial is not None:
        return "true"
    if session is None:
        return None
    return "true" if _has_second_factor(session) else "false"


def _mfa_age(session: Session | None, mfa_serial: str | None) -> str | None:
    if mfa_serial is not None:
        return "0"
    if session is None or not _has_second_factor(session):
        return None
    return str(int((utcnow() - session.issued).total_seconds()))


def _has_second_factor(session: Session) -> bool:
    return session.kind in ("user", "root") and session.mfa_serial is not None


def _of_organization(whose: str, account_id: str) -> Keys:
    """`aws:PrincipalOrgID` and its like, where there is an organisation. `whose`: `Principal` or `Resource`."""
    from rootward.sandbox.organizations.membership import organization_of

    organization = organization_of(account_id)
    account = organization.account(account_id) if organization is not None else None
    if organization is None or account is None:
        return {}
    keys: Keys = {
        f"aws:{whose}OrgID": organization.organization.id,
        f"aws:{whose}OrgPaths": (organization.path(account.parent_id),),
    }
    if whose == "Principal":
        keys["aws:PrincipalOrgMasterAccountId"] = organization.account_id
    return keys


def _tags_of(calling: Principal) -> dict[str, str]:
    """The caller's tags: a session's own before the role's."""
    account_id, session = calling.account_id, calling.session
    iam = cast("PracticeIamBackend", iam_backends[account_id]["aws"])
    tags = (
        {} if calling.kind in ("root", "federated") else _iam_tags(iam, (session and session.role_arn) or calling.arn)
    )
    if session is None or account_id not in sts_backends:
        return tags
    sts = cast("PracticeStsBackend", sts_backends[account_id]["aws"])
    of_session = sts.session_tags.get(session.key_id)
    if of_session is None:
        return tags
    renewed = {key.lower() for key in of_session.tags}
    return {key: value for key, value in tags.items() if key.lower() not in renewed} | of_session.tags


def _iam_tags(iam: PracticeIamBackend, arn: str) -> dict[str, str]:
    """The tags of one of IAM's resources. moto keeps some with the resource and some apart."""
    kind = arn.split(":", 5)[5].partition("/")[0]
    by_arn: dict[str, dict[str, Any]] = {"oidc-provider": iam.open_id_providers, "policy": iam.managed_policies}
    by_id: dict[str, dict[str, Any]] = {"instance-profile": iam.instance_profiles, "role": iam.roles}
    found = by_arn.get(kind, {}).get(arn)
    if found is None:
        found = next((one for one in by_id.get(kind, {}).values() if one.arn == arn), None)
    return tag_map(found.tags if found is not None else iam.tagger.list_tags_for_resource(arn)["Tags"])
