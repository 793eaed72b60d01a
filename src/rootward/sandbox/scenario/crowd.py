"""Crowds: many users alike, drawn from ranges and shares with a fixed seed, so that a draw is data like any other.

A range of days is `[newest, oldest]`; a share lies between 0 and 1 and is each user's chance, drawn by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Annotated

import msgspec

from rootward.sandbox.scenario.table import DaysAgo, Document, Table
from rootward.sandbox.scenario.tables import Certificate, Key, KeyUse, Mfa, Password, ServiceCredential, User

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
"""The chance of each one of a crowd."""

Days = tuple[DaysAgo, DaysAgo]
"""A range of days before the start, the newer end first."""

_NEWEST_USE = 0.01
"""A quarter of an hour ago: nothing here was used at the very start."""

_RECENT = 3
"""The power that draws days to the newer end: an eighth of the range holds half of them."""


class People(Table, frozen=True):
    """The names that people are drawn from, each pair at most once."""

    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()


class Passwords(Table, frozen=True):
    """Console passwords of a crowd. `used` counts for those ever used, and most of them lately."""

    share: Share
    changed: Days
    used: Days
    never_used: Share = 0.0


class Devices(Table, frozen=True):
    """MFA devices of those of a crowd who have a console password."""

    share: Share
    passkeys: Share = 0.0
    """The share of passkeys among the devices; the others are virtual."""


class Keys(Table, frozen=True):
    """Access keys of a crowd, most of them made and used lately. `used` counts for those ever used."""

    share: Share
    created: Days
    used: Days
    services: tuple[str, ...]
    second: Share = 0.0
    """The share of two keys among those with keys."""
    inactive: Share = 0.0
    never_used: Share = 0.0


class Inline(Table, frozen=True):
    """An inline policy that some of a crowd have."""

    share: Share
    document: Document


class Certificates(Table, frozen=True):
    """Signing certificates of a crowd."""

    share: Share
    uploaded: Days


class ServiceCredentials(Table, frozen=True):
    """Service-specific credentials of a crowd, which never expire."""

    share: Share
    service: str
    created: Days


class Crowd(Table, frozen=True, kw_only=True):
    """So many users alike."""

    name: str
    """What they are, in words: it is part of the seed."""
    count: Annotated[int, msgspec.Meta(ge=1, le=5000)]
    names: str
    """A pattern: `<first>.<last>` of the people, or `<of>-ci-<number>`, counted for each of `of`."""
    of: tuple[str, ...] = ()
    """What `<of>` stands for, in turn."""
    created: Days
    path: str = "/"
    groups: dict[str, Share] = msgspec.field(default_factory=dict)
    """Each user's chance to be in each group; ten groups at most are kept, as AWS allows."""
    policies: dict[str, Share] = msgspec.field(default_factory=dict)
    inline: dict[str, Inline] = msgspec.field(default_factory=dict)
    password: Passwords | None = None
    mfa: Devices | None = None
    keys: Keys | None = None
    certificates: Certificates | None = None
    service_credentials: ServiceCredentials | None = None
    regions: tuple[str, ...] = ("us-east-1",)
    """Where keys were last used."""

    def documents(self) -> dict[str, Document]:
        """Every policy document, by the place where it stands."""
        return {f"inline policy {name} of crowd {self.name}": one.document for name, one in self.inline.items()}


_GROUPS_AT_MOST = 10
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""


def drawn(crowds: tuple[Crowd, ...], people: People, seed: str) -> Iterator[User]:
    """The users of the crowds: the same ones for the same data. Raises ValueError where the names do not suffice."""
    pairs = [(first, last) for last in people.last for first in people.first]
    Random(seed).shuffle(pairs)  # noqa: S311 - the same names each time, and nothing secret
    for crowd in crowds:
        draw = _Draw(crowd, f"{seed} {crowd.name}")
        named = "<first>" in crowd.names or "<last>" in crowd.names
        if named and len(pairs) < crowd.count:
            message = f"crowd {crowd.name}: {crowd.count} users and only {len(pairs)} names are left"
            raise ValueError(message)
        for turn in range(crowd.count):
            first, last = pairs.pop() if named else ("", "")
            round_, place = divmod(turn, len(crowd.of) or 1)
            filled = {"<first>": first, "<last>": last, "<number>": f"{round_ + 1:02}"}
            name = crowd.names.replace("<of>", crowd.of[place]) if crowd.of else crowd.names
            for blank, word in filled.items():
                name = name.replace(blank, word)
            yield draw.user(name)


