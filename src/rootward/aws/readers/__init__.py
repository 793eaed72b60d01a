"""One reader for each fact that AWS can be asked for."""

from __future__ import annotations

from rootward.aws.readers import (
    analyzers,
    contacts,
    credential_report,
    credentials,
    event_rules,
    identities,
    log_alarms,
    organization,
    service_access,
    settings,
    topics,
    trails,
    user_keys,
)
from rootward.aws.readers.reader import Reader

_MODULES = (
    settings,
    identities,
    credential_report,
    credentials,
    contacts,
    organization,
    analyzers,
    trails,
    event_rules,
    log_alarms,
    topics,
    service_access,
    user_keys,
)

READERS: dict[str, Reader] = {reader.fact: reader for module in _MODULES for reader in module.READERS}
"""By fact. Every fact of Account but `root_activity`, which comes from CloudTrail's log files."""


def in_order(facts: frozenset[str] | set[str]) -> tuple[Reader, ...]:
    """The readers of the facts and of all that those need, each after what it needs."""
    ordered: dict[str, Reader] = {}

    def add(fact: str) -> None:
        if fact not in ordered:
            for needed in READERS[fact].needs:
                add(needed)
            ordered[fact] = READERS[fact]

    for fact in READERS:
        if fact in facts:
            add(fact)
    return tuple(ordered.values())


ACTIONS: dict[str, tuple[str, ...]] = {
    fact: tuple(sorted({action for reader in in_order({fact}) for action in reader.actions})) for fact in READERS
}
"""The IAM actions that reading a fact takes, those of the facts that it needs included."""
