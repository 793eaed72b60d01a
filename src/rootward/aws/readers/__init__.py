"""One reader for each fact that AWS can be asked for."""

from __future__ import annotations

from collections.abc import Iterable

from rootward.aws.readers import (
    analyzers,
    certificate_uses,
    contacts,
    credential_report,
    credentials,
    event_rules,
    identities,
    log_alarms,
    mfa_devices,
    organization,
    root_credentials,
    service_access,
    settings,
    signing_certificates,
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
    mfa_devices,
    signing_certificates,
    certificate_uses,
    root_credentials,
)

READERS: dict[str, Reader] = {reader.fact: reader for module in _MODULES for reader in module.READERS}
"""By fact. Every fact of Account but those that no call reads (`NOT_FROM_AWS`)."""


def in_order(facts: frozenset[str] | set[str]) -> tuple[Reader, ...]:
    """The readers of the facts and of all that those need, each after what it needs, and after what completes it."""
    wanted = _with_needed(facts)
    ordered: dict[str, Reader] = {}

    def add(fact: str) -> None:
        if fact not in ordered:
            for earlier in (*READERS[fact].needs, *helpers(fact)):
                if earlier in wanted:
                    add(earlier)
            ordered[fact] = READERS[fact]

    for fact in READERS:
        if fact in facts:
            add(fact)
    return tuple(ordered.values())


def _with_needed(facts: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    left = list(facts)
    while left:
        fact = left.pop()
        if fact not in found:
            found.add(fact)
            left.extend(READERS[fact].needs)
    return frozenset(found)


def helpers(fact: str) -> tuple[str, ...]:
    """The facts that help to complete this one."""
    completion = READERS[fact].completion
    return () if completion is None else completion.helped_by


ACTIONS: dict[str, tuple[str, ...]] = {
    fact: tuple(
        sorted({call.action for reader in in_order({fact}) if not reader.only_root for call in reader.all_calls})
    )
    for fact in READERS
} | {"leaked_keys": (user_keys.GET_LAST_USED.action, user_keys.LIST_ACCESS_KEYS.action)}
"""The IAM actions that a policy must allow for a fact, for those that it needs and for its completion included.

Of what only root reads there are none: no policy of the account binds root. `leaked_keys` has no reader: it begins with
what scans on a machine found (`rootward.aws.leaked_keys`).
"""
