"""The edge table: for each known escalation path, what it needs, on which resources, and whom it reaches.

The ids are those of `paths.json`, and `rootward-…` for what that extract lacks; the table is `edges.toml`, written by
hand from AWS's documentation (`Edge.page`). Two more of each edge that acts as a role by a service: the role is given
power first (`…-raised`), or a policy attached to it is (`…-rewritten`).
A search takes a caller, a user or role, and for each edge every target and helper that the edge's words allow.

on       self-user, self-role, self-group, self-policy: the caller, a group that it is in, a customer managed policy
         attached to it or to such a group. self-boundary: its boundary, a customer managed policy. target-user,
         target-role, target-group, target-policy: the principal reached, a group that the caller is not in, a customer
         managed policy attached to the target. helper-role: a second role that is passed; it may be the target itself.
         `*`: no resource type. Else an ARN, in which {region}, {new} (a name made on the way) and {any} (any text, or
         none) are the caller's free choice: it is enough that one choice is allowed, of one region for the whole edge.
         Within an edge, ARNs that are alike mean one resource.
context  what the request carries. {boundary} is the ARN of the boundary of what `on` names: without one the key is
         absent. {power}: the ARN of a policy that makes an administrator: AdministratorAccess, another that was read,
         or one made new. {denial}: of the policy that is taken away. {target-role}, {helper-role}: of these roles. Of
         the keys not given, those of the action's own service, aws:RequestTag/... and aws:TagKeys are the caller's
         choice where it makes the resource, as are all of sts for sts:AssumeRole, and tags of the session where
         sts:TagSession is allowed; others are unknown.
by       who must be allowed: the caller; or the target role or helper role, once a service acts as it.
unless   exists: not needed where the role of that ARN is there. default-helper: not needed where the helper's name is
         AWSCloudFormationStackSetAdministrationRole, which CloudFormation takes unasked.
reaches  self: the caller stays who it is. group: likewise, and the target group's policies come to its own. user, role:
         it acts as the target. role-of-existing-resource: as the role of something that rootward does not read.
         new-user, new-role: as one made on the way, without a boundary.
via      credentials: the target's own. template: CloudFormation acts as the target. An administrator is reached that
         way; a lesser target's further edges are possible only, for a template cannot ask for everything.
raises   a policy that allows everything is added to the principal reached, or takes the place of the one changed; its
         other policies, its boundary and SCPs stay. Without it, the principal is reached with the rights it has.
lifts    reaches self: the caller loses its boundary; or one of its policies that deny, an attached or an inline one,
         its own or one of the group that `on` names; or its membership of that group.
Where `rewrites_trust`, sts:AssumeRole is judged with a trust policy that names the caller alone. Where `services` is
not empty, the target's trust policy must let one of them assume it, asked with its own account as aws:SourceAccount.
Who is reached acts without MFA. A condition that nobody has read makes the edge possible. Look-ups are not among the
needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

import msgspec
from msgspec import Meta
from msgspec.structs import replace

Action = Annotated[str, Meta(pattern=r"\A[a-z0-9-]+:[A-Z][A-Za-z0-9]+\Z")]
Service = Annotated[str, Meta(pattern=r"\A[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com\Z")]
Sentence = Annotated[str, Meta(pattern=r"\A[A-Z].*\.\Z")]
Page = Annotated[str, Meta(pattern=r"\Ahttps://docs\.aws\.amazon\.com/\S+\.html\Z")]
On = Annotated[
    str,
    Meta(
        pattern=r"\A(?:\*|self-(?:user|role|group|policy|boundary)|target-(?:user|role|group|policy)|helper-role"
        r"|arn:\{partition\}:(?:[^{}\s]|\{(?:partition|region|account|new|any)\})+)\Z"
    ),
]
Value = Annotated[
    str,
    Meta(
        pattern=r"\A(?:[^{}\s]|\{(?:partition|region|account|new|any|boundary|power|denial|target-role|helper-role)\})+\Z",
    ),
]

POWER = "{power}"

Actor = Literal["caller", "target-role", "helper-role"]
Unless = Literal["exists", "default-helper"]
Caller = Literal["any", "user", "role"]
Reach = Literal["self", "group", "user", "role", "role-of-existing-resource", "new-user", "new-role"]
Lifts = Literal["boundary", "attached", "inline", "membership"]
Via = Literal["credentials", "template"]
Condition = Literal[
    "no-login-profile",
    "login-profile",
    "no-mfa-device",
    "fewer-than-two-keys",
    "fewer-than-five-versions",
    "modifiable-role",
    "in-instance-profile",
]
"""What must be so of the target user; of the policy that is changed; of the role that is changed (the caller itself
where `on` is self-role): `modifiable-role` is one whose path does not begin with /aws-service-role/ or /aws-reserved/;
of the target role."""


class Need(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One action that must be allowed on one resource. The module says what the words mean."""

    action: Action
    on: On
    context: Mapping[str, Value] = {}
    """Condition key and value, as the request carries them."""
    by: Actor = "caller"
    unless: Unless | None = None