class _Draw:
    """Draws one user after another."""

    def __init__(self, crowd: Crowd, seed: str) -> None:
        self._crowd = crowd
        self._random = Random(seed)  # noqa: S311 - the same crowd each time, and nothing secret

    def user(self, name: str) -> User:
        crowd = self._crowd
        created = self._day(crowd.created)
        groups = [group for group, share in crowd.groups.items() if self._hits(share)]
        password = self._password(created)
        return User(
            name=name,
            created=created,
            path=crowd.path,
            groups=tuple(groups[:_GROUPS_AT_MOST]),
            policies=tuple(policy for policy, share in crowd.policies.items() if self._hits(share)),
            inline={title: one.document for title, one in crowd.inline.items() if self._hits(one.share)},
            password=password,
            mfa=self._mfa(name, created) if password else (),
            keys=tuple(self._keys(created)),
            certificates=self._certificates(created),
            service_credentials=self._service_credentials(created),
        )

    def _hits(self, share: float) -> bool:
        return self._random.random() < share

    def _day(self, days: Days, oldest: DaysAgo | None = None) -> DaysAgo:
        """A day of the range, to the tenth; nothing is older than its owner."""
        newest, last = days
        bound = last if oldest is None else min(last, oldest)
        return round(self._random.uniform(min(newest, bound), bound), 1)

    def _use(self, days: Days, never: float, created: DaysAgo) -> DaysAgo | None:
        return None if self._hits(never) else max(self._lately(days, created), _NEWEST_USE)

    def _lately(self, days: Days, oldest: DaysAgo) -> DaysAgo:
        """A day of the range, most often one of the last: what is in use is used often, and renewed."""
        newest, last = min(days[0], oldest), min(days[1], oldest)
        return round(newest + (last - newest) * self._random.random() ** _RECENT, 2)

    def _password(self, created: DaysAgo) -> Password | None:
        plan = self._crowd.password
        if plan is None or not self._hits(plan.share):
            return None
        return Password(changed=self._day(plan.changed, created), used=self._use(plan.used, plan.never_used, created))

    def _mfa(self, name: str, created: DaysAgo) -> tuple[Mfa, ...]:
        plan = self._crowd.mfa
        if plan is None or not self._hits(plan.share):
            return ()
        kind = "passkey" if self._hits(plan.passkeys) else "virtual"
        return (Mfa(name=name, kind=kind, enabled=self._day((0.5, created))),)

    def _keys(self, created: DaysAgo) -> Iterator[Key]:
        plan = self._crowd.keys
        if plan is None or not self._hits(plan.share):
            return
        for _ in range(2 if self._hits(plan.second) else 1):
            made = self._lately(plan.created, created)
            used = self._use(plan.used, plan.never_used, made)
            use = used and KeyUse(
                at=used, service=self._random.choice(plan.services), region=self._random.choice(self._crowd.regions)
            )
            yield Key(created=made, active=not self._hits(plan.inactive), used=use or None)

    def _certificates(self, created: DaysAgo) -> tuple[Certificate, ...]:
        plan = self._crowd.certificates
        hit = plan is not None and self._hits(plan.share)
        return (Certificate(uploaded=self._day(plan.uploaded, created)),) if plan and hit else ()

    def _service_credentials(self, created: DaysAgo) -> tuple[ServiceCredential, ...]:
        plan = self._crowd.service_credentials
        if plan is None or not self._hits(plan.share):
            return ()
        return (ServiceCredential(service=plan.service, created=self._day(plan.created, created)),)
