"""One CloudTrail record, as much of it as judging needs.

What a record holds: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
Nothing is trusted to be there, or to be of the type that it should be: what is not is as if it were absent. A record
without an event name, or without a time that can be read, is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, get_args

import msgspec

from rootward.model.key_id import is_long_lived, is_temporary
from rootward.model.root_event import Credential
from rootward.trail.moment import moment_of

_NOTHING: Mapping[str, Any] = {}
_LONGEST = 2048
"""Characters of a value that are kept."""


NO_NAME = "it has no eventName"
NO_TIME = "it has no eventTime"
BAD_TIME = "its eventTime cannot be read"


class NotARecordError(ValueError):
    """It is no CloudTrail record; its words say why."""


IdentityType = Literal[
    "AWSAccount",
    "AWSService",
    "AssumedRole",
    "Directory",
    "FederatedUser",
    "IAMUser",
    "IdentityCenterUser",
    "Role",
    "Root",
    "SAMLUser",
    "Unknown",
    "WebIdentityUser",
]
"""Types of a userIdentity that CloudTrail writes.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
"""
OTHER_TYPES: frozenset[str | None] = frozenset(get_args(IdentityType)) - {"Root"}
"""Types of a userIdentity that is not root's."""


def is_root(identity_type: str, arn: str) -> bool:
    """Whether a userIdentity is root's: by its type, or by an ARN that ends in `:root` where no type says otherwise.

    A type that CloudTrail does not write says nothing.
    """
    return identity_type == "Root" or (identity_type not in OTHER_TYPES and arn.endswith(":root"))


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """Who acted: the record's userIdentity. Absent members are empty.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
    """

    type: str = ""
    """`Root`, `IAMUser`, `AssumedRole`, `AWSService` …"""
    arn: str = ""
    principal_id: str = ""
    account: str = ""
    name: str = ""
    key_id: str = ""
    invoked_by: str = ""
    issuer_arn: str = ""
    """Of a session the ARN of the role or user that it was made of."""
    issuer_type: str = ""
    has_session: bool = False
    """Whether there is a sessionContext that holds anything."""
    mfa: bool | None = None
    """By the session's attributes."""
    session_begun: datetime | None = None
    sign_in_session: str = ""
    """signInSessionArn: of a session that `aws login` made, the same for each key that it was renewed with."""
    assumed_root: bool = False
    """`assumedRoot` is "true"; that it is present says nothing: newer records carry it empty."""

    @property
    def is_root(self) -> bool:
        """By `is_root`."""
        return is_root(self.type, self.arn)

    @property
    def principal(self) -> str:
        """Whose permissions counted: of a session the role's or user's ARN, else its own, else what names it."""
        return self.issuer_arn or self.arn or self.invoked_by or self.principal_id or self.name or self.type

    @property
    def credential(self) -> Credential:
        """What the caller showed, by the form of the key's id."""
        if is_long_lived(self.key_id):
            return "access-key"
        if is_temporary(self.key_id):
            return "session"
        return "none"


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One event. Absent members are empty; `request`, `response`, `extra` and `details` are the JSON that was there."""

    event_id: str
    """Empty in records of before 2013; then a digest of the whole."""
    time: datetime
    name: str
    source: str = ""
    region: str = ""
    account: str = ""
    """The recipient's; else the caller's; else that of the folder it lay in."""
    type: str = ""
    """`AwsApiCall`, `AwsConsoleSignIn`, `AwsServiceEvent` …"""
    version: str = ""
    identity: Identity = Identity()
    address: str = ""
    agent: str = ""
    error: str = ""
    error_message: str = ""
    read_only: bool | None = None
    request: Mapping[str, Any] = msgspec.field(default_factory=dict)
    response: Mapping[str, Any] = msgspec.field(default_factory=dict)
    extra: Mapping[str, Any] = msgspec.field(default_factory=dict)
    """additionalEventData."""
    details: Mapping[str, Any] = msgspec.field(default_factory=dict)
    """serviceEventDetails."""
    from_console: bool = False
    """sessionCredentialFromConsole: the session's credentials were the console's. Absent where they were not."""

    @property
    def whole(self) -> bytes:
        """All of it, in whatever order its members came: deliveries of one eventID are duplicates if they agree in it.

        Whoever can put a file beside the logs may repeat an event with anything changed.
        """
        try:
            return msgspec.json.encode(self, order="deterministic")
        except RecursionError:  # what can just be decoded may lie too deep to be encoded
            return _flat(msgspec.structs.asdict(self))

    @property
    def failed(self) -> bool:
        """Whether it was refused, or a sign-in that failed (which has no errorCode of its own)."""
        return bool(self.error) or self.response.get("ConsoleLogin") == "Failure"

    @property
    def mfa(self) -> bool | None:
        """Whether MFA was used: a sign-in tells by its MFAUsed ("Yes", "YES", "No"), a session by its attributes."""
        told = _flag(self.extra.get("MFAUsed"))
        return self.identity.mfa if told is None else told


def parse_record(raw: object, *, account: str = "", event_id: str = "") -> Record:
    """One decoded record; `account` and `event_id` are for a record that has none. Raises NotARecordError."""
    if not isinstance(raw, Mapping):
        raise NotARecordError("it is no JSON object")
    name = _text(raw, "eventName")
    if not name:
        raise NotARecordError(NO_NAME)
    time = moment_of(raw.get("eventTime"))
    if time is None:
        raise NotARecordError(NO_TIME if raw.get("eventTime") in (None, "") else BAD_TIME)
    identity = _identity(_object(raw, "userIdentity"))
    read_only = raw.get("readOnly")
    return Record(
        event_id=_text(raw, "eventID") or event_id,
        time=time,
        name=name,
        source=_text(raw, "eventSource"),
        region=_text(raw, "awsRegion"),
        account=_text(raw, "recipientAccountId") or identity.account or account,
        type=_text(raw, "eventType"),
        version=_text(raw, "eventVersion"),
        identity=identity,
        address=_text(raw, "sourceIPAddress"),
        agent=_text(raw, "userAgent"),
        error=_text(raw, "errorCode"),
        error_message=_text(raw, "errorMessage"),
        read_only=_flag(read_only),
        request=_object(raw, "requestParameters"),
        response=_object(raw, "responseElements"),
        extra=_object(raw, "additionalEventData"),
        details=_object(raw, "serviceEventDetails"),
        from_console=_flag(raw.get("sessionCredentialFromConsole")) is True,
    )


def _identity(raw: Mapping[str, Any]) -> Identity:
    context = _object(raw, "sessionContext")
    issuer = _object(context, "sessionIssuer")
    attributes = _object(context, "attributes") or _object(raw, "sessionContext.attributes")
    assumed = context.get("assumedRoot", raw.get("assumedRoot"))
    return Identity(
        type=_text(raw, "type"),
        arn=_text(raw, "arn"),
        principal_id=_text(raw, "principalId"),
        account=_text(raw, "accountId"),
        name=_text(raw, "userName"),
        key_id=_text(raw, "accessKeyId"),
        invoked_by=_text(raw, "invokedBy"),
        issuer_arn=_text(issuer, "arn"),
        issuer_type=_text(issuer, "type"),
        has_session=bool(context),
        mfa=_flag(attributes.get("mfaAuthenticated")),
        session_begun=moment_of(attributes.get("creationDate")),
        sign_in_session=_text(context, "signInSessionArn"),
        assumed_root=_flag(assumed) is True,
    )


def _flat(value: object) -> bytes:
    """The same without calling itself: values, of which those that hold others are told by the names of these."""
    parts: list[object] = []
    left = [value]
    while left:
        match left.pop():
            case dict() as held:
                names = sorted(held)
                parts.append(names)
                left += (held[name] for name in names)
            case list() as held:
                parts.append(len(held))
                left += held
            case told:
                parts.append({"value": told})
    return msgspec.json.encode(parts, order="deterministic")


def _object(raw: Mapping[str, Any], member: str) -> Mapping[str, Any]:
    value = raw.get(member)
    return value if isinstance(value, Mapping) else _NOTHING


def _text(raw: Mapping[str, Any], member: str) -> str:
    value = raw.get(member)
    return value[:_LONGEST] if isinstance(value, str) else ""


def _flag(value: object) -> bool | None:
    """`true`, `"true"`, `"Yes"`, `"YES"` and the like."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return {"true": True, "yes": True, "false": False, "no": False}.get(value.lower())
    return None
