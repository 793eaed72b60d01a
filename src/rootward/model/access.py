"""Who may do what: a question about permissions, and its answers, each with the statements that it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import msgspec

ACCESS_SCHEMA = 1

EVERY_RESOURCE = "*"

Kind = Literal["user", "role", "root"]
Layer = Literal["identity", "boundary", "session", "resource", "scp", "rcp"]
"""The kinds of policies that a request passes; a role's trust policy is one of a resource."""
Answer = Literal["yes", "depends"]
Verdict = Literal["allow", "deny", "depends"]


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """An action on a resource, and what is known of the request."""

    action: str
    """As `iam:CreateUser`; no wildcards."""
    resource: str = EVERY_RESOURCE
    """An ARN. A `*` in it is a character that only a wildcard of a policy takes in: so `*` is every resource, and
    what ends in `/*` everything below, exceptions for single resources aside."""
    context: Mapping[str, str | tuple[str, ...] | None] = {}
    """Condition keys; None: known to be absent."""
    complete: bool = False
    """Whether keys that are not given are absent; else they are not known."""


class Grounds(msgspec.Struct, frozen=True, kw_only=True):
    """A statement that has a say in an answer."""

    policy: str
    """ARN of the policy, or the name of an inline one; of a trust policy, the ARN of its role."""
    layer: Layer
    group: str | None = None
    """The group through which it is held."""
    inline_of: str | None = None
    """Of an inline policy, whose it is: `user ann`, `group ops` or `role ci`."""
    number: int
    """The statement's place in the policy, from 1."""
    sid: str | None = None
    effect: Literal["Allow", "Deny"]
    applies: Answer
    depends_on: tuple[str, ...] = ()
    """The condition keys on which it depends whether it applies."""
    statement: Mapping[str, object]
    """The statement itself, as JSON."""


class HeldPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """A policy of an identity."""

    policy: str
    """ARN, or the name of an inline policy."""
    group: str | None = None
    inline_of: str | None = None
    """As in `Grounds`."""


class UnreadPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """A policy that could change the answer, and could not be read."""

    layer: Layer
    policy: str
    group: str | None = None
    why: str


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """A way in which a principal may do something."""

    answer: Answer
    through: tuple[str, ...] = ()
    """ARNs of the roles that it assumes one after the other; none: it acts by itself."""
    depends_on: tuple[str, ...] = ()
    with_mfa: bool = False
    """Whether it takes MFA: without it the answer is no."""
    unread: tuple[UnreadPolicy, ...] = ()
    """The policies that it depends on and that were not read."""
    resources: tuple[str, ...] = ()
    """The only resources on which it may, as the policies write them; none: on the resource of the question."""
    by: tuple[Grounds, ...] = ()
    """The statements that allow it; of the last role, where there is one."""
    unless: tuple[Grounds, ...] = ()
    """The statements that may deny it."""


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """A principal, and how it may do something."""

    principal: str
    kind: Kind
    name: str
    ways: tuple[Way, ...]
    """The surest first."""


class AskedAccount(msgspec.Struct, frozen=True, kw_only=True):
    """The account that was asked about."""

    id: str
    alias: str | None
    partition: str


class WhoCan(msgspec.Struct, frozen=True, kw_only=True):
    """Who may do something."""

    schema: int = ACCESS_SCHEMA
    rootward: str
    taken_at: datetime
    account: AskedAccount
    question: Question
    about: tuple[str, ...] | None
    """Patterns of the ARNs that the action is about; none: it knows no resources; None: AWS's table lacks it."""
    before_scps: bool
    """Whether there may be service control policies, which were not read: they can only take away."""
    principals: tuple[Access, ...]
    """Those who may on the question's resource, users first, by name."""
    on_some_resources: tuple[Access, ...] = ()
    """Of a question about every resource: those who may on some."""
    warnings: tuple[str, ...] = ()


