"""The policies that are in force for a caller: its own, those that limit it, and those above its account.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, cast

from moto.iam.models import iam_backends

from rootward.iam_policy import MalformedPolicyError, Policies, Policy, policy
from rootward.model.identity import SERVICE_LINKED
from rootward.sandbox.iam.granted_service import document_of
from rootward.sandbox.iam.user import PracticeUser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moto.iam.models import Group, Role

    from rootward.sandbox.door.principal import Principal, Session
    from rootward.sandbox.iam.backend import PracticeIamBackend

EVERYTHING = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
_NOTHING = '{"Statement":[]}'
"""In place of a policy that allows nothing and denies nothing."""


class InForce(NamedTuple):
    """A caller's policies, as JSON text: whoever asks twice gets what was made ready before."""

    identity: tuple[str, ...] = ()
    boundary: str | None = None
    session: tuple[str, ...] = ()
    scps: tuple[tuple[str, ...], ...] = ()
    """A level each, from the organisation's root to the account."""

    def with_resource(self, *resource: str) -> Policies:
        """All that has a say: with the policies of the resource, if it has any."""
        return _made(self, resource)


SUPPOSED = InForce(identity=(EVERYTHING,))
"""Of a caller whose own policies are not asked: where none are enforced, a trust policy decides alone."""


def in_force(principal: Principal) -> InForce:
    """The policies of the principal, as they are stored now. The state must be in place."""
    session = principal.session
    iam = cast("PracticeIamBackend", iam_backends[principal.account_id]["aws"])
    holder = _holder(iam, principal)
    scps = () if _is_service_linked(holder) else _scps(principal.account_id)
    if principal.kind == "root":
        return InForce(scps=scps)  # a root task's policy is no layer here: see sts/session_limit.py
    identity = (EVERYTHING,) if holder is iam.root else tuple(_documents(iam, holder))
    bound = getattr(holder, "permissions_boundary_arn", None)
    return InForce(
        identity=identity,
        boundary=None if bound is None else _managed(iam, bound),
        session=() if session is None else _session(iam, session),
        scps=scps,
    )


def _holder(iam: PracticeIamBackend, principal: Principal) -> PracticeUser | Role | None:
    """Whose policies the caller has: those of a federated session are of the user, or of root, who asked for it."""
    if principal.kind == "role":
        # A session outlives its role, but not the role's policies; a later role of the name is another one.
        role: Role | None = iam.roles.get(principal.user_id.partition(":")[0])
        return role
    name = principal.user_name or ""
    if name == iam.root.name:
        return iam.root
    user = iam.users.get(name)
    if user is None and principal.kind == "user":  # a session from before a change of name
        user = next((one for one in iam.users.values() if one.id == principal.user_id), None)
    return user


def _documents(iam: PracticeIamBackend, holder: PracticeUser | Role | None) -> Iterator[str]:
    if holder is None:
        return
    yield from _of(holder)
    if isinstance(holder, PracticeUser):
        for group in iam.groups.values():
            if holder in group.users:
                yield from _of(group)


def _of(holder: PracticeUser | Role | Group) -> Iterator[str]:
    yield from holder.policies.values()
    for attached in holder.managed_policies.values():
        yield document_of(attached)


def _managed(iam: PracticeIamBackend, arn: str) -> str:
    """The document of a boundary; where that policy is gone, nothing is allowed."""
    iam.adopt(arn)
    found = iam.managed_policies.get(arn)
    return _NOTHING if found is None else document_of(found)


def _session(iam: PracticeIamBackend, session: Session) -> tuple[str, ...]:
    """The session policies; a federated user without any may do nothing.

    https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
    """
    if session.policy is None:
        return (_NOTHING,) if session.kind == "federated" else ()
    kept = json.loads(session.policy)
    parts = kept if isinstance(kept, list) else [kept]
    return tuple(_managed(iam, part) if isinstance(part, str) else json.dumps(part) for part in parts)


def _is_service_linked(holder: PracticeUser | Role | None) -> bool:
    """Service control policies do not restrict service-linked roles.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
    """
    return holder is not None and holder.path.startswith(SERVICE_LINKED)


def _scps(account_id: str) -> tuple[tuple[str, ...], ...]:
    """Level by level; none for the management account."""
    from rootward.sandbox.organizations.membership import organization_of

    organization = organization_of(account_id)
    if organization is None or organization.account_id == account_id:
        return ()
    return organization.service_control_policies(account_id)


@lru_cache(maxsize=4096)
def _made(own: InForce, resource: tuple[str, ...]) -> Policies:
    return Policies(
        [_readable(text, "identity") for text in own.identity],
        boundary=None if own.boundary is None else _readable(own.boundary, "boundary"),
        session=[_readable(text, "session") for text in own.session],
        resource=[_readable(text, "resource") for text in resource],
        scps=[[_readable(text, "scp") for text in level] for level in own.scps],
    )


def _readable(text: str, layer: str) -> Policy:
    """The policy; one that AWS would not have stored says nothing."""
    try:
        made = policy(text)
        Policies(resource=[made]) if layer == "resource" else Policies([made])
    except MalformedPolicyError:
        return policy(_NOTHING)
    return made
