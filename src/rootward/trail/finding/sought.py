"""Which records are sought. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from enum import Enum
from functools import cache

from rootward.trail.classify.detections.need import Need
from rootward.trail.classify.detections.needs import NEEDS
from rootward.trail.record import Record, is_root

OPENING = "AssumeRoot"
"""The call that opens a central session.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html
"""


class Sought(Enum):
    """How much is sought."""

    ROOT = "root"
    """What is by root, by a service for root or by a central session, and the calls that open central sessions."""
    ALL = "all"
    """What any detection needs, too."""

    @property
    def names(self) -> frozenset[str]:
        """Names of events of which some are sought, whoever did them."""
        return frozenset({OPENING}) if self is Sought.ROOT else _names()

    @property
    def errors(self) -> tuple[str, ...]:
        """How the error codes begin of events that are sought, whatever their names."""
        return () if self is Sought.ROOT else _errors()


def is_by_root(identity_type: str, arn: str) -> bool:
    """By the type of the userIdentity, or by an ARN that ends in `:root` where no type says otherwise."""
    return is_root(identity_type, arn)


def is_wanted(sought: Sought, *, name: str, source: str, error: str, by_root: bool) -> bool:
    """Whether a record is sought, by its eventName, eventSource and errorCode; absent ones are empty."""
    if by_root or name == OPENING:
        return True
    if sought is Sought.ROOT:
        return False
    sources = _sources().get(name)
    if sources is not None and (source in sources or "" in sources):
        return True
    return bool(error) and any(_takes(need, name, source, error) for need in _by_error())


def wanted(record: Record, sought: Sought) -> bool:
    """Whether a record is sought."""
    return is_wanted(
        sought, name=record.name, source=record.source, error=record.error, by_root=record.identity.is_root
    )


def _takes(need: Need, name: str, source: str, error: str) -> bool:
    return (
        error.startswith(tuple(need.errors))
        and (not need.source or need.source == source)
        and (not need.names or name in need.names)
    )


@cache
def _sources() -> Mapping[str, frozenset[str]]:
    """By the name of an event, the sources of which it is sought whoever did it; an empty one: of any."""
    sources: defaultdict[str, set[str]] = defaultdict(set)
    for need in NEEDS:
        if not need.by_root and not need.errors:
            for name in need.names:
                sources[name].add(need.source)
    return {name: frozenset(of) for name, of in sources.items()}


@cache
def _names() -> frozenset[str]:
    return frozenset({OPENING, *_sources()})


@cache
def _errors() -> tuple[str, ...]:
    return tuple(sorted({error for need in _by_error() for error in need.errors}))


@cache
def _by_error() -> tuple[Need, ...]:
    return tuple(need for need in NEEDS if need.errors and not need.by_root)
