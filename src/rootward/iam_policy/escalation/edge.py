"""The edge table: for each known escalation path, what it needs, on which resources, and whom it reaches.

The ids are those of `paths.json`; the table is `edges.toml`, written by hand from AWS's documentation (`Edge.page`).
A search takes a caller, a user or role, and for each edge every target and helper that the edge's words allow.

on       self-user, self-role, self-group, self-policy: the caller, a group that it is in, a customer managed policy
         attached to it or to such a group. target-user, target-role, target-group, target-policy: the principal
         reached, a group that the caller is not in, a customer managed policy attached to the target. helper-role: a
         second role that is passed; it may be the target itself. `*`: no resource type. Else an ARN, in which {region},
         {new} (a name made on the way) and {any} (any text, or none) are the caller's free choice: it is enough that
         one choice is allowed. Within an edge, ARNs that are alike mean one resource.
context  what the request carries. {boundary} is the ARN of the boundary of what `on` names: without one the key is
         absent. {target-role}, {helper-role} are their ARNs. Of the keys not given, those of the action's own service,
         aws:RequestTag/... and aws:TagKeys are the caller's choice where it makes the resource, as are all of sts for
         sts:AssumeRole; others are unknown.
by       who must be allowed: the caller; or the target role or helper role, once a service acts as it.
unless   exists: not needed where the role of that ARN is there. default-helper: not needed where the helper's name is
         AWSCloudFormationStackSetAdministrationRole, which CloudFormation takes unasked.
reaches  self: the caller stays who it is. group: likewise, and the target group's policies come to its own. user, role:
         it acts as the target. role-of-existing-resource: as the role of something that rootward does not read.
via      credentials: the target's own. template: CloudFormation acts as the target. An administrator is reached that
         way; a lesser target's further edges are possible only, for a template cannot ask for everything.
raises   a policy that allows everything is added to the principal reached, or takes the place of the one changed; its
         other policies, its boundary and SCPs stay. Without it, the principal is reached with the rights it has.
Where `rewrites_trust`, sts:AssumeRole is judged with a trust policy that names the caller alone. Where `services` is
not empty, the target's trust policy must let one of them assume it, asked with its own account as aws:SourceAccount.
Who is reached acts without MFA. A condition that nobody has read makes the edge possible. Look-ups are not among the
needs.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Action = Annotated[str, Meta(pattern=r"\A[a-z0-9-]+:[A-Z][A-Za-z0-9]+\Z")]
Service = Annotated[str, Meta(pattern=r"\A[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com\Z")]
Sentence = Annotated[str, Meta(pattern=r"\A[A-Z].*\.\Z")]
Page = Annotated[str, Meta(pattern=r"\Ahttps://docs\.aws\.amazon\.com/\S+\.html\Z")]
On = Annotated[
    str,
    Meta(
        pattern=r"\A(?:\*|self-(?:user|role|group|policy)|target-(?:user|role|group|policy)|helper-role"
        r"|arn:\{partition\}:(?:[^{}\s]|\{(?:partition|region|account|new|any)\})+)\Z"
    ),
]
Value = Annotated[
    str,
    Meta(
        pattern=r"\A(?:[^{}\s]|\{(?:partition|region|account|new|any|boundary|target-role|helper-role)\})+\Z",
    ),
]

Actor = Literal["caller", "target-role", "helper-role"]
Unless = Literal["exists", "default-helper"]
Caller = Literal["any", "user", "role"]
Reach = Literal["self", "group", "user", "role", "role-of-existing-resource"]
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

    id: Annotated[str, Meta(pattern=r"\A[a-z0-9]+-[0-9]{3}\Z")]
    why: Sentence
    """What is done, in one sentence for people."""
    caller: Caller = "any"
    reaches: Reach
    via: Via = "credentials"
    raises: bool = False
    rewrites_trust: bool = False
    services: tuple[Service, ...] = ()
    """Of these service principals the target role's trust policy must let one assume it."""
    helper_services: tuple[Service, ...] = ()
    """Likewise for the helper role. Not empty exactly where a need names one."""
    needs: tuple[Need, ...] = ()
    """All of them."""
    any_of: tuple[Need, ...] = ()
    """And one of these, if there are any."""
    conditions: tuple[Condition, ...] = ()
    possible: bool = False
    """Whether it rests on a resource that rootward does not read: then it is possible, never reached."""
    page: Page
    """The page of AWS's documentation that decides the needs."""
    note: Sentence | None = None
    """Where the table departs from the extract, and what it leaves out."""


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file as it is written."""

    edge: tuple[Edge, ...]


@cache
def edges() -> tuple[Edge, ...]:
    """All edges, in the order of their ids. Raises msgspec.ValidationError if the table has a word it should not."""
    text = files("rootward.iam_policy.escalation").joinpath("edges.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), _Table).edge
