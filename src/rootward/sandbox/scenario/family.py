"""Families: the policies, roles and groups that every one of a company's applications has, written once.

`<name>` in a member's texts is the application's name. Dates are drawn from ranges with a fixed seed.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import msgspec

from rootward.sandbox.scenario.crowd import Days
from rootward.sandbox.scenario.table import Document, Table
from rootward.sandbox.scenario.tables import Group, Policy, Role


class FamilyPolicy(Table, frozen=True):
    """A customer managed policy of each name."""

    name: str
    document: Document
    description: str = ""


class FamilyRole(Table, frozen=True):
    """A role of each name, last used within the range."""

    name: str
    trust: Document
    path: str = "/"
    description: str = ""
    policies: tuple[str, ...] = ()
    inline: dict[str, Document] = msgspec.field(default_factory=dict)
    used: Days | None = None


class FamilyGroup(Table, frozen=True):
    """A group of each name."""

    name: str
    policies: tuple[str, ...] = ()


class Family(Table, frozen=True):
    """What each of `names` has."""

    names: tuple[str, ...]
    created: Days
    policies: tuple[FamilyPolicy, ...] = ()
    roles: tuple[FamilyRole, ...] = ()
    groups: tuple[FamilyGroup, ...] = ()


class Members(msgspec.Struct, frozen=True):
    """What families have together."""

    policies: tuple[Policy, ...]
    roles: tuple[Role, ...]
    groups: tuple[Group, ...]


def members(families: tuple[Family, ...], seed: str) -> Members:
    """Everything that the families have: the same for the same data."""
    policies: list[Policy] = []
    roles: list[Role] = []
    groups: list[Group] = []
    for family in families:
        for name in family.names:
            one = _One(family, name, seed)
            policies += one.policies()
            roles += one.roles()
            groups += one.groups()
    return Members(tuple(policies), tuple(roles), tuple(groups))


class _One:
    """One name of a family."""

    def __init__(self, family: Family, name: str, seed: str) -> None:
        self._family = family
        self._name = name
        self._random = Random(f"{seed} {name}")  # noqa: S311 - the same dates each time, and nothing secret
        self._created = self._day(family.created)

    def policies(self) -> Iterator[Policy]:
        for one in self._family.policies:
            yield Policy(
                name=self._named(one.name),
                created=self._created,
                document=self._named(one.document),
                description=self._named(one.description),
            )

    def roles(self) -> Iterator[Role]:
        for one in self._family.roles:
            yield Role(
                name=self._named(one.name),
                created=self._created,
                trust=self._named(one.trust),
                path=self._named(one.path),
                description=self._named(one.description),
                policies=tuple(self._named(policy) for policy in one.policies),
                inline={self._named(title): self._named(document) for title, document in one.inline.items()},
                used=self._day(one.used) if one.used else None,
            )

    def groups(self) -> Iterator[Group]:
        for one in self._family.groups:
            policies = tuple(self._named(policy) for policy in one.policies)
            yield Group(name=self._named(one.name), created=self._created, policies=policies)

    def _named(self, text: str) -> str:
        return text.replace("<name>", self._name)

    def _day(self, days: Days) -> float:
        return round(self._random.uniform(*days), 1)
