"""Who made a call, in CloudTrail's words: the userIdentity element.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
A session of AssumeRoot: type Root, a temporary key and sessionContext.assumedRoot "true".
https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-track-privileged-tasks.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from rootward.sandbox.door.principal import Principal, Session

_TYPES = {"root": "Root", "user": "IAMUser", "role": "AssumedRole", "federated": "FederatedUser"}


def event_time(moment: datetime) -> str:
    """A moment as CloudTrail writes eventTime: whole seconds, UTC."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def user_identity(principal: Principal, alias: str | None = None) -> dict[str, Any]:
    """The userIdentity of a call. Root's userName is the account's alias, where it has one."""
    identity = {
        "type": _TYPES[principal.kind],
        "principalId": principal.user_id,
        "arn": principal.arn,
        "accountId": principal.account_id,
        "accessKeyId": principal.key_id,
    }
    if principal.kind == "user" and principal.user_name:
        identity["userName"] = principal.user_name
    if principal.kind == "root" and alias:
        identity["userName"] = alias
    if principal.session is None:
        return identity
    return {**identity, "sessionContext": _session_context(principal, principal.session)}


def foreign_identity(principal: Principal) -> dict[str, Any]:
    """What the account of an assumed role sees of a caller from another account."""
    return {"type": "AWSAccount", "principalId": principal.user_id, "accountId": principal.account_id}


def called_by(principal: Principal, alias: str | None = None) -> str:
    """The Username of LookupEvents: the user's name, a role's session name, root's alias or `root`."""
    if principal.kind == "root":
        return alias or "root"
    if principal.kind == "user":
        return principal.user_name or ""
    return principal.arn.rpartition("/")[2]


def _session_context(principal: Principal, session: Session) -> dict[str, Any]:
    context: dict[str, Any] = {}
    issuer = _session_issuer(principal, session)
    if issuer:
        context["sessionIssuer"] = issuer
    context["attributes"] = {
        "creationDate": event_time(session.issued),
        "mfaAuthenticated": "true" if session.mfa_serial else "false",
    }
    if session.source_identity:
        context["sourceIdentity"] = session.source_identity
    if session.task:
        context["assumedRoot"] = "true"
    return context


def _session_issuer(principal: Principal, session: Session) -> dict[str, str] | None:
    if principal.kind == "role" and session.role_arn:
        return {
            "type": "Role",
            "principalId": principal.user_id.partition(":")[0],
            "arn": session.role_arn,
            "accountId": principal.account_id,
            "userName": session.role_arn.rpartition("/")[2],
        }
    if principal.kind == "federated":
        account = principal.account_id
        if session.user_name in (None, "<root_account>"):
            return {
                "type": "Root",
                "principalId": account,
                "arn": f"arn:aws:iam::{account}:root",
                "accountId": account,
            }
        return {
            "type": "IAMUser",
            "arn": f"arn:aws:iam::{account}:user/{session.user_name}",
            "accountId": account,
            "userName": str(session.user_name),
        }
    return None