class Can(msgspec.Struct, frozen=True, kw_only=True):
    """Whether one principal may do something, and why."""

    schema: int = ACCESS_SCHEMA
    rootward: str
    taken_at: datetime
    account: AskedAccount
    principal: str
    kind: Kind
    name: str
    question: Question
    about: tuple[str, ...] | None
    """As in `WhoCan`."""
    verdict: Verdict
    """Of the principal by itself."""
    explicit: bool
    """Whether a Deny statement decided."""
    layer: Layer
    """The layer that decided; where nothing allows, the one that would have to."""
    depends_on: tuple[str, ...]
    with_mfa: bool
    before_scps: bool
    """Whether all that was read allows it, and only service control policies, which were not read, may deny it."""
    allowed_by: tuple[Grounds, ...]
    denied_by: tuple[Grounds, ...]
    """The statements that deny it, or may."""
    unread: tuple[UnreadPolicy, ...]
    held: tuple[HeldPolicy, ...]
    """Its own policies, and those of its groups."""
    boundary: str | None
    """ARN of its permissions boundary."""
    on_some_resources: tuple[Way, ...] = ()
    by_assuming: tuple[Way, ...] = ()
    """The roles by which it may all the same."""
    let_in_by: tuple[Grounds, ...] = ()
    """The statements of those roles' trust policies that let in whoever assumes them on the way."""
    warnings: tuple[str, ...] = ()


class Administrator(msgspec.Struct, frozen=True, kw_only=True):
    """An administrator, and by what it is one."""

    principal: str
    kind: Kind
    name: str
    power: Literal["everything", "iam"]
    """`iam`: control of IAM, by which everything else can be had."""
    way: Way
    policies: tuple[HeldPolicy, ...] = ()
    """Those that give the power, each alone; none: they give it between them."""


class Permission(msgspec.Struct, frozen=True, kw_only=True):
    """A permission that a step of an escalation uses."""

    principal: str
    """Who has it."""
    action: str
    resource: str
    policy: str | None
    """The policy that gives it; None: no policy of the principal's own, as where a trust policy is enough."""
    group: str | None = None
    number: int | None = None
    """The place of the statement in the policy, from 1."""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step of an escalation."""

    path: str
    """Id of the known path, as pathfinding.cloud gives it."""
    why: str
    """What is done, in one sentence."""
    principal: str
    """Who does it."""
    target: str
    """Who is reached; the principal itself, where its own rights grow."""
    helper: str | None = None
    """A second role that is passed on the way."""
    group: str | None = None
    """The group that is joined or changed."""
    policy: str | None = None
    """The managed policy that is changed."""
    permissions: tuple[Permission, ...] = ()


class WouldBe(msgspec.Struct, frozen=True, kw_only=True):
    """A principal that is no administrator and can become one."""

    principal: str
    kind: Kind
    name: str
    certainty: Literal["sure", "possible", "unread"]
    depends_on: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    """Why it is only possible."""
    unread: tuple[UnreadPolicy, ...] = ()
    steps: tuple[Step, ...]


class Outsider(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody outside the account who may assume a role that is an administrator."""

    role: str
    """The role's ARN."""
    who: str
    """`*`: anybody in any AWS account; an account's id; or the ARN of one of its identities."""
    answer: Answer
    depends_on: tuple[str, ...] = ()


class Administrators(msgspec.Struct, frozen=True, kw_only=True):
    """Who is an administrator, and who can become one."""

    schema: int = ACCESS_SCHEMA
    rootward: str
    taken_at: datetime
    account: AskedAccount
    before_scps: bool
    administrators: tuple[Administrator, ...]
    would_be: tuple[WouldBe, ...]
    """Those who can become one: each by its best path."""
    possible: tuple[WouldBe, ...]
    """Those who might: it rests on what was not read."""
    outsiders: tuple[Outsider, ...] = ()
    """Who may become one from outside the account, by trust policies of roles."""
    warnings: tuple[str, ...] = ()
