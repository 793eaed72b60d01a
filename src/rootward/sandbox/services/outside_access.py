"""Whom a role's trust policy lets in from outside of the account: what an external access analyzer finds of roles.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-resources.html (IAM roles)
https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-concepts.html (the zone of trust)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from rootward.iam_policy.document import MalformedPolicyError, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

_ARN_PARTS = 6


@dataclass(frozen=True, slots=True)
class Finding:
    """A role that a principal outside of the zone of trust may assume. Dates: UTC without a zone."""

    id: str
    role_arn: str
    owner: str
    principal: dict[str, str]
    """As `{"AWS": "111122223333"}`."""
    actions: tuple[str, ...]
    is_public: bool
    created_at: datetime
    condition: dict[str, str] = field(default_factory=dict)


def findings_of(roles: Iterable[Any], analyzer_arn: str, since: datetime, trusted: frozenset[str]) -> Iterator[Finding]:
    """What an analyzer finds of roles (moto's). `trusted`: the numbers of the accounts in its zone of trust."""
    for role in roles:
        try:
            document = parse(role.assume_role_policy_document)
        except MalformedPolicyError:
            continue  # moto took what IAM would not have
        owner = role.arn.split(":")[4]
        for statement in document.allows():
            for principal in statement.principals or ():
                shown = _outside(principal.kind, principal.id, trusted)
                if shown is None:
                    continue
                place = f"{analyzer_arn} {role.arn} {statement.number} {principal.kind} {principal.id}"
                yield Finding(
                    id=str(uuid5(NAMESPACE_URL, place)),
                    role_arn=role.arn,
                    owner=owner,
                    principal=shown,
                    actions=statement.actions or (),
                    is_public=shown.get("AWS") == "*",
                    created_at=max(since, role.create_date),
                    condition=_conditions(statement.conditions),
                )


def _outside(kind: str, name: str, trusted: frozenset[str]) -> dict[str, str] | None:
    """The principal as a finding shows it; None for one of the zone of trust, and for AWS's services."""
    if kind == "*" or (kind == "AWS" and name == "*"):
        return {"AWS": "*"}
    if kind == "AWS":
        parts = name.split(":")
        account = parts[4] if len(parts) >= _ARN_PARTS else name
        return None if account in trusted else {"AWS": account if name.endswith(":root") else name}
    return {kind: name} if kind in ("Federated", "CanonicalUser") else None


def _conditions(conditions: Any) -> dict[str, str]:  # noqa: ANN401 - the document's mapping
    return {key: ",".join(values) for tests in conditions.values() for key, values in tests.items()}