class Edge(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One path: who may go it, what it needs, whom it reaches. The module says what the words mean."""

    id: Annotated[str, Meta(pattern=r"\A[a-z0-9]+-[0-9]{3}(?:-raised|-rewritten)?\Z")]
    why: Sentence
    """What is done, in one sentence for people."""
    caller: Caller = "any"
    reaches: Reach
    via: Via = "credentials"
    raises: bool = False
    lifts: Lifts | None = None
    rewrites_trust: bool = False
    services: tuple[Service, ...] = ()
    """Of these service principals the target role's trust policy must let one assume it."""
    helper_services: tuple[Service, ...] = ()
    """Likewise for the helper role. Not empty exactly where a need names one."""
    needs: tuple[Need, ...] = ()
    """All of them."""
    any_of: tuple[Need, ...] = ()
    """And one of these, if there are any."""
    raises_by: tuple[Need, ...] = ()
    """And one of these, if there are any."""
    conditions: tuple[Condition, ...] = ()
    possible: bool = False
    """Whether it rests on a resource that rootward does not read: then it is possible, never reached."""
    page: Page
    """The page of AWS's documentation that decides the needs."""
    note: Sentence | None = None
    """Where the table departs from the extract, and what it leaves out."""

    @property
    def attaches(self) -> bool:
        """Whether it may be gone by attaching a policy, or setting one as a boundary."""
        return any(POWER in need.context.values() for need in (*self.needs, *self.any_of, *self.raises_by))


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file as it is written."""

    edge: tuple[Edge, ...]


RAISING = (
    Need(action="iam:PutRolePolicy", on="target-role", context={"iam:PermissionsBoundary": "{boundary}"}),
    Need(
        action="iam:AttachRolePolicy",
        on="target-role",
        context={"iam:PolicyARN": POWER, "iam:PermissionsBoundary": "{boundary}"},
    ),
)
"""What gives a role a policy that allows everything: one of these."""
_REWRITING = Need(action="iam:CreatePolicyVersion", on="target-policy")


@cache
def edges() -> tuple[Edge, ...]:
    """All edges: those of the table, then those by which a role is given power before a service acts as it."""
    listed = table()
    return (*listed, *(each for edge in listed if edge.services or edge.helper_services for each in _raised(edge)))


def _raised(edge: Edge) -> Iterator[Edge]:
    why = edge.why[0].lower() + edge.why[1:]
    yield replace(
        edge,
        id=f"{edge.id}-raised",
        why=f"Gives the role a policy that allows everything, then {why}",
        raises=True,
        raises_by=RAISING,
        conditions=(*edge.conditions, "modifiable-role"),
    )
    yield replace(
        edge,
        id=f"{edge.id}-rewritten",
        why=f"Writes a new default version of a policy that is attached to the role, then {why}",
        raises=True,
        needs=(*edge.needs, _REWRITING),
        conditions=(*edge.conditions, "fewer-than-five-versions"),
    )


@cache
def before_raising() -> dict[str, Edge]:
    """The edges of the table by the ids of those that take it to give a role power first."""
    return {each.id: edge for edge in table() if edge.services or edge.helper_services for each in _raised(edge)}


@cache
def table() -> tuple[Edge, ...]:
    """The edges of the table, by their ids. Raises msgspec.ValidationError if the table has a word it should not."""
    written = files("rootward.iam_policy.escalation").joinpath("edges.toml").read_bytes()
    return msgspec.toml.decode(written, type=_Table).edge
