"""An account made ready to be asked who may do what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

import msgspec

from rootward.checks.authority import Authority
from rootward.iam_policy.policy import Policy
from rootward.iam_policy.powers import Held, Holder
from rootward.model.access import AskedAccount, HeldPolicy, Layer, UnreadPolicy
from rootward.model.account import Account
from rootward.model.identity import SERVICE_LINKED
from rootward.model.unknown import Unknown

_SCPS = UnreadPolicy(
    layer="scp",
    policy="service control policies",
    why="AWS shows them to the organisation's management account and its delegated administrators only",
)
_MAYBE_SCPS = UnreadPolicy(
    layer="scp",
    policy="service control policies",
    why="it is not known whether the account belongs to an organisation",
)


class Scene:
    """Who is there, what they hold, and which roles they may assume: before service control policies.

    A member account cannot read those that bind it, and they can only take away: what they leave open is said apart.
    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
    """

    def __init__(self, account: Account, authority: Authority) -> None:
        self.account = account
        self.authority = authority
        self.powers = authority.before_scps.powers
        self.assumption = authority.before_scps.assumption
        self.holders = tuple(sorted(self.powers.holders, key=lambda one: (one.kind != "user", one.name, one.arn)))
        """Users first, by name."""
        self.asked = AskedAccount(
            id=account.id,
            alias=None if isinstance(account.alias, Unknown) else account.alias,
            partition=account.partition,
        )

    @property
    def scps(self) -> UnreadPolicy | None:
        """The service control policies that may bind the account, none of which was read."""
        if self.authority.scps == "none":
            return None
        return _MAYBE_SCPS if isinstance(self.account.organization, Unknown) else _SCPS

    def scps_of(self, holder: Holder) -> UnreadPolicy | None:
        """Those that may bind the holder: they never bind the roles of AWS's own services."""
        return None if is_service_linked(holder) else self.scps

    def spelled(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Condition keys as the account's policies write them, sorted."""
        return tuple(sorted(self._spellings.get(key, key) for key in keys))

    @cached_property
    def _spellings(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for document in {
            id(one.ready): one.ready for one in self._all_held() if isinstance(one.ready, Policy)
        }.values():
            for statement in document.document.statements:
                for tests in statement.conditions.values():
                    for key in tests:
                        # Where two policies write a key differently, the same one is taken in every run.
                        found[key.lower()] = min(key, found.get(key.lower(), key))
        return found

    def _all_held(self) -> Iterator[Held]:
        for holder in self.powers.holders:
            yield from held_by(holder)


def is_service_linked(holder: Holder) -> bool:
    """Whether it is the role of one of AWS's services, which nobody else can use."""
    return holder.path.startswith(SERVICE_LINKED)


def held_by(holder: Holder) -> Iterator[Held]:
    """Every policy about the holder: its own and its groups', by name; its boundary; a role's trust policy."""
    yield from sorted(holder.held, key=lambda one: (one.group or "", one.name))
    if holder.boundary is not None:
        yield holder.boundary
    if holder.trust is not None:
        yield holder.trust


def policies_of(holder: Holder) -> tuple[HeldPolicy, ...]:
    """The holder's own policies and its groups'."""
    held = sorted(holder.held, key=lambda one: (one.group or "", one.name))
    return tuple(named(one, holder) for one in held)


def named(held: Held, holder: Holder) -> HeldPolicy:
    """A policy of the holder by name, and of an inline one whose it is."""
    return HeldPolicy(policy=held.name, group=held.group, inline_of=inline_of(held, holder))


def inline_of(held: Held, holder: Holder) -> str | None:
    """Of an inline policy of the holder or of its group, whose it is: `user ann`; None of a managed one."""
    if held.name.startswith("arn:") or held is holder.boundary or held is holder.trust:
        return None
    return f"group {held.group}" if held.group else f"{holder.kind} {holder.name}"


def unread_of(holder: Holder, layers: Iterable[Layer]) -> Iterator[UnreadPolicy]:
    """The holder's policies of these layers that were not read; of a role, its trust policy for `resource`."""
    of_trust = holder.trust and msgspec.structs.replace(holder.trust, name=f"trust policy of {holder.name}")
    by_layer: dict[Layer, Iterable[Held]] = {
        "identity": sorted(holder.held, key=lambda one: (one.group or "", one.name)),
        "boundary": (holder.boundary,) if holder.boundary else (),
        "resource": (of_trust,) if of_trust else (),
    }
    wanted = frozenset(layers)
    for layer, listed in by_layer.items():
        for held in listed:
            if layer in wanted and not isinstance(held.ready, Policy):
                yield UnreadPolicy(layer=layer, policy=held.name, group=held.group, why=held.problem)
