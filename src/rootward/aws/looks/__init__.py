"""Looks: what the account says now of the one thing that a change is about.

A plan rests on facts that may be hours old, so the thing is looked at before it is changed, and again until a read
agrees. To add a kind of change: one module with one `Look`, and its place in the table here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

from rootward.aws.call import Call
from rootward.aws.failure import NOT_AWS, UNREADABLE, UnreadError, failed
from rootward.aws.looks import (
    access_key,
    alternate_contact,
    analyzer,
    archive_rules,
    attachment,
    belongings,
    bucket,
    event_rule,
    group,
    inline_policy,
    login_profile,
    membership,
    password_policy,
    pointing,
    role,
    root_credential,
    server_certificate,
    topic,
    trail,
    user,
    user_credential,
    virtual_device,
)
from rootward.aws.looks.holder import GET_GROUP
from rootward.aws.looks.look import Look
from rootward.aws.looks.pointing import Pointer
from rootward.aws.readers.mfa_devices import LIST_MFA_DEVICES
from rootward.aws.readers.topics import LIST_SUBSCRIPTIONS
from rootward.aws.readers.user_keys import GET_LAST_USED
from rootward.aws.reading import Reading
from rootward.model.belonging import Belonging
from rootward.model.change import (
    AccessKeyChange,
    AlternateContactChange,
    AnalyzerChange,
    AttachmentChange,
    BucketChange,
    BucketPolicyChange,
    Change,
    Edit,
    EventRuleChange,
    GroupChange,
    IdentityRef,
    InlinePolicyChange,
    LoginProfileChange,
    MembershipChange,
    PasswordPolicyChange,
    RoleChange,
    RootCredentialChange,
    ServerCertificateChange,
    TopicChange,
    TrailChange,
    TrailLoggingChange,
    UserChange,
    UserCredentialChange,
    VirtualDeviceChange,
)
from rootward.model.unknown import Blocked, Unknown

LOOKS: dict[type[Edit], Look] = {
    PasswordPolicyChange: password_policy.LOOK,
    AccessKeyChange: access_key.LOOK,
    GroupChange: group.LOOK,
    MembershipChange: membership.LOOK,
    AttachmentChange: attachment.LOOK,
    InlinePolicyChange: inline_policy.LOOK,
    UserChange: user.LOOK,
    RoleChange: role.LOOK,
    LoginProfileChange: login_profile.LOOK,
    UserCredentialChange: user_credential.LOOK,
    RootCredentialChange: root_credential.LOOK,
    VirtualDeviceChange: virtual_device.LOOK,
    ServerCertificateChange: server_certificate.LOOK,
    AnalyzerChange: analyzer.LOOK,
    AlternateContactChange: alternate_contact.LOOK,
    BucketChange: bucket.LOOK,
    BucketPolicyChange: bucket.POLICY_LOOK,
    TrailChange: trail.LOOK,
    TrailLoggingChange: trail.LOGGING_LOOK,
    TopicChange: topic.LOOK,
    EventRuleChange: event_rule.LOOK,
}
"""Every kind of change, and its look."""

LOOK_CALLS: dict[str, tuple[Call, ...]] = {
    operation: calls for one in LOOKS.values() for operation, calls in one.calls.items()
}
"""Every operation that changes make, as `AttachUserPolicy`, and the read calls that looking after it may take."""


def look(reading: Reading, change: Change) -> object:
    """What the account says now, as `change.state` would; the `Unknown` in its place where it could not be read.

    `Missing` where the user, group or role is not there. Raises CredentialsError.
    """
    one = LOOKS[type(change)]
    return _answered(next(iter(one.calls.values()))[0], lambda: one.read(reading, change))


def objection(reading: Reading, change: Change, ending: frozenset[str] = frozenset()) -> str | Unknown | None:
    """What speaks against a change beside the state of its target, in one line; None: nothing does.

    Of an access key that is taken from its user: it belongs to another; from its user or from root: it was used since
    the plan. Of a password: it was used since. Of a user who is bound to MFA: there is no device, or keys of the user's
    are at work without one. Of a topic that is taken away: others are told by it. Of a certificate that is deleted:
    something presents it. Of a trail or an analyzer that is taken away: somebody had it do more since. `ending`: ids of
    keys that are switched off before the change is made. Raises CredentialsError.
    """
    match change:
        case AccessKeyChange(asks_for_rest=True):
            found = _answered(GET_LAST_USED, lambda: access_key.read_objection(reading, change))
        case RootCredentialChange(asks_for_rest=True):
            found = _answered(GET_LAST_USED, lambda: root_credential.read_objection(reading, change))
        case MembershipChange(after=True, needs_mfa=True):
            found = _answered(LIST_MFA_DEVICES, lambda: membership.read_objection(reading, change, ending))
        case LoginProfileChange(after=False, chosen_by="owner"):
            found = _answered(login_profile.GET_USER, lambda: login_profile.read_objection(reading, change))
        case ServerCertificateChange(after=False):
            blamed = server_certificate.GET_SERVER_CERTIFICATE
            found = _answered(blamed, lambda: server_certificate.read_objection(reading, change))
        case TrailChange(after=None):
            found = _answered(trail.GET_TRAIL, lambda: trail.read_objection(reading, change))
        case AnalyzerChange(after=False):
            blamed = archive_rules.LIST_ARCHIVE_RULES
            found = _answered(blamed, lambda: archive_rules.read_objection(reading, change))
        case TopicChange(after=False):
            found = _answered(LIST_SUBSCRIPTIONS, lambda: topic.read_objection(reading, change))
        case _:
            return None
    return cast("str | Unknown | None", found)


def members(reading: Reading, of: IdentityRef) -> tuple[str, ...] | Unknown:
    """The names of the users who are in a group now. Raises CredentialsError."""
    return cast("tuple[str, ...] | Unknown", _answered(GET_GROUP, lambda: group.read_members(reading, of)))


def credentials(reading: Reading, user: str) -> tuple[Belonging, ...] | Unknown:
    """What the user of that name signs in and signs with now. Raises CredentialsError."""
    found = _answered(LIST_MFA_DEVICES, lambda: belongings.read_credentials(reading, user))
    return cast("tuple[Belonging, ...] | Unknown", found)


def pointers(reading: Reading, change: Change) -> tuple[Pointer, ...] | Unknown:
    """The rules and alarms that need the topic or the role that a change takes away. Raises CredentialsError."""
    blamed = (pointing.OF_TOPIC if isinstance(change, TopicChange) else pointing.OF_ROLE)[0]
    return cast("tuple[Pointer, ...] | Unknown", _answered(blamed, lambda: pointing.read_pointers(reading, change)))


def actions_of_looks(asked: Iterable[Change | type[Edit] | str], *, objections: bool = True) -> tuple[str, ...]:
    """The IAM actions that looking at changes takes; each once, in the order of the question.

    Asked of a change, of a whole kind of change, or of an operation that changes make, as `AttachUserPolicy`. What
    speaks against a change is among them where the change asks for it; `objections`: whether a kind or an operation
    may.
    """
    calls = (
        call
        for one in asked
        for operation in _operations(one)
        for call in LOOK_CALLS[operation]
        if call not in _OBJECTING.get(operation, ()) or _objects(one, otherwise=objections)
        if call not in _POINTING.get(operation, ()) or _can_be_pointed_to(one)
    )
    return tuple(dict.fromkeys(call.action for call in calls))


_OBJECTING = {
    "UpdateAccessKey": (GET_LAST_USED,),
    "DeleteAccessKey": (GET_LAST_USED,),
    "AddUserToGroup": membership.OBJECTING,
    "DeleteServerCertificate": server_certificate.OBJECTING,
}
"""By operation: the calls that only `objection` makes."""


_POINTING = {"DeleteRole": pointing.OF_ROLE, "DeleteRolePolicy": pointing.OF_ROLE}
"""By operation: the calls that only `pointers` makes, of changes that take away what EventBridge needs."""


def _can_be_pointed_to(asked: Change | type[Edit] | str) -> bool:
    return isinstance(asked, str | type) or pointing.can_be_pointed_to(asked)


def _objects(asked: Change | type[Edit] | str, *, otherwise: bool) -> bool:
    match asked:
        case AccessKeyChange() | RootCredentialChange():
            return asked.asks_for_rest
        case MembershipChange():
            return asked.after and asked.needs_mfa
        case _:
            return otherwise


def _operations(asked: Change | type[Edit] | str) -> tuple[str, ...]:
    if isinstance(asked, str):
        return (asked,)
    if isinstance(asked, type):
        return tuple(LOOKS[asked].calls)
    return tuple(call.name for call in asked.calls())


def _answered(call: Call, read: Callable[[], object]) -> object:
    """What `read` returns, or the Unknown in its place. `call`: whom to blame for an answer that is unlike AWS's."""
    try:
        return read()
    except UnreadError as error:
        if isinstance(error.fact, Blocked):
            return Unknown("denied", call.action, error.fact.detail)
        return error.fact
    except UNREADABLE:
        return failed(call, NOT_AWS).fact
