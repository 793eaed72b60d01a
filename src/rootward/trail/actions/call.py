"""One event, as much of it as tells which action was used by whom."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec

from rootward.model.used_actions import PrincipalKind
from rootward.trail.record import is_root

_NOTHING = msgspec.Raw(b"")
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw] | None)
ANY = "*"
_SESSION = re.compile(r"arn:([^:]*):sts::(\d{12}):assumed-role/([^/]+)/.*")

REFUSED = ("AccessDenied", "UnauthorizedOperation", "Client.UnauthorizedOperation", "AuthorizationError")
"""How codes begin that say that something was not permitted.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
"""
_UNDECIDED = (
    "Throttl",
    "RequestLimitExceeded",
    "Client.RequestLimitExceeded",
    "TooManyRequests",
    "SlowDown",
    "ExpiredToken",
    "InvalidClientTokenId",
    "UnrecognizedClient",
    "SignatureDoesNotMatch",
    "InvalidSignature",
    "AuthFailure",
    "Client.AuthFailure",
    "IncompleteSignature",
    "MissingAuthenticationToken",
    "OptInRequired",
)
"""How codes begin of what ended before anybody asked whether it was permitted. The same pages."""


class _Issuer(msgspec.Struct):
    arn: str | None = ""


class _Session(msgspec.Struct):
    issuer: _Issuer | None = msgspec.field(default=None, name="sessionIssuer")


class _Who(msgspec.Struct):
    type: str | None = ""
    arn: str | None = ""
    principal_id: str | None = msgspec.field(default="", name="principalId")
    name: str | None = msgspec.field(default="", name="userName")
    invoked_by: str | None = msgspec.field(default="", name="invokedBy")
    session: _Session | None = msgspec.field(default=None, name="sessionContext")


_WHO = msgspec.json.Decoder(_Who)


class BareCall(msgspec.Struct, gc=False):
    """A record's members, by their names there and in their usual order; whatever is absent is empty."""

    who: msgspec.Raw = msgspec.field(default=_NOTHING, name="userIdentity")
    """Not decoded: few of them differ."""
    time: str | None = msgspec.field(default="", name="eventTime")
    source: str | None = msgspec.field(default="", name="eventSource")
    name: str | None = msgspec.field(default="", name="eventName")
    error: str | None = msgspec.field(default="", name="errorCode")
    request: msgspec.Raw = msgspec.field(default=_NOTHING, name="requestParameters")
    type: str | None = msgspec.field(default="", name="eventType")
    management: bool | None = msgspec.field(default=None, name="managementEvent")
    category: str | None = msgspec.field(default="", name="eventCategory")

    def may_have(self, names: frozenset[str]) -> bool:
        """Whether the request has a member of one of these names, in small letters; ANY: of any."""
        try:
            members = _MEMBERS.decode(self.request)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            return False
        for member in members or ():
            if member.lower() in names:
                return True
        return bool(members) and ANY in names

    def request_members(self) -> Mapping[str, Any]:
        """requestParameters; nothing where they are no object."""
        value = _decoded(self.request)
        return value if isinstance(value, dict) else {}


class Call(BareCall, gc=False):
    """With what tells where it was, and what it was about."""

    region: str | None = msgspec.field(default="", name="awsRegion")
    account: str | None = msgspec.field(default="", name="recipientAccountId")
    resources: msgspec.Raw = msgspec.field(default=_NOTHING, name="resources")

    def resource_arns(self) -> tuple[str, ...]:
        """What the record's `resources` name."""
        value = _decoded(self.resources)
        listed = value if isinstance(value, list) else ()
        arns = (one.get("ARN") or one.get("arn") for one in listed if isinstance(one, dict))
        return tuple(arn for arn in arns if isinstance(arn, str))


def is_data(category: str | None, management: bool | None) -> bool:
    """Whether an event is a data event, by its eventCategory; older records have managementEvent alone."""
    return category == "Data" or (not category and management is False)


@lru_cache(maxsize=4096)
def outcome_of(error: str) -> str:
    """`used`, `denied` or `undecided`; a call that failed for another reason had been permitted."""
    if error.startswith(REFUSED) or "NotAuthorized" in error:
        return "denied"
    return "undecided" if error.startswith(_UNDECIDED) else "used"


@lru_cache(maxsize=1 << 13)
def principal_of(identity: bytes) -> tuple[PrincipalKind, str]:
    """Whose permissions counted, by a userIdentity's JSON: of a session its role or user, as its issuer tells.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
    """
    try:
        who = _WHO.decode(identity)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return _principal(*_members(_decoded(identity)))
    issuer = who.session.issuer.arn if who.session is not None and who.session.issuer is not None else ""
    members = who.type, who.arn, issuer, who.invoked_by, who.principal_id or who.name
    return _principal(*(member or "" for member in members))


def _members(who: object) -> tuple[str, str, str, str, str]:
    """Of one with members that are not what they should be, those that are."""
    return (
        _text(who, "type"),
        _text(who, "arn"),
        _text(_member(_member(who, "sessionContext"), "sessionIssuer"), "arn"),
        _text(who, "invokedBy"),
        _text(who, "principalId") or _text(who, "userName"),
    )


def is_same(principal: str, asked: str) -> bool:
    """Whether the principal is who is asked for: by its ARN, or by that of a session, which tells no role's path."""
    if principal == asked:
        return True
    folded = role_of(asked)
    if folded == asked:
        return False
    head, _, name = folded.rpartition(":role/")
    return principal.startswith(f"{head}:role/") and principal.rpartition("/")[2] == name


def _principal(kind: str, arn: str, issuer: str, invoked_by: str, other: str) -> tuple[PrincipalKind, str]:
    if is_root(kind, arn):
        return "root", arn or "root"
    if kind == "AWSService":
        return "service", invoked_by or arn or other or "unknown"
    folded = role_of(issuer or arn)
    if ":role/" in folded:
        return "role", folded
    if ":user/" in folded:
        return "user", folded
    if kind == "FederatedUser" and issuer:
        return ("root", issuer) if issuer.endswith(":root") else ("other", issuer)
    return "other", folded or other or invoked_by or kind or "unknown"


def role_of(arn: str) -> str:
    """The role's ARN of that of a session of it, which does not tell the role's path; any other as it is."""
    found = _SESSION.fullmatch(arn)
    return f"arn:{found[1]}:iam::{found[2]}:role/{found[3]}" if found is not None else arn


def _member(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, dict) else None


def _text(value: object, name: str) -> str:
    found = _member(value, name)
    return found if isinstance(found, str) else ""


def _decoded(raw: msgspec.Raw | bytes) -> object:
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
