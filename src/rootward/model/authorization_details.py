"""GetAccountAuthorizationDetails' answer, read into identities.

The same answer comes in two forms: as boto3 decodes it (dates as `datetime`, policy documents as text) and as the AWS
CLI prints it (dates as ISO 8601 text, policy documents as objects). Both are taken.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from rootward.errors import SnapshotError
from rootward.model.identity import Group, Identities, InlinePolicy, ManagedPolicy, Role, User
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
        self._text = text
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
            name=detail["UserName"],
            arn=detail["Arn"],
            path=self._once(detail.get("Path", "/")),
            created=_moment(detail["CreateDate"]),
            groups=self._once(tuple(detail.get("GroupList") or ())),
            attached_policies=self._attached(detail),
            inline_policies=self._inline(detail.get("UserPolicyList")),
            boundary=self._boundary(detail),
        )

    def _group(self, detail: Detail) -> Group:
        return Group(
            name=detail["GroupName"],
            arn=detail["Arn"],
            path=self._once(detail.get("Path", "/")),
            attached_policies=self._attached(detail),
            inline_policies=self._inline(detail.get("GroupPolicyList")),
        )

    def _role(self, detail: Detail) -> Role:
        used = (detail.get("RoleLastUsed") or {}).get("LastUsedDate")
        return Role(
            name=detail["RoleName"],
            arn=detail["Arn"],
            path=self._once(detail.get("Path", "/")),
            created=_moment(detail["CreateDate"]),
            trust_policy=self._once(self._text(detail["AssumeRolePolicyDocument"])),
            attached_policies=self._attached(detail),
            inline_policies=self._inline(detail.get("RolePolicyList")),
            boundary=self._boundary(detail),
            last_used=None if used is None else _moment(used),
        )

    def _policy(self, detail: Detail) -> ManagedPolicy | None:
        versions = detail.get("PolicyVersionList") or ()
        default = next((one for one in versions if one.get("IsDefaultVersion")), None)
        policy = ManagedPolicy(
            name=detail.get("PolicyName") or detail["Arn"].rpartition("/")[2],
            arn=detail["Arn"],
            path=self._once(detail.get("Path", "/")),
            attachment_count=detail.get("AttachmentCount") or 0,
            document=_NOT_THERE if default is None else self._once(self._text(default["Document"])),
        )
        held = policy.attachment_count or detail.get("PermissionsBoundaryUsageCount")
        return policy if held or not policy.is_aws_managed else None

    def _attached(self, detail: Detail) -> tuple[str, ...]:
        attached = detail.get("AttachedManagedPolicies") or ()
        return self._once(tuple(self._once(policy["PolicyArn"]) for policy in attached))

    def _inline(self, policies: Any) -> tuple[InlinePolicy, ...]:  # noqa: ANN401 - as the source has it
        return tuple(
            InlinePolicy(
                name=self._once(policy["PolicyName"]), document=self._once(self._text(policy["PolicyDocument"]))
            )
            for policy in policies or ()
        )

    def _boundary(self, detail: Detail) -> str | None:
        boundary = detail.get("PermissionsBoundary") or {}
        return self._once(boundary.get("PermissionsBoundaryArn"))

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
            yield convert(detail)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise SnapshotError(f"entry {number} of {name} cannot be read: {_lacks(error)}") from None


def _lacks(error: Exception) -> str:
    return f"it has no {error}" if isinstance(error, KeyError) else str(error)


def _moment(value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    moment = datetime.fromisoformat(str(value))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
