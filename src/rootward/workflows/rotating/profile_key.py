"""The key of a profile that can be rotated; for every other, what holds its credentials and what to do instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rootward.errors import UsageError

if TYPE_CHECKING:
    from rootward.local.aws_files.profiles import Holding, Inventory

_NOTHING = "nothing of it can be rotated"

_INSTEAD: Mapping[str, tuple[str, str]] = {
    "role": (
        "assumes a role, by credentials that end by themselves",
        "rotate the key of its source: --profile {source}",
    ),
    "web-identity": ("assumes a role with a token of another identity provider", "its credentials end by themselves"),
    "sso": ("signs in by IAM Identity Center, whose credentials end by themselves", "there is nothing to do"),
    "login": ("signs in by 'aws login', whose credentials end by themselves", "there is nothing to do"),
    "temporary-keys": ("has the keys of a session, which end by themselves", "name the profile of the key behind them"),
    "credential-process": ("has its credentials of a program", "rotate where that program keeps them"),
    "foreign-key": ("has a key that is none of AWS's", "rotate it at the service that gave it"),
    "half-a-key": ("has half a key: an id without its secret, or a secret without its id", "mend the profile first"),
}
"""By the way in which a profile comes by its credentials: what it does, and what to do."""


def key_of_profile(inventory: Inventory, name: str) -> Holding:
    """Where the profile's long-lived key lies: `key_id` is its id.

    Raises UsageError where there is no such profile, and where its credentials are none that can be rotated: of a role,
    IAM Identity Center, `aws login`, a program, a session. A program that is rootward's own keyring is for its store.
    """
    profile = inventory.profile(name)
    if profile is None:
        known = ", ".join(one.name for one in inventory.profiles)
        raise UsageError(f"there is no profile '{name}'", advice=f"name one of: {known}" if known else "")
    holding = profile.in_force
    if holding is None:
        raise UsageError(f"the profile '{name}' holds no credentials", advice="name the profile that has the key")
    if holding.way.value not in _INSTEAD:
        return holding
    told, advice = _INSTEAD[holding.way.value]
    source = holding.source if holding.source and not holding.source.startswith(":") else ""
    if "{source}" in advice:
        advice = advice.format(source=source) if source else "its credentials come of this machine itself"
    raise UsageError(f"the profile '{name}' {told}: {_NOTHING}", advice=advice)
