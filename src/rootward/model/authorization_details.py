"""GetAccountAuthorizationDetails' answer, read into identities.

The same answer comes in two forms: as boto3 decodes it (dates as `datetime`, policy documents as text) and as the AWS
CLI prints it (dates as ISO 8601 text, policy documents as objects). Both are taken.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from rootward.errors import SnapshotError
from rootward.model.identity import Group, Identities, InlinePolicy, ManagedPolicy, Role, User, is_aws_managed
from rootward.model.unknown import Unknown

Detail = Mapping[str, Any]
Entity = TypeVar("Entity")
Kept = TypeVar("Kept")

LISTS = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")


def document_text(document: object) -> str:
    """A policy document as JSON text: one that is text already stays as it came, readable or not."""
    if isinstance(document, str):
        return document
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


class AuthorizationDetails:
    """Collects pages; each is let go once it is read. What many identities share is kept once."""

    def __init__(self, text: Callable[[object], str] = document_text) -> None:
        """`text` turns a policy document as the source has it into JSON text."""
        self._document = text
        self._users: list[User] = []
        self._groups: list[Group] = []
        self._roles: list[Role] = []
        self._policies: list[ManagedPolicy] = []
        self._shared: dict[object, object] = {}

    def add(self, page: Detail) -> None:
        """Read a page. Raises SnapshotError that names the entry that cannot be read."""
        self._users.extend(_each(page, "UserDetailList", self._user))
        self._groups.extend(_each(page, "GroupDetailList", self._group))
        self._roles.extend(_each(page, "RoleDetailList", self._role))
        policies = _each(page, "Policies", self._policy)
        # AWS has well over a thousand policies of its own; one that nobody holds is no part of the account.
        self._policies.extend(one for one in policies if one is not None)

    def identities(self) -> Identities:
        """All that was read, and a policy with an unknown document for each that is held and was not among it."""
        known = Identities(
            users=tuple(self._users),
            groups=tuple(self._groups),
            roles=tuple(self._roles),
            policies=tuple(self._policies),
        )
        return msgspec.structs.replace(known, policies=known.policies + _unlisted(known))

    def _user(self, detail: Detail) -> User:
        return User(
            name=_text(detail, "UserName"),
            arn=_text(detail, "Arn"),
            path=self._path(detail),
            created=_moment(detail, "CreateDate"),
            groups=self._once(tuple(_checked_text(group, "GroupList") for group in _list(detail, "GroupList"))),
            attached_policies=self._attached(detail),
            inline_policies=self._inline(detail, "UserPolicyList"),
            boundary=self._boundary(detail),
            tags=self._tags(detail),
        )

    def _group(self, detail: Detail) -> Group:
        return Group(
            name=_text(detail, "GroupName"),
            arn=_text(detail, "Arn"),
            path=self._path(detail),
            attached_policies=self._attached(detail),
            inline_policies=self._inline(detail, "GroupPolicyList"),
        )

    def _role(self, detail: Detail) -> Role:
        used = _part(detail, "RoleLastUsed")
        return Role(
            name=_text(detail, "RoleName"),
            arn=_text(detail, "Arn"),
            path=self._path(detail),
            created=_moment(detail, "CreateDate"),
            trust_policy=self._policy_text(detail, "AssumeRolePolicyDocument"),
            attached_policies=self._attached(detail),
            inline_policies=self._inline(detail, "RolePolicyList"),
            boundary=self._boundary(detail),
            last_used=_moment(used, "LastUsedDate") if used.get("LastUsedDate") is not None else None,
            instance_profiles=tuple(
                _text(profile, "Arn") for profile in _parts(_list(detail, "InstanceProfileList"), "InstanceProfileList")
            ),
            tags=self._tags(detail),
        )

    def _policy(self, detail: Detail) -> ManagedPolicy | None:
        arn = _text(detail, "Arn")
        attachments = _count(detail, "AttachmentCount")
        if not (attachments or _count(detail, "PermissionsBoundaryUsageCount") or not is_aws_managed(arn)):
            return None
        versions = tuple(_parts(_list(detail, "PolicyVersionList"), "PolicyVersionList"))
        default = next((one for one in versions if one.get("IsDefaultVersion")), None)
        return ManagedPolicy(
            name=_text(detail, "PolicyName") if detail.get("PolicyName") else arn.rpartition("/")[2],
            arn=arn,
            path=self._path(detail),
            attachment_count=attachments,
            document=_NOT_THERE if default is None else self._policy_text(default, "Document"),
            versions=len(versions) or None,
        )

    def _attached(self, detail: Detail) -> tuple[str, ...]:
        attached = _parts(_list(detail, "AttachedManagedPolicies"), "AttachedManagedPolicies")
        return self._once(tuple(self._once(_text(policy, "PolicyArn")) for policy in attached))

    def _inline(self, detail: Detail, name: str) -> tuple[InlinePolicy, ...]:
        return tuple(
            InlinePolicy(
                name=self._once(_text(policy, "PolicyName")), document=self._policy_text(policy, "PolicyDocument")
            )
            for policy in _parts(_list(detail, name), name)
        )

    def _boundary(self, detail: Detail) -> str | None:
        boundary = _part(detail, "PermissionsBoundary")
        return self._once(_text(boundary, "PermissionsBoundaryArn")) if boundary else None

    def _tags(self, detail: Detail) -> dict[str, str]:
        tags = _parts(_list(detail, "Tags"), "Tags")
        return {self._once(_text(tag, "Key")): self._once(_text(tag, "Value")) for tag in tags}

    def _path(self, detail: Detail) -> str:
        return self._once(_text(detail, "Path")) if "Path" in detail else "/"

    def _policy_text(self, detail: Detail, name: str) -> str:
        return self._once(_checked_text(self._document(detail[name]), name))

    def _once(self, value: Kept) -> Kept:
        """The value itself, or one equal to it that is kept already."""
        return self._shared.setdefault(value, value)  # type: ignore[return-value] # of the key's own type


def _unlisted(identities: Identities) -> tuple[ManagedPolicy, ...]:
    """The managed policies that somebody holds, as a policy or as a boundary, and that were not listed."""
    listed = {policy.arn for policy in identities.policies}
    attached: Counter[str] = Counter()
    for group in identities.groups:
        attached.update(group.attached_policies)
    bounded: tuple[User | Role, ...] = (*identities.users, *identities.roles)
    for one in bounded:
        attached.update(one.attached_policies)
        if one.boundary is not None:
            attached[one.boundary] += 0  # AWS does not count a boundary as an attachment
    return tuple(_named_only(arn, attached[arn]) for arn in sorted(attached) if arn not in listed)


def _named_only(arn: str, attachments: int) -> ManagedPolicy:
    path, _, name = arn.partition(":policy")[2].rpartition("/")
    return ManagedPolicy(name=name or arn, arn=arn, path=f"{path}/", attachment_count=attachments, document=_NOT_THERE)


_NOT_THERE = Unknown("not_collected", "iam:GetPolicyVersion", "its document was not collected")


def _each(page: Detail, name: str, convert: Callable[[Detail], Entity]) -> Iterator[Entity]:
    for number, detail in enumerate(page.get(name) or (), start=1):
        try:
            yield convert(_mapping(detail, "it"))
        except (KeyError, TypeError, ValueError, RecursionError) as error:
            raise SnapshotError(f"entry {number} of {name} cannot be read: {_lacks(error)}") from None


def _lacks(error: Exception) -> str:
    return f"it has no {error}" if isinstance(error, KeyError) else str(error)


def _text(detail: Detail, name: str) -> str:
    return _checked_text(detail[name], name)


def _checked_text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name} holds {_kind(value)} where text is expected")
    if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
        raise ValueError(f"{name} holds half of a surrogate pair, which is no text")
    return value


def _count(detail: Detail, name: str) -> int:
    value = detail.get(name)
    if not isinstance(value, int | None):
        raise TypeError(f"{name} holds {_kind(value)} where a number is expected")
    return value or 0


def _list(detail: Detail, name: str) -> Sequence[object]:
    value = detail.get(name)
    if not isinstance(value, list | tuple | None):
        raise TypeError(f"{name} holds {_kind(value)} where a list is expected")
    return value or ()


def _parts(items: Sequence[object], name: str) -> Iterator[Detail]:
    return (_mapping(item, name) for item in items)


def _part(detail: Detail, name: str) -> Detail:
    return _mapping(detail.get(name) or {}, name)


def _mapping(value: object, name: str) -> Detail:
    if not isinstance(value, Mapping):
        raise TypeError(f"{name} holds {_kind(value)} where an object is expected")
    return value


def _kind(value: object) -> str:
    """The value's kind in JSON's words: what it holds may be long, or a secret."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else "true or false"
    kinds = {str: "text", int: "a number", float: "a number", list: "a list", tuple: "a list", dict: "an object"}
    return kinds.get(type(value), type(value).__name__)


def _moment(detail: Detail, name: str) -> datetime:
    value = detail[name]
    if isinstance(value, datetime):
        return value
    try:
        moment = datetime.fromisoformat(_checked_text(value, name))
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{name} is out of the years that there are") from None
