"""The words in which an answer about access is told."""

from __future__ import annotations

from collections.abc import Iterable

from rootward.model.access import (
    EVERY_RESOURCE,
    AskedAccount,
    Grounds,
    HeldPolicy,
    Layer,
    Question,
    UnreadPolicy,
    Way,
)
from rootward.reports.evidence import told
from rootward.reports.names import last_part

MFA_KEYS = ("aws:multifactorauthpresent", "aws:multifactorauthage")

BEFORE_SCPS = (
    "Before service control policies: any that bind the account were not read, and can only take away from this."
)

ROOT = "Root is not listed: no policy of the account limits it."

NO_POLICY = "no policy is needed"
"""Of what AWS lets every identity do."""

LAYERS: dict[Layer, str] = {
    "identity": "policies",
    "boundary": "permissions boundary",
    "session": "session policies",
    "resource": "the resource's own policy",
    "scp": "service control policies",
    "rcp": "resource control policies",
}

_SHOWN = 2
"""So many statements are named of each principal in a list; the JSON report has all."""


def account(asked: AskedAccount) -> str:
    """`123456789012 (acme)`."""
    return f"{told(asked.id)} ({told(asked.alias)})" if asked.alias else told(asked.id)


def asked(question: Question, about: tuple[str, ...] | None) -> str:
    """`iam:CreateUser on every resource`; of an action that knows no resources, itself alone."""
    if about == ():
        return told(question.action)
    place = "every resource" if question.resource == EVERY_RESOURCE else told(question.resource)
    return f"{told(question.action)} on {place}"


def given(question: Question) -> str:
    """What is known of the request: `aws:SourceIp = 10.0.0.1; keys not given are absent`."""
    said = [f"{told(key)} {_value(value)}" for key, value in question.context.items()]
    if question.complete:
        said.append("keys that are not given are absent")
    return "; ".join(said)


def _value(value: str | tuple[str, ...] | None) -> str:
    if value is None:
        return "is absent"
    return f"= {told(value)}" if isinstance(value, str) else f"= {', '.join(told(one) for one in value)}"


def policy_name(policy: str) -> str:
    """The name at the end of an ARN, or the name of an inline policy."""
    return told(last_part(policy) if policy.startswith("arn:") else policy)


def held(one: HeldPolicy, *, whose: bool = True) -> str:
    """`AdministratorAccess through group admins`, or `inline policy all of user ann`."""
    if one.inline_of:
        return _inline(one, whose=whose)
    return f"{policy_name(one.policy)}{_group(one.group)}"


def statement(one: Grounds, *, whose: bool = True) -> str:
    """`AdministratorAccess, statement 1, through group admins`; `inline policy all of user ann, statement 1`.

    `whose`: whether an inline policy says whose it is, even if it is no group's.
    """
    sid = f" ({told(one.sid)})" if one.sid else ""
    if one.inline_of:
        return f"{_inline(one, whose=whose)}, statement {one.number}{sid}"
    name = policy_name(one.policy)
    if one.layer == "resource":
        name = f"trust policy of {name}"
    elif one.layer == "boundary":
        name = f"permissions boundary {name}"
    return f"{name}, statement {one.number}{sid}{_comma_group(one.group)}"


def statements(listed: tuple[Grounds, ...], *, whose: bool = True) -> str:
    """Several, the first of them named."""
    named = "; ".join(statement(one, whose=whose) for one in listed[:_SHOWN])
    more = len(listed) - _SHOWN
    return f"{named}; and {more} more" if more > 0 else named


def unread(one: UnreadPolicy) -> str:
    """`PowerUserAccess through group developers (its document was not collected)`."""
    why = f" ({told(one.why)})" if one.why else ""
    return f"{unread_name(one)}{_group(one.group)}{why}"


def unread_name(one: UnreadPolicy) -> str:
    """`PowerUserAccess`."""
    of_resource = one.layer == "resource" and one.policy.startswith("arn:")
    return "the resource's own policy" if of_resource else policy_name(one.policy)


def circumstances(depends_on: Iterable[str], *, with_mfa: bool) -> str:
    """`with MFA, depending on aws:SourceIp`; nothing where there are none."""
    keys = [key for key in depends_on if not (with_mfa and key.lower() == MFA_KEYS[0])]
    said = ["with MFA"] if with_mfa else []
    if keys:
        said.append(f"depending on {listing(told(key) for key in keys)}")
    return ", ".join(said)


def listing(names: Iterable[str]) -> str:
    """`a, b and c`."""
    *first, last = list(names) or [""]
    return f"{', '.join(first)} and {last}" if first else last


def roles(way: Way) -> str:
    """`by assuming a, then b`; nothing for a way without roles."""
    return f"by assuming {', then '.join(policy_name(one) for one in way.through)}" if way.through else ""


def named_in(one: Way) -> tuple[Grounds, ...]:
    """The statements that a way names."""
    return (*_allowing(one)[:_SHOWN], *_denying(one)[:_SHOWN])


def _allowing(one: Way) -> tuple[Grounds, ...]:
    own = tuple(each for each in one.by if each.layer == "identity")
    of_resource = tuple(each for each in one.by if each.layer == "resource")
    return (*own[:1], *of_resource[:1]) if of_resource else own


def _denying(one: Way) -> tuple[Grounds, ...]:
    return tuple(each for each in one.unless if each.applies == "depends" and not _is_told(each, one))


def way(one: Way, *, whose: bool = False) -> str:
    """All of a way on one line: by which roles, under what circumstances, by which statements."""
    under = circumstances(one.depends_on, with_mfa=one.with_mfa)
    places = f"on {listing(told(each) for each in one.resources)}" if one.resources else ""
    head = ", ".join(part for part in (places, roles(one), under) if part)
    tail = []
    if allowing := _allowing(one):
        tail.append(f"{'' if head else 'by '}{statements(allowing, whose=whose)}")
    elif one.answer == "yes":
        tail.append(NO_POLICY)
    if denying := _denying(one):
        tail.append(f"unless {statements(denying, whose=whose)} denies it")
    if one.unread:
        tail.append(f"not read: {listing(unread(each) for each in one.unread)}")
    return f"{head}: {'; '.join(tail)}" if head and tail else head or "; ".join(tail)


def _is_told(each: Grounds, of: Way) -> bool:
    """Whether it denies just those without MFA, of whom the way speaks already."""
    return of.with_mfa and {key.lower() for key in each.depends_on} <= set(MFA_KEYS)


def _inline(one: Grounds | HeldPolicy, *, whose: bool) -> str:
    owner = f" of {told(one.inline_of or '')}" if whose or one.group else ""
    return f"inline policy {policy_name(one.policy)}{owner}"


def _group(group: str | None) -> str:
    return "" if group is None else f" through group {told(group)}"


def _comma_group(group: str | None) -> str:
    return "" if group is None else f", through group {told(group)}"
